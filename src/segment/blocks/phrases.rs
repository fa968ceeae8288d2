//! Phrases of lines that belong to the site rather than to the article.
//!
//! Enters: `phrases.txt`, at build time. Leaves: its lists. Holds: phrases are in lower case with plain quotes, as
//! [`super::wording::plain`] writes lines.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The lists of `phrases.txt`.
pub(super) struct Phrases {
    /// Lines that are these words and nothing else.
    pub whole: HashSet<String>,
    /// The same, and they open a list of links.
    pub links: HashSet<String>,
    /// Beginnings of short lines.
    pub openings: Vec<String>,
    /// Words inside a short line that ends in no full stop.
    pub inside: Vec<String>,
    /// Words of a line of share buttons.
    pub services: HashSet<String>,
}

/// The phrases, read once.
pub(super) static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let text = include_str!("phrases.txt");
    Phrases {
        whole: list(text, "[whole]").collect(),
        links: list(text, "[links]").collect(),
        openings: list(text, "[openings]").collect(),
        inside: list(text, "[inside]").collect(),
        services: list(text, "[services]").collect(),
    }
});

/// The phrases under a name, up to the next.
fn list<'t>(text: &'t str, name: &str) -> impl Iterator<Item = String> + use<'t> {
    let (_, rest) = text.split_once(name).unwrap_or_default();
    let rest = rest.split("\n[").next().unwrap_or_default();
    rest.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read() {
        assert!(PHRASES.whole.contains("advertisement") && !PHRASES.whole.contains("related"));
        assert!(PHRASES.links.contains("related") && PHRASES.services.contains("facebook"));
        assert!(PHRASES.openings.iter().any(|opening| opening == "sign up to "));
        assert!(PHRASES.inside.iter().any(|part| part == "min read"));
    }
}
