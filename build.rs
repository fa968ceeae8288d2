//! With the feature rust-bert, programs find the libtorch that they were built with; otherwise there is nothing to do.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // torch-sys says where; only its direct dependents are told.
    let Some(folder) = env::var_os("DEP_TCH_LIBTORCH_LIB") else { return };
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os != "windows") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", folder.to_string_lossy());
    }
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        // No symbol of it is named, but the kernels for GPUs, where libtorch has them, come with it.
        println!("cargo:rustc-link-arg=-Wl,--no-as-needed");
        println!("cargo:rustc-link-arg=-ltorch");
    }
}
