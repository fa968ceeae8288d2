//! Templates of pages.
//!
//! Enters: a template and what it takes. Leaves: its text. Holds: every value is escaped for HTML, a name that the
//! template asks for and does not get is an error, and the one style sheet is named in the page's policy by its hash.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// A template with its values.
pub fn render(template: &str, context: &impl Serialize) -> Result<String> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(syntax.map_err(Error::Render)?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.render_str(template, Value::from(Serde(context))).map_err(Error::Render)
}

/// The hash by which a policy allows a style sheet.
pub fn style_hash(style: &str) -> String {
    base64::encode(Sha256::digest(style))
}
