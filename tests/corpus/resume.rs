//! Killed at any moment, with any number of threads, out of space: the same bytes in the end.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::{Place, SPEECHES, names, said, speeches};

const TABLES: [&str; 3] = ["documents", "sections", "sentences"];

fn same(place: &Place, one: &str, other: &str, ending: &str) {
    for table in TABLES {
        let name = format!("{table}.{ending}");
        assert!(place.bytes(one, &name) == place.bytes(other, &name), "{name} of {one} and {other} differ");
    }
}

/// Starts the run and kills it once `enough` is so.
fn killed(mut command: Command, enough: impl Fn() -> bool) -> bool {
    let mut child = command.stderr(Stdio::null()).spawn().expect("started");
    loop {
        if child.try_wait().expect("waited").is_some() {
            return false;
        }
        if enough() {
            child.kill().expect("killed");
            child.wait().expect("waited");
            return true;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn killed_runs_end_in_the_bytes_of_an_undisturbed_one_in_every_format() {
    let place = Place::new();
    place.write("speeches.jsonl", &speeches());
    for (format, threads) in [("parquet", "2"), ("jsonl", "1"), ("csv", "3")] {
        // Hardly any memory: one document at a time is let through.
        let memory = if threads == "3" { "1K" } else { "128M" };
        let args =
            |threads| ["speeches.jsonl", "--sentences", "--format", format, "--threads", threads, "--memory", memory];
        let (whole, cut) = (format!("whole-{format}"), format!("cut-{format}"));
        let output = place.corpus(&args("1"), &whole).output().expect("ran");
        assert_eq!(output.status.code(), Some(2), "two documents are broken: {}", said(&output));
        // After its first part, and after its second; what is done is not scored again.
        for part in ["000000.json", "000001.json"] {
            let marker = place.path(&cut).join(".detente/parts").join(part);
            assert!(killed(place.corpus(&args(threads), &cut), || marker.exists()), "ended before its end");
            assert!(!place.path(&cut).join("run.json").exists());
        }
        let output = place.corpus(&args(threads), &cut).output().expect("ran");
        let kept = if said(&output).contains("going on after 512 documents") { 512 } else { 256 };
        assert!(said(&output).contains(&format!("going on after {kept} documents")), "{}", said(&output));
        assert_eq!(place.outcome(&cut)["timing"]["documents"], SPEECHES - kept);
        same(&place, &whole, &cut, format);
        let left = names(&place.path(&cut).join(".detente"));
        assert_eq!(left, ["lock", "parts", "run.json"]);
        assert!(names(&place.path(&cut).join(".detente/parts")).is_empty());
    }
}

#[test]
fn killed_again_and_again_at_any_moment() {
    let place = Place::new();
    place.write("speeches.jsonl", &speeches());
    let args = ["speeches.jsonl", "--sentences", "--format", "jsonl"];
    place.corpus(&args, "whole").output().expect("ran");
    for milliseconds in (1_u64..).map(|n| 40 + n * n * 7) {
        let pause = || {
            thread::sleep(Duration::from_millis(milliseconds));
            true
        };
        if !killed(place.corpus(&args, "cut"), pause) || place.path("cut/run.json").exists() {
            break;
        }
    }
    same(&place, "whole", "cut", "jsonl");
}

#[test]
fn out_of_space_says_so_and_goes_on_when_there_is_some() {
    let place = Place::new();
    place.write("speeches.jsonl", &speeches());
    let args = ["speeches.jsonl", "--sentences", "--format", "jsonl"];
    place.corpus(&args, "whole").output().expect("ran");
    // A limit on the size of files stands for a full disk: the first part fits, the tables do not.
    let limited = place.corpus(&args, "cut");
    let mut shell = Command::new("sh");
    shell.current_dir(place.path("")).args(["-c", "trap '' XFSZ; ulimit -f 300; exec \"$0\" \"$@\""]);
    let output = shell.arg(limited.get_program()).args(limited.get_args()).output().expect("ran");
    let message = said(&output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("cannot be written") && message.contains("what is done is kept"), "{message}");
    assert!(names(&place.path("cut")) == [".detente"], "no table before its time: {:?}", names(&place.path("cut")));
    assert_eq!(place.corpus(&args, "cut").output().expect("ran").status.code(), Some(2));
    same(&place, "whole", "cut", "jsonl");
}

#[test]
fn a_complete_run_is_not_run_again() {
    let place = Place::new();
    place.write("one.txt", "Velmora welcomed the ferry treaty.\n");
    assert!(place.corpus(&["one.txt"], "out").status().expect("ran").success());
    let before = place.bytes("out", "run.json");
    let output = place.corpus(&["one.txt"], "out").output().expect("ran");
    assert!(output.status.success() && said(&output).contains("is complete already"), "{}", said(&output));
    assert!(place.bytes("out", "run.json") == before);
    let output = place.corpus(&["one.txt", "--restart"], "out").output().expect("ran");
    assert!(said(&output).contains("1 documents, 1 scored"), "{}", said(&output));
}
