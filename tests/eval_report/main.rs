//! Reports of evaluations built by hand: what the page and the Markdown show, and what the gate lets pass.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in the helpers of tests, too, a failure is a failed test"
)]

mod build;
mod gate;
mod markdown;
mod page;
#[path = "../support/page.rs"]
mod support;
