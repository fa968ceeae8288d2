//! What a page says about its article: title, author and date.
//!
//! Enters: a parsed page that nothing has been removed from. Leaves: [`Meta`]. Holds: JSON-LD goes before meta tags, meta
//! tags before what stands in the page; the title is the article's, without the site's name.

use dom_query::Document;
use dom_smoothie::Metadata;
use serde_json::Value;

use crate::ingest::Meta;

/// Where pages put the date of publication, the surest first.
const DATES: [&str; 16] = [
    "meta[property='article:published_time']",
    "meta[property='og:published_time']",
    "meta[itemprop='datePublished']",
    "meta[name='parsely-pub-date']",
    "meta[name='sailthru.date']",
    "meta[name='citation_publication_date']",
    "meta[name='dcterms.date']",
    "meta[name='dc.date.issued']",
    "meta[name='DC.date']",
    "meta[name='dc.date']",
    "meta[name='pubdate']",
    "meta[name='publish-date']",
    "meta[name='date']",
    "[itemprop='datePublished']",
    "article time[datetime]",
    "time[datetime]",
];

/// The metadata of a page; `tags` is what its meta tags say.
pub(super) fn of(page: &Document, tags: &Metadata) -> Meta {
    let article = json_ld(page).unwrap_or_default();
    let title = article.title.or_else(|| Some(tags.title.clone())).map(|title| plain(&title));
    let title = title.filter(|title| !title.is_empty()).map(|title| without_site(page, tags, &title));
    let byline = article.byline.or_else(|| tags.byline.clone()).and_then(|byline| author(&byline));
    let date = article.date.or_else(|| tags.published_time.clone()).or_else(|| date(page));
    Meta { title: title.or_else(|| first_heading(page)), byline, date: date.map(|date| plain(&date)) }
}

/// An author's name without `By`; `None` for an address of a profile.
pub(super) fn author(byline: &str) -> Option<String> {
    let name = plain(byline);
    let by = name.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
    let name = if by { name[3..].trim_start() } else { &name };
    (!name.is_empty() && !name.contains("://") && name.chars().count() <= 200).then(|| name.to_owned())
}

/// The date that the page's elements give.
fn date(page: &Document) -> Option<String> {
    DATES.iter().find_map(|selector| {
        let found = page.select_single(selector);
        let node = found.nodes().first()?;
        let value = node.attr("content").or_else(|| node.attr("datetime")).unwrap_or_else(|| node.text());
        Some(plain(&value)).filter(|value| !value.is_empty() && value.len() <= 60)
    })
}

/// The title without the site's name: the page's heading when the title goes on after it, else what stands before it.
fn without_site(page: &Document, tags: &Metadata, title: &str) -> String {
    let separators = [" | ", " - ", " – ", " — ", " :: ", " · ", " » ", " • "];
    let begins_rest = |rest: &str| separators.iter().any(|separator| rest.starts_with(separator));
    let heading = first_heading(page).filter(|heading| title.strip_prefix(&**heading).is_some_and(begins_rest));
    if let Some(heading) = heading {
        return heading;
    }
    let site = tags.site_name.as_deref().map(plain).unwrap_or_default();
    let head = title.strip_suffix(&site).filter(|_| !site.is_empty()).map(str::trim_end);
    let head = head.and_then(|head| separators.iter().find_map(|separator| head.strip_suffix(separator.trim())));
    head.map_or(title, str::trim_end).to_owned()
}

/// The text of the page's first `h1` that has any.
fn first_heading(page: &Document) -> Option<String> {
    page.select("h1").iter().map(|heading| plain(&heading.text())).find(|text| !text.is_empty())
}

/// The article that the page's JSON-LD describes.
fn json_ld(page: &Document) -> Option<Meta> {
    page.select("script[type='application/ld+json']").iter().find_map(|script| {
        // Control characters inside strings are not JSON, and pages have them.
        let json: String = script.text().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let json = json.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim_end_matches(';');
        let value: Value = serde_json::from_str(json).ok()?;
        article(&value)
    })
}

/// The first article in a JSON-LD value: itself, or one in its list or graph.
fn article(value: &Value) -> Option<Meta> {
    match value {
        Value::Array(values) => values.iter().find_map(article),
        Value::Object(fields) => {
            if !fields.get("@type").is_some_and(is_article) {
                return ["@graph", "mainEntity"].iter().find_map(|key| article(fields.get(*key)?));
            }
            let title = ["headline", "name"].iter().find_map(|key| string(fields.get(*key)?));
            let date = ["datePublished", "dateCreated"].iter().find_map(|key| string(fields.get(*key)?));
            let byline = ["author", "creator"].iter().find_map(|key| names(fields.get(*key)?));
            Some(Meta { title, byline, date })
        }
        _ => None,
    }
}

/// Whether a JSON-LD type is one of an article.
fn is_article(kind: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(is_article),
        Value::String(kind) => kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report",
        _ => false,
    }
}

/// Names of authors: a string, an object with a name, or a list of them.
fn names(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => {
            let names: Vec<String> = values.iter().filter_map(names).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        Value::Object(fields) => fields.get("name").and_then(names),
        _ => string(value),
    }
}

/// A string that is not blank.
fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Text with its entities decoded and its white space collapsed.
fn plain(text: &str) -> String {
    let decoded;
    let text = if text.contains('&') {
        decoded = Document::fragment(text.replace('<', "&lt;")).text();
        &*decoded
    } else {
        text
    };
    text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(page: &str) -> Meta {
        let readability = dom_smoothie::Readability::new(page, None, None).unwrap();
        of(&readability.doc, &readability.get_article_metadata(None))
    }

    #[test]
    fn json_ld_goes_first() {
        let found = meta(
            "<title>X</title><meta property='og:title' content='Other'><script type='application/ld+json'>{\"@graph\":\
             [{\"@type\":\"WebSite\",\"name\":\"S\"},{\"@type\":[\"NewsArticle\"],\"headline\":\"Talks &amp; tea\\u00a0 resume\",\
             \"author\":[{\"name\":\"Ana Poe\"},\"Lin Ode\"],\"datePublished\":\"2024-01-14T06:03:00Z\"}]}</script>",
        );
        assert_eq!(found.title.as_deref(), Some("Talks & tea resume"));
        assert_eq!(found.byline.as_deref(), Some("Ana Poe, Lin Ode"));
        assert_eq!(found.date.as_deref(), Some("2024-01-14T06:03:00Z"));
    }

    #[test]
    fn meta_tags_and_elements_follow() {
        let found = meta(
            "<meta property='og:site_name' content='The Ledger'><meta property='og:title' content='Envoys meet - The Ledger'>\
             <meta name='author' content='By Ana Poe'><time datetime='2024-02-03'>3 Feb</time>",
        );
        assert_eq!(found.title.as_deref(), Some("Envoys meet"));
        assert_eq!(found.byline.as_deref(), Some("Ana Poe"));
        assert_eq!(found.date.as_deref(), Some("2024-02-03"));
    }

    #[test]
    fn the_heading_tells_where_the_title_ends() {
        let found = meta(
            "<title>Ministers agree on a ceasefire line | World | Ledger</title><h1>Ministers agree on a ceasefire line</h1>",
        );
        assert_eq!(found.title.as_deref(), Some("Ministers agree on a ceasefire line"));
    }

    #[test]
    fn broken_json_ld_is_passed_over() {
        let found = meta("<script type='application/ld+json'>{\"@type\":</script><h1>Envoys meet again</h1>");
        assert_eq!(found.title.as_deref(), Some("Envoys meet again"));
        assert_eq!(found.date, None);
    }

    #[test]
    fn a_profile_address_is_no_author() {
        assert_eq!(author("https://social.example/ana"), None);
        assert_eq!(author(" by  Ana\nPoe "), Some("Ana Poe".to_owned()));
    }
}
