//! Which column of a table, or key of a record, serves as what.
//!
//! Enters: the columns the user named, and those there are. Leaves: a column for each role. Holds: a named column is the
//! only one for its role; else the first of the usual names, whatever its case.

use std::fmt;

use crate::error::{Error, Result};

/// The columns that the user named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The text.
    pub text: Option<String>,
    /// The page, as HTML.
    pub html: Option<String>,
    /// The id.
    pub id: Option<String>,
    /// The date of publication.
    pub date: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// The country it belongs to.
    pub country: Option<String>,
}

impl fmt::Display for Columns {
    /// The columns that were named, with what they serve as.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, html, id, date, source, country } = self;
        let named =
            [("text", text), ("html", html), ("id", id), ("date", date), ("source", source), ("country", country)];
        let named = named.iter().filter_map(|(role, column)| column.as_ref().map(|column| format!("{role} {column}")));
        let named: Vec<String> = named.collect();
        if named.is_empty() { write!(f, "no column named") } else { write!(f, "{}", named.join(", ")) }
    }
}

/// A column that serves as something without having been named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The file.
    pub file: String,
    /// What it serves as: `text`, `html`, `id`, `title`, `byline`, `date`, `source` or `country`.
    pub role: &'static str,
    /// The column's name.
    pub column: String,
}

impl fmt::Display for Guess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: column {} is read as the {}", self.file, self.column, self.role)
    }
}

/// What a column serves as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Html,
    Id,
    Title,
    Byline,
    Date,
    Source,
    Country,
}

/// How many roles there are.
pub(super) const ROLES: usize = 8;

/// At most so many columns are listed in a message.
const LISTED: usize = 40;

impl Role {
    /// All roles, each at its own index.
    pub(super) const ALL: [Self; ROLES] =
        [Self::Text, Self::Html, Self::Id, Self::Title, Self::Byline, Self::Date, Self::Source, Self::Country];

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Id => "id",
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Source => "source",
            Self::Country => "country",
        }
    }

    /// The usual names of such a column, in lower case, the surest first.
    fn usual(self) -> std::str::Split<'static, char> {
        let names = match self {
            Self::Text => {
                "text body content article article_text articletext article_body articlebody maintext main_text \
                 full_text fulltext plain_text plaintext body_text raw_text speech speech_text statement transcript \
                 document story"
            }
            Self::Html => "html raw_html html_content content_html body_html page_html",
            Self::Id => "id _id doc_id docid document_id article_id uid uuid guid url uri link",
            Self::Title => "title headline",
            Self::Byline => "byline author authors",
            Self::Date => {
                "date published published_at publish_date published_date pub_date pubdate date_published \
                 datepublished publication_date date_publish timestamp datetime created_at year"
            }
            Self::Source => "source publisher publication outlet site domain source_domain newspaper",
            Self::Country => "country country_code iso3 iso nation state",
        };
        names.split(' ')
    }
}

impl Columns {
    /// The column that the user named for a role.
    pub(super) fn named(&self, role: Role) -> Option<&str> {
        match role {
            Role::Text => self.text.as_deref(),
            Role::Html => self.html.as_deref(),
            Role::Id => self.id.as_deref(),
            Role::Title | Role::Byline => None,
            Role::Date => self.date.as_deref(),
            Role::Source => self.source.as_deref(),
            Role::Country => self.country.as_deref(),
        }
    }

    /// Whether the user said where the document itself stands; then it is sought nowhere else.
    pub(super) fn names_content(&self) -> bool {
        self.text.is_some() || self.html.is_some()
    }

    /// How good a column is for a role, 0 the best; `None` where it does not serve.
    pub(super) fn rank(&self, role: Role, column: &str) -> Option<usize> {
        if let Some(named) = self.named(role) {
            return (named == column).then_some(0).or_else(|| same(named, column).then_some(1));
        }
        if matches!(role, Role::Text | Role::Html) && self.names_content() {
            return None;
        }
        role.usual().position(|usual| same(usual, column))
    }

    /// The columns of a table that serve, by role; `usable` says whether a column that was not named can.
    ///
    /// # Errors
    /// [`Error::NoColumn`] when one that was named is missing, [`Error::NoTextColumn`] when nothing can be the text.
    pub(super) fn choose(
        &self,
        table: &str,
        columns: &[&str],
        usable: impl Fn(Role, usize) -> bool,
    ) -> Result<[Option<usize>; ROLES]> {
        let mut chosen = [None; ROLES];
        for role in Role::ALL {
            let named = self.named(role);
            let ranked = columns.iter().enumerate().filter_map(|(at, column)| Some((self.rank(role, column)?, at)));
            let best = ranked.filter(|(_, at)| named.is_some() || usable(role, *at)).min();
            chosen[role as usize] = best.map(|(_, at)| at);
            if let (Some(column), None) = (named, best) {
                let found = listed(columns);
                return Err(Error::NoColumn { name: table.to_owned(), column: column.to_owned(), found });
            }
        }
        if chosen[Role::Text as usize].or(chosen[Role::Html as usize]).is_none() {
            return Err(Error::NoTextColumn { name: table.to_owned(), found: listed(columns) });
        }
        Ok(chosen)
    }

    /// What of a choice the user did not name.
    pub(super) fn guesses(&self, table: &str, columns: &[&str], chosen: &[Option<usize>; ROLES]) -> Vec<Guess> {
        let guessed = Role::ALL.into_iter().filter(|role| self.named(*role).is_none());
        let guess = |role: Role| {
            let column = (*columns.get(chosen[role as usize]?)?).to_owned();
            Some(Guess { file: table.to_owned(), role: role.name(), column })
        };
        guessed.filter_map(guess).collect()
    }
}

/// The columns for a message.
pub(super) fn listed(columns: &[&str]) -> String {
    if columns.is_empty() {
        return "none".to_owned();
    }
    let mut list = columns[..columns.len().min(LISTED)].join(", ");
    if columns.len() > LISTED {
        list.push_str(", ...");
    }
    list
}

/// Whether two names are the same but for case and white space around them.
fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(columns: &Columns, names: &[&str]) -> Vec<(&'static str, String)> {
        let chosen = columns.choose("t.csv", names, |_, _| true).unwrap();
        let all =
            Role::ALL.into_iter().filter_map(|role| Some((role.name(), names[chosen[role as usize]?].to_owned())));
        all.collect()
    }

    #[test]
    fn usual_names_are_found_whatever_their_case() {
        let names = ["URL", "Content", "body", "datePublished", "Outlet", "ISO3", "Headline", "authors", "other"];
        let expected = [
            ("text", "body"),
            ("id", "URL"),
            ("title", "Headline"),
            ("byline", "authors"),
            ("date", "datePublished"),
            ("source", "Outlet"),
            ("country", "ISO3"),
        ];
        let found = chosen(&Columns::default(), &names);
        assert_eq!(found.iter().map(|(role, name)| (*role, &**name)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_named_column_is_the_only_one() {
        let columns = Columns { html: Some("Page".into()), id: Some("key".into()), ..Columns::default() };
        assert_eq!(
            chosen(&columns, &["text", "page", "key", "id"])[..2],
            [("html", "page".into()), ("id", "key".into())]
        );
        let said = columns.choose("t.csv", &["text", "page"], |_, _| true).unwrap_err().to_string();
        assert_eq!(said, "t.csv: has no column key; it has text, page");
        let said = Columns::default().choose("t.csv", &["a", "b"], |_, _| true).unwrap_err().to_string();
        assert_eq!(said, "t.csv: has no column that is known as the text; it has a, b; name one with --text or --html");
    }

    #[test]
    fn guesses_leave_out_what_was_named() {
        let columns = Columns { text: Some("body".into()), ..Columns::default() };
        let names = ["body", "link"];
        let choice = columns.choose("t.csv", &names, |_, _| true).unwrap();
        let guesses: Vec<String> = columns.guesses("t.csv", &names, &choice).iter().map(Guess::to_string).collect();
        assert_eq!(guesses, ["t.csv: column link is read as the id"]);
    }
}
