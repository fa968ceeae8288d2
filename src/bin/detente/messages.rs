//! What goes to standard error: one line a message, `detente: NAME: what; remedy`.

use std::io::Write;

use detente::error::one_line;
use detente::report::clean;

/// Says what failed.
pub fn error(message: &str) {
    say(message);
}

/// Says what to take with care.
pub fn warning(message: &str) {
    say(&format!("warning: {message}"));
}

/// Says what is going on.
pub fn note(message: &str) {
    say(message);
}

/// The failure of one input, under its name.
pub fn of_input(name: &str, error: &detente::Error) -> String {
    let message = one_line(error);
    if message.starts_with(name) { message } else { format!("{name}: {message}") }
}

/// What is wrong with the arguments, without clap's usage and layout.
pub fn usage(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let parts: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .map(|line| line.trim_start_matches("error: ").trim_start_matches("tip: "))
        .collect();
    format!("{}; see `detente help`", parts.join("; ").replace("; [", " ["))
}

/// Names and messages may hold anything, so they are cleaned of line breaks and control characters.
fn say(message: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "detente: {}", clean(message));
}
