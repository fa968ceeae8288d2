//! Tone: classes, the five-point scale, probabilities.
//!
//! Holds: a binary job is judged as two classes, confrontational and other; everything else is the same. What needs
//! probabilities or grades is not defined for a system that gives none.

use std::sync::Arc;

use super::ranking::{Confidence, Ranking};
use super::{Judged, Metric, Statistic, class_figures, number, unfit};
use crate::document::Document;
use crate::error::Result;
use crate::eval::item::{CLASSES, Gold, Input, Item, Job, Said, Target, Tone};
use crate::eval::report::{Better, Bin, Risk, Worst};
use crate::eval::suite::{Against, Suite};

/// Bins of the calibration error and of the reliability diagram.
const BINS: usize = 15;

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

/// Answers beside gold, a row a unit.
struct Table {
    names: Vec<&'static str>,
    gold: Vec<usize>,
    said: Vec<usize>,
    gold_grade: Vec<Option<i32>>,
    said_grade: Vec<Option<i32>>,
    /// Rows of as many probabilities as there are names; none where the system gives none.
    probabilities: Option<Vec<Vec<f64>>>,
    score: Vec<f64>,
}

impl Table {
    /// The class, and for a binary job its probability, that an answer comes to.
    fn push(&mut self, suite: &Suite, target: &Target, tone: &Tone) {
        let binary = suite.job == Job::ToneBinary;
        let own = tone.probabilities.map(|p| match (binary, suite.against) {
            (false, _) => p.to_vec(),
            (true, Against::Rest) => vec![p[0], 1.0 - p[0]],
            (true, Against::Conciliatory) => {
                let both = p[0] + p[2];
                let share = if both > 0.0 { p[0] / both } else { 0.5 };
                vec![share, 1.0 - share]
            }
        });
        let confrontational = match (suite.against, &own) {
            (Against::Rest, _) => tone.class == 0,
            (Against::Conciliatory, Some(own)) => own[0] > 0.5,
            (Against::Conciliatory, None) => tone.score < 0.0,
        };
        self.gold.push(if binary { target.class.min(1) } else { target.class });
        self.said.push(if binary { usize::from(!confrontational) } else { tone.class });
        self.gold_grade.push(target.grade);
        self.said_grade.push(tone.grade);
        self.score.push(tone.score);
        match (&mut self.probabilities, own) {
            (Some(all), Some(own)) => all.push(own),
            (all, _) => *all = None,
        }
    }

    fn confusion(&self, weights: &[f64]) -> Vec<Vec<f64>> {
        let mut counts = vec![vec![0.0; self.names.len()]; self.names.len()];
        for ((&gold, &said), weight) in self.gold.iter().zip(&self.said).zip(weights) {
            counts[gold][said] += weight;
        }
        counts
    }

    /// Whether a class has gold at all.
    fn has(&self, class: usize) -> bool {
        self.gold.contains(&class)
    }

    /// The probability of the class said.
    fn confidence(&self) -> Option<Vec<f64>> {
        Some(self.probabilities.as_ref()?.iter().zip(&self.said).map(|(row, &said)| row[said]).collect())
    }

    fn wrong(&self) -> Vec<bool> {
        self.gold.iter().zip(&self.said).map(|(gold, said)| gold != said).collect()
    }

    /// Units ranked for a class: by its probability, else by the score.
    fn ranking(&self, class: usize) -> Ranking {
        let sign = if class == 0 { -1.0 } else { 1.0 };
        let values: Vec<f64> = match &self.probabilities {
            Some(rows) => rows.iter().map(|row| row[class]).collect(),
            None => self.score.iter().map(|score| sign * score).collect(),
        };
        let positive: Vec<bool> = self.gold.iter().map(|gold| *gold == class).collect();
        Ranking::new(&values, &positive)
    }
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

fn macro_f1(table: &Table, weights: &[f64]) -> Option<f64> {
    let counts = table.confusion(weights);
    let classes: Vec<usize> = (0..counts.len()).filter(|class| table.has(*class)).collect();
    let f1 = |&class: &usize| {
        let right = counts[class][class];
        let both: f64 = counts[class].iter().sum::<f64>() + counts.iter().map(|row| row[class]).sum::<f64>();
        if both > 0.0 { 2.0 * right / both } else { 0.0 }
    };
    (!classes.is_empty()).then(|| classes.iter().map(f1).sum::<f64>() / number(classes.len()))
}

fn accuracy(table: &Table, weights: &[f64]) -> Option<f64> {
    let right = table.gold.iter().zip(&table.said).zip(weights).filter(|((gold, said), _)| gold == said);
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| right.map(|(_, weight)| weight).sum::<f64>() / total)
}

fn mcc(table: &Table, weights: &[f64]) -> Option<f64> {
    let counts = table.confusion(weights);
    let gold: Vec<f64> = counts.iter().map(|row| row.iter().sum()).collect();
    let said: Vec<f64> = (0..counts.len()).map(|class| counts.iter().map(|row| row[class]).sum()).collect();
    let right: f64 = (0..counts.len()).map(|class| counts[class][class]).sum();
    let total: f64 = gold.iter().sum();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let spread = (total * total - product(&said, &said)) * (total * total - product(&gold, &gold));
    (total > 0.0).then(|| if spread > 0.0 { (right * total - product(&gold, &said)) / spread.sqrt() } else { 0.0 })
}

/// Gold and said points with the weight of each unit; none where a unit lacks one.
fn points(table: &Table, weights: &[f64]) -> Option<Vec<(i32, i32, f64)>> {
    let pairs = table.gold_grade.iter().zip(&table.said_grade).zip(weights);
    pairs.map(|((gold, said), weight)| Some(((*gold)?, (*said)?, *weight))).collect()
}

fn kappa(table: &Table, weights: &[f64]) -> Option<f64> {
    let mut seen = [[0.0; 5]; 5];
    let index = |point: i32| usize::try_from(point + 2).ok().filter(|index| *index < 5);
    for (gold, said, weight) in points(table, weights)? {
        seen[index(gold)?][index(said)?] += weight;
    }
    let rows: Vec<f64> = seen.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<f64> = (0..5).map(|said| seen.iter().map(|row| row[said]).sum()).collect();
    let total: f64 = rows.iter().sum();
    let (mut observed, mut expected) = (0.0, 0.0);
    for gold in 0..5_usize {
        for said in 0..5 {
            let distance = number(gold.abs_diff(said)).powi(2);
            observed += distance * seen[gold][said];
            expected += distance * rows[gold] * columns[said] / total;
        }
    }
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

fn mean_absolute_error(table: &Table, weights: &[f64]) -> Option<f64> {
    let points = points(table, weights)?;
    let total: f64 = points.iter().map(|(_, _, weight)| weight).sum();
    let sum: f64 = points.iter().map(|(gold, said, weight)| weight * f64::from(gold.abs_diff(*said))).sum();
    (total > 0.0).then(|| sum / total)
}

fn brier(table: &Table, weights: &[f64]) -> Option<f64> {
    let rows = table.probabilities.as_ref()?;
    let own = |(row, &gold): (&Vec<f64>, &usize)| {
        let distance = |(class, p): (usize, &f64)| (p - f64::from(u8::from(class == gold))).powi(2);
        row.iter().enumerate().map(distance).sum::<f64>()
    };
    let total: f64 = weights.iter().sum();
    let sum: f64 = rows.iter().zip(&table.gold).map(own).zip(weights).map(|(own, weight)| own * weight).sum();
    (total > 0.0).then(|| sum / total)
}

fn calibration_error(table: &Table, weights: &[f64]) -> Option<f64> {
    let [mut confident, mut right] = [[0.0; BINS]; 2];
    for (((p, gold), said), weight) in table.confidence()?.iter().zip(&table.gold).zip(&table.said).zip(weights) {
        let bin = bin(*p);
        confident[bin] += weight * p;
        right[bin] += weight * f64::from(u8::from(gold == said));
    }
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| confident.iter().zip(right).map(|(c, r)| (c - r).abs()).sum::<f64>() / total)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn bin(p: f64) -> usize {
    ((p * number(BINS)) as usize).min(BINS - 1)
}

/// The reliability diagram: [`calibration_error`]'s bins.
fn bins(table: &Table, weights: &[f64]) -> Option<Vec<Bin>> {
    let mut sums = vec![(0_u64, 0.0, 0.0); BINS];
    for (unit, p) in table.confidence()?.iter().enumerate().filter(|(unit, _)| weights[*unit] > 0.0) {
        let own = &mut sums[bin(*p)];
        *own = (own.0 + 1, own.1 + p, own.2 + f64::from(u8::from(table.gold[unit] == table.said[unit])));
    }
    #[allow(clippy::cast_precision_loss)]
    let bin = |(index, (units, confidence, right)): (usize, (u64, f64, f64))| Bin {
        low: number(index) / number(BINS),
        high: number(index + 1) / number(BINS),
        units,
        confidence: super::bootstrap::rounded(confidence / units as f64),
        accuracy: super::bootstrap::rounded(right / units as f64),
    };
    Some(sums.into_iter().enumerate().filter(|(_, own)| own.0 > 0).map(bin).collect())
}

/// The errors that are furthest off: by the points between gold and said where there are any, then by confidence.
fn worst(suite: &Suite, items: &[Item], table: &Table, places: &[(usize, &Target, &Tone)]) -> Vec<Worst> {
    let mut errors: Vec<(f64, usize)> = (0..places.len())
        .filter(|&unit| table.gold[unit] != table.said[unit])
        .map(|unit| {
            let p = table.probabilities.as_ref().map(|rows| &rows[unit]);
            let badness = p.map_or(table.score[unit].abs(), |row| row[table.said[unit]] - row[table.gold[unit]]);
            (super::bootstrap::rounded(badness), unit)
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
            probabilities: tone.probabilities.map(|p| p.map(super::bootstrap::rounded)),
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
