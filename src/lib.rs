//! Extractive summaries and diplomatic tone of articles, with the evidence for each.
//!
//! ```text
//! Source -> Document -> Batch -> Hidden -> Scores -> Analysis -> Report
//! bytes     text,       token    f32       salience   summary,    text, JSON,
//!           sections,   ids      [sents,   and tone   tone by     Markdown,
//!           sentences            hidden]   per        section     HTML
//!                                          sentence
//! ```
//! The modules stand in the order of that flow.

#![warn(clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

pub mod ingest;

pub mod segment;

pub mod document;

pub mod model;

pub mod summary;

pub mod tone;

pub mod engine;

pub mod analysis;

pub mod report;

pub mod corpus;

pub mod dashboard;

pub mod eval;

pub mod config;
pub mod error;

pub use analysis::Analysis;
pub use config::Config;
pub use document::Document;
pub use engine::{Engine, Task, Wanted};
pub use error::{Error, Result};
