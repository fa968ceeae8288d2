//! Patterns of words around a verb, and where they match.
//!
//! Enters: the words of a sentence and the place of a verb. Leaves: whether a pattern matches there. Holds: the words of a
//! pattern come in its order, each within [`GAP`] words of the last; actors, which only a parser could tell, match
//! anything.

/// How many words of a text may stand between two words of a pattern.
const GAP: usize = 4;

/// The most letters that a word of a text has beyond a stem in the dictionary.
const ENDING: usize = 4;

/// The fewest letters of a stem that an ending may follow.
const STEM: usize = 4;

/// Words in a row.
pub(super) type Phrase = Vec<String>;

/// A place in a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// What may stand there: a phrase, or one of a synonym set.
    pub(super) what: What,
    /// Whether nothing may stand between it and its neighbour toward the verb.
    pub(super) adjoins: bool,
}

/// What may stand in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// One phrase.
    Phrase(Phrase),
    /// Any phrase of the set of this index.
    Set(usize),
}

/// Words before and after a verb that make it an event of some weight.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern {
    /// From the verb back to the beginning.
    pub(super) before: Vec<Slot>,
    /// From the verb on.
    pub(super) after: Vec<Slot>,
    /// From -1, conflict, to 1, cooperation; none where it is no event.
    pub(super) weight: Option<f64>,
}

impl Pattern {
    /// Whether it matches around the verb that takes `verb` of `words`.
    pub(super) fn matches(&self, words: &[String], verb: std::ops::Range<usize>, sets: &[Vec<Phrase>]) -> bool {
        let (mut start, mut end) = (verb.start, verb.end);
        let before = self.before.iter().all(|slot| {
            let found = slot.phrases(sets).iter().filter_map(|phrase| last(phrase, &words[..start], slot.gap())).max();
            start = found.unwrap_or(start);
            found.is_some()
        });
        before
            && self.after.iter().all(|slot| {
                let rest = &words[end..];
                let found = slot.phrases(sets).iter().filter_map(|phrase| first(phrase, rest, slot.gap())).min();
                end += found.unwrap_or_default();
                found.is_some()
            })
    }

    /// How many words it asks for beside the verb.
    pub(super) fn len(&self) -> usize {
        self.before.len() + self.after.len()
    }
}

impl Slot {
    fn phrases<'a>(&'a self, sets: &'a [Vec<Phrase>]) -> &'a [Phrase] {
        match &self.what {
            What::Phrase(phrase) => std::slice::from_ref(phrase),
            What::Set(index) => &sets[*index],
        }
    }

    fn gap(&self) -> usize {
        if self.adjoins { 0 } else { GAP }
    }
}

/// Where a phrase ends that begins within `gap` words of the beginning of `words`.
fn first(phrase: &[String], words: &[String], gap: usize) -> Option<usize> {
    let at = words.windows(phrase.len()).take(gap + 1).position(|window| stands(phrase, window))?;
    Some(at + phrase.len())
}

/// Where a phrase begins that ends within `gap` words of the end of `words`.
fn last(phrase: &[String], words: &[String], gap: usize) -> Option<usize> {
    let back = words.windows(phrase.len()).rev().take(gap + 1).position(|window| stands(phrase, window))?;
    Some(words.len() - phrase.len() - back)
}

fn stands(phrase: &[String], window: &[String]) -> bool {
    phrase.iter().zip(window).all(|(asked, word)| is_form(word, asked))
}

/// Whether a word is `asked`, a word of the dictionary and often a stem, perhaps with an ending.
fn is_form(word: &str, asked: &str) -> bool {
    word == asked || (asked.len() >= STEM && word.len() <= asked.len() + ENDING && word.starts_with(asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::words;

    fn slot(text: &str, adjoins: bool) -> Slot {
        Slot { what: What::Phrase(words(text)), adjoins }
    }

    fn pattern(before: Vec<Slot>, after: Vec<Slot>) -> Pattern {
        Pattern { before, after, weight: None }
    }

    /// Whether a pattern matches around the word `V` of a text.
    fn met(pattern: &Pattern, text: &str) -> bool {
        let words = words(text);
        let verb = words.iter().position(|word| word == "v").expect("a verb");
        pattern.matches(
            &words,
            verb..verb + 1,
            &[vec![vec!["truce".to_owned()], vec!["cease".to_owned(), "fire".to_owned()]]],
        )
    }

    #[test]
    fn words_come_in_order_within_the_gap() {
        let both = pattern(vec![slot("not", false), slot("will", false)], vec![slot("peace talks", false)]);
        assert!(met(&both, "They will surely not ever V any of these peace talks."));
        assert!(!met(&both, "They not will V peace talks."), "before the verb, in order");
        assert!(!met(&both, "They will not V one two three four five peace talks."), "beyond the gap");
        assert!(!met(&both, "They will not V peace and talks."), "a phrase is in a row");
        assert!(!met(&both, "Peace talks will not V."), "on its side of the verb");
    }

    #[test]
    fn what_adjoins_has_nothing_between() {
        let after = pattern(Vec::new(), vec![slot("up", true)]);
        assert!(met(&after, "V up"));
        assert!(!met(&after, "V it up"));
        let before = pattern(vec![slot("not", true)], Vec::new());
        assert!(met(&before, "not V"));
        assert!(!met(&before, "not yet V"));
    }

    #[test]
    fn stems_take_endings_and_short_words_do_not() {
        let asks = |asked: &str, text: &str| met(&pattern(Vec::new(), vec![slot(asked, false)]), text);
        assert!(asks("critici", "V criticism"));
        assert!(!asks("nation", "V nationalities"), "five letters more");
        assert!(!asks("aid", "V aided"));
    }

    #[test]
    fn any_phrase_of_a_set_will_do() {
        let set = pattern(Vec::new(), vec![Slot { what: What::Set(0), adjoins: false }]);
        assert!(met(&set, "V a cease-fire"));
    }
}
