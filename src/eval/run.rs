//! One run: every system of every suite, on the same items, judged on the same samples.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::data::{self, Loaded};
use super::fault::Fault;
use super::item::{Item, Said};
use super::metrics::bootstrap::{Samples, figure, p_value, rounded};
use super::metrics::{Judged, Statistic, judge, number, units};
use super::predictions::Predictions;
use super::report::{Figure, MetricInfo, Pair, Report, SCHEMA, Slice, Speed, SuiteReport, SystemReport};
use super::suite::Suite;
use super::systems::{Means, Outputs, System, make};
use crate::engine::Engine;
use crate::error::Result;

/// The values of a field that are shown: the largest so many.
const VALUES: usize = 12;

/// How suites are run.
pub struct Options<'a> {
    /// The data folder.
    pub folder: Option<&'a Path>,
    /// Seed of the bootstrap and of random systems.
    pub seed: u64,
    /// Samples of the bootstrap.
    pub resamples: usize,
    /// At most so many items of each suite.
    pub limit: Option<usize>,
    /// Whether texts stand in the report and the predictions.
    pub text: bool,
    /// Answers of other systems: a name and a file.
    pub outputs: &'a [(String, PathBuf)],
    /// The commit, to be told in the report.
    pub commit: Option<String>,
    /// The day, to be told in the report.
    pub made: Option<String>,
    /// Is told what is about to run, and what is left out.
    pub notice: &'a dyn Fn(&Notice<'_>),
}

/// What a run says of itself.
pub enum Notice<'a> {
    /// A suite begins.
    Begins {
        /// The suite.
        suite: &'a Suite,
    },
    /// A system is left out of a suite, because the data folder that it needs was not given.
    LeftOut {
        /// The suite.
        suite: &'a Suite,
        /// The system.
        system: &'a str,
    },
}

impl fmt::Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begins { suite } => write!(f, "{}: {}", suite.name, suite.data),
            Self::LeftOut { suite, system } => {
                write!(f, "{}: {system} is left out, it needs the data folder; give --data DIR", suite.name)
            }
        }
    }
}

/// Runs the suites.
///
/// # Errors
/// The first fault of a suite, its data or a system; nothing is reported then.
pub fn run(engine: &Engine, suites: &[Suite], options: &Options<'_>) -> Result<(Report, Predictions)> {
    let mut predictions = Predictions::new(options.text);
    let mut used = vec![false; options.outputs.len()];
    let mut reports = Vec::new();
    for suite in suites {
        reports.push(Asked::load(engine, suite, options, &mut used)?.report(options, &mut predictions)?);
    }
    if let Some(((name, path), _)) = options.outputs.iter().zip(used).find(|(_, used)| !used) {
        let what = format!("has no answers of {name} for any suite of this run; look at the \"suite\" of its rows");
        return Err(Fault::Answers { name: path.display().to_string(), what }.into());
    }
    let report = Report {
        schema: SCHEMA,
        detente: env!("CARGO_PKG_VERSION").to_owned(),
        commit: options.commit.clone(),
        made: options.made.clone(),
        model: engine.model().clone(),
        seed: options.seed,
        resamples: options.resamples,
        suites: reports,
    };
    Ok((report, predictions))
}

/// A suite with its items and systems.
struct Asked<'a> {
    suite: &'a Suite,
    loaded: Loaded,
    systems: Vec<Box<dyn System + 'a>>,
}

/// A system's answers, judged.
struct Answered {
    judged: Judged,
    report: SystemReport,
}

impl<'a> Asked<'a> {
    fn load(engine: &'a Engine, suite: &'a Suite, options: &Options<'a>, used: &mut [bool]) -> Result<Self> {
        (options.notice)(&Notice::Begins { suite });
        let mut loaded = data::load(suite, options.folder, options.limit)?;
        let means = Means { engine, folder: options.folder, seed: options.seed };
        let mut systems = Vec::new();
        for name in &suite.systems {
            match make(name, suite, &loaded.items, &means)? {
                Some(system) => systems.push(system),
                None => (options.notice)(&Notice::LeftOut { suite, system: name }),
            }
        }
        for (name, answers) in std::mem::take(&mut loaded.answers) {
            systems.push(Box::new(Outputs::given(&name, &loaded.items, answers)));
        }
        for ((name, path), used) in options.outputs.iter().zip(used) {
            if let Some(own) = Outputs::read(name, path, &suite.name, &loaded.items)? {
                *used = true;
                systems.push(Box::new(own));
            }
        }
        if let Some(name) = systems.iter().enumerate().find_map(|(index, own)| {
            systems[..index].iter().any(|other| other.name() == own.name()).then(|| own.name().to_owned())
        }) {
            let what = format!("two systems are named {name}; give the answers of --system another name");
            return Err(Fault::Settings { name: suite.name.clone(), what }.into());
        }
        Ok(Self { suite, loaded, systems })
    }

    fn report(&self, options: &Options<'_>, predictions: &mut Predictions) -> Result<SuiteReport> {
        let (suite, items) = (self.suite, &self.loaded.items);
        let units = units(suite, items);
        let clusters = clusters(items);
        let count = clusters.iter().max().map_or(0, |last| last + 1);
        let samples = Samples::draw(
            &units.iter().map(|unit| clusters[unit.0]).collect::<Vec<_>>(),
            options.resamples,
            options.seed,
        );
        let mut answered = Vec::new();
        for system in &self.systems {
            answered.push(self.answered(system.as_ref(), predictions)?);
        }
        let ones = vec![1.0; units.len()];
        let mut drawn: Vec<Vec<Vec<Option<f64>>>> = Vec::new();
        for own in &mut answered {
            let values: Vec<_> =
                own.judged.statistics.iter().map(|statistic| samples.values(statistic, None)).collect();
            for (statistic, values) in own.judged.statistics.iter().zip(&values) {
                own.report.figures.insert(statistic.metric.name.to_owned(), figure(statistic.of(&ones), values, count));
            }
            drawn.push(values);
        }
        let mut gold: BTreeMap<String, usize> = BTreeMap::new();
        units.iter().filter_map(|unit| unit.1).for_each(|class| *gold.entry(class.to_owned()).or_default() += 1);
        let slices = slices(items, &units, &answered, &samples);
        let mut worst = answered.first_mut().map(|own| std::mem::take(&mut own.judged.worst)).unwrap_or_default();
        if !options.text {
            for own in &mut worst {
                own.text = None;
            }
        }
        Ok(SuiteReport {
            name: suite.name.clone(),
            job: suite.job,
            about: suite.about.clone(),
            data: suite.data.clone(),
            data_sha256: self.loaded.sha256.clone(),
            items: items.len(),
            units: units.len(),
            clusters: count,
            gold,
            metrics: metrics(&answered),
            pairs: pairs(&answered, &drawn, &ones, count),
            slices,
            worst,
            systems: answered.into_iter().map(|own| own.report).collect(),
        })
    }

    /// Asks a system about every item, one after another.
    fn answered(&self, system: &dyn System, predictions: &mut Predictions) -> Result<Answered> {
        let items = &self.loaded.items;
        let begun = Instant::now();
        let ask = |run| items.iter().map(|item| system.answer(item, run)).collect::<Result<Vec<Said>>>();
        let runs = (0..system.runs()).map(ask).collect::<Result<Vec<_>>>()?;
        let seconds = begun.elapsed().as_secs_f64() / number(runs.len());
        for (run, said) in runs.iter().enumerate() {
            predictions.add(self.suite, system.name(), (run, system.runs()), items.iter().zip(said));
        }
        let judged = judge(self.suite, items, &runs)?;
        let speed =
            Speed { seconds: rounded(seconds), items_per_second: rounded(number(items.len()) / seconds.max(1e-9)) };
        let report = SystemReport {
            name: system.name().to_owned(),
            about: system.about(),
            runs: runs.len(),
            figures: BTreeMap::new(),
            classes: judged.classes.clone(),
            confusion: judged.confusion.clone(),
            reliability: judged.reliability.clone(),
            risk: judged.risk.clone(),
            speed: (!system.is_given()).then_some(speed),
        };
        Ok(Answered { judged, report })
    }
}

/// Each item's cluster, counted from 0 in the order of their first items.
fn clusters(items: &[Item]) -> Vec<usize> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    items
        .iter()
        .map(|item| {
            let next = known.len();
            *known.entry(&item.cluster).or_insert(next)
        })
        .collect()
}

/// The metrics of the suite that a system has a figure for.
fn metrics(answered: &[Answered]) -> Vec<MetricInfo> {
    let Some(first) = answered.first() else { return Vec::new() };
    let defined = |statistic: &&Statistic| {
        answered
            .iter()
            .any(|own| own.report.figures.get(statistic.metric.name).is_some_and(|figure| figure.value.is_some()))
    };
    first.judged.statistics.iter().filter(defined).map(|statistic| statistic.metric.into()).collect()
}

/// Differences of all pairs of systems on the leading metrics.
fn pairs(answered: &[Answered], drawn: &[Vec<Vec<Option<f64>>>], ones: &[f64], clusters: usize) -> Vec<Pair> {
    let less = |a: Option<f64>, b: Option<f64>| Some(a? - b?);
    let mut out = Vec::new();
    for (first, a) in answered.iter().enumerate() {
        for (second, b) in answered.iter().enumerate().skip(first + 1) {
            for (index, statistic) in a.judged.statistics.iter().enumerate().filter(|(_, own)| own.metric.leading) {
                let value = less(statistic.of(ones), b.judged.statistics[index].of(ones));
                let samples: Vec<_> =
                    drawn[first][index].iter().zip(&drawn[second][index]).map(|(a, b)| less(*a, *b)).collect();
                if value.is_some() {
                    let difference = figure(value, &samples, clusters);
                    let p = difference.low.and_then(|_| p_value(&samples));
                    let (a, b) = (a.report.name.clone(), b.report.name.clone());
                    out.push(Pair { metric: statistic.metric.name.to_owned(), a, b, difference, p });
                }
            }
        }
    }
    out
}

/// The leading metrics on each value of each field.
fn slices(items: &[Item], units: &[(usize, Option<&str>)], answered: &[Answered], samples: &Samples) -> Vec<Slice> {
    let mut found: BTreeMap<(&String, &String), Vec<f64>> = BTreeMap::new();
    for (unit, (item, _)) in units.iter().enumerate() {
        for own in &items[*item].slices {
            found.entry(own).or_insert_with(|| vec![0.0; units.len()])[unit] = 1.0;
        }
    }
    let count = |mask: &[f64]| mask.iter().filter(|own| **own > 0.0).count();
    let mut kept: Vec<((&String, &String), Vec<f64>)> = found.into_iter().collect();
    let mut by_size: Vec<usize> = (0..kept.len()).collect();
    by_size.sort_by_key(|&index| std::cmp::Reverse(count(&kept[index].1)));
    let mut shown: BTreeMap<&String, usize> = BTreeMap::new();
    let mut large = vec![false; kept.len()];
    for index in by_size {
        let of_field = shown.entry(kept[index].0.0).or_default();
        large[index] = *of_field < VALUES;
        *of_field += 1;
    }
    let mut large = large.into_iter();
    kept.retain(|_| large.next().unwrap_or(false));
    kept.into_iter()
        .map(|((field, value), mask)| {
            let clusters = items.iter().filter(|item| item.slices.get(field) == Some(value)).map(|item| &item.cluster);
            let clusters = clusters.collect::<std::collections::BTreeSet<_>>().len();
            let figures = |own: &Answered| -> BTreeMap<String, Figure> {
                let leading = own.judged.statistics.iter().filter(|statistic| statistic.metric.leading);
                let one = |statistic: &Statistic| {
                    figure(statistic.of(&mask), &samples.values(statistic, Some(&mask)), clusters)
                };
                leading.map(|statistic| (statistic.metric.name.to_owned(), one(statistic))).collect()
            };
            let systems = answered.iter().map(|own| (own.report.name.clone(), figures(own))).collect();
            Slice { field: field.clone(), value: value.clone(), units: count(&mask), systems }
        })
        .collect()
}
