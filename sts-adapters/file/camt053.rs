//! Account statements by ISO 20022, `BankToCustomerStatement`: camt.053.001.02 to .13.
//!
//! What changed between the versions is read in every form: a status is a text or an element with a code, a party
//! stands alone or in `Pty`.

use jiff::civil::Date;
use mn_domain::{FileKind, FileRefusal, IdentityNumber};
use mn_source::{NoteKind, ReadFile};
use rust_decimal::Decimal;

use super::fields;
use super::kind::describe;
use super::rows::{MAX_ROWS, Money, Out, is_currency, shortened};
use crate::document::place::Place;
use crate::document::tree::Element;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";
const VERSIONS: std::ops::RangeInclusive<u8> = 2..=13;
const BOOKED: &str = "BOOK";

/// Reads a statement out of its document.
pub fn read(root: &Element, bytes: usize, person: Option<&IdentityNumber>) -> Result<ReadFile, FileRefusal> {
    let message = root
        .child("BkToCstmrStmt")
        .filter(|_| root.name == "Document")
        .ok_or(FileRefusal::OtherKind)?;
    let mut out = Out::default();
    describe(&mut out, FileKind::Camt053.name(), bytes)?;
    let place = Place::at("/Document/BkToCstmrStmt");
    if !is_known(root) {
        out.note(NoteKind::OtherVersion, &place);
    }
    let statements: Vec<&Element> = message.all("Stmt").collect();
    if statements.is_empty() {
        return Err(FileRefusal::Damaged);
    }
    let rows: usize = statements.iter().map(|one| one.all("Ntry").count()).sum();
    if rows + statements.len() > MAX_ROWS {
        return Err(FileRefusal::TooLarge);
    }
    for (index, statement) in statements.iter().enumerate() {
        one(&mut out, statement, &place.nth("Stmt", index), person)?;
    }
    Ok(out.finish(FileKind::Camt053, true))
}

fn is_known(root: &Element) -> bool {
    let version = root
        .namespace
        .as_deref()
        .and_then(|name| name.strip_prefix(NAMESPACE));
    version
        .filter(|version| version.len() == 2)
        .and_then(|version| version.parse().ok())
        .is_some_and(|version| VERSIONS.contains(&version))
}

/// One account's statement: the account, then its rows.
fn one(
    out: &mut Out,
    statement: &Element,
    at: &Place,
    person: Option<&IdentityNumber>,
) -> Result<(), FileRefusal> {
    out.next_record()?;
    account(out, statement, &at.join("Acct"), person);
    let days = [("FrToDt/FrDtTm", &fields::FROM), ("FrToDt/ToDtTm", &fields::TO)];
    for (path, field) in days {
        let place = at.join(path);
        let day = statement.find(path).map(|found| day(Some(found), out, &place));
        out.day(field, day.flatten(), &place);
    }
    let entries: Vec<Entry<'_>> = statement.all("Ntry").map(Entry::of).collect();
    let opening = balance(out, statement, &["OPBD", "PRCD"], at);
    let closing = balance(out, statement, &["CLBD"], at);
    let purses = [
        (&opening, (fields::OPENING, fields::OPENING_FOREIGN)),
        (&closing, (fields::CLOSING, fields::CLOSING_FOREIGN)),
    ];
    for (money, purses) in purses {
        if let Some(money) = money {
            out.money(&purses, money, &at.join("Bal"));
        }
    }
    out.put(&fields::ROWS, entries.len().to_string(), &at.join("Ntry"));
    match (opening, closing) {
        (Some(opening), Some(closing)) => agree(out, &opening, &closing, &entries, at),
        _ => out.note(NoteKind::MissingRequired, &at.join("Bal")),
    }
    for (index, entry) in entries.iter().enumerate() {
        out.next_record()?;
        row(out, entry, &at.nth("Ntry", index));
    }
    Ok(())
}

fn account(out: &mut Out, statement: &Element, at: &Place, person: Option<&IdentityNumber>) {
    let paths = ["Acct/Id/IBAN", "Acct/Id/Othr/Id"];
    let number = paths.iter().find_map(|path| statement.find(path)?.text());
    match number.map(shortened) {
        Some(Some(number)) => out.put(&fields::ACCOUNT, number, &at.join("Id")),
        Some(None) => out.lose(&at.join("Id")),
        None => out.note(NoteKind::MissingRequired, &at.join("Id")),
    }
    let owner = statement.find("Acct/Ownr");
    out.put(&fields::OWNER, whose(owner, person), &at.join("Ownr"));
    if let Some(name) = owner.and_then(name_of) {
        out.words(&fields::OWNER_NAME, name, &at.join("Ownr"));
    }
    let bank = statement.find("Acct/Svcr/FinInstnId/Nm").and_then(Element::text);
    if let Some(bank) = bank {
        out.words(&fields::ACCOUNT_BANK, bank, &at.join("Svcr"));
    }
}

/// Whose the account is, by a whole identity number and nothing else: names are shared.
fn whose(owner: Option<&Element>, person: Option<&IdentityNumber>) -> &'static str {
    let numbers = owner
        .and_then(|owner| owner.find("Id/PrvtId"))
        .into_iter()
        .flat_map(|id| id.all("Othr").filter_map(|other| other.child("Id")?.text()));
    let mut whose = "okand";
    for number in numbers {
        if person.is_some_and(|person| person.is_same_person(number)) {
            return "du";
        }
        if person.is_some() && number.parse::<IdentityNumber>().is_ok() {
            whose = "annan";
        }
    }
    whose
}

fn name_of<'a>(party: &'a Element<'_>) -> Option<&'a str> {
    party.child("Nm").or_else(|| party.find("Pty/Nm"))?.text()
}

/// The one balance of a kind. Of several nobody can say which is meant.
fn balance(out: &mut Out, statement: &Element, kinds: &[&str], at: &Place) -> Option<Money> {
    let of = |kind: &&str| -> Vec<&Element> {
        let is_it =
            |balance: &&Element| balance.find("Tp/CdOrPrtry/Cd").and_then(Element::text) == Some(*kind);
        statement.all("Bal").filter(is_it).collect()
    };
    let found = kinds.iter().map(of).find(|found| !found.is_empty())?;
    let [one] = found.as_slice() else {
        out.note(NoteKind::PartAbsent, &at.join("Bal"));
        return None;
    };
    let money = signed(one);
    if money.is_none() {
        out.lose(&at.join("Bal"));
    }
    money
}

/// Opening balance and booked rows make the closing balance; said when all of it could be read.
fn agree(out: &mut Out, opening: &Money, closing: &Money, entries: &[Entry<'_>], at: &Place) {
    let mut sum = Some(opening.sum);
    for entry in entries {
        sum = match (&entry.money, entry.status) {
            (Some(money), Some(BOOKED)) if money.currency == opening.currency => {
                sum.and_then(|sum| sum.checked_add(money.sum))
            }
            // What is pending or only told of has not moved the balance.
            (_, Some("PDNG" | "INFO" | "FUTR")) => sum,
            _ => None,
        };
    }
    let Some(sum) = sum.filter(|_| opening.currency == closing.currency) else {
        return out.note(NoteKind::PartAbsent, &at.join("Bal"));
    };
    let agrees = sum == closing.sum;
    out.put(&fields::SUM_AGREES, agrees.to_string(), &at.join("Bal"));
    if !agrees {
        out.note(NoteKind::SumDiffers, &at.join("Bal"));
    }
}

/// One row of a statement.
struct Entry<'a> {
    element: &'a Element<'a>,
    money: Option<Money>,
    status: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn of(element: &'a Element<'a>) -> Self {
        let status = element.child("Sts");
        let status = status.and_then(|status| status.child("Cd").unwrap_or(status).text());
        Self {
            element,
            money: signed(element),
            status,
        }
    }
}

fn row(out: &mut Out, entry: &Entry<'_>, at: &Place) {
    let days = [("BookgDt", &fields::BOOKED), ("ValDt", &fields::VALUED)];
    for (path, field) in days {
        let place = at.join(path);
        let found = entry.element.child(path);
        let found = found.map(|date| date.child("Dt").or_else(|| date.child("DtTm")));
        let day = found.map(|found| day(found, out, &place));
        out.day(field, day.flatten(), &place);
    }
    match &entry.money {
        Some(money) => out.money(&(fields::AMOUNT, fields::AMOUNT_FOREIGN), money, &at.join("Amt")),
        None => out.lose(&at.join("Amt")),
    }
    match entry.status {
        Some(status) if status.len() == 4 && status.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            if !matches!(status, BOOKED | "PDNG" | "INFO" | "FUTR") {
                out.note(NoteKind::UnknownCode, &at.join("Sts"));
            }
            out.put(&fields::STATUS, status, &at.join("Sts"));
        }
        Some(_) => out.lose(&at.join("Sts")),
        None => out.note(NoteKind::MissingRequired, &at.join("Sts")),
    }
    details(out, entry, at);
}

/// What the row says in words. Details of one payment belong to the row; those of many do not say what it was.
fn details(out: &mut Out, entry: &Entry<'_>, at: &Place) {
    let element = entry.element;
    let payments = element.all("NtryDtls").flat_map(|details| details.all("TxDtls"));
    let payments: Vec<&Element> = payments.collect();
    let only = match payments.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let remittance = only.and_then(|one| one.child("RmtInf"));
    let lines = remittance.into_iter().flat_map(|info| info.all("Ustrd"));
    let mut text: Vec<&str> = lines.filter_map(Element::text).collect();
    if text.is_empty() {
        let told = only.and_then(|one| one.child("AddtlTxInf"));
        text.extend(
            told.or_else(|| element.child("AddtlNtryInf"))
                .and_then(Element::text),
        );
    }
    out.words(&fields::TEXT, &text.join(" "), &at.join("NtryDtls"));
    let is_paid = entry
        .money
        .as_ref()
        .is_some_and(|money| money.sum.is_sign_negative());
    let other = if is_paid {
        "RltdPties/Cdtr"
    } else {
        "RltdPties/Dbtr"
    };
    let other = only
        .filter(|_| entry.money.is_some())
        .and_then(|one| one.find(other));
    if let Some(name) = other.and_then(name_of) {
        out.words(&fields::COUNTERPARTY, name, &at.join("NtryDtls"));
    }
}

/// An amount with the sign that its indicator says. The amount itself has none.
fn signed(element: &Element) -> Option<Money> {
    let amount = element.child("Amt")?;
    let currency = amount.attribute("Ccy").filter(|currency| is_currency(currency))?;
    let text = amount.text()?;
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || part.len() > 5 || !digits(whole) || !digits(part) {
        return None;
    }
    let sum: Decimal = text.parse().ok()?;
    let sum = match element.child("CdtDbtInd")?.text()? {
        "CRDT" => sum,
        "DBIT" => -sum,
        _ => return None,
    };
    Some(Money {
        sum,
        currency: currency.to_owned(),
    })
}

/// A day as XML writes it, with or without time and zone.
fn day(element: Option<&Element>, out: &mut Out, at: &Place) -> Option<Date> {
    let read = element.and_then(Element::text).and_then(|text| {
        let (day, rest) = text.split_at_checked(10)?;
        let known = rest.is_empty() || rest.starts_with(['T', 'Z', '+', '-']);
        known.then(|| day.parse().ok()).flatten()
    });
    if read.is_none() {
        out.lose(at);
    }
    read
}
