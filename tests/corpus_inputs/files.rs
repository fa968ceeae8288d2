//! Which files are found, and in which order.

use std::path::{Path, PathBuf};

use detente::corpus::{InputOptions, Inputs};

use crate::{BODY, Folder, entries, options};

fn names(folder: &Folder, options: InputOptions) -> Vec<String> {
    let inputs = Inputs::find(options).unwrap();
    inputs.files().iter().map(|file| folder.short(&file.name())).collect()
}

fn said(options: InputOptions) -> String {
    Inputs::find(options).err().unwrap().to_string()
}

#[test]
fn a_folder_is_walked_in_the_order_of_paths() {
    let folder = Folder::new();
    for name in ["b.txt", "a/z.md", "a/b/c.jsonl.gz", "a-b.html", "B.csv", "a/photo.png", "Makefile", "a.parquet.zst"] {
        folder.write(name, BODY);
    }
    let expected = ["B.csv", "a-b.html", "a.parquet.zst", "a/b/c.jsonl.gz", "a/z.md", "b.txt"];
    assert_eq!(names(&folder, options(&[&folder.path("")])), expected);
}

#[test]
fn ignore_rules_and_hidden_files_hold_unless_all_is_asked_for() {
    let folder = Folder::new();
    folder.write(".gitignore", "drafts/\n*.md\n");
    folder.write("deep/.ignore", "x.txt\n");
    for name in ["a.txt", "b.md", "drafts/c.txt", ".hidden.txt", ".git/d.txt", "deep/x.txt", "deep/y.txt"] {
        folder.write(name, BODY);
    }
    let root = folder.path("");
    assert_eq!(names(&folder, options(&[&root])), ["a.txt", "deep/y.txt"]);
    let all = names(&folder, InputOptions { all: true, ..options(&[&root]) });
    assert_eq!(all, [".git/d.txt", ".hidden.txt", "a.txt", "b.md", "deep/x.txt", "deep/y.txt", "drafts/c.txt"]);
    // What is named is taken, whatever the rules say.
    assert_eq!(names(&folder, options(&[&folder.path("b.md")])), ["b.md"]);
    assert_eq!(names(&folder, options(&[&folder.path("drafts")])), ["drafts/c.txt"]);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = Folder::new();
    for name in ["a.txt", "b/c.txt", "b/d.txt", "notes"] {
        folder.write(name, BODY);
    }
    let paths = ["b/d.txt", "b/../b/d.txt", "*.txt", "a.txt", "notes", "b", "."].map(|name| folder.path(name));
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    assert_eq!(names(&folder, options(&paths)), ["b/d.txt", "a.txt", "notes", "b/c.txt"]);
}

#[test]
fn nothing_to_read_is_a_failure() {
    let folder = Folder::new();
    folder.write("photo.png", "x");
    let root = folder.path("");
    let message = said(options(&[&root]));
    assert!(message.contains(": no file to read; known endings are .txt .text .md"), "{message}");
    assert!(said(options(&[&folder.path("*.txt")])).ends_with("*.txt: no file matches; check the pattern"));
    assert!(said(options(&[&folder.path("none.txt")])).contains("none.txt: cannot be read (No such file"));
}

#[test]
fn sizes_and_progress_are_those_of_the_files() {
    let folder = Folder::new();
    let lines = format!("{{\"text\":\"{BODY}\"}}\n").repeat(3);
    let packed = crate::gzip(&lines);
    let sizes = [lines.len(), packed.len()].map(|size| size as u64);
    folder.write("a.jsonl", &lines);
    folder.write("b.jsonl.gz", &packed);
    folder.write("c.txt", "");
    let inputs = Inputs::find(options(&[&folder.path("")])).unwrap();
    assert_eq!(inputs.bytes(), Some(sizes[0] + sizes[1]));
    let mut entries = inputs.entries();
    assert_eq!(entries.read(), 0);
    entries.by_ref().take(4).for_each(drop);
    assert!(entries.read() > sizes[0] && entries.read() <= sizes[0] + sizes[1], "{}", entries.read());
    assert_eq!(entries.by_ref().count(), 3);
    assert_eq!(entries.read(), sizes[0] + sizes[1]);
    assert!(entries.next().is_none());
    assert_eq!(entries.read(), sizes[0] + sizes[1]);
}

#[test]
fn the_same_corpus_gives_the_same_entries() {
    let folder = Folder::new();
    for number in 0..20 {
        folder.write(&format!("{}/{number}.txt", number % 3), format!("{BODY} {number}"));
    }
    let once = folder.said(&entries(options(&[&folder.path("")])));
    assert_eq!(once.len(), 20);
    // On another thread as well.
    let stream = Inputs::find(options(&[&folder.path("")])).unwrap().entries();
    let streamed = std::thread::spawn(move || stream.collect::<Vec<_>>()).join().unwrap();
    assert_eq!(once, folder.said(&streamed));
    assert!(once[0].starts_with("0/0.txt = "), "{}", once[0]);
}
