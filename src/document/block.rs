//! Typed blocks: what each line or paragraph of an article is.

use super::Span;
use serde::{Serialize, Serializer};

/// What a block of an article is. Only headings and body go on to the model; the title gives context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The article's title, once.
    Title,
    /// The same title again, as scraped pages have it.
    RepeatedTitle,
    /// Who wrote it.
    Byline,
    /// When it was published or updated.
    Date,
    /// The rubric the site files it under, before the body.
    Category,
    /// The heading of a section.
    Heading,
    /// A paragraph of the article itself.
    Body,
    /// Keywords after the body.
    Tags,
    /// About the author.
    Bio,
    /// Anything of the site rather than the article: share buttons, captions, notices, navigation.
    Boilerplate,
}

impl BlockKind {
    /// All kinds, in the order an article has them.
    pub const ALL: [Self; 10] = [
        Self::Title,
        Self::RepeatedTitle,
        Self::Byline,
        Self::Date,
        Self::Category,
        Self::Heading,
        Self::Body,
        Self::Tags,
        Self::Bio,
        Self::Boilerplate,
    ];

    /// The name used in JSON and in gold files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::RepeatedTitle => "repeated_title",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Category => "category",
            Self::Heading => "heading",
            Self::Body => "body",
            Self::Tags => "tags",
            Self::Bio => "bio",
            Self::Boilerplate => "boilerplate",
        }
    }
}

impl Serialize for BlockKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A typed part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands, without the white space around it.
    pub span: Span,
    /// Level of a heading, 1 to 6; 0 for all other kinds.
    pub level: u8,
}
