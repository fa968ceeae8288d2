//! From a tree of elements to text and marks.
//!
//! Enters: an element of a parsed page. Leaves: its text in the [`Builder`], block by block. Holds: no recursion, so any
//! depth is walked; what a reader does not read as text (scripts, forms, pictures and their captions) is left out.

use dom_query::{NodeData, NodeRef};

use crate::ingest::Mark;
use crate::ingest::marked::Builder;

/// Adds the text below `root`, but for the elements that `skip` names.
pub(super) fn collect(root: NodeRef<'_>, builder: &mut Builder, skip: impl Fn(&NodeRef<'_>, &str) -> bool) {
    let mut walk = Walk { builder, marks: Vec::new(), preformatted: 0 };
    let mut at = root.first_child();
    while let Some(node) = at {
        let name = node.node_name().unwrap_or_default();
        let enters = if node.is_element() {
            !is_left_out(&name) && !skip(&node, &name) && walk.enter(&name)
        } else {
            walk.text(&node);
            false
        };
        at = if enters { node.first_child() } else { None };
        if at.is_none() {
            if enters {
                walk.leave(&name);
            }
            at = walk.next(node, &root);
        }
    }
    walk.builder.end();
}

/// Where the walk stands.
struct Walk<'a> {
    builder: &'a mut Builder,
    /// The mark of each block element that is open, the innermost last.
    marks: Vec<Mark>,
    /// How many `pre` elements are open.
    preformatted: usize,
}

impl Walk<'_> {
    /// The mark of text at this place.
    fn mark(&self) -> Mark {
        self.marks.last().copied().unwrap_or(Mark::Paragraph)
    }

    /// The node after this one's subtree, leaving the elements that end on the way; `None` at the end of `root`.
    fn next<'t>(&mut self, mut node: NodeRef<'t>, root: &NodeRef<'t>) -> Option<NodeRef<'t>> {
        loop {
            if let Some(next) = node.next_sibling() {
                return Some(next);
            }
            node = node.parent().filter(|parent| parent.id != root.id)?;
            self.leave(&node.node_name().unwrap_or_default());
        }
    }

    /// An element opens; whether there is anything in it to walk.
    fn enter(&mut self, name: &str) -> bool {
        match name {
            "br" if matches!(self.mark(), Mark::Heading(_)) => self.builder.push(" "),
            "br" => self.builder.line_break(),
            "hr" => self.builder.begin(self.mark()),
            "wbr" => {}
            _ => {
                self.preformatted += usize::from(name == "pre");
                if is_strong(name) {
                    self.builder.begin_strong();
                }
                if is_block(name) {
                    self.marks.push(self.mark_of(name));
                    self.builder.begin(self.mark());
                }
                return true;
            }
        }
        false
    }

    /// An element closes; what follows in its parent is a new block.
    fn leave(&mut self, name: &str) {
        self.preformatted -= usize::from(name == "pre");
        if is_strong(name) {
            self.builder.end_strong();
        }
        if is_block(name) {
            self.marks.pop();
            self.builder.begin(self.mark());
        }
    }

    /// Adds the text of a text node.
    fn text(&mut self, node: &NodeRef<'_>) {
        let mark = self.mark();
        node.query(|node| {
            let NodeData::Text { contents } = &node.data else { return };
            if self.preformatted == 0 {
                if !self.builder.is_open() {
                    self.builder.begin(mark);
                }
                self.builder.push(contents);
                return;
            }
            let mut blank = false;
            for line in contents.lines() {
                if line.trim().is_empty() && !blank {
                    self.builder.begin(mark);
                }
                blank = line.trim().is_empty();
                self.builder.push(line);
                self.builder.push(" ");
            }
        });
    }

    /// The mark of text in a block element: its own, or that of the element around it.
    fn mark_of(&self, name: &str) -> Mark {
        match name.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => Mark::Heading(level - b'0'),
            b"li" => Mark::Item,
            _ => self.mark(),
        }
    }
}

/// Whether an element makes its text bold.
fn is_strong(name: &str) -> bool {
    matches!(name, "strong" | "b")
}

/// Whether an element begins on a line of its own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Whether an element holds nothing that is read as the article's text.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "title"
            | "iframe"
            | "object"
            | "embed"
            | "applet"
            | "svg"
            | "math"
            | "canvas"
            | "audio"
            | "video"
            | "picture"
            | "map"
            | "button"
            | "select"
            | "textarea"
            | "input"
            | "datalist"
            | "progress"
            | "meter"
            | "dialog"
            | "figcaption"
            | "noframes"
            | "rp"
            | "rt"
    )
}
