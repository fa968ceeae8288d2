//! Abbreviations by what they do to the full stop behind them.
//!
//! Enters: the word before a full stop, without that stop. Leaves: its [`Class`]. Holds: keys are lower case but
//! for acronyms; a word that is no abbreviation is [`Class::Plain`], so an unknown word ends its sentence.

use std::sync::LazyLock;

/// What a word does to the full stop behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// No abbreviation.
    Plain,
    /// `e.g.`, `vs.`: never ends a sentence.
    Joiner,
    /// `Mr.`, `H.E.`: a name follows, always.
    Courtesy,
    /// `Gen.`, `Amb.`, `Mt.`, `approx.`: a name or a figure follows, unless a sentence clearly starts.
    Title,
    /// `No.`, `Art.`, `pp.`: ends a sentence unless something numeric follows.
    Number,
    /// `Sept.`: as numbers.
    Month,
    /// `Tues.`: a month or a figure may follow.
    Weekday,
    /// `a.m.`: a time zone or a day may follow.
    Clock,
    /// `pct.`, `bn.`, `etc.`: ends a sentence before any capital.
    Unit,
    /// `U.S.`, `D.P.R.K.`: a noun may follow (`U.S. Senate`) or a sentence.
    Acronym,
    /// `Inc.`, `Jr.`, `Ph.D.`: closes a name; a sentence may follow.
    Tail,
    /// `Calif.`: as [`Class::Tail`], where a comma precedes.
    State,
    /// `J.`: one capital.
    Initial,
    /// `J.D.`: several capitals that are no known acronym.
    Initials,
}

/// Dotted capitals that name states, places and bodies, without their last full stop.
const ACRONYMS: &[(Class, &str)] = &[(
    Class::Acronym,
    "A.I A.U B.B.C C.C.P C.D.C C.I.A C.P.C D.C D.O.D D.P.R.K D.R.C E.C E.P.A E.U F.A.O F.B.I F.D.A G.C.C G.D.P \
     G.D.R G.O.P H.K I.A.E.A I.C.C I.C.J I.L.O I.M.F I.R.A L.A N.A.T.O N.C N.D N.G.O N.H N.J N.M N.S.A N.S.C N.Y \
     N.Y.C N.Z O.A.S P.L.A P.L.O P.R P.R.C R.I R.O.C R.O.K S.C S.D T.P.P U.A.E U.K U.N U.S U.S.A U.S.S.R W.H.O \
     W.M.D W.T.O W.V",
)];

/// Other abbreviations with full stops inside, in lower case.
const DOTTED: &[(Class, &str)] = &[
    (
        Class::Tail,
        "a.d b.a b.c b.c.e b.sc b.v c.e d.phil esq k.c ll.b ll.d ll.m m.a m.b.a m.d m.e.p m.p m.sc n.v ph.d q.c \
         r.n s.a s.p.a",
    ),
    (Class::Clock, "a.m p.m"),
    (Class::Joiner, "c.f e.g i.e n.b w.r.t"),
    (Class::Courtesy, "h.e h.m h.r.h"),
    (Class::Initials, "j.d"),
];

/// Abbreviations that begin with a capital; `gen.` and `co.` in small letters count as units.
const CAPITAL: &[(Class, &str)] = &[
    (
        Class::Title,
        "adm amb assn assoc asst att atty ave bldg blvd brig capt cdr cmdr cmdt col comdr cpl cpt cttee dep dept \
         det dir dist eng ens fr ft gen gens gov govs govt hon insp inst int'l intl int’l lieut lt maj mgr min \
         msgr mt mts natl org pfc pres prof profs prov pvt rd rep reps ret rev rt sec secy sen sens sgt st ste supt \
         univ",
    ),
    (
        Class::State,
        "ala alta ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev \
         okla ont ore pa penn tenn tex va vt wash wis wyo",
    ),
    (Class::Month, "apr aug dec feb jan jul jun mar nov oct sep sept"),
    (Class::Tail, "bros co corp cos esq inc jr llc llp ltd mfg phd plc pte pty sr"),
    (Class::Courtesy, "dr drs messrs mlle mme mr mrs ms mx sra"),
    (Class::Weekday, "fri mon sat sun thu thur thurs tue tues wed"),
];

/// Abbreviations in any case.
const ANY_CASE: &[(Class, &str)] = &[
    (
        Class::Number,
        "add app art arts ch chap chaps cl corr doc docs ext fig figs ibid no nos nr n° nº op p par para paras \
         pop pp pt pts res secs sect ser supp tel vol vols",
    ),
    (Class::Unit, "al bn ed eds etc hr hrs kg km lb lbs mi mln mm mn mos pct tn trn yr yrs"),
    (Class::Title, "approx avg ca est excl incl sq"),
    (Class::Joiner, "cf esp v viz vs"),
];

/// What `word` does to the full stop that follows it.
pub(super) fn class(word: &str) -> Class {
    let word = word.rsplit(['-', '–', '—', '/', '&', '‑']).next().unwrap_or(word);
    let mut letters = word.chars();
    let (Some(first), second) = (letters.next(), letters.next()) else { return Class::Plain };
    if second.is_none() && first.is_uppercase() {
        return Class::Initial;
    }
    if word.len() > 10 {
        return Class::Plain;
    }
    let lower = word.to_lowercase();
    if word.contains('.') {
        return dotted(word, &lower);
    }
    if second.is_none() && !matches!(first, 'p' | 'v') {
        // `c. 1900`, `b. 1960`: one small letter is no word but `a`, which ends no sentence.
        return if first.is_ascii_lowercase() { Class::Title } else { Class::Plain };
    }
    if let Some(class) = ANY_CASE_TABLE.get(&lower) {
        return class;
    }
    match CAPITAL_TABLE.get(&lower) {
        Some(class) if first.is_uppercase() => class,
        Some(Class::Title | Class::Tail) => Class::Unit,
        _ => Class::Plain,
    }
}

/// The class of a word with full stops inside.
fn dotted(word: &str, lower: &str) -> Class {
    if let Some(class) = ACRONYM_TABLE.get(word).or_else(|| DOTTED_TABLE.get(lower)) {
        return class;
    }
    let mut pieces = word.split('.');
    if pieces.clone().all(|piece| piece.chars().count() == 1 && piece.chars().all(char::is_uppercase)) {
        return Class::Initials;
    }
    match pieces.next_back().map(class) {
        Some(found @ (Class::Title | Class::Courtesy | Class::Number | Class::Tail | Class::Month)) => found,
        _ => Class::Plain,
    }
}

/// Words with their classes, sorted for the look-up.
struct Table(Vec<(&'static str, Class)>);

static ACRONYM_TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(ACRONYMS));
static DOTTED_TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(DOTTED));
static CAPITAL_TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(CAPITAL));
static ANY_CASE_TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(ANY_CASE));

impl Table {
    fn new(lists: &'static [(Class, &'static str)]) -> Self {
        let words = lists.iter().flat_map(|&(class, words)| words.split_whitespace().map(move |word| (word, class)));
        let mut entries: Vec<_> = words.collect();
        entries.sort_unstable_by_key(|&(word, _)| word);
        Self(entries)
    }

    /// The class of a word that the table lists.
    fn get(&self, key: &str) -> Option<Class> {
        self.0.binary_search_by(|(word, _)| (*word).cmp(key)).ok().map(|at| self.0[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_lists_a_word_twice() {
        for table in [&ACRONYM_TABLE, &DOTTED_TABLE, &CAPITAL_TABLE, &ANY_CASE_TABLE] {
            for pair in table.0.windows(2) {
                assert!(pair[0].0 < pair[1].0, "{}", pair[1].0);
            }
        }
    }

    #[test]
    fn words_have_their_class() {
        for (word, expected) in [
            ("U.S", Class::Acronym),
            ("China-U.S", Class::Acronym),
            ("Mr", Class::Courtesy),
            ("MR", Class::Courtesy),
            ("Secy", Class::Title),
            ("gen", Class::Unit),
            ("pct", Class::Unit),
            ("P.M", Class::Clock),
            ("J.D", Class::Initials),
            ("X", Class::Initial),
            ("c", Class::Title),
            ("art", Class::Number),
            ("README.md", Class::Plain),
            ("summit", Class::Plain),
            ("", Class::Plain),
        ] {
            assert_eq!(class(word), expected, "{word}");
        }
    }
}
