//! Tone: classes, the five-point scale, probabilities.
//!
//! Holds: a binary job is judged as two classes, confrontational and other; everything else is the same. What needs
//! probabilities or grades is not defined for a system that gives none.

mod table;

use std::sync::Arc;

use self::table::{Table, accuracy, bins, brier, calibration_error, kappa, macro_f1, mcc, mean_absolute_error};
use super::bootstrap::rounded;
use super::ranking::{Confidence, Ranking};
use super::{Judged, Metric, Statistic, class_figures, unfit};
use crate::document::Document;
use crate::error::Result;
use crate::eval::item::{CLASSES, Gold, Input, Item, Job, Said, Target, Tone};
use crate::eval::report::{Better, Risk, Worst};
use crate::eval::suite::Suite;

const MACRO_F1: Metric = Metric {
    name: "macro_f1",
    title: "Macro F1",
    better: Better::Higher,
    leading: true,
    about: "Mean of the F1 of the classes that the gold has.",
};
const KAPPA: Metric = Metric {
    name: "kappa",
    title: "Quadratic kappa",
    better: Better::Higher,
    leading: true,
    about: "Cohen's kappa with quadratic weights on the five-point scale, of the most probable point.",
};
const AVERAGE_PRECISION: Metric = Metric {
    name: "average_precision",
    title: "AP confrontational",
    better: Better::Higher,
    leading: true,
    about: "Average precision of confrontational against the rest, ranked by its probability (by the score where there is none).",
};
/// As [`AVERAGE_PRECISION`], where it does not lead.
const AP_CONFRONTATIONAL: Metric = Metric { leading: false, ..AVERAGE_PRECISION };
const ACCURACY: Metric = Metric {
    name: "accuracy",
    title: "Accuracy",
    better: Better::Higher,
    leading: false,
    about: "Share of units with the right class.",
};
const MCC: Metric = Metric {
    name: "mcc",
    title: "MCC",
    better: Better::Higher,
    leading: false,
    about: "Matthews correlation coefficient (Gorodkin's R_K for three classes).",
};
const MAE: Metric = Metric {
    name: "mae",
    title: "MAE (points)",
    better: Better::Lower,
    leading: false,
    about: "Mean absolute error on the five-point scale, of the most probable point.",
};
const ROC: Metric = Metric {
    name: "roc_confrontational",
    title: "ROC confrontational",
    better: Better::Higher,
    leading: false,
    about: "Area under the ROC curve of confrontational against the rest.",
};
const ROC_CONCILIATORY: Metric = Metric {
    name: "roc_conciliatory",
    title: "ROC conciliatory",
    better: Better::Higher,
    leading: false,
    about: "Area under the ROC curve of conciliatory against the rest.",
};
const AP_CONCILIATORY: Metric = Metric {
    name: "ap_conciliatory",
    title: "AP conciliatory",
    better: Better::Higher,
    leading: false,
    about: "Average precision of conciliatory against the rest.",
};
const BRIER: Metric = Metric {
    name: "brier",
    title: "Brier",
    better: Better::Lower,
    leading: false,
    about: "Mean, over units, of the squared distance of the probabilities from the gold class, summed over classes (0 to 2).",
};
const ECE: Metric = Metric {
    name: "ece",
    title: "ECE",
    better: Better::Lower,
    leading: false,
    about: "Expected calibration error of the class said, in fifteen equal bins of its probability.",
};
const AURC: Metric = Metric {
    name: "aurc",
    title: "AURC",
    better: Better::Lower,
    leading: false,
    about: "Area under the risk-coverage curve: mean share of errors among the units at least as sure as each.",
};

/// The name of a class of a target in a job.
pub(super) fn class_name(job: Job, class: usize) -> &'static str {
    if job == Job::ToneBinary && class > 0 { "other" } else { CLASSES[class] }
}

/// Judges one run.
pub(super) fn judge(suite: &Suite, items: &[Item], said: &[Said]) -> Result<Judged> {
    let binary = suite.job == Job::ToneBinary;
    let names = if binary { vec![CLASSES[0], "other"] } else { CLASSES.to_vec() };
    let mut table = Table {
        names,
        gold: vec![],
        said: vec![],
        gold_grade: vec![],
        said_grade: vec![],
        probabilities: Some(vec![]),
        score: vec![],
    };
    let mut places = Vec::new();
    for (index, (item, said)) in items.iter().zip(said).enumerate() {
        let (Gold::Tone(targets), Said::Tone(tones)) = (&item.gold, said) else {
            return Err(unfit(item, "tone of each part that is asked for"));
        };
        if targets.len() != tones.len() {
            return Err(unfit(item, &format!("list of {} tones", targets.len())));
        }
        for (target, tone) in targets.iter().zip(tones) {
            table.push(suite, target, tone);
            places.push((index, target, tone));
        }
    }
    let worst = worst(suite, items, &table, &places);
    let table = Arc::new(table);
    let mut judged = Judged::of(statistics(&table, binary));
    describe(&mut judged, &table);
    judged.worst = worst;
    Ok(judged)
}

fn statistics(table: &Arc<Table>, binary: bool) -> Vec<Statistic> {
    let with = |metric, function: fn(&Table, &[f64]) -> Option<f64>| {
        let table = Arc::clone(table);
        Statistic::new(metric, move |weights| function(&table, weights))
    };
    let ranked = |metric, class, function: fn(&Ranking, &[f64]) -> Option<f64>| {
        let ranking = table.ranking(class);
        Statistic::new(metric, move |weights| function(&ranking, weights))
    };
    let mut out = vec![with(&MACRO_F1, macro_f1)];
    if binary {
        out.push(ranked(&AVERAGE_PRECISION, 0, Ranking::average_precision));
    } else {
        out.push(with(&KAPPA, kappa));
    }
    out.push(with(&ACCURACY, accuracy));
    out.push(with(&MCC, mcc));
    if !binary {
        out.push(with(&MAE, mean_absolute_error));
        out.push(ranked(&AP_CONFRONTATIONAL, 0, Ranking::average_precision));
        out.push(ranked(&AP_CONCILIATORY, 2, Ranking::average_precision));
        out.push(ranked(&ROC_CONCILIATORY, 2, Ranking::roc));
    }
    out.push(ranked(&ROC, 0, Ranking::roc));
    out.push(with(&BRIER, brier));
    out.push(with(&ECE, calibration_error));
    let order = table.confidence().map(|confidence| Confidence::new(&confidence, &table.wrong()));
    out.push(Statistic::new(&AURC, move |weights| order.as_ref()?.area(weights)));
    out
}

fn describe(judged: &mut Judged, table: &Table) {
    let ones = vec![1.0; table.gold.len()];
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let counts: Vec<Vec<u64>> =
        table.confusion(&ones).into_iter().map(|row| row.into_iter().map(|count| count as u64).collect()).collect();
    judged.classes = (table.names.iter().enumerate())
        .map(|(class, name)| {
            let said = counts.iter().map(|row| row[class]).sum();
            class_figures(name, counts[class][class], said, counts[class].iter().sum())
        })
        .collect();
    judged.confusion = Some(counts);
    judged.reliability = bins(table, &ones).unwrap_or_default();
    if let Some(confidence) = table.confidence() {
        let curve = Confidence::new(&confidence, &table.wrong()).curve();
        judged.risk = curve.into_iter().map(|(coverage, risk)| Risk { coverage, risk }).collect();
    }
}

/// The errors that are furthest off: by the points between gold and said where there are any, then by confidence.
fn worst(suite: &Suite, items: &[Item], table: &Table, places: &[(usize, &Target, &Tone)]) -> Vec<Worst> {
    let mut errors: Vec<(f64, usize)> = (0..places.len())
        .filter(|&unit| table.gold[unit] != table.said[unit])
        .map(|unit| {
            let p = table.probabilities.as_ref().map(|rows| &rows[unit]);
            let badness = p.map_or(table.score[unit].abs(), |row| row[table.said[unit]] - row[table.gold[unit]]);
            (rounded(badness), unit)
        })
        .collect();
    errors.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let record = |&(badness, unit): &(f64, usize)| {
        let (index, target, tone) = places[unit];
        let range = target.sentences.clone();
        let grade = target.grade.map(|grade| format!(" ({grade:+})")).unwrap_or_default();
        Worst {
            item: items[index].id.clone(),
            part: Some((range.start, range.end)),
            gold: format!("{}{grade}", class_name(suite.job, target.class)),
            said: table.names[table.said[unit]].to_owned(),
            probabilities: tone.probabilities.map(|p| p.map(rounded)),
            badness,
            text: match &items[index].input {
                Input::Document(document) => Some(text(document, range)),
                Input::Text(_) => None,
            },
        }
    };
    errors.iter().take(super::WORST).map(record).collect()
}

/// The sentences of a part, joined.
fn text(document: &Document, range: std::ops::Range<usize>) -> String {
    let sentences = document.sentences()[range].iter().map(|sentence| document.slice(sentence.span));
    sentences.collect::<Vec<_>>().join(" ")
}
