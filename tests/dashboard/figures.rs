//! What the figures are on rows that are known.

use detente::Error;
use detente::corpus::DocumentRow;
use detente::dashboard::{Grain, Options, Series};

use crate::build::{copy, dashboard, document, failed, many, months, section, with};

#[test]
fn means_counts_and_shares_are_those_of_the_rows() {
    let rows: Vec<DocumentRow> = [("2031-03-01", "AAA", 0.5), ("2031-03-20", "BBB", -0.3), ("2031-05-02", "AAA", 0.1)]
        .iter()
        .enumerate()
        .map(|(number, (date, country, score))| document(number as u64, date, country, *score))
        .collect();
    let options = Options { by: Some(Grain::Month), ..Options::default() };
    let own = with(&rows, &[], &options).unwrap();
    assert_eq!(own.overall.documents, 3);
    assert_eq!(own.overall.mean.value, Some(0.1));
    assert_eq!([own.overall.conciliatory, own.overall.neutral, own.overall.confrontational], [1, 1, 1]);
    let periods: Vec<_> =
        own.time.periods.iter().map(|p| (p.name.as_str(), p.summary.documents, p.summary.mean.value)).collect();
    assert_eq!(periods, [("2031-03", 2, Some(0.1)), ("2031-04", 0, None), ("2031-05", 1, Some(0.1))]);
    let countries: Vec<_> =
        own.countries.shown.iter().map(|g| (g.name.as_str(), g.summary.documents, g.summary.mean.value)).collect();
    assert_eq!(countries, [("AAA", 2, Some(0.3)), ("BBB", 1, Some(-0.3))]);
    assert_eq!(own.countries.shown[0].rows, [0, 2]);
    assert_eq!(own.distribution.bins.iter().map(|b| b.documents.iter().sum::<u64>()).sum::<u64>(), 3);
    assert_eq!(own.distribution.bins[30].documents, [1, 0, 0], "0.5 begins the bin from .5");
    assert_eq!(own.distribution.labels[0].confidence, Some(0.7));
    assert_eq!((own.coverage.words, own.coverage.models.len()), (240, 1));
}

#[test]
fn bands_contain_their_means_and_are_the_same_again() {
    let rows = months(14, 99, 0.0);
    let own = dashboard(&rows, &[]);
    assert_eq!((own.time.by, own.time.periods.len()), (Grain::Week, 58));
    for period in own.time.periods.iter().filter(|p| p.summary.documents > 1) {
        let figure = period.summary.mean;
        let (low, high) = (figure.low.unwrap(), figure.high.unwrap());
        assert!(low < figure.value.unwrap() && figure.value.unwrap() < high);
        // 1.96 * (.4 / sqrt 3) / sqrt 100 on either side.
        assert!((0.06..0.13).contains(&(high - low)), "{figure:?}");
    }
    assert_eq!(own, dashboard(&rows, &[]));
    let other = with(&rows, &[], &Options { seed: 7, ..Options::default() }).unwrap();
    assert_ne!(own.overall.mean.low, other.overall.mean.low);
    assert_eq!(own.overall.mean.value, other.overall.mean.value);
}

#[test]
fn a_planted_shift_is_found_where_it_is_and_by_how_much() {
    let options = Options { by: Some(Grain::Month), ..Options::default() };
    let own = with(&months(20, 12, 0.15), &[], &options).unwrap();
    assert_eq!(own.changes.series, 3, "all documents and two countries; the one source is all documents");
    let found: Vec<_> = own.changes.found.iter().map(|c| (c.series, c.name.as_str())).collect();
    assert!(found.contains(&(Series::Overall, "all documents")) && found.len() == 3, "{found:?}");
    for change in &own.changes.found {
        assert_eq!(own.time.periods[change.at].name, "2032-01");
        let (low, high) = (change.difference.low.unwrap(), change.difference.high.unwrap());
        assert!(low < -0.15 && -0.15 < high && high < 0.0, "{:?}", change.difference);
        assert!(change.p_corrected < 0.01 && change.p <= change.p_corrected && change.p_periods < 0.05);
        let side = |rows: &[usize]| rows.iter().map(|r| own.documents.rows[*r].period.unwrap()).collect::<Vec<_>>();
        assert!(side(&change.rows_before).iter().all(|period| *period < change.at));
        assert!(side(&change.rows_after).iter().all(|period| *period >= change.at));
        assert_eq!((change.rows_before.len(), change.rows_after.len()), (5, 5));
    }
}

#[test]
fn noise_has_no_shift() {
    let own = with(&months(20, 99, 0.0), &[], &Options { by: Some(Grain::Month), ..Options::default() }).unwrap();
    assert_eq!((own.changes.series, own.changes.tests), (3, 3));
    assert!(own.changes.found.is_empty(), "{:?}", own.changes.found);
}

#[test]
fn duplicates_are_left_out_unless_they_are_kept() {
    let mut rows = months(2, 9, 0.0);
    rows.push(copy(200, "record-000000", 0.9));
    rows.push(DocumentRow { tone: None, ..copy(201, "record-000000", 0.0) });
    let own = dashboard(&rows, &[section(200, 0.99, "Both sides welcomed the copy.")]);
    assert_eq!((own.overall.documents, own.coverage.near_duplicates, own.coverage.scored), (200, 2, 201));
    assert!(own.sections.conciliatory.is_empty());
    let kept = with(&rows, &[], &Options { keep_duplicates: true, ..Options::default() }).unwrap();
    assert_eq!(kept.overall.documents, 201, "one of the two has no tone");
}

#[test]
fn what_is_left_out_is_counted_by_why() {
    let mut rows = months(30, 99, 0.0);
    rows[0].date = None;
    rows[1].date = Some("spring".into());
    rows[2].date = Some("2032".into());
    rows[3].date = Some("1970-01-01".into());
    rows[4].language = Some("fr".into());
    rows.push(failed(3000, "/data/archive/part.jsonl: line 17 is not a record (x at column 4); mend it"));
    rows.push(failed(3001, "/data/archive/part.jsonl: line 9 is not a record (x at column 12); mend it"));
    rows.push(failed(3002, "record-003002: is empty; nothing to analyze"));
    let own = dashboard(&rows, &[]);
    assert_eq!([own.time.undated, own.time.unreadable, own.time.coarse, own.time.far], [1, 1, 1, 1]);
    assert_eq!((own.coverage.failed, own.coverage.counted), (3, 3000));
    let errors: Vec<_> = own.coverage.errors.iter().map(|e| (e.message.as_str(), e.documents)).collect();
    assert_eq!(errors, [("line … is not a record (x at column …)", 2), ("is empty", 1)]);
    assert_eq!(own.coverage.languages[1].language, "fr");
    assert_eq!(own.documents.unplaced, [0, 1, 2, 3]);
}

#[test]
fn the_ends_have_one_section_of_a_document_and_no_evidence_twice() {
    let rows = months(1, 9, 0.0);
    let mut sections = vec![
        section(0, 0.9, "They embraced."),
        section(0, 0.8, "They shook hands."),
        section(1, 0.7, "They embraced."),
        section(2, 0.6, "They signed."),
        section(3, -0.5, "They threatened."),
        section(4, -0.9, "They attacked."),
        section(5, 0.1, "They met."),
    ];
    sections.push({
        let mut own = section(6, 0.99, "Thanks.");
        own.sentences = 1;
        own
    });
    let own = dashboard(&rows, &sections).sections;
    let evidence =
        |own: &[detente::dashboard::SectionFigure]| own.iter().map(|s| s.evidence.clone()).collect::<Vec<_>>();
    assert_eq!(evidence(&own.conciliatory), ["They embraced.", "They signed.", "Thanks."]);
    assert_eq!(evidence(&own.confrontational), ["They attacked.", "They threatened."]);
    let first = &own.conciliatory[0];
    assert_eq!((first.document.document, first.start, first.end, first.confidence), (0, 10, 90, 0.7));
    assert_eq!(first.heading.as_deref(), Some("Talks"));
}

#[test]
fn many_values_are_the_largest_and_the_others_together() {
    let own = with(&many(4000), &[], &Options { top: 10, ..Options::default() }).unwrap();
    assert_eq!((own.countries.values, own.countries.shown.len()), (40, 10));
    let shown: u64 = own.countries.shown.iter().map(|g| g.summary.documents).sum();
    assert_eq!(shown + own.countries.others.unwrap().documents, 4000);
    let means: Vec<f64> = own.countries.shown.iter().map(|g| g.summary.mean.value.unwrap()).collect();
    assert!(means.is_sorted_by(|a, b| a >= b), "{means:?}");
    assert_eq!(own.countries.shown.iter().filter(|g| g.periods.is_some()).count(), 6);
    for group in own.countries.shown.iter().filter(|g| g.periods.is_some()) {
        let by_period: u64 = group.periods.as_ref().unwrap().iter().map(|p| p.documents).sum();
        assert_eq!(by_period, group.summary.documents);
    }
}

#[test]
fn above_ten_thousand_documents_there_are_samples_of_every_figure() {
    let own = dashboard(&many(12_000), &[]);
    assert!(!own.documents.all && own.documents.rows.len() < 6000);
    for period in &own.time.periods {
        assert!((20..=period.summary.documents).contains(&(period.rows.len() as u64)));
        let listed: Vec<f64> = period.rows.iter().map(|row| own.documents.rows[*row].score).collect();
        assert!(listed.iter().any(|s| *s > 0.5) && listed.iter().any(|s| *s < -0.5));
    }
    assert!(own.countries.shown.iter().all(|g| g.rows.len() >= 20));
    let numbers: Vec<u64> = own.documents.rows.iter().map(|d| d.document).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "each once, in order");
}

#[test]
fn what_cannot_be_shown_says_why() {
    let none = with(&[failed(0, "x: is empty; nothing to analyze")], &[], &Options::default()).unwrap_err();
    assert!(matches!(none, Error::NothingScored { documents: 1, .. }), "{none}");
    let rows = months(1, 9, 0.0);
    for stray in [vec![section(100, 0.1, "x")], vec![section(5, 0.1, "x"), section(4, 0.1, "x")]] {
        let astray = with(&rows, &stray, &Options::default()).unwrap_err();
        assert!(matches!(astray, Error::SectionsAstray { .. }), "{astray}");
    }
    let fine = with(&months(30, 99, 0.0), &[], &Options { by: Some(Grain::Day), ..Options::default() }).unwrap_err();
    assert!(fine.to_string().contains("--by is day"), "{fine}");
}
