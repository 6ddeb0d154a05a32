use mn_domain::SourceState;
use mn_web::pages::{
    AccountView, BankRow, FieldError, Frame, OwnFilePage, OwnFileRow, OwnFilesPage, OwnValue,
};

use super::{Sample, s, sample};

/// One made-up file in a list.
pub fn row(number: u32) -> OwnFileRow {
    OwnFileRow {
        number,
        kind: s("Kontoutdrag (XML)"),
        added: s("13.21"),
        accounts: vec![s("Konto: …7466")],
        rows: 3,
    }
}

fn list(frame: &Frame, files: u32, error: Option<&str>) -> OwnFilesPage {
    let error = error.map(|text| FieldError {
        field: s("fil"),
        text: s(text),
    });
    OwnFilesPage {
        frame: frame.clone(),
        files: (1..=files).map(row).collect(),
        most: 10,
        megabytes: 5,
        errors: error.into_iter().collect(),
    }
}

fn value(term: &str, value: &str, meaning: Option<&str>) -> OwnValue {
    OwnValue {
        term: s(term),
        value: s(value),
        code_meaning: meaning.map(s),
        explanation: s("Så mycket fanns på kontot innan den första raden."),
        look: None,
    }
}

fn bank_row(text: &str, amount: Option<&str>, status: Option<&str>) -> BankRow {
    BankRow {
        day: s("25 oktober 2026"),
        text: s(text),
        other: Some(s("Åbergs bygg AB")),
        amount: amount.map(s),
        balance: Some(s("8 034,50 kr")),
        status: status.map(s),
    }
}

fn one(frame: &Frame) -> OwnFilePage {
    let unknown = "Filen säger inte vem som äger kontot, eller så kan vi inte läsa det.";
    let account = AccountView {
        title: s("Konto: …7466"),
        values: vec![
            value("Vem som äger kontot", "Går inte att läsa", Some(unknown)),
            value("Fanns på kontot från början", "1 000,50 kr", None),
        ],
        anchor: s("post-2"),
        rows: vec![
            bank_row("Lön oktober", Some("12 450 kr"), None),
            bank_row(
                "Kortköp",
                Some("\u{2212}99 kr"),
                Some("Banken är inte klar med raden."),
            ),
            bank_row("", None, None),
        ],
    };
    OwnFilePage {
        frame: frame.clone(),
        number: 1,
        title: s("Kontoutdrag (XML)"),
        added: s("13.21"),
        state: SourceState::Partial,
        quality: s("Vi visar det som står i filen. Vi kan inte veta om någon har ändrat den."),
        if_wrong: s("Titta i filen och jämför."),
        unread: 1,
        sum_differs: true,
        is_kept: true,
        parts: vec![account],
    }
}

/// The pages of files of one's own.
pub fn pages(frame: &Frame) -> Vec<Sample> {
    let refused = "Filen är låst med ett lösenord. Spara en kopia utan lösenord och försök igen.";
    vec![
        sample("40-own-files", &list(frame, 2, None)),
        sample("40-own-files-none", &list(frame, 0, None)),
        sample("40-own-files-refused", &list(frame, 0, Some(refused))),
        sample("40-own-files-full", &list(frame, 10, None)),
        sample("41-own-file", &one(frame)),
    ]
}
