//! `detente corpus`: the same bytes however it is run, what is refused, and what stands in the rows.

mod refusals;
mod resume;
mod rows;
mod support;
