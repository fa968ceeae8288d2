//! `cargo +nightly fuzz run sentences`
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| detente_fuzz::sentences(data));
