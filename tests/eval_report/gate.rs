//! What the gate lets pass.

use detente::eval::gate::{Regression, Verdict, compare, read, regressions};
use detente::eval::item::Job;
use detente::eval::report::{Better, Report, SCHEMA};

use crate::build::{EVIL, UNDEFINED, figure, hostile, report, splitting, summaries, tone};

fn baseline() -> Report {
    report(vec![tone("t", Job::ToneSentence), summaries("s")])
}

/// The regressions after a change of the product's figure on a suite.
fn after(suite: usize, metric: &str, value: f64, tolerance: f64) -> Vec<Regression> {
    let mut new = baseline();
    new.suites[suite].systems[0].figures.insert(metric.to_owned(), figure(value, 0.01));
    regressions(&baseline(), &new, tolerance).unwrap()
}

#[test]
fn the_same_report_has_no_regression_and_no_change() {
    assert_eq!(regressions(&baseline(), &baseline(), 0.0).unwrap(), []);
    let comparison = compare(&baseline(), &baseline()).unwrap();
    assert!(comparison.changes.iter().all(|c| c.verdict == Verdict::Same));
    assert_eq!(comparison.to_string(), "0 figures changed, 90 are the same.\n");
}

#[test]
fn a_figure_may_fall_as_far_as_its_interval_and_the_tolerance() {
    // Macro F1 was .7881 [.7701, .8079].
    assert_eq!(after(0, "macro_f1", 0.7702, 0.0), []);
    assert_eq!(after(0, "macro_f1", 0.7600, 0.011), []);
    let fell = after(0, "macro_f1", 0.7600, 0.010);
    assert_eq!(fell.len(), 1);
    let said = "suite t: Macro F1 of detente is .760000, and was .788 [.770, .808]; it may be .760100 at worst";
    assert_eq!(fell[0].to_string(), said);
    let said = "suite t: Macro F1 of detente is .700, and was .788 [.770, .808]; it may be .770 at worst";
    assert_eq!(after(0, "macro_f1", 0.70, 0.0)[0].to_string(), said);
    assert_eq!(after(0, "macro_f1", 0.95, 0.0), [], "better is no regression");
}

#[test]
fn a_metric_of_which_less_is_better_is_mirrored() {
    // The mean absolute error was .5119 [.4939, .5317].
    assert_eq!(after(0, "mae", 0.5316, 0.0), []);
    assert_eq!(after(0, "mae", 0.20, 0.0), []);
    assert_eq!(after(0, "mae", 0.5417, 0.01), []);
    assert_eq!(after(0, "mae", 0.5419, 0.01).len(), 1);
}

#[test]
fn rouge_has_its_tolerance_in_points() {
    // ROUGE-1 was 41.52 [40.59, 42.543].
    assert_eq!(after(1, "rouge1", 39.6, 0.01), []);
    assert_eq!(after(1, "rouge1", 39.5, 0.01).len(), 1);
}

#[test]
fn a_metric_that_describes_and_speed_are_free() {
    assert_eq!(after(1, "words", 400.0, 0.0), []);
    let mut new = baseline();
    new.suites[0].systems[0].speed = None;
    assert_eq!(regressions(&baseline(), &new, 0.0).unwrap(), []);
}

#[test]
fn another_system_may_fall() {
    let mut new = baseline();
    new.suites[0].systems[2].figures.insert("macro_f1".into(), figure(0.1, 0.01));
    assert_eq!(regressions(&baseline(), &new, 0.0).unwrap(), []);
}

#[test]
fn what_the_baseline_has_must_be_there() {
    let said = |new: Report| -> Vec<String> {
        regressions(&baseline(), &new, 0.5).unwrap().iter().map(ToString::to_string).collect()
    };
    let mut new = baseline();
    new.suites.pop();
    assert_eq!(said(new), ["suite s is in the baseline and not in this report"]);
    let mut new = baseline();
    new.suites[0].systems.remove(1);
    assert_eq!(said(new), ["suite t: system prototype is in the baseline and not in this report"]);
    for lost in [None, Some(UNDEFINED)] {
        let mut new = baseline();
        let figures = &mut new.suites[0].systems[0].figures;
        match lost {
            None => figures.remove("share_neutral"),
            Some(figure) => figures.insert("share_neutral".into(), figure),
        };
        let word = "suite t: Share said neutral of detente is in the baseline and not defined in this report";
        assert_eq!(said(new), [word]);
    }
}

#[test]
fn suites_that_only_the_new_report_has_are_no_regression() {
    let mut new = baseline();
    new.suites.push(splitting(2));
    assert_eq!(regressions(&baseline(), &new, 0.0).unwrap(), []);
    assert_eq!(compare(&baseline(), &new).unwrap().added, ["own-hard"]);
    assert_eq!(compare(&new, &baseline()).unwrap().gone, ["own-hard"]);
}

#[test]
fn reports_of_other_data_or_settings_are_not_compared() {
    type Change = fn(&mut Report);
    let changes: [(&str, Change); 4] = [
        ("the data's SHA-256 of suite t was 51e0", |r| r.suites[0].data_sha256 = "ab".into()),
        ("the job of suite t was tone-sentence and is tone-section", |r| r.suites[0].job = Job::ToneSection),
        ("the bootstrap's seed was 7 and is 8", |r| r.seed = 8),
        ("the number of bootstrap samples was 1000 and is 10", |r| r.resamples = 10),
    ];
    for (said, change) in changes {
        let mut new = baseline();
        change(&mut new);
        for error in [compare(&baseline(), &new).err(), regressions(&baseline(), &new, 9.0).err()] {
            let error = error.unwrap().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}

#[test]
fn a_comparison_names_what_changed() {
    let mut new = baseline();
    let product = &mut new.suites[0].systems[0].figures;
    product.insert("macro_f1".into(), figure(0.7, 0.01));
    product.insert("mcc".into(), figure(0.544, 0.01));
    product.insert("mae".into(), figure(0.4, 0.01));
    product.insert("accuracy".into(), UNDEFINED);
    product.insert("share_neutral".into(), figure(0.1, 0.01));
    new.suites[0].systems[3].figures.insert("ece".into(), figure(0.3, 0.01));
    let comparison = compare(&baseline(), &new).unwrap();
    let changed: Vec<_> = comparison.changes.iter().filter(|c| c.verdict != Verdict::Same).collect();
    let verdicts: Vec<_> = changed.iter().map(|c| (c.metric.as_str(), c.verdict)).collect();
    assert_eq!(
        verdicts,
        [
            ("Macro F1", Verdict::Worse),
            ("MCC", Verdict::Within),
            ("Accuracy", Verdict::Lost),
            ("Mean absolute error", Verdict::Better),
            ("Share said neutral", Verdict::Changed),
            ("Calibration error", Verdict::New),
        ]
    );
    let table = comparison.to_string();
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows[1].split_whitespace().last(), Some("WORSE"));
    assert!(rows[1].contains(".788 [.770, .808]  .700 [.690, .711]       −.088"), "{table}");
    assert!(table.ends_with("6 figures changed, 85 are the same.\n"));
}

#[test]
fn a_comparison_cannot_steer_the_terminal() {
    let (old, mut new) = (report(vec![hostile()]), report(vec![hostile()]));
    new.suites[0].systems[0].figures.insert(EVIL.into(), figure(0.5, 0.1));
    new.suites.push(tone(&format!("{EVIL} more"), Job::ToneSentence));
    let table = compare(&old, &new).unwrap().to_string();
    let said = regressions(&new, &old, 0.0).unwrap().iter().map(ToString::to_string).collect::<String>();
    let steers = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!table.contains(steers) && !said.contains(steers) && !said.contains('\n'));
    assert_eq!(table.lines().count(), 5, "{table}");
}

#[test]
fn a_report_is_read_as_it_was_written_and_nothing_else_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let write = |text: &str| std::fs::write(&path, text).unwrap();
    let whole = baseline();
    write(&serde_json::to_string(&whole).unwrap());
    let again = read(&path).unwrap();
    assert!(compare(&whole, &again).unwrap().changes.iter().all(|c| c.verdict == Verdict::Same));
    assert_eq!(again.suites[0].worst, whole.suites[0].worst);
    let other = Report { schema: SCHEMA + 1, ..whole };
    write(&serde_json::to_string(&other).unwrap());
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains("its schema is 2, this program reads schema 1"), "{error}");
    // Another version may have other fields; its number must be named all the same.
    write("{\"schema\": 3, \"suits\": []}");
    assert!(read(&path).unwrap_err().to_string().contains("its schema is 3"));
    for broken in ["", "[]", "{\"schema\": 1}", "not json"] {
        write(broken);
        assert!(read(&path).unwrap_err().to_string().contains("not a report of this program"));
    }
    assert!(read(&folder.path().join("none.json")).unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn the_better_direction_is_the_baselines() {
    let mut new = baseline();
    new.suites[0].metrics[0].better = Better::Lower;
    new.suites[0].systems[0].figures.insert("macro_f1".into(), figure(0.5, 0.01));
    assert_eq!(regressions(&baseline(), &new, 0.0).unwrap().len(), 1);
}
