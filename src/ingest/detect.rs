//! Which format a file is in.
//!
//! Enters: a name and the first bytes. Leaves: a [`Format`]. Holds: a known extension decides; without one the bytes do,
//! and what shows no clear sign of markup is plain text.

use std::path::Path;
use std::str::FromStr;

use super::{Format, text};
use crate::error::{Error, Result};

/// So many bytes are looked at.
pub(super) const HEAD: usize = 64 * 1024;

impl Format {
    /// All formats, in the order that help texts name them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Markdown, Self::Html, Self::Jsonl];

    /// The name that `--input-format` takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Jsonl => "jsonl",
        }
    }

    /// The format that a file's extension tells.
    #[must_use]
    pub fn of_extension(name: &Path) -> Option<Self> {
        let extension = name.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "txt" | "text" => Self::Text,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "jsonl" | "ndjson" | "json" => Self::Jsonl,
            _ => return None,
        })
    }

    /// The format of a file: by its extension where that is known, else by its first bytes.
    #[must_use]
    pub fn detect(name: Option<&Path>, bytes: &[u8]) -> Self {
        name.and_then(Self::of_extension).unwrap_or_else(|| {
            let head = text::preview(&bytes[..bytes.len().min(HEAD)]);
            let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            if is_html(head) {
                Self::Html
            } else if is_jsonl(head) {
                Self::Jsonl
            } else if is_markdown(head) {
                Self::Markdown
            } else {
                Self::Text
            }
        })
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| Error::Setting {
            setting: "--input-format",
            value: name.to_owned(),
            remedy: "give text, markdown, html or jsonl",
        })
    }
}

/// Whether the text begins as a page, or as a piece of one.
fn is_html(head: &str) -> bool {
    if !head.starts_with('<') {
        return false;
    }
    let lower = head.to_ascii_lowercase();
    let page = ["<!doctype html", "<html", "<head", "<body"];
    let begins_a_page = page.iter().any(|tag| lower.starts_with(tag));
    let prologue = lower.starts_with("<?xml") || lower.starts_with("<!--") || lower.starts_with("<!doctype");
    let piece = ["article", "main", "section", "div", "p", "h1", "h2", "title", "meta"];
    begins_a_page
        || (prologue && page[1..].iter().any(|tag| lower.contains(tag)))
        || piece.iter().any(|tag| {
            let rest = lower.strip_prefix('<').and_then(|rest| rest.strip_prefix(tag));
            rest.is_some_and(|rest| rest.starts_with(['>', ' ', '\n', '\r', '\t', '/'])) && lower.contains("</")
        })
}

/// Whether one of the first lines is a JSON object with a field that records have; a line may end beyond the head.
fn is_jsonl(head: &str) -> bool {
    let fields = ["\"text\"", "\"html\"", "\"sections\""];
    head.starts_with('{')
        && head.lines().filter(|line| !line.trim().is_empty()).take(3).any(|line| {
            let whole = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line);
            match whole {
                Ok(object) => fields.iter().any(|field| object.contains_key(field.trim_matches('"'))),
                Err(error) => {
                    error.is_eof() && line.len() > HEAD / 2 && fields.iter().any(|field| line.contains(field))
                }
            }
        })
}

/// Whether the text has clear signs of Markdown: front matter, or headings beside other markup, or several headings or
/// links. One line with `#` or a list of dashes is found in plain text as well.
fn is_markdown(head: &str) -> bool {
    if super::markdown::front_matter(head).is_some() {
        return true;
    }
    let headings = head.lines().filter(|line| is_atx_heading(line)).count();
    let links = head.matches("](").filter(|_| head.contains('[')).count();
    let fences = head.lines().filter(|line| line.starts_with("```")).count();
    let strong = head.matches("**").count() / 2;
    match (headings, links) {
        (2.., _) | (_, 2..) => true,
        (1, rest) => rest + fences + strong > 0,
        _ => false,
    }
}

/// Whether a line is `#` to `######`, a blank, and words.
fn is_atx_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ') && words.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(text: &str) -> Format {
        Format::detect(None, text.as_bytes())
    }

    #[test]
    fn extensions_decide() {
        for (name, format) in [
            ("a.txt", Format::Text),
            ("a.MD", Format::Markdown),
            ("b/a.htm", Format::Html),
            ("a.xhtml", Format::Html),
            ("a.ndjson", Format::Jsonl),
            ("a.json", Format::Jsonl),
        ] {
            assert_eq!(Format::detect(Some(Path::new(name)), b"<html>"), format, "{name}");
        }
        assert_eq!(Format::detect(Some(Path::new("page.php")), b"<html>"), Format::Html);
    }

    #[test]
    fn pages_are_html() {
        for page in [
            "\u{feff}\n<!DOCTYPE html><p>x",
            "<HTML lang=en>",
            "<!-- saved -->\n<html>",
            "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC><html>",
            "<p>Talks resumed.</p>",
            "<div class=a>Talks</div>",
        ] {
            assert_eq!(sniffed(page), Format::Html, "{page}");
        }
        for text in ["<ambassador> spoke.", "< 5 percent </", "<pre-war borders>, he said", "a <p>b</p>"] {
            assert_eq!(sniffed(text), Format::Text, "{text}");
        }
    }

    #[test]
    fn records_are_jsonl() {
        assert_eq!(sniffed("{\"id\":1,\"text\":\"x\"}\n"), Format::Jsonl);
        assert_eq!(sniffed("{\"id\":1,\n{\"id\":2,\"html\":\"<p>\"}"), Format::Jsonl);
        let long = format!("{{\"text\":\"{}\"}}", "a".repeat(2 * HEAD));
        assert_eq!(sniffed(&long), Format::Jsonl);
        assert_eq!(sniffed("{applause} Thank you."), Format::Text);
        assert_eq!(sniffed("{\"a\":1}"), Format::Text);
    }

    #[test]
    fn markdown_needs_clear_signs() {
        for text in [
            "---\ntitle: Talks\n---\nText.",
            "# Talks\n\nText with [a link](https://example.org).",
            "# One\n\ntext\n\n## Two\n\ntext",
            "# Talks\n\n**Geneva** text",
            "See [a](b) and [c](d).",
        ] {
            assert_eq!(sniffed(text), Format::Markdown, "{text}");
        }
        for text in [
            "# 1 in the list\nText.",
            "- first\n- second\n",
            "#Ukraine #NATO",
            "---\nText between rules.\n---\n",
            "He said ** and left.",
        ] {
            assert_eq!(sniffed(text), Format::Text, "{text}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>().unwrap(), format);
        }
        let error = "docx".parse::<Format>().unwrap_err().to_string();
        assert_eq!(error, "--input-format is docx; give text, markdown, html or jsonl");
    }

    #[test]
    fn utf16_is_looked_into() {
        let page: Vec<u8> = "\u{feff}<html><p>x</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Format::detect(None, &page), Format::Html);
    }
}
