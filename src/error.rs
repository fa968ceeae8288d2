//! Every way the library can fail, each with what to do about it.

use std::io;
use std::path::PathBuf;

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, where, and the remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened or read.
    #[error("{path}: cannot be read ({source}); check the path and its permissions", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Standard input could not be read.
    #[error("-: standard input cannot be read ({0})")]
    ReadStdin(#[source] io::Error),
    /// The path is a directory.
    #[error("{path}: is a directory; name its files, for example {path}/*.txt", path = .path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
    },
    /// A glob pattern matched nothing or is malformed.
    #[error("{pattern}: no file matches; check the pattern")]
    NoMatch {
        /// The pattern as given.
        pattern: String,
    },
    /// The bytes are not text.
    #[error("{name}: {what} (byte {at}); {remedy}")]
    Binary {
        /// The file.
        name: String,
        /// What it looks like, as in "is a PDF file, not text".
        what: &'static str,
        /// Offset of the first byte that no text holds.
        at: usize,
        /// How to get text from such a file.
        remedy: &'static str,
    },
    /// The input is larger than the limit.
    #[error("{name}: {bytes} bytes exceed the limit of {limit} bytes for one document; split it")]
    TooLarge {
        /// The file.
        name: String,
        /// Its size in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// Nothing but white space.
    #[error("{name}: is empty; nothing to analyze")]
    Empty {
        /// The document.
        name: String,
    },
    /// Text, but no body in it.
    #[error(
        "{name}: no body text found, only titles, bylines, tags or boilerplate; `detente parse` shows what was recognised, `--anatomy off` takes every line as body"
    )]
    NoBody {
        /// The document.
        name: String,
    },
    /// A JSONL file, or one of its lines, is not UTF-8.
    #[error("{name}: line {line} is not valid UTF-8 (byte {at} of the line); convert the file to UTF-8")]
    Utf8 {
        /// The file.
        name: String,
        /// Line number, from 1.
        line: usize,
        /// Offset in the line of the first bad byte.
        at: usize,
    },
    /// A JSONL line is not JSON of a known shape.
    #[error(
        "{name}: line {line} is not a record ({why}); a line is {{\"id\",\"text\"}}, {{\"id\",\"html\"}} or {{\"id\",\"sections\"}}",
        why = in_line(.reason)
    )]
    Record {
        /// The file.
        name: String,
        /// Line number, from 1.
        line: usize,
        /// What the JSON parser said; no [source](std::error::Error::source), since the message has it, less the line
        /// that the parser counts within the record.
        reason: serde_json::Error,
    },
    /// A JSONL record has none, or more than one, of `text`, `html`, `sections`.
    #[error("{name}: line {line} must have exactly one of \"text\", \"html\" and \"sections\", and has {found}")]
    RecordShape {
        /// The file.
        name: String,
        /// Line number, from 1.
        line: usize,
        /// What it has.
        found: String,
    },
    /// No file that can be read is among the inputs of a corpus.
    #[error("{inputs}: no file to read; known endings are {endings}, each also with .gz or .zst")]
    NoInput {
        /// The inputs as given.
        inputs: String,
        /// The endings that are taken from folders.
        endings: String,
    },
    /// The input is larger than the limit, and how large is not known.
    #[error("{name}: more than the limit of {limit} bytes for one document; split it")]
    Oversize {
        /// The document.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// Compressed data is broken or cut.
    #[error(
        "{name}: the {packing} data is broken or cut off after {at} unpacked bytes ({source}); fetch the file again"
    )]
    Unpack {
        /// The file.
        name: String,
        /// What it is compressed with.
        packing: &'static str,
        /// So many bytes could be unpacked.
        at: u64,
        /// What the unpacker said.
        source: io::Error,
    },
    /// A file changed between its opening and its end.
    #[error("{path}: changed while it was read; let its writer finish and run again", path = .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A column that the user named does not exist.
    #[error("{name}: has no column {column}; it has {found}")]
    NoColumn {
        /// The file or record.
        name: String,
        /// The column as named.
        column: String,
        /// The columns it has.
        found: String,
    },
    /// None of the columns is known to hold the text.
    #[error("{name}: has no column that is known as the text; it has {found}; name one with --text or --html")]
    NoTextColumn {
        /// The file or record.
        name: String,
        /// The columns it has.
        found: String,
    },
    /// A column has a type that its use does not allow.
    #[error("{name}: column {column} is {found}, not {expected}; convert it, or name another column")]
    ColumnType {
        /// The file.
        name: String,
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// What is read.
        expected: &'static str,
    },
    /// A row of a CSV file has more or fewer fields than the header.
    #[error("{name}: line {line} has {found} fields, the header has {expected}; quote fields that hold the delimiter")]
    Fields {
        /// The file.
        name: String,
        /// Line number, from 1.
        line: u64,
        /// How many fields it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A field of a CSV file is not UTF-8.
    #[error(
        "{name}: line {line}, column {column} is not valid UTF-8 (byte {at} of the field); convert the file to UTF-8"
    )]
    FieldUtf8 {
        /// The file.
        name: String,
        /// Line number, from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// Offset in the field of the first bad byte.
        at: usize,
    },
    /// A Parquet file cannot be read.
    #[error("{name}: is not readable as Parquet ({source}); fetch or write the file again")]
    Parquet {
        /// The file.
        name: String,
        /// What the reader said.
        source: parquet::errors::ParquetError,
    },
    /// Records of a Parquet file cannot be read.
    #[error("{name}: cannot be read from record {record} on ({source}); fetch or write the file again")]
    ParquetRecords {
        /// The file.
        name: String,
        /// Number of the first of them, from 1.
        record: u64,
        /// What the reader said.
        source: arrow_schema::ArrowError,
    },
    /// The temporary file that a compressed Parquet file is unpacked to cannot be written.
    #[error("{name}: cannot be unpacked to a temporary file ({source}); free disk space, or unpack it yourself")]
    Scratch {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// A record of a WARC file is malformed.
    #[error("{name}: {what}; fetch the file again, or leave the record out")]
    Warc {
        /// The file and the record's number.
        name: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// No article could be found in an HTML page.
    #[error("{name}: no article found in the HTML page; save the article's text, or try --input-format text")]
    NoArticle {
        /// The page.
        name: String,
    },
    /// An internal invariant about spans does not hold.
    #[error("{name}: {what}; this is a defect of detente, please report it with the input")]
    BrokenSpan {
        /// The document.
        name: String,
        /// Which span and why.
        what: String,
    },
    /// A file of the model folder is missing or unreadable.
    #[error("model file {path}: cannot be read ({source}); a model folder holds model.onnx, tokenizer.json, config.json, heads.onnx and checksums.txt", path = .path.display())]
    ModelFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The checksum of a model file differs from the folder's checksums.txt.
    #[error(
        "model file {file}: its SHA-256 is {found}, checksums.txt says {expected}; the file is truncated or changed, fetch the model again"
    )]
    Checksum {
        /// The file's name.
        file: String,
        /// As checksums.txt says.
        expected: String,
        /// As the bytes give.
        found: String,
    },
    /// checksums.txt lists no such file, or is malformed.
    #[error("checksums.txt of the model has no line for {file}; fetch the model again")]
    ChecksumMissing {
        /// The file's name.
        file: String,
    },
    /// config.json of the model cannot be understood.
    #[error(
        "model file config.json: {source}; the model is foreign or of another version, this detente reads detente models of format 3"
    )]
    ModelConfig {
        /// What the JSON parser said.
        source: serde_json::Error,
    },
    /// A model file has the wrong shape or content.
    #[error("model file {file}: {what}; the model is foreign or damaged, fetch it again or use the built-in one")]
    ModelShape {
        /// The file's name.
        file: String,
        /// What was expected and found.
        what: String,
    },
    /// A graph of the model could not be loaded.
    #[error(
        "model file {file}: the graph cannot be loaded; the model is foreign or damaged, fetch it again or use the built-in one"
    )]
    GraphLoad {
        /// The file's name.
        file: String,
        /// What the runtime said.
        source: rten::LoadError,
    },
    /// The encoder failed while it ran.
    #[error("the encoder failed on window {window}")]
    EncoderRun {
        /// Index of the window in the batch.
        window: usize,
        /// What the runtime said.
        source: rten::RunError,
    },
    /// The weights of the encoder cannot be read.
    #[cfg(feature = "rust-bert")]
    #[error("model file {file}: {source}; the model is foreign or damaged, fetch it again")]
    Weights {
        /// The file's name.
        file: String,
        /// What its parser said.
        source: safetensors::SafeTensorError,
    },
    /// libtorch failed.
    #[cfg(feature = "rust-bert")]
    #[error("libtorch failed {place} ({source}); where the device's memory is full, free some, or use --runtime rten")]
    Torch {
        /// At what, as in "on window 3".
        place: String,
        /// What it said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The tokenizer could not be loaded or could not read a text.
    #[error("the model's tokenizer failed; the model is foreign or damaged, fetch it again or use the built-in one")]
    Tokenizer(#[source] tokenizers::Error),
    /// The heads failed while they ran.
    #[error("the heads of the model failed")]
    HeadsRun(#[source] rten::RunError),
    /// A setting is out of its range.
    #[error("{setting} is {value}; {remedy}")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// The value given.
        value: String,
        /// What is allowed.
        remedy: &'static str,
    },
    /// An evaluation failed.
    #[error(transparent)]
    Eval(#[from] crate::eval::fault::Fault),
    /// A run over a corpus cannot go on.
    #[error(transparent)]
    Corpus(#[from] crate::corpus::run::Fault),
    /// A report could not be rendered.
    #[error("the report could not be rendered")]
    Render(#[source] minijinja::Error),
    /// A result could not be written.
    #[error("the result could not be written")]
    Write(#[source] io::Error),
    /// A result could not be turned into JSON.
    #[error("the result could not be written as JSON")]
    Json(#[source] serde_json::Error),
    /// A file of a corpus's tables is not what its format says.
    #[error("{path}{place}: cannot be read as a table ({source}); it is cut or changed, run `detente corpus` again", path = .path.display())]
    TableBroken {
        /// The file.
        path: PathBuf,
        /// The line or row, as in ": line 3"; empty where none is known.
        place: String,
        /// What the parser said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A table lacks a column, or has it with another type.
    #[error("{path}: column {column} {what}; the table is changed or of another version of detente, run `detente corpus` again", path = .path.display())]
    TableColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// As in "is missing" or "must be a number and is Utf8".
        what: String,
    },
    /// A cell of a table is not what its column holds.
    #[error("{path}: {place}: column {column} must be {expected}; the table is changed or of another version of detente, run `detente corpus` again", path = .path.display())]
    TableCell {
        /// The file.
        path: PathBuf,
        /// The line or row, as in "line 3".
        place: String,
        /// The column.
        column: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A table could not be written.
    #[error(
        "the table {table} could not be written ({source}); check the space and the permissions of the output folder"
    )]
    TableWrite {
        /// The table.
        table: &'static str,
        /// What the writer said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Rows do not fit into one batch of a table.
    #[error(
        "the table {table}: a value of column {column} does not fit: whole numbers go to 2^63-1, the text of one batch to 2 GiB; split the largest documents"
    )]
    TableBatch {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A batch was given to the writer of another table.
    #[error("the table {table} was given a batch of another schema; this is a defect of detente, please report it")]
    TableSchema {
        /// The table.
        table: &'static str,
    },
    /// A folder has no tables of a finished corpus.
    #[error("{folder}: has no tables of a finished corpus; run `detente corpus` again to finish it, or name the folder that was its --out", folder = .folder.display())]
    NoTables {
        /// The folder.
        folder: PathBuf,
    },
    /// The tables of a folder are of a version that is not read.
    #[error("{folder}: run.json is not of table version 1; the tables are of another version of detente, run `detente corpus` again", folder = .folder.display())]
    TablesVersion {
        /// The folder.
        folder: PathBuf,
    },
    /// No document of a corpus has a tone that counts.
    #[error("{name}: none of {documents} documents was scored; column error of the table documents says why")]
    NothingScored {
        /// The corpus.
        name: String,
        /// How many documents it has.
        documents: u64,
    },
    /// A section belongs to no document, or stands out of order.
    #[error(
        "{name}: the table sections has rows of document {document} where none belong; the tables are not of one run, run `detente corpus` again"
    )]
    SectionsAstray {
        /// The corpus.
        name: String,
        /// The document's number.
        document: u64,
    },
}

/// An error and its causes in one line; a cause that its parent already quotes is not said twice.
#[must_use]
pub fn one_line(error: &(dyn std::error::Error + 'static)) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.contains(&text) {
            message = format!("{message} ({text})");
        }
        cause = error.source();
    }
    message
}

/// What the JSON parser said of a record, without its own line number, which counts from the record's beginning.
fn in_line(error: &serde_json::Error) -> String {
    let said = error.to_string();
    match said.rfind(" at line ") {
        Some(end) => format!("{} at column {}", &said[..end], error.column()),
        None => said,
    }
}
