//! What the forms for people say alike.

use super::change::{FEWEST, LEVEL, LEVEL_OF_PARTS, PERIODS};
use super::figures::{Change, Dashboard, Listed, SectionFigure, Series};
use super::scores::RESAMPLES;
use crate::eval::report::figures::{count, decimals, size};

/// How to read the figures.
pub const PREAMBLE: &str = "A score lies between −1, strongly confrontational, and +1, strongly conciliatory. Every document \
counts once, whatever its length. Brackets and bands are 95% intervals of the mean from 1,000 bootstrap samples of \
documents (above 2,000 documents, from the normal distribution that these tend to): how far the mean would move with \
other documents of the same kind, not how far the model errs.";

impl Listed {
    /// Its title, or its id where it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }
}

/// What a change is of.
pub fn series_words(change: &Change) -> String {
    match change.series {
        Series::Overall => change.name.clone(),
        Series::Source | Series::Country => format!("{}: {}", change.series.name(), change.name),
    }
}

/// Where a section stands.
pub fn place_of(section: &SectionFigure) -> String {
    let document = &section.document;
    let facts =
        [document.date.as_deref(), document.country.as_deref(), document.source.as_deref(), Some(&document.path)];
    let facts: Vec<&str> = facts.into_iter().flatten().collect();
    format!("{}, bytes {}–{}", facts.join(" · "), section.start, section.end)
}

/// Which sections stand at either end.
pub fn sections_note() -> &'static str {
    "By score among the sections of that label: at most one of a document, none whose evidence stands in one before, those \
     of a single sentence last. The sentence contributes most to the label. Bytes are of the extracted text."
}

/// The test, and what it found.
pub fn change_note(dashboard: &Dashboard) -> String {
    let own = &dashboard.changes;
    let found = match own.found.len() {
        0 if own.series == 0 => {
            return format!("No series has the {FEWEST} dated documents in {PERIODS} periods that a test needs.");
        }
        0 => "None shifts by more than chance".to_owned(),
        1 => "One shift was found".to_owned(),
        n => format!("{n} shifts were found"),
    };
    format!(
        "{found} in {} series with at least {FEWEST} dated documents in at least {PERIODS} periods ({} tests). The test: the largest \
         absolute CUSUM of document scores over the order of the periods, against the same where the documents' scores are \
         exchanged at random; p is corrected after Holm over all series, and below {} counts. Where a shift was found, both \
         sides were tested again, at {}. Documents are taken for independent: where those of a period speak of one event, p is too \
         small, so the last p, not corrected, exchanges whole periods instead. A steady drift shows as shifts, too. The place was \
         chosen by the data, so the difference is a little too large.",
        size(own.series),
        size(own.tests),
        decimals(LEVEL, 2),
        decimals(LEVEL_OF_PARTS, 2),
    )
}

/// What there is, and what is left out, as names and values.
pub fn coverage_facts(dashboard: &Dashboard) -> Vec<(String, String)> {
    let own = &dashboard.coverage;
    let mut facts = vec![
        ("Documents".to_owned(), count(own.documents)),
        ("With a tone".to_owned(), count(own.scored)),
        ("In the figures".to_owned(), count(own.counted)),
        ("With an error".to_owned(), count(own.failed)),
        ("Duplicates".to_owned(), duplicates(dashboard)),
    ];
    let other: Vec<String> = own
        .languages
        .iter()
        .filter(|l| l.language != "en")
        .map(|l| format!("{} {}", l.language, count(l.documents)))
        .collect();
    if !other.is_empty() {
        facts.push(("Languages other than English, for which the model is not made".to_owned(), other.join(", ")));
    }
    facts.extend(set_aside(dashboard));
    for (name, n) in
        [("Sections", own.sections), ("Sentences", own.sentences), ("Words", own.words), ("Bytes of text", own.bytes)]
    {
        facts.push((name.to_owned(), count(n)));
    }
    for model in &own.models {
        let value = format!(
            "{} {:.12}, settings {:.12}, {} documents",
            model.model,
            model.model_sha256,
            model.config_sha256,
            count(model.documents)
        );
        facts.push(("Model".to_owned(), value));
    }
    if own.models.len() > 1 {
        facts.push(("Take care".to_owned(), "not all documents were scored by the same model and settings".to_owned()));
    }
    for (name, value) in &dashboard.run {
        if ["version", "timing.seconds", "timing.documents_per_second", "timing.threads"].contains(&name.as_str()) {
            facts.push((format!("Run: {}", name.trim_start_matches("timing.").replace('_', " ")), value.clone()));
        }
    }
    facts.push(("Bootstrap".to_owned(), format!("{} samples, seed {}", size(RESAMPLES), dashboard.seed)));
    facts
}

/// Documents that count and fall into no period, by why.
pub fn set_aside(dashboard: &Dashboard) -> Vec<(String, String)> {
    let time = &dashboard.time;
    let all = [
        ("Without a date".to_owned(), time.undated),
        ("Whose date cannot be read".to_owned(), time.unreadable),
        (format!("Whose date is less precise than a {}", time.by.name()), time.coarse),
        ("Dated far from all others".to_owned(), time.far),
    ];
    all.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| (name, count(n))).collect()
}

/// How many duplicates there are, and whether they count.
pub fn duplicates(dashboard: &Dashboard) -> String {
    let own = &dashboard.coverage;
    if own.exact_duplicates + own.near_duplicates == 0 {
        return "none marked".to_owned();
    }
    let counts = if dashboard.keep_duplicates {
        "counted as documents of their own, where they were scored"
    } else {
        "left out of all figures: one story is one piece of evidence"
    };
    format!("{} exact, {} near; {counts}", count(own.exact_duplicates), count(own.near_duplicates))
}
