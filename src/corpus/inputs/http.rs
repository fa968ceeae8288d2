//! What a server answered, as an archive keeps it.
//!
//! Enters: the bytes of an HTTP response. Leaves: the page, if it is one. Holds: what is unpacked stays within the limit;
//! answers that are no page (redirects, errors, images) are none.

use std::io::Read;

use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::error::{Error, Result};

/// At most so many header lines are read.
const LINES: usize = 256;

/// The page in a response; `None` where it is none.
///
/// # Errors
/// [`Error::Warc`] for a malformed response, [`Error::Oversize`] for a page beyond the limit.
pub(super) fn page(response: &[u8], place: &str, limit: u64) -> Result<Option<Vec<u8>>> {
    let wrong = |what| Error::Warc { name: place.to_owned(), what };
    let mut lines = [httparse::EMPTY_HEADER; LINES];
    let mut parsed = httparse::Response::new(&mut lines);
    let mut config = httparse::ParserConfig::default();
    config.allow_spaces_after_header_name_in_responses(true).ignore_invalid_headers_in_responses(true);
    let head = match config.parse_response(&mut parsed, response) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) => return Err(wrong("the HTTP head of the response is cut off")),
        Err(_) => return Err(wrong("the HTTP head of the response is malformed")),
    };
    let value = |name: &str| {
        let line = parsed.headers.iter().find(|line| line.name.eq_ignore_ascii_case(name));
        line.map(|line| String::from_utf8_lossy(line.value).trim().to_ascii_lowercase()).unwrap_or_default()
    };
    let kind = value("content-type");
    let is_page = kind.starts_with("text/html") || kind.starts_with("application/xhtml+xml");
    if !is_page || !parsed.code.is_some_and(|code| (200..300).contains(&code)) {
        return Ok(None);
    }
    let body = &response[head..];
    // Crawlers that keep the page unpacked keep the header lines as they came: the bytes decide.
    let joined = if value("transfer-encoding").contains("chunked") { chunked(body) } else { None };
    let body = joined.as_deref().unwrap_or(body);
    let unpacked = match &*value("content-encoding") {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => Some(unpack(MultiGzDecoder::new(body), place, limit)?),
        "deflate" if body.first().is_some_and(|byte| byte & 0x0f == 8) => {
            Some(unpack(ZlibDecoder::new(body), place, limit)?)
        }
        "deflate" if !body.trim_ascii_start().starts_with(b"<") => {
            Some(unpack(DeflateDecoder::new(body), place, limit)?)
        }
        "br" | "zstd" | "compress" if !body.trim_ascii_start().starts_with(b"<") => {
            return Err(wrong("the page is compressed in a way that is not read (only gzip and deflate are)"));
        }
        _ => None,
    };
    let page = unpacked.unwrap_or_else(|| body.to_vec());
    Ok(Some(decoded(page, &kind)))
}

/// The bytes that a decoder gives.
fn unpack(decoder: impl Read, place: &str, limit: u64) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    let read = decoder.take(limit + 1).read_to_end(&mut page);
    if page.len() as u64 > limit {
        return Err(Error::Oversize { name: place.to_owned(), limit });
    }
    let what = "the compressed page of the response is broken or cut off";
    read.map(|_| page).map_err(|_| Error::Warc { name: place.to_owned(), what })
}

/// The body that chunks make; `None` where they are none. A body cut within a chunk ends there.
fn chunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(body) else {
            return (!joined.is_empty()).then_some(joined);
        };
        if size == 0 {
            return Some(joined);
        }
        let rest = &body[start..];
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(rest.len());
        joined.extend_from_slice(&rest[..size]);
        body = rest[size..].strip_prefix(b"\r\n").unwrap_or(&rest[size..]);
    }
}

/// The page in UTF-8 where the header names another encoding; else as it is, for the page to tell.
fn decoded(page: Vec<u8>, kind: &str) -> Vec<u8> {
    let label = kind.split_once("charset=").map(|(_, label)| label.trim_matches(['"', '\'', ' ']));
    let label = label.and_then(|label| label.split([';', '"', ' ']).next());
    let encoding = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    match encoding {
        Some(encoding) if encoding != encoding_rs::UTF_8 && std::str::from_utf8(&page).is_err() => {
            encoding.decode(&page).0.into_owned().into_bytes()
        }
        _ => page,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(head: &str, body: &[u8]) -> Result<Option<String>> {
        let response = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
        let page = page(&response, "c.warc:3", 1000)?;
        Ok(page.map(|page| String::from_utf8(page).unwrap()))
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn pages_are_unpacked() {
        let html = "200 OK\r\nContent-Type: text/html";
        assert_eq!(read(html, b"<p>A").unwrap().as_deref(), Some("<p>A"));
        let chunks = format!("{html}\r\nTransfer-Encoding: chunked");
        assert_eq!(read(&chunks, b"3\r\n<p>\r\n2;x=y\r\nAB\r\n0\r\n\r\n").unwrap().as_deref(), Some("<p>AB"));
        assert_eq!(read(&chunks, b"<p>joined already").unwrap().as_deref(), Some("<p>joined already"));
        let packed = format!("{html}\r\ncontent-encoding: GZIP");
        assert_eq!(read(&packed, &gzip(b"<p>B")).unwrap().as_deref(), Some("<p>B"));
        assert_eq!(read(&packed, b"<p>unpacked already").unwrap().as_deref(), Some("<p>unpacked already"));
        let whole = gzip(b"<p>C");
        let size = format!("{:x}\r\n", whole.len() - 20);
        let both = [b"14\r\n", &whole[..20], b"\r\n", size.as_bytes(), &whole[20..], b"\r\n0\r\n\r\n"].concat();
        let head = format!("{packed}\r\nTransfer-Encoding: chunked");
        assert_eq!(read(&head, &both).unwrap().as_deref(), Some("<p>C"));
        let latin = "200 OK\r\nContent-Type: text/html; charset=\"ISO-8859-1\"";
        assert_eq!(read(latin, b"<p>Caf\xe9").unwrap().as_deref(), Some("<p>Café"));
    }

    #[test]
    fn what_is_no_page_is_none() {
        for head in ["200 OK\r\nContent-Type: image/png", "404 Not Found\r\nContent-Type: text/html", "301 Moved"] {
            assert_eq!(read(head, b"x").unwrap(), None, "{head}");
        }
    }

    #[test]
    fn what_is_broken_is_told() {
        let packed = "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip";
        let bomb = gzip(&vec![b'a'; 5000]);
        let said = read(packed, &bomb).unwrap_err().to_string();
        assert_eq!(said, "c.warc:3: more than the limit of 1000 bytes for one document; split it");
        let cut = gzip(b"<p>A page that is cut somewhere in the middle of it");
        assert!(read(packed, &cut[..20]).unwrap_err().to_string().contains("broken or cut off"));
        let said = page(b"HTTP/1.1 200 OK\r\nContent-", "c.warc:3", 1000).unwrap_err().to_string();
        assert!(said.starts_with("c.warc:3: the HTTP head of the response is cut off"));
    }
}
