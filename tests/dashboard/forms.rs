//! That the forms agree with one another.

use detente::dashboard::{Dashboard, Grain, Options, csv, json, markdown, page};

use crate::build::{months, section, with};

fn shifted() -> Dashboard {
    let sections = [section(3, 0.8, "They embraced."), section(1500, -0.8, "They attacked.")];
    with(&months(20, 12, 0.15), &sections, &Options { by: Some(Grain::Month), ..Options::default() }).unwrap()
}

/// A mean in the words of the forms for people.
fn words(value: f64) -> String {
    let digits = format!("{:.3}", value.abs()).trim_start_matches('0').to_owned();
    match value {
        v if v <= -0.0005 => format!("−{digits}"),
        v if v >= 0.0005 => format!("+{digits}"),
        _ => digits,
    }
}

#[test]
fn every_mean_stands_in_all_forms() {
    let own = shifted();
    let (page, markdown, csv) = (page(&own).unwrap(), markdown(&own), csv(&own).unwrap());
    let json: serde_json::Value = serde_json::from_str(&json(&own).unwrap()).unwrap();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let of = |kind: &str, series: &str, period: &str| {
        let found = rows.iter().find(|r| &r[0] == kind && &r[1] == series && &r[2] == period);
        found.unwrap_or_else(|| panic!("{kind} {series} {period}"))
    };
    let number = |text: &str| text.parse::<f64>().unwrap();
    for (place, period) in own.time.periods.iter().enumerate() {
        let mean = period.summary.mean.value.unwrap();
        let row = of("period", "", &period.name);
        assert!((number(&row[4]) - mean).abs() < 1e-9 && row[3] == *"100");
        assert_eq!(json["time"]["periods"][place]["mean"]["value"].as_f64(), Some(mean));
        assert!(markdown.contains(&format!("| {} | 100 | {} [", period.name, words(mean))), "{}", period.name);
        assert!(page.contains(&format!("<title>{}: mean {} [", period.name, words(mean))));
    }
    for group in &own.countries.shown {
        let mean = group.summary.mean.value.unwrap();
        assert!((number(&of("country", &group.name, "")[4]) - mean).abs() < 1e-9);
        assert!(page.contains(&format!("<b>{}</b>", words(mean))) && markdown.contains(&words(mean)));
    }
    for change in &own.changes.found {
        let value = change.difference.value.unwrap();
        let series = format!("{} {}", change.series.name(), change.name);
        assert!((number(&of("change", &series, "2032-01")[4]) - value).abs() < 1e-9);
        assert!(page.contains(&words(value)) && markdown.contains(&words(value)));
    }
    assert_eq!(json["schema"], 1);
    assert_eq!(json["changes"]["found"].as_array().unwrap().len(), own.changes.found.len());
    assert_eq!(&of("coverage", "counted", "")[3], "2000");
    for evidence in ["They embraced.", "They attacked."] {
        assert!(page.contains(evidence) && markdown.contains(evidence) && csv.contains(evidence));
    }
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let [a, b] = [shifted(), shifted()];
    assert_eq!(page(&a).unwrap(), page(&b).unwrap());
    assert_eq!((markdown(&a), csv(&a).unwrap()), (markdown(&b), csv(&b).unwrap()));
}
