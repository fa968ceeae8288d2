//! Markdown: front matter, headings, paragraphs and items.
//!
//! Enters: the bytes of a Markdown file. Leaves: its text without markup, with a mark for each block, and what the front
//! matter says. Holds: link texts stay and their addresses go; images, fenced code and footnotes go, for they are not the
//! article's sentences; an indented block stays, for it is more often prose than code; HTML inside is read as HTML.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::marked::Builder;
use super::{Format, Layout, Mark, Meta, Source, file_id, html, text};
use crate::error::{Error, Result};

/// One document from the bytes of a Markdown file.
pub(super) fn read(bytes: Vec<u8>, name: &str) -> Result<Source> {
    let file = text::decode(bytes, name, None)?;
    let file = file.trim_start_matches('\u{feff}');
    let (meta, body) = front_matter(file).unwrap_or_else(|| (Meta::default(), file));
    let (text, marks) = extract(body);
    if text.is_empty() {
        return Err(Error::Empty { name: name.to_owned() });
    }
    let (id, name) = (file_id(name), name.to_owned());
    Ok(Source { id, name, format: Format::Markdown, text, meta, layout: Layout::Marked(marks) })
}

/// The text and its marks.
fn extract(markdown: &str) -> (String, Vec<(Mark, crate::document::Span)>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut walker = Walker::default();
    for event in Parser::new_ext(markdown, options) {
        walker.take(event);
    }
    walker.builder.finish()
}

/// Where in the document the walk stands.
#[derive(Default)]
struct Walker {
    builder: Builder,
    /// Depth of list items.
    items: usize,
    /// Depth of what is left out: images, fenced code, footnotes.
    dropped: usize,
    /// The HTML block being gathered.
    html: Option<String>,
}

impl Walker {
    /// Takes the next event of the parser.
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.stop(tag),
            _ if self.dropped > 0 => {}
            Event::Text(inline) | Event::Code(inline) => self.builder.push(&inline),
            Event::SoftBreak => self.builder.push(" "),
            Event::HardBreak => self.builder.line_break(),
            Event::Html(block) => match &mut self.html {
                Some(html) => html.push_str(&block),
                None => html::fragment(&block, &mut self.builder),
            },
            Event::InlineHtml(tag) if tag.to_ascii_lowercase().starts_with("<br") => self.builder.line_break(),
            Event::Rule => self.builder.end(),
            Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    /// A tag opens.
    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::CodeBlock(CodeBlockKind::Fenced(_)) => {
                self.dropped += 1;
            }
            Tag::CodeBlock(_) if self.dropped > 0 => self.dropped += 1,
            Tag::Heading { level, .. } => self.builder.begin(Mark::Heading(*level as u8)),
            Tag::Item => {
                self.items += 1;
                self.builder.begin(Mark::Item);
            }
            Tag::Paragraph => self.block(),
            Tag::TableCell | Tag::CodeBlock(CodeBlockKind::Indented) => self.builder.begin(Mark::Paragraph),
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Table(_) => self.builder.end(),
            Tag::HtmlBlock => self.html = Some(String::new()),
            Tag::Strong => self.builder.begin_strong(),
            _ => {}
        }
    }

    /// A tag closes.
    fn stop(&mut self, tag: TagEnd) {
        match tag {
            // An indented block never counts as dropped, and nothing but its text stands in it.
            TagEnd::CodeBlock if self.dropped == 0 => self.builder.end(),
            TagEnd::Image | TagEnd::FootnoteDefinition | TagEnd::CodeBlock => {
                self.dropped = self.dropped.saturating_sub(1);
            }
            TagEnd::Strong => self.builder.end_strong(),
            TagEnd::Item => {
                self.items = self.items.saturating_sub(1);
                self.builder.end();
            }
            TagEnd::HtmlBlock => {
                let block = self.html.take().unwrap_or_default();
                if self.dropped == 0 {
                    html::fragment(&block, &mut self.builder);
                }
            }
            TagEnd::Heading(_)
            | TagEnd::Paragraph
            | TagEnd::TableCell
            | TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Table => self.builder.end(),
            _ => {}
        }
    }

    /// A paragraph begins, which in a list is part of its item.
    fn block(&mut self) {
        if self.dropped == 0 {
            self.builder.begin(if self.items > 0 { Mark::Item } else { Mark::Paragraph });
        }
    }
}

/// The front matter (YAML between `---`, TOML between `+++`) and the text after it, when a file begins with one.
pub(super) fn front_matter(file: &str) -> Option<(Meta, &str)> {
    let fence = ["---", "+++"].into_iter().find(|fence| file.lines().next().is_some_and(|l| l.trim_end() == *fence))?;
    let mut meta = Meta::default();
    let (mut at, mut keys, mut last) = (0, 0, String::new());
    for (number, line) in file.split_inclusive('\n').enumerate() {
        at += line.len();
        let line = line.trim_end();
        if number == 0 || line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == fence || (line == "..." && fence == "---") {
            return (keys > 0).then(|| (meta, &file[at..]));
        }
        if line.starts_with([' ', '\t', '-', ']', '}']) {
            set(&mut meta, &last, line.trim_start_matches([' ', '\t', '-']));
            continue;
        }
        let (key, value) = line.split_once(if fence == "---" { ':' } else { '=' })?;
        last = key.trim().to_ascii_lowercase();
        if last.is_empty() || last.contains(char::is_whitespace) && fence == "---" {
            return None;
        }
        keys += 1;
        set(&mut meta, &last, value);
    }
    None
}

/// Notes a value of the front matter, unless its key is of no use or has a value already.
fn set(meta: &mut Meta, key: &str, value: &str) {
    let field = match key {
        "title" => &mut meta.title,
        "author" | "authors" | "byline" => &mut meta.byline,
        "date" | "published" | "pubdate" | "publishdate" | "published_at" => &mut meta.date,
        _ => return,
    };
    let unquoted = |part: &str| part.trim().trim_matches(['"', '\'']).trim().to_owned();
    let inner = value.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']'));
    let value = match inner {
        Some(list) => list.split(',').map(unquoted).collect::<Vec<_>>().join(", "),
        None => unquoted(value),
    };
    match field {
        _ if value.is_empty() || matches!(value.as_str(), "|" | ">" | "[" | "null") => {}
        Some(present) if key == "authors" => *present = format!("{present}, {value}"),
        Some(_) => {}
        None => *field = Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(markdown: &str) -> Vec<(Mark, String)> {
        let (text, marks) = extract(markdown);
        marks.into_iter().map(|(mark, span)| (mark, span.of(&text).to_owned())).collect()
    }

    fn texts(markdown: &str) -> Vec<String> {
        blocks(markdown).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn blocks_have_marks() {
        let found =
            blocks("# Talks\n\nLead *words*\nrun on.\n\nBackground\n---\n\n> Quoted.\n\n- one\n- two\n  - three\n");
        let expected = [
            (Mark::Heading(1), "Talks"),
            (Mark::Paragraph, "Lead words run on."),
            (Mark::Heading(2), "Background"),
            (Mark::Paragraph, "Quoted."),
            (Mark::Item, "one"),
            (Mark::Item, "two"),
            (Mark::Item, "three"),
        ];
        assert_eq!(found, expected.map(|(mark, text)| (mark, text.to_owned())));
    }

    #[test]
    fn inline_markup_goes_and_its_text_stays() {
        let found = texts(
            "See [the **full** text](https://x.org \"t\") and <https://y.org>, ![alt](i.png)`code` &amp; ~~old~~\\*.",
        );
        assert_eq!(found, ["See the full text and https://y.org, code & old*."]);
    }

    #[test]
    fn fenced_code_and_footnotes_go_and_indented_text_stays() {
        let found =
            texts("Before.[^1]\n\n```rust\nfn main() {}\n```\n\n    Indented statement.\n\n[^1]: A source.\n\nAfter.");
        assert_eq!(found, ["Before.", "Indented statement.", "After."]);
    }

    #[test]
    fn breaks_and_tables() {
        assert_eq!(texts("One  \ntwo<br>three"), ["One\ntwo\nthree"]);
        assert_eq!(texts("| A | B |\n|---|---|\n| c | d |\n"), ["A", "B", "c", "d"]);
    }

    #[test]
    fn html_inside_is_read_as_html() {
        let found =
            texts("<div align=\"center\"><b>Joint</b> statement<script>x()</script></div>\n\nText <b>bold</b>.");
        assert_eq!(found, ["Joint statement", "Text bold."]);
    }

    #[test]
    fn front_matter_gives_the_metadata() {
        let yaml = "---\r\ntitle: \"Talks: a start\"\r\nauthors:\r\n  - Ana Poe\r\n  - Lin Ode\r\ndate: 2024-01-14\r\ntags: [a]\r\n---\r\nText.";
        let (meta, body) = front_matter(yaml).unwrap();
        assert_eq!(meta.title.as_deref(), Some("Talks: a start"));
        assert_eq!(meta.byline.as_deref(), Some("Ana Poe, Lin Ode"));
        assert_eq!(meta.date.as_deref(), Some("2024-01-14"));
        assert_eq!(body, "Text.");
        let (meta, body) = front_matter("+++\ntitle = 'Talks'\nauthor = [\"A\", \"B\"]\n+++\nText.").unwrap();
        assert_eq!((meta.title.as_deref(), meta.byline.as_deref(), body), (Some("Talks"), Some("A, B"), "Text."));
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        assert!(front_matter("---\nA sentence stands here: it is text.\n---\n").is_none());
        assert!(front_matter("---\n\n---\nText").is_none());
        assert!(front_matter("Text\n---\ntitle: x\n---").is_none());
        assert!(front_matter("---\ntitle: x\n").is_none());
    }
}
