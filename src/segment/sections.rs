//! Sections from headings.
