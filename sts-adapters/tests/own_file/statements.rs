//! Account statements and the rows of accounts: which values, which state, what is noted.

use mn_domain::{FileKind, SourceState};

use crate::support::{fixture, notes, of, read, refusal, values};

#[test]
fn each_kind_is_known_by_its_content_and_told_in_its_state() {
    for (name, kind, state) in [
        ("camt-v02.xml", FileKind::Camt053, SourceState::Hit),
        ("camt-v08.xml", FileKind::Camt053, SourceState::Hit),
        ("camt-unknown-owner.xml", FileKind::Camt053, SourceState::Hit),
        ("camt-torn.xml", FileKind::Camt053, SourceState::Partial),
        ("csv-exempelbanken.csv", FileKind::BankCsv, SourceState::Hit),
        (
            "csv-exempelbanken-no-rows.csv",
            FileKind::BankCsv,
            SourceState::NoHit,
        ),
        (
            "csv-exempelbanken-torn.csv",
            FileKind::BankCsv,
            SourceState::Partial,
        ),
        ("csv-fjallsparbanken.csv", FileKind::BankCsv, SourceState::Hit),
        ("csv-skargardsbanken.csv", FileKind::BankCsv, SourceState::Partial),
        ("picture.png", FileKind::Png, SourceState::Hit),
        ("photo.jpg", FileKind::Jpeg, SourceState::Hit),
        ("document.pdf", FileKind::Pdf, SourceState::Hit),
        ("document-object-stream.pdf", FileKind::Pdf, SourceState::Hit),
    ] {
        let file = read(&fixture(name)).expect(name);
        assert_eq!((file.kind, file.reply.state), (kind, state), "{name}");
        assert_eq!(of(&file, "fil.sort"), [kind.name()], "{name}");
    }
}

#[test]
fn a_statement_of_the_oldest_and_of_newer_versions_says_the_same() {
    for name in ["camt-v02.xml", "camt-v08.xml"] {
        assert_eq!(values(name, "konto.nummer"), ["…7466"], "{name}");
        assert_eq!(values(name, "konto.fran"), ["2026-10-01"]);
        assert_eq!(values(name, "konto.till"), ["2026-10-31"]);
        assert_eq!(values(name, "konto.ingaende"), ["1000.5"]);
        assert_eq!(values(name, "konto.utgaende"), ["7250.5"]);
        assert_eq!(values(name, "konto.antal_rader"), ["3"]);
        assert_eq!(
            values(name, "rad.datum"),
            ["2026-10-25", "2026-10-30", "2026-10-31"]
        );
        assert_eq!(
            values(name, "rad.valutadatum"),
            ["2026-10-25", "2026-10-30", "2026-11-02"]
        );
        assert_eq!(values(name, "rad.belopp"), ["12450", "-6200", "-99"]);
        assert_eq!(values(name, "rad.text"), ["Lön oktober", "Hyra", "Kortköp"]);
        assert_eq!(
            values(name, "rad.motpart"),
            ["Åbergs bygg AB", "Björkviks bostäder"]
        );
        assert_eq!(values(name, "rad.status"), ["BOOK", "BOOK", "PDNG"]);
        assert!(notes(name).is_empty(), "{name}");
    }
}

#[test]
fn no_number_of_an_account_is_told_in_full() {
    for name in crate::support::names() {
        let Ok(file) = read(&fixture(&name)) else { continue };
        for answer in &file.reply.answers {
            // EXPOSE: a test looks.
            let value = answer.value.expose();
            for number in ["SE45", "5839825", "33008501", "903 123"] {
                assert!(!value.contains(number), "{name}: {}", answer.field);
            }
        }
    }
    assert_eq!(
        values("csv-fjallsparbanken.csv", "konto.nummer"),
        ["…4567", "…2382"]
    );
    assert_eq!(values("camt-currencies.xml", "konto.nummer"), ["…7466", "…2382"]);
}

#[test]
fn whose_the_account_is_follows_from_a_whole_number_or_is_said_to_be_unknown() {
    assert_eq!(values("camt-v02.xml", "konto.agare"), ["du"]);
    assert_eq!(values("camt-v08.xml", "konto.agare"), ["annan"]);
    assert_eq!(values("camt-unknown-owner.xml", "konto.agare"), ["okand"]);
    // A name is no number, whosever it is.
    assert_eq!(values("camt-sum-differs.xml", "konto.agare"), ["okand"]);
    assert_eq!(values("csv-exempelbanken.csv", "konto.agare"), ["okand"]);
    assert_eq!(values("camt-v08.xml", "konto.agarens_namn"), ["Någon Annan"]);
    let file = read(&fixture("camt-v08.xml")).expect("a file");
    // EXPOSE: a test looks for the other person's number.
    assert!(
        file.reply
            .answers
            .iter()
            .all(|answer| !answer.value.expose().contains("2385"))
    );
}

#[test]
fn opening_balance_and_booked_rows_are_held_against_the_closing_balance() {
    assert_eq!(values("camt-v02.xml", "konto.summan_stammer"), ["true"]);
    assert_eq!(values("camt-unknown-owner.xml", "konto.summan_stammer"), ["true"]);
    assert_eq!(values("camt-sum-differs.xml", "konto.summan_stammer"), ["false"]);
    assert_eq!(
        notes("camt-sum-differs.xml"),
        ["SumDiffers /Document/BkToCstmrStmt/Stmt[1]/Bal"]
    );
    // Without a closing balance, or with a row that cannot be read, nobody can tell.
    assert!(values("camt-torn.xml", "konto.summan_stammer").is_empty());
    let text = String::from_utf8(fixture("camt-v02.xml")).expect("text");
    for (old, new) in [
        ("<Sts>BOOK</Sts>", "<Sts/>"),
        ("6200.00", "6200,00"),
        ("<Cd>CLBD</Cd>", "<Cd>OPBD</Cd>"),
        ("Ccy=\"SEK\">12450", "Ccy=\"NOK\">12450"),
    ] {
        assert!(text.contains(old), "{old}");
        let file = read(text.replace(old, new).as_bytes()).expect(new);
        assert!(of(&file, "konto.summan_stammer").is_empty(), "{new}");
    }
}

#[test]
fn currencies_are_kept_apart() {
    let name = "camt-currencies.xml";
    assert_eq!(values(name, "konto.ingaende"), ["-10"]);
    assert_eq!(values(name, "konto.utgaende"), ["2.5"]);
    assert_eq!(values(name, "konto.ingaende_annan_valuta"), ["100.00 EUR"]);
    assert_eq!(values(name, "konto.utgaende_annan_valuta"), ["87.50 EUR"]);
    assert_eq!(values(name, "rad.belopp"), ["12.5"]);
    assert_eq!(values(name, "rad.belopp_annan_valuta"), ["-12.50 EUR"]);
    assert_eq!(values(name, "konto.summan_stammer"), ["true", "true"]);
    let name = "csv-fjallsparbanken.csv";
    assert_eq!(values(name, "rad.belopp"), ["1250", "-775.5"]);
    assert_eq!(values(name, "rad.belopp_annan_valuta"), ["-12.5 EUR"]);
    assert_eq!(values(name, "rad.saldo_annan_valuta"), ["87.5 EUR"]);
}

#[test]
fn what_cannot_be_read_is_noted_and_left_out() {
    let stmt = "/Document/BkToCstmrStmt/Stmt[1]";
    let at = |kind: &str, place: &str| format!("{kind} {stmt}{place}");
    assert_eq!(
        notes("camt-torn.xml"),
        [
            "OtherVersion /Document/BkToCstmrStmt".to_owned(),
            at("MissingRequired", "/Acct/Id"),
            at("MissingRequired", "/Bal"),
            at("UnreadableValue", "/Ntry[1]/BookgDt"),
            at("UnreadableValue", "/Ntry[1]/Amt"),
            at("UnreadableValue", "/Ntry[2]/ValDt"),
            at("UnknownCode", "/Ntry[2]/Sts"),
            at("UnreadableValue", "/Ntry[3]/Amt"),
        ]
    );
    assert_eq!(values("camt-torn.xml", "rad.belopp"), ["5"]);
    assert_eq!(values("camt-torn.xml", "rad.status"), ["BOOK", "XXXX", "BOOK"]);
    assert_eq!(
        notes("csv-exempelbanken-torn.csv"),
        [
            "UnreadableValue /rad[1]/belopp",
            "UnreadableValue /rad[2]/datum",
            "UnreadableValue /rad[3]",
        ]
    );
    // A row of another width gives nothing: not a date with another row's sum.
    assert_eq!(
        values("csv-exempelbanken-torn.csv", "rad.datum"),
        ["2026-10-30", "2026-10-02"]
    );
    // In and out at once is neither.
    assert_eq!(
        notes("csv-skargardsbanken.csv"),
        ["UnreadableValue /rad[3]/belopp"]
    );
}

#[test]
fn each_bank_is_read_in_its_own_way() {
    let name = "csv-exempelbanken.csv";
    assert_eq!(values(name, "fil.bank"), ["Exempelbanken"]);
    assert_eq!(values(name, "rad.belopp"), ["-6200", "12450", "-415.5"]);
    assert_eq!(values(name, "rad.saldo"), ["1834.5", "8034.5", "-4415.5"]);
    assert_eq!(
        values(name, "rad.text"),
        [
            "Hyra \"Björkviks bostäder\"; november",
            "Lön",
            "Kortköp 1003 ICA ÅBY"
        ]
    );
    assert_eq!(values(name, "rad.valutadatum"), ["2026-10-30", "2026-10-25"]);
    let name = "csv-fjallsparbanken.csv";
    assert_eq!(values(name, "rad.text"), ["Barnbidrag", "El", "Utlandsköp"]);
    assert_eq!(values(name, "rad.motpart"), ["Försäkringskassan", "Älvens El AB"]);
    assert_eq!(values(name, "konto.antal_rader"), ["2", "1"]);
    let name = "csv-skargardsbanken.csv";
    assert_eq!(
        values(name, "rad.datum"),
        ["2026-10-25", "2026-10-27", "2026-10-28"]
    );
    assert_eq!(values(name, "rad.belopp"), ["12450", "-6200"]);
    assert_eq!(values(name, "rad.saldo"), ["14000.75", "7800.75", "7799.75"]);
    assert!(refusal(fixture("csv-unknown-bank.csv")).is_some());
}
