//! Evaluation: how good the product and its rivals are on data with gold, with intervals.
//!
//! ```text
//! Suite -> Items -> System -> Said -> Metrics -> Report
//! TOML     gold     product,  answers bootstrap  JSON, HTML,
//!          by job   rivals                       Markdown
//! ```

pub mod fault;
pub mod gate;
pub mod item;
pub mod report;
pub mod systems;
