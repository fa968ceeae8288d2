//! Tone by a lexicon: the verbs and patterns of CAMEO, weighed by the Goldstein scale of conflict and cooperation.
//!
//! Enters: both files of the data folder, once; then items whose gold asks for tone. Leaves: a tone for each target. Holds:
//! a verb counts by the pattern of most words that matches around it, else by its own code; nothing is learned, except the
//! [`CUTS`] between classes and grades.

mod forms;
mod pattern;
mod read;

use std::fs;
use std::path::Path;

use self::read::{Dictionary, File, Verb};
use super::System;
use super::scored::{Cuts, tones};
use crate::error::Result;
use crate::eval::fault::Fault;
use crate::eval::item::{Item, Said};
use crate::summary::words;

/// Where the files stand in the data folder.
const FOLDER: &str = "gazetteer/cameo_dicts";
const PATTERNS: &str = "CAMEO.verbpatterns.150430.txt";
const GOLDSTEIN: &str = "CAMEO.goldsteinscale.txt";

/// Chosen on the training sentences of `diplomatic_tone`, where they give a macro F1 of .509, and .810 for the two classes
/// of PLV's training sentences, which a published dictionary reaches on the test: a grid over the quantiles of the score
/// for the best macro F1 of the classes, then a grid in steps of .05 for the best quadratic kappa of the grades. So were
/// [`PATTERN`], [`NEGATED`] and the root in [`Lexicon::score`], among the few values that were tried.
const CUTS: Cuts = Cuts { class: [-0.001, 0.18], grade: [-0.5, -0.001, 0.18, 0.5] };

/// How much a verb counts that a pattern matches around, beside one that stands alone: the pattern tells what is meant.
const PATTERN: f64 = 2.0;

/// What a negation leaves of a verb: not to threaten is not as good as to threaten is bad.
const NEGATED: f64 = -0.5;

/// How many words before a verb may negate it.
const REACH: usize = 3;

/// Words that negate; `t` is what [`words`] leaves of `n't`.
const NEGATIONS: [&str; 8] = ["not", "t", "never", "no", "without", "nor", "cannot", "neither"];

/// The CAMEO dictionary with its weights.
#[derive(Debug)]
pub struct Lexicon {
    dictionary: Dictionary,
}

impl Lexicon {
    /// Reads the dictionary and the scale from the data folder `dir`.
    ///
    /// # Errors
    /// A file is missing, or a line of it cannot be understood.
    pub fn read(dir: &Path) -> Result<Self> {
        let text = |name: &str| {
            let path = dir.join(FOLDER).join(name);
            let remedy =
                "the lexicon reads the CAMEO dictionaries of the data folder; give --data DIR, or leave the system out";
            fs::read_to_string(&path).map_err(|source| Fault::Read { path, source, remedy })
        };
        let (patterns, goldstein) = (text(PATTERNS)?, text(GOLDSTEIN)?);
        let patterns = File { name: PATTERNS, text: &patterns };
        Ok(Self { dictionary: read::read(patterns, File { name: GOLDSTEIN, text: &goldstein })? })
    }

    /// From -1 to 1: the mean of the verbs' weights and one weight of nothing, which holds a sentence of a single verb near
    /// neutral. Of each weight the root is taken, so that an attack, -1, does not hide five protests, -0.2.
    fn score(&self, text: &str) -> f64 {
        let words = words(text);
        let (mut sum, mut count) = (0.0, 1.0);
        let mut at = 0;
        while at < words.len() {
            let Some(verb) = self.verb(&words[at..]) else {
                at += 1;
                continue;
            };
            let end = at + 1 + verb.rest.len();
            let patterns = &self.dictionary.blocks[verb.block];
            let pattern = patterns.iter().find(|pattern| pattern.matches(&words, at..end, &self.dictionary.sets));
            let (weight, share) = match pattern {
                Some(pattern) => (pattern.weight, PATTERN),
                None => (verb.weight.map(|weight| if negated(&words[..at]) { weight * NEGATED } else { weight }), 1.0),
            };
            // A weight of nothing is no vote for neutral: most verbs of speech have it.
            if let Some(weight) = weight.filter(|weight| *weight != 0.0) {
                sum += share * weight.signum() * weight.abs().sqrt();
                count += share;
            }
            at = end;
        }
        sum / count
    }

    /// The verb of most words that the words begin with.
    fn verb(&self, words: &[String]) -> Option<&Verb> {
        let (first, rest) = words.split_first()?;
        let verbs = self.dictionary.verbs.get(first)?;
        verbs.iter().filter(|verb| rest.starts_with(&verb.rest)).max_by_key(|verb| verb.rest.len())
    }
}

/// Whether what comes before a verb negates it.
fn negated(before: &[String]) -> bool {
    before.iter().rev().take(REACH).any(|word| NEGATIONS.contains(&word.as_str()))
}

impl System for Lexicon {
    fn name(&self) -> &'static str {
        "lexicon"
    }

    fn about(&self) -> String {
        "The CAMEO verb patterns, weighed by the Goldstein scale: the mean over the verbs of a sentence, and over sentences."
            .to_owned()
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        tones(item, &CUTS, |text| self.score(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::systems::scored::tests::item;

    const VERBS: &str = "\
&TRUCE_
+CEASE-FIRE
--- BREAK [190] ---
BREAK {BREAKS BROKE BROKEN} # a comment
+BREAK_BREAD_WITH {+BROKE_BREAD_WITH} [040]
- * &TRUCE [196]
- % *_EVEN [---]
--- PRAISE [051] ---
PRAISE
";
    const SCALE: &str = "CODE\tSCALE\n04\t1.0\n051\t3.6\n190\t-9.0\n196\t-6.4\n";

    fn folder(verbs: &str, scale: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join(FOLDER);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(PATTERNS), verbs).expect("written");
        fs::write(folder.join(GOLDSTEIN), scale).expect("written");
        dir
    }

    fn lexicon() -> Lexicon {
        Lexicon::read(folder(VERBS, SCALE).path()).expect("a lexicon")
    }

    #[track_caller]
    fn scores(text: &str, expected: f64) {
        let score = lexicon().score(text);
        assert!((score - expected).abs() < 1e-12, "{text}: {score}, not {expected}");
    }

    #[test]
    fn a_verb_counts_by_its_pattern_else_by_its_own_code() {
        scores("The guards broke the door.", -0.9_f64.sqrt() / 2.0);
        scores("The guards broke a two-day cease-fire.", -2.0 * 0.64_f64.sqrt() / 3.0);
        scores("They broke even.", 0.0);
        scores("They broke bread with rivals.", 0.1_f64.sqrt() / 2.0);
        scores("Ships sail at nine.", 0.0);
    }

    #[test]
    fn verbs_are_averaged_with_one_weight_of_nothing() {
        scores("They praised those who praise.", 2.0 * 0.6 / 3.0);
        scores("They praised the guards, who broke the cease-fire.", (0.6 - 2.0 * 0.8) / 4.0);
    }

    #[test]
    fn a_negation_near_before_turns_a_verb_and_weakens_it() {
        scores("They didn't praise it.", -0.18_f64.sqrt() / 2.0);
        scores("No one of them praised it.", 0.6 / 2.0);
        scores("They praised, not more.", 0.6 / 2.0);
    }

    #[test]
    fn targets_get_class_score_and_grade() {
        let sentences = ["He praised it.", "The guards broke the cease-fire.", "Ships sail."];
        let Said::Tone(tones) = lexicon().answer(&item(&sentences, &[0..1, 1..2, 2..3, 0..3]), 0).expect("tones")
        else {
            panic!("tones were asked for")
        };
        let said: Vec<_> = tones.iter().map(|tone| (tone.class, tone.grade)).collect();
        assert_eq!(said, [(2, Some(1)), (0, Some(-2)), (1, Some(0)), (0, Some(-1))]);
    }

    #[track_caller]
    fn refuses(verbs: &str, scale: &str, says: &[&str]) {
        let error = Lexicon::read(folder(verbs, scale).path()).expect_err("a fault").to_string();
        assert!(says.iter().all(|part| error.contains(part)) && error.contains("fetch the file again"), "{error}");
    }

    #[test]
    fn a_damaged_file_is_named_with_its_line() {
        refuses(VERBS, "CODE\tSCALE\n04 1.0\n", &[GOLDSTEIN, "row 2"]);
        refuses(VERBS, "CODE\tSCALE\n04\t11\n", &[GOLDSTEIN, "row 2"]);
        refuses(VERBS, "CODE\tSCALE\n", &[GOLDSTEIN, "no weights"]);
        refuses("# nothing\n", SCALE, &[PATTERNS, "no verbs"]);
        refuses("PRAISE\n", SCALE, &[PATTERNS, "row 1", "no synonym set"]);
        refuses("--- PRAISE [051] ---\nPRAISE\n- * &NONE [051]\n", SCALE, &[PATTERNS, "row 3", "not above it"]);
        refuses("--- PRAISE [77] ---\nPRAISE\n", SCALE, &[PATTERNS, "row 1", "not in the Goldstein scale"]);
    }

    #[test]
    fn a_missing_file_is_named_with_the_remedy() {
        let empty = tempfile::tempdir().expect("a folder");
        let error = Lexicon::read(empty.path()).expect_err("no files").to_string();
        assert!(error.contains(PATTERNS) && error.contains("--data DIR"), "{error}");
    }
}
