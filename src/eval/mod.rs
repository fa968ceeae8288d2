//! Evaluation: how good the product and its rivals are on data with gold, with intervals.
//!
//! ```text
//! Suite -> Items -> System -> Said -> Metrics -> Report
//! TOML     gold     product,  answers bootstrap  JSON, HTML,
//!          by job   rivals                       Markdown
//! ```

pub mod suite;

pub mod data;

pub mod item;

pub mod systems;

pub mod metrics;

pub mod run;

pub mod predictions;
pub mod report;

pub mod gate;

pub mod fault;
