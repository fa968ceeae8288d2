//! The forms of a verb that the dictionary does not spell out.
//!
//! Enters: a verb's base form in lower case. Leaves: its regular forms, the base among them. Holds: a form too many costs
//! nothing, since no text has it.

const VOWELS: &str = "aeiou";

/// The base, the third person, the past and the participle, regular as in English.
pub(super) fn regular(base: &str) -> Vec<String> {
    let mut letters = base.chars().rev();
    let last = letters.next().unwrap_or_default();
    let before = letters.next().unwrap_or_default();
    let (vowel, vowel_before) = (VOWELS.contains(last), VOWELS.contains(before));
    let stem = &base[..base.len() - last.len_utf8()];
    let mut forms = vec![base.to_owned()];
    let mut add = |stem: &str, endings: &[&str]| forms.extend(endings.iter().map(|ending| format!("{stem}{ending}")));
    match last {
        'e' => add(stem, &["es", "ed", "ing"]),
        'y' if !vowel_before => {
            add(stem, &["ies", "ied"]);
            add(base, &["ing"]);
        }
        's' | 'x' | 'z' => add(base, &["es", "ed", "ing"]),
        'h' if matches!(before, 's' | 'c') => add(base, &["es", "ed", "ing"]),
        _ => add(base, &["s", "ed", "ing"]),
    }
    if vowel_before && !vowel && !matches!(last, 'w' | 'x' | 'y') {
        add(&format!("{base}{last}"), &["ed", "ing"]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_follow_the_ending() {
        let has = |base: &str, forms: &[&str]| {
            let made = regular(base);
            assert!(forms.iter().all(|form| made.iter().any(|own| own == form)), "{base}: {made:?}");
        };
        has("accuse", &["accuse", "accuses", "accused", "accusing"]);
        has("deny", &["denies", "denied", "denying"]);
        has("annoy", &["annoys", "annoyed", "annoying"]);
        has("press", &["presses", "pressed", "pressing"]);
        has("clash", &["clashes", "clashed", "clashing"]);
        has("ban", &["bans", "banned", "banning"]);
        has("reject", &["rejects", "rejected", "rejecting"]);
        assert!(!regular("renew").contains(&"renewwed".to_owned()));
    }
}
