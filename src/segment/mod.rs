//! Article anatomy: what each line or paragraph is.
//! A [`Source`] in, a [`Document`](crate::Document) out: blocks, sections, sentences.

mod abbreviations;
pub mod blocks;
mod boundaries;
mod enclosures;
mod lists;
mod lookahead;
mod marks;
mod paragraphs;
pub mod sections;
pub mod sentences;
mod words;
