//! Bytes to text: what is binary is refused, what is text is decoded.
//!
//! Enters: the bytes of a file. Leaves: a `String`. Holds: valid UTF-8 is kept byte for byte, a byte order mark included,
//! so spans index the file itself; every other encoding (UTF-16, UTF-32, legacy code pages) is decoded, and what a broken
//! file has of undecodable bytes becomes U+FFFD.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_16BE, UTF_16LE};

use super::{Format, Layout, Meta, Source, file_id};
use crate::error::{Error, Result};

/// So many bytes are looked at to tell the encoding.
const SAMPLE: usize = 1 << 20;

/// One document from the bytes of a plain text file.
pub(super) fn read(bytes: Vec<u8>, name: &str) -> Result<Source> {
    let text = decode(bytes, name, None)?;
    if text.chars().all(super::marked::is_blank) {
        return Err(Error::Empty { name: name.to_owned() });
    }
    let (id, name) = (file_id(name), name.to_owned());
    Ok(Source { id, name, format: Format::Text, text, meta: Meta::default(), layout: Layout::Lines })
}

/// Decodes a whole file; `declared` is what the file itself says of its encoding.
///
/// # Errors
/// [`Error::Binary`] when the bytes are no text.
pub(super) fn decode(bytes: Vec<u8>, name: &str, declared: Option<&'static Encoding>) -> Result<String> {
    refuse_known_binary(&bytes, name)?;
    if let Some(text) = decode_wide(&bytes) {
        return Ok(text);
    }
    refuse_control_codes(&bytes, name)?;
    if let Some(encoding) = declared.filter(|encoding| *encoding == ISO_2022_JP) {
        return Ok(encoding.decode_without_bom_handling(&bytes).0.into_owned());
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error.into_bytes(),
    };
    if is_damaged_utf8(&bytes) {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let encoding = declared.filter(|encoding| !encoding.is_single_byte() || is_legacy(encoding));
    let encoding = encoding.unwrap_or_else(|| guess(&bytes));
    Ok(encoding.decode_without_bom_handling(&bytes).0.into_owned())
}

/// The beginning of a file as text, good enough to see its format.
pub(super) fn preview(head: &[u8]) -> Cow<'_, str> {
    decode_wide(head).map_or_else(|| String::from_utf8_lossy(head), Cow::Owned)
}

/// Refuses what begins as a well-known binary format, with advice.
pub(super) fn refuse_known_binary(bytes: &[u8], name: &str) -> Result<()> {
    const UNPACK: &str = "unpack it first";
    const EXPORT: &str = "save it as plain text first, from the program that wrote it";
    const IMAGE: &str = "recognise its text first (OCR)";
    const KNOWN: &[(&[u8], &str, &str)] = &[
        (b"%PDF-", "is a PDF file, not text", "convert it to text first, for example with pdftotext"),
        (b"PK\x03\x04", "is a ZIP or Office file (DOCX, ODT, EPUB), not text", "save its document as plain text first"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Office file (DOC), not text", EXPORT),
        (b"{\\rtf", "is an RTF file, not plain text", EXPORT),
        (b"\x1f\x8b", "is compressed (gzip), not text", UNPACK),
        (b"\xfd7zXZ\0", "is compressed (xz), not text", UNPACK),
        (b"\x28\xb5\x2f\xfd", "is compressed (zstd), not text", UNPACK),
        (b"7z\xbc\xaf\x27\x1c", "is compressed (7z), not text", UNPACK),
        (b"\x89PNG\r\n", "is an image (PNG), not text", IMAGE),
        (b"\xff\xd8\xff", "is an image (JPEG), not text", IMAGE),
        (b"GIF87a", "is an image (GIF), not text", IMAGE),
        (b"GIF89a", "is an image (GIF), not text", IMAGE),
        (b"II*\0", "is an image (TIFF), not text", IMAGE),
        (b"MM\0*", "is an image (TIFF), not text", IMAGE),
    ];
    match KNOWN.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        Some(&(_, what, remedy)) => Err(Error::Binary { name: name.to_owned(), what, at: 0, remedy }),
        None => Ok(()),
    }
}

/// Refuses bytes that hold a NUL, or so many control codes as no text does.
fn refuse_control_codes(bytes: &[u8], name: &str) -> Result<()> {
    let is_control = |byte: &u8| matches!(byte, 0x01..=0x08 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    let nul = bytes.iter().position(|&byte| byte == 0);
    let many = || bytes.iter().filter(|byte| is_control(byte)).count() * 50 > bytes.len();
    let at = nul.or_else(|| if many() { bytes.iter().position(is_control) } else { None });
    at.map_or(Ok(()), |at| {
        let what = "looks like a binary file, with NUL or control codes in it";
        Err(Error::Binary { name: name.to_owned(), what, at, remedy: "give plain text, Markdown, HTML or JSONL" })
    })
}

/// Text in UTF-16 or UTF-32: by its byte order mark, or, for UTF-16, by zero bytes in every other place.
fn decode_wide(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => Some(decode_utf32(rest, u32::from_le_bytes)),
        [0, 0, 0xfe, 0xff, rest @ ..] => Some(decode_utf32(rest, u32::from_be_bytes)),
        [0xff, 0xfe, rest @ ..] => Some(UTF_16LE.decode_without_bom_handling(rest).0.into_owned()),
        [0xfe, 0xff, rest @ ..] => Some(UTF_16BE.decode_without_bom_handling(rest).0.into_owned()),
        _ => {
            let encoding = guess_utf16(&bytes[..bytes.len().min(4096)])?;
            encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned)
        }
    }
}

/// Four bytes a character, in the given order.
fn decode_utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    let (units, _) = bytes.as_chunks::<4>();
    units.iter().map(|&bytes| char::from_u32(unit(bytes)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// UTF-16 without a byte order mark, where most characters are Latin: nearly every second byte is zero, and no other.
fn guess_utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let (units, _) = sample.as_chunks::<2>();
    let zeros = |place: usize| units.iter().filter(|unit| unit[place] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let most = units.len() * 7 / 10;
    match (first, second) {
        (0, second) if units.len() >= 4 && second > most => Some(UTF_16LE),
        (first, 0) if units.len() >= 4 && first > most => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether the bytes are UTF-8 with a few bad places, as in a truncated file, rather than another encoding.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 10 * bad
}

/// Whether a declared encoding can be what a file that is not UTF-8 is in.
fn is_legacy(encoding: &'static Encoding) -> bool {
    encoding.is_ascii_compatible() && encoding != encoding_rs::UTF_8
}

/// The likeliest legacy encoding, judged from the first byte that is not ASCII on.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let from = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(4096);
    let sample = &bytes[from..bytes.len().min(from + SAMPLE)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, from + sample.len() == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), "file.txt", None).unwrap()
    }

    #[test]
    fn utf8_is_kept_byte_for_byte() {
        let text = "\u{feff}“Talks”\r\nwith\u{a0}Pe\u{ad}ru — done.\r\n";
        assert_eq!(decoded(text.as_bytes()), text);
    }

    #[test]
    fn wide_encodings_are_decoded() {
        let text = "Ministers met in Kraków — and Łódź.";
        let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let (le, be) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        assert_eq!(decoded(&[b"\xff\xfe", &le[..]].concat()), text);
        assert_eq!(decoded(&[b"\xfe\xff", &be[..]].concat()), text);
        assert_eq!(decoded(&le), text);
        assert_eq!(decoded(&be), text);
        let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(decoded(&[b"\xff\xfe\0\0", &utf32[..]].concat()), text);
    }

    #[test]
    fn legacy_code_pages_are_guessed() {
        let french = "Le ministre a été reçu à l’Élysée ; la délégation française s’est félicitée de l’accord.";
        assert_eq!(decoded(&encoding_rs::WINDOWS_1252.encode(french).0), french);
        let russian = "Министр иностранных дел выступил с заявлением о переговорах.";
        assert_eq!(decoded(&encoding_rs::WINDOWS_1251.encode(russian).0), russian);
        let late = format!("{}“Agreed”, said the envoy’s office.", "Plain words. ".repeat(200_000));
        assert_eq!(decoded(&encoding_rs::WINDOWS_1252.encode(&late).0), late);
    }

    #[test]
    fn a_declared_encoding_wins_over_a_guess_and_loses_to_utf8() {
        let greek = "Συνομιλίες";
        let bytes = encoding_rs::ISO_8859_7.encode(greek).0.into_owned();
        assert_eq!(decode(bytes, "x", Some(encoding_rs::ISO_8859_7)).unwrap(), greek);
        assert_eq!(decode(greek.into(), "x", Some(encoding_rs::WINDOWS_1252)).unwrap(), greek);
    }

    #[test]
    fn a_damaged_utf8_file_stays_utf8() {
        let mut bytes = "Переговоры в Женеве ".repeat(3).into_bytes();
        bytes.push(0xd0);
        assert!(decoded(&bytes).ends_with("в Женеве \u{fffd}"));
    }

    #[test]
    fn binary_files_are_refused_with_advice() {
        let refused = |bytes: &[u8]| decode(bytes.to_vec(), "a.bin", None).unwrap_err().to_string();
        let pdf = refused(b"%PDF-1.7\n%\xe2\xe3");
        assert_eq!(
            pdf,
            "a.bin: is a PDF file, not text (byte 0); convert it to text first, for example with pdftotext"
        );
        assert!(refused(b"PK\x03\x04\x14\0").contains("DOCX"));
        assert!(refused(b"abc\0def").contains("(byte 3)"));
        assert!(refused(b"ab\x01\x02\x03\x04").contains("(byte 2)"));
    }

    #[test]
    fn a_stray_control_code_is_text() {
        let text = format!("Page one.\x0cPage two.\x1f {}", "More words. ".repeat(20));
        assert_eq!(decoded(text.as_bytes()), text);
    }
}
