//! Every format of report over analyses built by hand: how it looks, and what must hold of it whatever the article says.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in the helpers of tests, too, a failure is a failed test"
)]

mod build;
mod hostile;
mod page;
mod snapshots;
#[path = "../support/page.rs"]
mod support;
