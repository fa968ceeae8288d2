//! Reports built by hand.

use std::collections::BTreeMap;

use detente::analysis::ModelId;
use detente::eval::item::Job;
use detente::eval::report::{
    Better, Bin, ClassFigures, Figure, MetricInfo, Pair, Report, Risk, SCHEMA, Slice, Speed, SuiteReport, SystemReport,
    Worst,
};

/// Text that tries to be more than text.
pub const EVIL: &str = "<script>alert(1)</script> \"><img src=x onerror='alert(2)'> {{ 7*7 }} {% raw %} &lt;b&gt;\n\
    | a | b |\r\n\u{1b}[2J\u{9b}31m\u{202e}txt.exe\u{202d}\u{2066}x ``` [a](javascript:b) <!-- c ]]> السلام عليكم";

/// A number in [0, 1) that looks like chance and never is.
pub fn chance(state: &mut u32) -> f64 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    f64::from(*state >> 8) / f64::from(1 << 24)
}

pub fn figure(value: f64, half: f64) -> Figure {
    Figure { value: Some(value), low: Some(value - half), high: Some(value + half * 1.1) }
}

pub const UNDEFINED: Figure = Figure { value: None, low: None, high: None };

pub fn metric(name: &str, title: &str, better: Better, leading: bool) -> MetricInfo {
    let about = format!("{title} is computed over all answers of the suite, in the way its name says.");
    MetricInfo { name: name.into(), title: title.into(), better, leading, about }
}

pub fn report(suites: Vec<SuiteReport>) -> Report {
    Report {
        schema: SCHEMA,
        detente: "0.1.0".into(),
        commit: Some("2b9b0190c31ab5f4a0f2d4f7f7c2c9a1f0e3d2c4".into()),
        made: Some("2026-11-25".into()),
        model: ModelId { name: "detente-v2".into(), sha256: "8f2c".repeat(16), runtime: "rten".into() },
        seed: 7,
        resamples: 1000,
        suites,
    }
}

fn system(name: &str, about: &str) -> SystemReport {
    SystemReport {
        name: name.into(),
        about: about.into(),
        runs: if name == "random" { 5 } else { 1 },
        figures: BTreeMap::new(),
        classes: Vec::new(),
        confusion: None,
        reliability: Vec::new(),
        risk: Vec::new(),
        speed: Some(Speed { seconds: 2.5, items_per_second: 400.0 }),
    }
}

fn suite(name: &str, job: Job, metrics: Vec<MetricInfo>, systems: Vec<SystemReport>) -> SuiteReport {
    let mut suite = SuiteReport {
        name: name.into(),
        job,
        about: "Sentences of speeches and statements, labelled by three readers under the project's codebook.".into(),
        data: format!("tone/{name}.jsonl"),
        data_sha256: "51e0".repeat(16),
        items: 88,
        units: 1243,
        clusters: 61,
        gold: BTreeMap::new(),
        metrics,
        systems,
        pairs: Vec::new(),
        slices: Vec::new(),
        worst: Vec::new(),
    };
    pair(&mut suite);
    suite
}

/// All pairs on the leading metrics.
fn pair(suite: &mut SuiteReport) {
    let mut state = 11;
    for metric in suite.metrics.iter().filter(|m| m.leading) {
        let valued: Vec<_> =
            suite.systems.iter().filter_map(|s| Some((s, s.figures.get(&metric.name)?.value?))).collect();
        for (index, (a, one)) in valued.iter().enumerate() {
            for (b, other) in &valued[index + 1..] {
                let half = (one.abs() * 0.03).max(0.004);
                let p = if (one - other).abs() > half { chance(&mut state) * 0.03 } else { 0.05 + chance(&mut state) };
                let difference = figure(one - other, half);
                let (a, b) = (a.name.clone(), b.name.clone());
                suite.pairs.push(Pair { metric: metric.name.clone(), a, b, difference, p: Some(p.min(1.0)) });
            }
        }
    }
}

/// Slices of the leading metrics, and a slice of nothing.
fn slice(suite: &mut SuiteReport) {
    let mut state = 5;
    for (field, values) in
        [("register", vec!["op-ed", "readout", "UN speech", "wire report"]), ("year", vec!["2023", "2024", "2025"])]
    {
        for (at, value) in values.iter().enumerate() {
            let mut systems = BTreeMap::new();
            for system in &suite.systems {
                let mut figures = BTreeMap::new();
                for metric in suite.metrics.iter().filter(|m| m.leading) {
                    let whole = system.figures[&metric.name].value.unwrap_or(0.3);
                    let moved = whole * (0.85 + 0.3 * chance(&mut state));
                    figures.insert(metric.name.clone(), figure(moved, whole.abs() * 0.07));
                }
                systems.insert(system.name.clone(), figures);
            }
            suite.slices.push(Slice { field: field.into(), value: (*value).into(), units: 40 + 17 * at, systems });
        }
    }
    suite.slices.push(Slice { field: "year".into(), value: "unknown".into(), units: 0, systems: BTreeMap::new() });
}

fn classes(base: f64) -> Vec<ClassFigures> {
    let class = |class: &str, gold, f1: Option<f64>| ClassFigures {
        class: class.into(),
        gold,
        precision: f1.map(|f| f + 0.021),
        recall: Some(f1.map_or(0.0, |f| f - 0.017)),
        f1,
    };
    vec![
        class("confrontational", 312, Some(base)),
        class("neutral", 702, Some(base + 0.06)),
        class("conciliatory", 229, (base > 0.4).then_some(base - 0.045)),
    ]
}

/// A small index as a number.
fn real(index: usize) -> f64 {
    f64::from(u32::try_from(index).unwrap())
}

fn tone_metrics() -> Vec<MetricInfo> {
    vec![
        metric("macro_f1", "Macro F1", Better::Higher, true),
        metric("mcc", "MCC", Better::Higher, true),
        metric("accuracy", "Accuracy", Better::Higher, false),
        metric("f1_confrontational", "F1 confrontational", Better::Higher, false),
        metric("f1_conciliatory", "F1 conciliatory", Better::Higher, false),
        metric("kappa", "Quadratic kappa", Better::Higher, false),
        metric("mae", "Mean absolute error", Better::Lower, false),
        metric("roc_auc", "ROC area", Better::Higher, false),
        metric("pr_auc", "PR area", Better::Higher, false),
        metric("brier", "Brier score", Better::Lower, false),
        metric("ece", "Calibration error", Better::Lower, false),
        metric("share_neutral", "Share said neutral", Better::Neither, false),
    ]
}

/// A suite of tone, with all that tone has.
pub fn tone(name: &str, job: Job) -> SuiteReport {
    let metrics = tone_metrics();
    let named = [
        ("detente", "The product: detente-v2 with its calibrated tone head.", 0.7881),
        ("prototype", "The nearest class centroid over frozen embeddings, fitted on training rows.", 0.6412),
        ("lexicon", "CAMEO verb patterns with Goldstein-like weights.", 0.5123),
        ("vader", "VADER's compound score, cut where the training rows are best.", 0.4377),
        ("majority", "The most frequent class of the gold of the training rows.", 0.2391),
    ];
    let mut state = 3;
    let mut systems = Vec::new();
    for (index, (name, about, base)) in named.into_iter().enumerate() {
        let place = real(index);
        let mut own = system(name, about);
        for metric in &metrics {
            let value = match metric.name.as_str() {
                "mae" => 1.3 - base,
                "brier" | "ece" => 0.4 - base * 0.4,
                "mcc" => base - 0.245,
                "macro_f1" => base,
                _ => base + 0.08 * chance(&mut state),
            };
            let graded = index < 2 || !["roc_auc", "pr_auc", "brier", "ece"].contains(&metric.name.as_str());
            own.figures.insert(metric.name.clone(), if graded { figure(value, 0.018) } else { UNDEFINED });
        }
        own.classes = classes(base);
        own.confusion = Some(vec![vec![251, 55, 6], vec![60, 601 + index as u64, 41], vec![3, 61, 165]]);
        if index < 2 {
            let gap = 0.04 + 0.1 * place;
            own.reliability = (5..15).map(|i| bin(i, gap)).collect();
        }
        if index < 4 {
            own.risk = (1..=20).map(|i| risk(i, (1.0 - base) * 0.9)).collect();
        }
        own.speed = Some(Speed { seconds: 4.31 / (1.0 + 40.0 * place), items_per_second: 20.4 * (1.0 + 40.0 * place) });
        systems.push(own);
    }
    let mut suite = suite(name, job, metrics, systems);
    suite.gold =
        [("confrontational", 312), ("neutral", 702), ("conciliatory", 229)].map(|(c, n)| (c.to_owned(), n)).into();
    slice(&mut suite);
    suite.worst = vec![
        worst(
            Some("We will not be intimidated, and those who try will learn what our patience has cost them."),
            (4, 5),
        ),
        worst(None, (17, 18)),
        worst(Some("وقال المتحدث باسم الوزارة إن الطرفين اتفقا على إعادة فتح المعبر."), (2, 5)),
    ];
    suite
}

fn bin(index: u32, gap: f64) -> Bin {
    let low = f64::from(index) / 15.0;
    let confidence = low + 0.035;
    let accuracy = (confidence - gap * (f64::from(index) / 10.0).sin()).clamp(0.0, 1.0);
    Bin { low, high: low + 1.0 / 15.0, units: 20 + u64::from(index * index), confidence, accuracy }
}

fn risk(step: u32, whole: f64) -> Risk {
    let coverage = f64::from(step) / 20.0;
    Risk { coverage, risk: whole * coverage.powf(1.4) }
}

fn worst(text: Option<&str>, part: (usize, usize)) -> Worst {
    Worst {
        item: "readout-2024-03-11".into(),
        part: Some(part),
        gold: "confrontational (-2)".into(),
        said: "conciliatory".into(),
        probabilities: Some([0.0213, 0.1871, 0.7916]),
        badness: 0.9787,
        text: text.map(str::to_owned),
    }
}

/// A suite of summaries.
pub fn summaries(name: &str) -> SuiteReport {
    let metrics = vec![
        metric("rouge1", "ROUGE-1 F", Better::Higher, true),
        metric("rouge2", "ROUGE-2 F", Better::Higher, true),
        metric("rougeLsum", "ROUGE-Lsum F", Better::Higher, true),
        metric("oracle_overlap", "Overlap with the oracle", Better::Higher, false),
        metric("redundancy", "Redundancy", Better::Lower, false),
        metric("words", "Words", Better::Neither, false),
    ];
    let named = [
        ("detente", 41.52),
        ("lead-3", 40.36),
        ("textrank", 35.81),
        ("lexrank", 36.07),
        ("centroid", 38.2),
        ("random", 29.94),
        ("oracle", 54.73),
    ];
    let systems = named.into_iter().map(|(name, base)| {
        let mut own = system(name, "Takes sentences of the article.");
        for (at, metric) in metrics.iter().enumerate() {
            let value = match metric.name.as_str() {
                "oracle_overlap" | "redundancy" => base / 100.0,
                "words" => base + 43.0,
                _ => base - 9.1 * real(at),
            };
            own.figures.insert(metric.name.clone(), figure(value, if value < 1.0 { 0.02 } else { 0.93 }));
        }
        if name == "oracle" {
            own.speed = None;
        }
        own
    });
    let systems = systems.collect();
    let mut suite = suite(name, Job::Summary, metrics, systems);
    slice(&mut suite);
    suite
}

/// A suite with names and texts that try to be more, and with nothing defined.
pub fn hostile() -> SuiteReport {
    let metrics = vec![metric(EVIL, EVIL, Better::Higher, true), metric("f1", "F1", Better::Lower, false)];
    let mut own = system(EVIL, EVIL);
    own.figures.insert(EVIL.into(), UNDEFINED);
    own.classes = vec![ClassFigures { class: EVIL.into(), gold: 0, precision: None, recall: None, f1: None }];
    own.confusion = Some(vec![vec![0, 0], vec![0, 0]]);
    own.reliability = vec![Bin { low: 0.0, high: 1.0, units: 0, confidence: 0.0, accuracy: 0.0 }];
    own.risk = vec![Risk { coverage: 1.0, risk: 0.0 }];
    own.speed = Some(Speed { seconds: 0.0, items_per_second: 0.0 });
    let mut suite = suite(EVIL, Job::ToneSection, metrics, vec![own, system("other", EVIL)]);
    suite.about = EVIL.into();
    suite.data = EVIL.into();
    suite.data_sha256 = EVIL.into();
    suite.gold = BTreeMap::from([(EVIL.to_owned(), 0)]);
    suite.slices = vec![Slice { field: EVIL.into(), value: EVIL.into(), units: 0, systems: BTreeMap::new() }];
    suite.pairs = vec![Pair { metric: EVIL.into(), a: "other".into(), b: EVIL.into(), difference: UNDEFINED, p: None }];
    let mut error = worst(Some(EVIL), (0, 9));
    (error.item, error.gold, error.said) = (EVIL.into(), EVIL.into(), EVIL.into());
    suite.worst = vec![error];
    suite
}

/// A suite of one system, or of many.
pub fn splitting(systems: usize) -> SuiteReport {
    let metrics = vec![
        metric("boundary_f1", "Boundary F1", Better::Higher, true),
        metric("exact", "Exact texts", Better::Higher, false),
    ];
    let systems = (0..systems).map(|index| {
        let name = if index == 0 { "detente".to_owned() } else { format!("published system number {index}") };
        let mut own = system(&name, "Cuts text into sentences.");
        let base = 0.981 - 0.013 * real(index);
        own.figures.insert("boundary_f1".into(), figure(base, 0.0041));
        own.figures.insert("exact".into(), figure(base * 0.8, 0.03));
        own
    });
    let systems = systems.collect();
    suite("own-hard", Job::Splitting, metrics, systems)
}

/// A suite of nothing.
pub fn empty() -> SuiteReport {
    let mut suite = suite("nothing", Job::Html, Vec::new(), Vec::new());
    (suite.items, suite.units, suite.clusters) = (0, 0, 0);
    suite
}

/// A report of every shape.
pub fn all() -> Report {
    report(vec![
        summaries("cnn-dailymail"),
        tone("gold-sentences", Job::ToneSentence),
        tone("gold-sections", Job::ToneSection),
        splitting(24),
        splitting_of_one(),
        hostile(),
        empty(),
    ])
}

fn splitting_of_one() -> SuiteReport {
    let mut suite = splitting(1);
    suite.name = "of-one-system".into();
    suite
}
