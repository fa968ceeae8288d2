//! The language of a text, as an ISO 639-1 code where one exists.

use serde::{Serialize, Serializer};

/// A language, or `und` where the text is too short or too mixed to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(&'static str);

impl Language {
    /// Not determined.
    pub const UNDETERMINED: Self = Self("und");
    /// English, the language the model is trained on.
    pub const ENGLISH: Self = Self("en");

    /// The language of a text; a stand-in that the real detection replaces.
    #[must_use]
    pub fn of(_text: &str) -> Self {
        Self::UNDETERMINED
    }

    /// The code: ISO 639-1 where one exists, else ISO 639-3; `und` where it is not known.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::UNDETERMINED
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}
