//! Text in tokens of the Penn Treebank, as some summary corpora have it: sentences cut after a full stop that stands alone,
//! and tokens drawn together as running text has them, for the encoder.

/// Sentences of tokenized text: cut after ` . `, ` ! ` and ` ? `, with a closing quote, where no small letter follows.
#[must_use]
pub fn sentences(text: &str) -> Vec<String> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let (mut out, mut from) = (Vec::new(), 0);
    for at in 0..tokens.len() {
        let next = tokens.get(at + 1);
        let ends = is_end(tokens[at]) && !next.is_some_and(|token| is_quote(token))
            || is_quote(tokens[at]) && at > 0 && is_end(tokens[at - 1]);
        if ends && next.is_none_or(|token| !token.starts_with(|c: char| c.is_ascii_lowercase())) {
            out.push(tokens[from..=at].join(" "));
            from = at + 1;
        }
    }
    if from < tokens.len() {
        out.push(tokens[from..].join(" "));
    }
    out
}

fn is_end(token: &str) -> bool {
    matches!(token, "." | "!" | "?")
}

fn is_quote(token: &str) -> bool {
    matches!(token, "'" | "\"" | "''" | "”" | "’")
}

/// A tokenized sentence as running text has it, near enough for an encoder.
#[must_use]
pub fn joined(sentence: &str) -> String {
    const BEFORE: [&str; 19] =
        [".", ",", ";", ":", "!", "?", "%", ")", "]", "'", "’", "'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "''"];
    let mut out = String::with_capacity(sentence.len());
    for token in sentence.split(' ') {
        let token = match token {
            "-LRB-" => "(",
            "-RRB-" => ")",
            other => other,
        };
        if !out.is_empty() && !BEFORE.contains(&token) && !out.ends_with(['(', '[', '$', '#']) {
            out.push(' ');
        }
        out.push_str(token);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_a_stop_that_stands_alone() {
        let text = "The envoy left . 'We did n't agree . ' She paid $ 5 -LRB- in cash -RRB- . and waved";
        let found = sentences(text);
        assert_eq!(
            found,
            ["The envoy left .", "'We did n't agree . '", "She paid $ 5 -LRB- in cash -RRB- . and waved"]
        );
        assert_eq!(joined(&found[2]), "She paid $5 (in cash). and waved");
        assert_eq!(joined("They did n't , he said ."), "They didn't, he said.");
    }
}
