//! `cargo +nightly fuzz run markdown`
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| detente_fuzz::markdown(data));
