//! The output that README.md shows is what the program prints. `DETENTE_UPDATE=1` writes it anew.

use std::fs;
use std::process::Command;

const BEGIN: &str = "<!-- output: ";
const FENCE: &str = "```text\n";

#[test]
fn the_readme_shows_the_real_output() {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/README.md");
    let readme = fs::read_to_string(&path).expect("README.md");
    let mut rest = readme.as_str();
    let mut renewed = String::new();
    let mut shown = 0;
    while let Some(at) = rest.find(BEGIN) {
        let command = rest[at + BEGIN.len()..].split(" -->").next().expect("a command");
        let start = at + rest[at..].find(FENCE).expect("a block") + FENCE.len();
        let end = start + rest[start..].find("```\n<!-- end -->").expect("the block's end");
        let run = Command::new(env!("CARGO_BIN_EXE_detente")).args(command.split(' ')).current_dir(root).output();
        let run = run.expect("the program runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        renewed.push_str(&rest[..start]);
        renewed.push_str(&String::from_utf8(run.stdout).expect("UTF-8"));
        rest = &rest[end..];
        shown += 1;
    }
    renewed.push_str(rest);
    assert!(shown > 0, "README.md shows no output");
    if std::env::var_os("DETENTE_UPDATE").is_some() {
        fs::write(&path, &renewed).expect("README.md is written");
    } else {
        assert!(readme == renewed, "README.md is out of date: DETENTE_UPDATE=1 cargo test --test readme\n{renewed}");
    }
}
