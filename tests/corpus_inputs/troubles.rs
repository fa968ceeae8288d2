//! Files that are broken, binary, empty, or go away: each is an entry with its error, and the others go on.

use std::fs;

use detente::corpus::Inputs;

use crate::{BODY, Folder, error, gzip, of_file, options, zstd};

/// Lines of records, numbered, and not too easily compressed.
fn lines(count: usize) -> String {
    let line = |number: usize| format!("{{\"id\":{number},\"text\":\"{} {BODY}\"}}\n", number * 7919);
    (0..count).map(line).collect::<Vec<_>>().concat()
}

#[test]
fn a_bad_file_is_an_entry_and_the_others_go_on() {
    let folder = Folder::new();
    folder.write("a.txt", "");
    folder.write("b.txt", " \n");
    folder.write("c.txt", b"abc\0def");
    folder.write("d.txt", b"%PDF-1.7\n");
    folder.write("e.jsonl", "\n");
    folder.write("f.txt", BODY);
    let said = folder.said(&folder.entries());
    for (entry, expected) in said.iter().zip([
        "a.txt ! a.txt: is empty",
        "b.txt ! b.txt: is empty",
        "c.txt ! c.txt: looks like a binary file",
        "d.txt ! d.txt: is a PDF file, not text",
        "e.jsonl ! e.jsonl: is empty",
        "f.txt = The two",
    ]) {
        assert!(entry.starts_with(expected), "{entry}");
    }
    assert_eq!(said.len(), 6);
}

#[test]
fn a_bad_line_is_an_entry_and_the_others_go_on() {
    let folder = Folder::new();
    let lines = b"{\"id\":1,\"text\":\"One.\"}\n{\"id\":\n{\"id\":3,\"text\":\"T\xe9\"}\n{\"id\":4,\"text\":5}\n[1]\n{\"id\":6}\n{\"id\":7,\"text\":\"\"}\n{\"id\":8,\"text\":\"Eight.\"}";
    let said = folder.said(&of_file(&folder.write("a.jsonl", lines)));
    for (entry, expected) in said.iter().zip([
        "1 = One.",
        "a.jsonl:2 ! a.jsonl: line 2 is not a record (EOF while parsing a value at column",
        "a.jsonl:3 ! a.jsonl: line 3 is not valid UTF-8 (byte 17 of the line)",
        "a.jsonl:4 ! a.jsonl:4: column text is a number, not a string",
        "a.jsonl:5 ! a.jsonl: line 5 is not a record (invalid type: sequence, expected a record",
        "a.jsonl:6 ! a.jsonl:6: has no column that is known as the text; it has id; name one with",
        "7 ! a.jsonl:7: is empty",
        "8 = Eight.",
    ]) {
        assert!(entry.starts_with(expected), "{entry}");
    }
    assert_eq!(said.len(), 8);
    let cut = folder.said(&of_file(&folder.write("b.json", "[\n{\"id\":1,\n\"text\":\"One.\"},\n")));
    assert_eq!(cut[0], "1 = One.");
    assert!(cut[1].starts_with("b.json ! b.json: line 4 is not a record (EOF while parsing a list"), "{}", cut[1]);
}

#[test]
fn documents_before_a_break_of_the_compression_are_kept() {
    let folder = Folder::new();
    let lines = lines(3000);
    for (name, packing, bytes) in [("a.jsonl.gz", "gzip", gzip(&lines)), ("b.jsonl.zst", "zstd", zstd(&lines))] {
        let entries = of_file(&folder.write(name, &bytes[..bytes.len() * 2 / 3]));
        let good = entries.iter().filter(|entry| entry.content.is_ok()).count();
        assert!((500..2900).contains(&good), "{good} of {}", entries.len());
        assert_eq!(entries.len(), good + 1, "{name}");
        let last = folder.short(&error(&entries[good]));
        assert!(last.starts_with(&format!("{name}: the {packing} data is broken or cut off after ")), "{last}");
        assert!(last.ends_with("fetch the file again"), "{last}");
        assert_eq!(folder.short(&entries[good].id), name);
    }
    let mut broken = gzip(&lines);
    let half = broken.len() / 2;
    broken[half..half + 64].fill(0xaa);
    let entries = of_file(&folder.write("c.jsonl.gz", broken));
    let bad: Vec<String> = entries.iter().filter(|entry| entry.content.is_err()).map(error).collect();
    assert!(bad.last().is_some_and(|error| error.contains("the gzip data is broken or cut off")), "{bad:?}");
    assert!(entries.len() > 500);
    // A small file is broken within its first bytes.
    for (name, bytes) in [("d.txt.gz", gzip(BODY)), ("e.csv.gz", gzip("text\n".to_owned() + BODY))] {
        let entries = of_file(&folder.write(name, &bytes[..bytes.len() - 6]));
        assert!(error(entries.last().unwrap()).contains("the gzip data is broken or cut off"), "{name}");
    }
}

#[test]
fn members_of_gzip_follow_each_other() {
    let folder = Folder::new();
    let parts: Vec<u8> = lines(3).lines().flat_map(|line| gzip(format!("{line}\n"))).collect();
    assert_eq!(of_file(&folder.write("a.jsonl.gz", parts)).len(), 3);
    let frames: Vec<u8> = lines(3).lines().flat_map(|line| zstd(format!("{line}\n"))).collect();
    assert_eq!(of_file(&folder.write("a.jsonl.zst", frames)).len(), 3);
}

#[test]
fn a_file_that_vanishes_is_an_entry() {
    let folder = Folder::new();
    let path = folder.write("a.txt", BODY);
    folder.write("b.txt", BODY);
    let inputs = Inputs::find(options(&[&folder.path("")])).unwrap();
    fs::remove_file(path).unwrap();
    let said = folder.said(&inputs.entries().collect::<Vec<_>>());
    assert!(said[0].starts_with("a.txt ! a.txt: cannot be read (No such file"), "{}", said[0]);
    assert!(said[1].starts_with("b.txt = The two"));
}

#[test]
fn a_file_that_changes_while_it_is_read_is_told() {
    let folder = Folder::new();
    let path = folder.write("a.jsonl", lines(2000));
    folder.write("b.txt", BODY);
    let mut entries = Inputs::find(options(&[&folder.path("")])).unwrap().entries();
    assert!(entries.next().unwrap().content.is_ok());
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(200_000).unwrap();
    let said = folder.said(&entries.collect::<Vec<_>>());
    let changed = "a.jsonl ! a.jsonl: changed while it was read; let its writer finish and run again";
    assert_eq!(said[said.len() - 2], changed);
    assert!(said[said.len() - 1].starts_with("b.txt = "));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_looked_into_is_an_entry() {
    let folder = Folder::new();
    folder.write("a.txt", BODY);
    std::os::unix::fs::symlink(folder.path("nowhere.txt"), folder.path("b.txt")).unwrap();
    std::os::unix::fs::symlink(folder.path("nowhere.png"), folder.path("b.png")).unwrap();
    fs::create_dir(folder.path("deep")).unwrap();
    std::os::unix::fs::symlink(folder.path(""), folder.path("deep/loop")).unwrap();
    let said = folder.said(&folder.entries());
    assert!(said[0].starts_with("a.txt = "));
    assert!(said[1].starts_with("b.txt ! b.txt: cannot be read (No such file"), "{said:?}");
    assert_eq!(said.len(), 2);
}
