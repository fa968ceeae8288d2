//! The CAMEO dictionary of verb patterns and the Goldstein scale, as files.
//!
//! Enters: the text of both files. Leaves: a [`Dictionary`]. Holds: every error names the file and the line; a code that
//! the scale lacks has the weight of the nearest code above it; what the dictionary marks `---` is no event.
//!
//! ```text
//! &CEASEFIRE             a synonym set; a line of + for each phrase
//! +TRUCE
//! --- ABANDON [080] ---  a block of verbs with its event code
//! DESERT {DESERTS} [120] a verb, its forms where they are irregular, its own code
//! +GIVE_UP               a verb of more than one word
//! - + * &CEASEFIRE [196] a pattern of the block: * is the verb, + $ ^ % are actors, _ joins words in a row
//! ```

use std::collections::HashMap;

use super::forms::regular;
use super::pattern::{Pattern, Phrase, Slot, What};
use crate::eval::fault::Fault;
use crate::summary::words;

/// The largest weight of the scale.
const SCALE: f64 = 10.0;

/// What to do about a file that is not what it should be.
const REMEDY: &str = "fetch the file again, as gazetteer/cameo_dicts/SOURCE.txt says";

/// Verbs by their words, and the patterns around them.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    /// Synonym sets.
    pub(super) sets: Vec<Vec<Phrase>>,
    /// Patterns of each block of verbs, those of most words first.
    pub(super) blocks: Vec<Vec<Pattern>>,
    /// Verbs by the first word of each of their forms.
    pub(super) verbs: HashMap<String, Vec<Verb>>,
}

/// A form of a verb.
#[derive(Debug, Clone)]
pub(super) struct Verb {
    /// Its words after the first.
    pub(super) rest: Phrase,
    /// Its block.
    pub(super) block: usize,
    /// Its weight where no pattern matches; none where it is no event.
    pub(super) weight: Option<f64>,
}

/// A text with its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'a> {
    /// For messages.
    pub(super) name: &'a str,
    /// Its content.
    pub(super) text: &'a str,
}

impl File<'_> {
    fn fault(&self, line: usize, what: &str) -> Fault {
        Fault::Row { name: self.name.to_owned(), row: line, what: format!("{what}; {REMEDY}") }
    }
}

/// Reads both files.
///
/// # Errors
/// A line that cannot be understood, or a file without verbs or weights.
pub(super) fn read(patterns: File<'_>, goldstein: File<'_>) -> Result<Dictionary, Fault> {
    let mut reader =
        Reader { scale: scale(goldstein)?, dictionary: Dictionary::default(), set_names: HashMap::new(), weight: None };
    for (index, line) in patterns.text.lines().enumerate() {
        reader.line(line).map_err(|what| patterns.fault(index + 1, what))?;
    }
    let mut dictionary = reader.dictionary;
    if dictionary.verbs.is_empty() {
        return Err(patterns.fault(1, "has no verbs"));
    }
    dictionary.blocks.iter_mut().for_each(|block| block.sort_by_key(|pattern| std::cmp::Reverse(pattern.len())));
    Ok(dictionary)
}

/// Weights by code; the first line is a header.
fn scale(file: File<'_>) -> Result<HashMap<String, f64>, Fault> {
    let mut scale = HashMap::new();
    for (index, line) in file.text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let fault = || file.fault(index + 1, "is not an event code and its weight from -10 to 10");
        let (code, weight) = line.split_once('\t').ok_or_else(fault)?;
        let weight: f64 = weight.trim().parse().map_err(|_| fault())?;
        if !(-SCALE..=SCALE).contains(&weight) {
            return Err(fault());
        }
        scale.insert(code.trim().to_owned(), weight / SCALE);
    }
    if scale.is_empty() { Err(file.fault(1, "has no weights")) } else { Ok(scale) }
}

/// The dictionary as far as it is read.
struct Reader {
    scale: HashMap<String, f64>,
    dictionary: Dictionary,
    set_names: HashMap<String, usize>,
    /// Of the block that is being read.
    weight: Option<f64>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), &'static str> {
        let line = line.split(['#', ';']).next().unwrap_or_default().trim();
        let in_verbs = !self.dictionary.blocks.is_empty();
        if let Some(header) = line.strip_prefix("---") {
            self.weight = self.weight_of(header, None)?;
            self.dictionary.blocks.push(Vec::new());
            Ok(())
        } else if line.is_empty() {
            Ok(())
        } else if let Some(name) = line.strip_prefix('&') {
            self.set_names.insert(name.trim_end_matches('_').to_owned(), self.dictionary.sets.len());
            self.dictionary.sets.push(Vec::new());
            Ok(())
        } else if in_verbs {
            if let Some(pattern) = line.strip_prefix("- ") { self.pattern(pattern) } else { self.verb(line) }
        } else {
            let set = self.dictionary.sets.last_mut().ok_or("stands in no synonym set and in no block of verbs")?;
            let phrase = words(line);
            if phrase.is_empty() {
                return Err("has no words");
            }
            set.push(phrase);
            Ok(())
        }
    }

    /// The weight of the code in brackets, of the first where there are two; `other` where there are no brackets.
    fn weight_of(&self, text: &str, other: Option<f64>) -> Result<Option<f64>, &'static str> {
        let Some((_, rest)) = text.split_once('[') else { return Ok(other) };
        let code = rest.split([']', ':']).next().unwrap_or_default().trim_end_matches('!');
        if code.starts_with('-') {
            return Ok(None);
        }
        let known = (2..=code.len()).rev().find_map(|length| self.scale.get(code.get(..length)?));
        known.copied().map(Some).ok_or("has an event code that is not in the Goldstein scale")
    }

    fn verb(&mut self, line: &str) -> Result<(), &'static str> {
        let weight = self.weight_of(line, self.weight)?;
        let name = line.split(['{', '[']).next().unwrap_or_default().trim();
        let irregular = line.split_once('{').map(|(_, rest)| rest.split('}').next().unwrap_or_default());
        let mut forms = vec![words(name)];
        match irregular {
            Some(listed) => forms.extend(listed.split_whitespace().map(words)),
            None => forms.extend(regular_phrases(name)),
        }
        let block = self.dictionary.blocks.len() - 1;
        for form in forms {
            let (first, rest) = form.split_first().ok_or("has no verb")?;
            let verbs = self.dictionary.verbs.entry(first.clone()).or_default();
            if verbs.iter().all(|verb| verb.rest != rest) {
                verbs.push(Verb { rest: rest.to_vec(), block, weight });
            }
        }
        Ok(())
    }

    fn pattern(&mut self, line: &str) -> Result<(), &'static str> {
        let weight = self.weight_of(line, self.weight)?;
        let body = line.split('[').next().unwrap_or_default();
        // A pattern without its verb matches nothing.
        let Some((before, after)) = body.split_once('*') else { return Ok(()) };
        let before = self.slots(before.split_whitespace().rev().map(|part| part.split('_').rev().collect()))?;
        let after = self.slots(after.split_whitespace().map(|part| part.split('_').collect()))?;
        if !before.is_empty() || !after.is_empty() {
            self.dictionary.blocks.last_mut().ok_or("stands in no block")?.push(Pattern { before, after, weight });
        }
        Ok(())
    }

    /// The slots of a side of a pattern, from the verb away; each part is words and actors that `_` joins.
    fn slots<'a>(&self, parts: impl Iterator<Item = Vec<&'a str>>) -> Result<Vec<Slot>, &'static str> {
        let mut slots = Vec::new();
        for part in parts {
            let mut adjoins = false;
            for piece in part {
                let what = match piece.strip_prefix('&') {
                    Some(name) => {
                        What::Set(*self.set_names.get(name).ok_or("names a synonym set that is not above it")?)
                    }
                    None => What::Phrase(words(piece)),
                };
                // An actor is a gap; nothing at all is the verb's own end of a join.
                let wordless = what == What::Phrase(Vec::new());
                if !wordless {
                    slots.push(Slot { what, adjoins });
                }
                adjoins = !wordless || piece.is_empty();
            }
        }
        Ok(slots)
    }
}

/// The forms of a verb of one or more words, of which `+` marks the verb.
fn regular_phrases(name: &str) -> Vec<Phrase> {
    let parts: Vec<&str> = name.split(['_', ' ']).collect();
    let marked = parts.iter().position(|part| part.starts_with('+')).unwrap_or_default();
    let phrase = |form: String| {
        parts
            .iter()
            .enumerate()
            .flat_map(|(i, part)| if i == marked { vec![form.clone()] } else { words(part) })
            .collect()
    };
    words(parts[marked]).pop().map(|base| regular(&base)).unwrap_or_default().into_iter().map(phrase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: File<'_> = File { name: "scale", text: "CODE\tSCALE\n05\t4.0\n19\t-10\n120\t-4.0\n" };

    fn dictionary(text: &str) -> Dictionary {
        read(File { name: "verbs", text }, SCALE).expect("a dictionary")
    }

    /// The rest and the weight of each form that begins with a word.
    fn forms(dictionary: &Dictionary, first: &str) -> Vec<(String, Option<f64>)> {
        let verbs = dictionary.verbs.get(first).map(Vec::as_slice).unwrap_or_default();
        verbs.iter().map(|verb| (verb.rest.join(" "), verb.weight)).collect()
    }

    #[test]
    fn verbs_have_listed_or_regular_forms_and_their_own_or_the_block_s_code() {
        let read = dictionary(
            "--- GIVE [051] ---\nGIVE {GAVE }\nHAND\n+GIVE_UP [120:05]\nRE_+HAND [---]\nSHUN [1205] {SHUNS}",
        );
        assert_eq!(forms(&read, "gave"), [(String::new(), Some(0.4))]);
        assert_eq!(forms(&read, "handing"), [(String::new(), Some(0.4))]);
        assert_eq!(forms(&read, "given"), [], "listed forms stand for the regular ones");
        assert_eq!(forms(&read, "give"), [(String::new(), Some(0.4)), ("up".to_owned(), Some(-0.4))]);
        assert_eq!(forms(&read, "gives"), [("up".to_owned(), Some(-0.4))]);
        assert_eq!(forms(&read, "re").last(), Some(&("handing".to_owned(), None)));
        assert_eq!(forms(&read, "shuns"), [(String::new(), Some(-0.4))], "1205 has the weight of 120");
    }

    #[test]
    fn the_block_that_comes_first_has_the_verb() {
        let read = dictionary("--- A [05] ---\nMEET\n--- B [19] ---\nMEET\n");
        assert_eq!(forms(&read, "meet"), [(String::new(), Some(0.4))]);
    }

    #[test]
    fn patterns_have_slots_from_the_verb_away_and_the_longest_come_first() {
        let read = dictionary(
            "&ARMS_\n+GUN\n--- A [05] ---\nMEET\n- $ * + [19]\n- LAY * [19]\n- $ WILL_NOT_* + &ARMS_TALK IN\n",
        );
        let slot = |text: &str, adjoins| Slot { what: What::Phrase(words(text)), adjoins };
        let longest = Pattern {
            before: vec![slot("not", true), slot("will", true)],
            after: vec![Slot { what: What::Set(0), adjoins: false }, slot("talk", true), slot("in", false)],
            weight: Some(0.4),
        };
        let other = Pattern { before: vec![slot("lay", false)], after: Vec::new(), weight: Some(-1.0) };
        assert_eq!(read.blocks, [vec![longest, other]], "actors alone make no pattern");
        assert_eq!(read.sets, [vec![words("gun")]]);
    }
}
