//! What a user will try first, judged by the built-in model alone: no rule stands between the text and the label.

use detente::analysis::{SentenceToneRecord, ToneLabel};
use detente::config::Anatomy;
use detente::ingest::{Format, read_bytes};
use detente::model::runtime::ModelOptions;
use detente::segment::segment;
use detente::{Config, Engine, Wanted};

use ToneLabel::{Conciliatory, Confrontational, Neutral};

/// Tone of a text of one sentence.
fn tone(engine: &Engine, text: &str) -> SentenceToneRecord {
    let source = read_bytes(text.as_bytes().to_vec(), "text", Some(Format::Text)).expect("readable");
    let source = source.into_iter().next().expect("one").expect("a source");
    let document = segment(source, Anatomy::Off).expect("a document");
    let task = engine.task(Config::default(), Wanted { tone: true, ..Wanted::default() }).expect("a task");
    let mut sentences = engine.analyze(&document, &task).expect("an analysis").sentences;
    assert_eq!(sentences.len(), 1, "{text} is one sentence");
    sentences.remove(0).tone.expect("a tone")
}

fn engine() -> Engine {
    Engine::load(&ModelOptions::default()).expect("the built-in model")
}

/// Sentences and their labels.
const SAID: [(&str, ToneLabel); 12] = [
    ("Beijing will not renounce the use of force.", Confrontational),
    ("The president said his country will not renounce the use of force against the island.", Confrontational),
    ("Neither side wants a crisis.", Conciliatory),
    ("Neither side wants a crisis, the minister said.", Conciliatory),
    ("China does not seek war.", Conciliatory),
    ("The government does not seek war with its neighbour.", Conciliatory),
    ("The two countries held talks on nuclear weapons and agreed to cooperate.", Conciliatory),
    ("The ministers held talks on nuclear weapons and agreed to cooperate on inspections.", Conciliatory),
    ("The earthquake killed 1,200 people and injured more than 4,000.", Neutral),
    ("The death toll from the earthquake rose to 2,300, officials said.", Neutral),
    ("We strongly condemn this act of aggression.", Confrontational),
    ("We welcome the agreement between the two sides.", Conciliatory),
];

#[test]
fn denials_tolls_and_talks_on_weapons_are_understood() {
    let engine = engine();
    for (text, label) in SAID {
        let tone = tone(&engine, text);
        assert_eq!(tone.label, label, "{text}: {tone:?}");
    }
}

#[test]
fn capitals_quotes_and_speaker_tags_do_not_flip_a_label() {
    let engine = engine();
    for (text, label) in SAID {
        let bare = text.trim_end_matches('.');
        for dressed in [
            text.to_uppercase(),
            format!("“{text}”"),
            format!("\"{bare},\" the spokesman said."),
            format!("MR. KIRBY: {text}"),
            format!("WANG YI: {text}"),
        ] {
            let tone = tone(&engine, &dressed);
            assert_eq!(tone.label, label, "{dressed}: {tone:?}");
        }
    }
}

#[test]
fn headlines_are_read_as_sentences_are() {
    let engine = engine();
    for (headline, label) in [
        ("Japan and China agree to resume dialogue", Conciliatory),
        ("JAPAN AND CHINA AGREE TO RESUME DIALOGUE", Conciliatory),
        ("US slaps new sanctions on Iran over missile test", Confrontational),
        ("Beijing will not renounce use of force", Confrontational),
        ("Neither side wants crisis, minister says", Conciliatory),
        ("Earthquake kills 1,200, injures thousands", Neutral),
    ] {
        let tone = tone(&engine, headline);
        assert_eq!(tone.label, label, "{headline}: {tone:?}");
    }
}

#[test]
fn a_condemnation_shared_with_partners_shows_both_tones() {
    let engine = engine();
    for text in [
        "Japan condemned the kidnapping together with its partners.",
        "The government condemned the kidnapping together with its partners.",
    ] {
        let both = tone(&engine, text).probabilities;
        assert!(both.confrontational > 0.1 && both.conciliatory > 0.1, "{text}: {both:?}");
        assert!(both.conciliatory > 2.0 * both.neutral, "{text}: {both:?}");
    }
}
