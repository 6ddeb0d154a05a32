//! Files that are broken, too large, something else, or made to hurt.

use mn_domain::FileRefusal;
use mn_sts_adapters::file::MAX_BYTES;
use proptest::prelude::*;

use crate::support::{fixture, names, of, read, refusal};

fn statement(inside: &str) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt>{inside}</Stmt></BkToCstmrStmt></Document>"
    )
}

#[test]
fn nothing_is_no_file_and_too_much_is_refused_before_it_is_read() {
    assert_eq!(refusal(""), Some(FileRefusal::Empty));
    assert_eq!(refusal(" \r\n\t"), Some(FileRefusal::Empty));
    for head in ["%PDF-1.7", "<Document>", "Datum;Text;Belopp\n", "\u{0}"] {
        let mut huge = head.as_bytes().to_vec();
        huge.resize(10 * 1024 * 1024, b' ');
        assert_eq!(refusal(huge), Some(FileRefusal::TooLarge), "{head}");
    }
    let mut largest = fixture("photo.jpg");
    largest.resize(MAX_BYTES, 0);
    assert_eq!(refusal(&largest), None);
    largest.push(0);
    assert_eq!(refusal(&largest), Some(FileRefusal::TooLarge));
}

#[test]
fn a_kind_that_is_not_taken_is_told_by_its_content() {
    for content in [
        &b"PK\x03\x04\x14\0\0\0\x08\0report.pdf"[..],
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01\0",
        b"GIF89a\x01\0\x01\0\0\0",
        b"\0\0\0\x18ftypheic\0\0\0\0",
        b"<html><body>Sammanfattning</body></html>",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.052.001.02\"><BkToCstmrAcctRpt/></Document>",
    ] {
        assert_eq!(refusal(content), Some(FileRefusal::OtherKind), "{content:?}");
    }
    for text in ["hej", "{\"a\":1}", "a;b;c\n1;2;3"] {
        assert_eq!(refusal(text), Some(FileRefusal::OtherBank), "{text}");
    }
}

#[test]
fn a_bomb_or_a_document_type_is_refused() {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>";
    let outside = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">";
    for before in [laughs, outside] {
        assert_eq!(
            refusal(format!("{before}{}", statement("<Id>&b;</Id>"))),
            Some(FileRefusal::Damaged)
        );
    }
    assert_eq!(refusal(statement("<Id>&file;</Id>")), Some(FileRefusal::Damaged));
    let deep = statement(&format!("{}{}", "<x>".repeat(20_000), "</x>".repeat(20_000)));
    assert_eq!(refusal(deep), Some(FileRefusal::TooLarge));
    assert_eq!(
        refusal(statement(&"<x/>".repeat(300_000))),
        Some(FileRefusal::TooLarge)
    );
    assert_eq!(
        refusal(statement(&"<Ntry/>".repeat(2_001))),
        Some(FileRefusal::TooLarge)
    );
    assert_eq!(refusal(statement("")), None);
    assert_eq!(
        refusal("<Document><BkToCstmrStmt/></Document>"),
        Some(FileRefusal::Damaged)
    );
}

#[test]
fn a_statement_in_another_encoding_is_read_by_its_mark_or_refused() {
    let text = String::from_utf8(fixture("camt-v02.xml"))
        .expect("text")
        .replace("UTF-8", "UTF-16");
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let file = read(&[&[0xff, 0xfe], wide.as_slice()].concat()).expect("a file");
    assert_eq!(of(&file, "rad.text"), ["Lön oktober", "Hyra", "Kortköp"]);
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    assert_eq!(refusal(latin), Some(FileRefusal::Damaged));
    let marked = [b"\xef\xbb\xbf", fixture("camt-v02.xml").as_slice()].concat();
    assert_eq!(refusal(marked), None);
}

#[test]
fn rows_that_another_program_has_saved_in_another_encoding_are_refused() {
    let text = String::from_utf8(fixture("csv-exempelbanken.csv")).expect("text");
    let text = text.trim_start_matches('\u{feff}');
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    assert_eq!(refusal(latin), Some(FileRefusal::OtherEncoding));
    let old: Vec<u8> = fixture("csv-fjallsparbanken.csv");
    let anew: String = old.iter().copied().map(char::from).collect();
    assert_eq!(refusal(anew), Some(FileRefusal::OtherEncoding));
}

#[test]
fn a_quotation_mark_that_never_closes_swallows_no_rows() {
    let head = "Bokföringsdag;Valutadag;Text;Belopp;Saldo\n";
    let open = format!("{head}2026-10-01;;\"Hyra;-1,00;\n2026-10-02;;Lön;1,00;\n2026-10-03;;El;-2,00;\n");
    assert_eq!(refusal(open), Some(FileRefusal::Damaged));
    let inside = format!("{head}2026-10-01;;Skärm 15\" Elgiganten;-1,00;\n2026-10-02;;Lön;1,00;\n");
    let file = read(inside.as_bytes()).expect("a file");
    assert_eq!(of(&file, "rad.text"), ["Skärm 15\" Elgiganten", "Lön"]);
    assert_eq!(of(&file, "rad.belopp"), ["-1", "1"]);
}

#[test]
fn rows_have_a_limit_and_text_has_one() {
    let head = "Bokföringsdag;Valutadag;Text;Belopp;Saldo\n";
    let row = "2026-10-01;;a;-1,00;\n";
    assert_eq!(refusal(format!("{head}{}", row.repeat(2_000))), None);
    assert_eq!(
        refusal(format!("{head}{}", row.repeat(2_001))),
        Some(FileRefusal::TooLarge)
    );
    let long = format!("{head}2026-10-01;;{};-1,00;\n", "x".repeat(100_000));
    let file = read(long.as_bytes()).expect("a file");
    assert!(of(&file, "rad.text").is_empty());
    assert_eq!(of(&file, "rad.belopp"), ["-1"]);
    for odd in [
        "-1e5",
        "NaN",
        "1,00 kr",
        "=1+1",
        "9999999999999999999",
        "0x10",
        "10000000000",
    ] {
        let file = read(format!("{head}2026-10-01;;a;{odd};\n").as_bytes()).expect("a file");
        assert!(of(&file, "rad.belopp").is_empty(), "{odd}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_makes_the_reader_panic(
        which in 0_usize..1000,
        cut in 0_usize..100_000,
        flips in proptest::collection::vec((0_usize..100_000, 0_u8..8), 0..12),
        doubled in 0_usize..100_000,
    ) {
        let names = names();
        let mut body = fixture(&names[which % names.len()]);
        for (place, bit) in &flips {
            let index = place % body.len().max(1);
            if let Some(byte) = body.get_mut(index) { *byte ^= 1 << bit; }
        }
        let part: Vec<u8> = body.iter().copied().skip(doubled % body.len().max(1)).take(64).collect();
        let _ = read(&[body.as_slice(), &part].concat());
        body.truncate(1 + cut % body.len().max(1));
        let _ = read(&body);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(head in 0_usize..6, body in proptest::collection::vec(any::<u8>(), 0..600)) {
        let heads: [&[u8]; 6] = [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<Document>", b"\xff\xfe"];
        let _ = read(&[heads[head], body.as_slice()].concat());
    }
}
