//! A [`Source`] in, a [`Document`](crate::Document) out: blocks, sections, sentences.

pub mod blocks;
pub mod sections;
pub mod sentences;
