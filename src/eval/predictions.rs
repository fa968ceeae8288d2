//! predictions.jsonl: every answer beside its gold, so that anyone can compute the figures again.
//!
//! A row: `suite`, `system`, `item`, `cluster`, `run` where there are several, `gold`, and the answer in the form that
//! [`super::systems::Outputs`] reads. Without texts, what is text (references, summaries, sentences, bodies) is left out.

use serde_json::{Map, Value, json};

use super::item::{CLASSES, Gold, Input, Item, Said};
use super::suite::Suite;

/// Rows as they are gathered.
pub struct Predictions {
    rows: String,
    text: bool,
}

impl Predictions {
    /// None yet; `text` says whether texts stand in them.
    #[must_use]
    pub fn new(text: bool) -> Self {
        Self { rows: String::new(), text }
    }

    /// The rows, a line each.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.rows
    }

    /// Adds the answers of one run of a system.
    pub fn add<'a>(
        &mut self,
        suite: &Suite,
        system: &str,
        (run, runs): (usize, usize),
        answers: impl Iterator<Item = (&'a Item, &'a Said)>,
    ) {
        for (item, said) in answers {
            let mut row = Map::new();
            row.insert("suite".into(), suite.name.as_str().into());
            row.insert("system".into(), system.into());
            row.insert("item".into(), item.id.as_str().into());
            row.insert("cluster".into(), item.cluster.as_str().into());
            if runs > 1 {
                row.insert("run".into(), run.into());
            }
            row.insert("slices".into(), json!(item.slices));
            row.insert("gold".into(), self.gold(item));
            self.said(item, said, &mut row);
            self.rows.push_str(&Value::Object(row).to_string());
            self.rows.push('\n');
        }
    }

    fn gold(&self, item: &Item) -> Value {
        match &item.gold {
            Gold::Summary { references, selected } => {
                let references = self.text.then_some(references);
                let sentences = self.text.then(|| super::systems::sentences(item));
                json!({ "references": references, "selected": selected, "sentences": sentences })
            }
            Gold::Tone(targets) => targets
                .iter()
                .map(|t| json!({"first": t.sentences.start, "end": t.sentences.end, "class": CLASSES[t.class], "grade": t.grade}))
                .collect(),
            Gold::Sentences(sentences) => if self.text { json!(sentences) } else { Value::Null },
            Gold::Lines(kinds) => json!(kinds),
            Gold::Body(body) => if self.text { json!(body) } else { Value::Null },
        }
    }

    fn said(&self, item: &Item, said: &Said, row: &mut Map<String, Value>) {
        let mut put = |key: &str, value: Value| {
            row.insert(key.into(), value);
        };
        match said {
            Said::Picks(picks) => {
                put("picks", json!(picks));
                if let (true, Input::Document(document)) = (self.text, &item.input) {
                    let text = |&pick: &usize| document.sentences().get(pick).map(|own| document.slice(own.span));
                    put("picked", json!(picks.iter().filter_map(text).collect::<Vec<_>>().join("\n")));
                }
            }
            Said::Summary(text) if self.text => put("summary", json!(text)),
            Said::Sentences(sentences) if self.text => put("sentences", json!(sentences)),
            Said::Body(body) if self.text => put("body", json!(body)),
            Said::Summary(_) | Said::Sentences(_) | Said::Body(_) => {}
            Said::Tone(tones) => put(
                "tone",
                tones
                    .iter()
                    .map(|own| {
                        json!({"class": CLASSES[own.class], "score": own.score, "probabilities": own.probabilities, "grade": own.grade})
                    })
                    .collect(),
            ),
            Said::Lines(kinds) => put("lines", json!(kinds)),
        }
    }
}
