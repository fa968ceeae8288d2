//! The dashboard over rows built by hand, and over tables on the disk.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in the helpers of tests, too, a failure is a failed test"
)]

mod build;
mod command;
mod figures;
mod forms;
mod page;
#[path = "../support/page.rs"]
mod support;
