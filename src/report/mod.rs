//! An [`Analysis`](crate::Analysis) in, something to read out.
