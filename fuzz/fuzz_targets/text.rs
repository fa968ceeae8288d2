//! `cargo +nightly fuzz run text`
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| detente_fuzz::text(data));
