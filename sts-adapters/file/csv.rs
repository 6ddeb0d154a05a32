//! The rows of an account as a bank exports them, by the bank's mapping.

use csv::{ReaderBuilder, StringRecord};
use mn_domain::{FileKind, FileRefusal, Sensitive};
use mn_source::{NoteKind, ReadFile};
use rust_decimal::Decimal;

use super::fields;
use super::kind::describe;
use super::mapping::Mapping;
use super::rows::{MAX_ROWS, Money, Out, is_currency, shortened};
use super::signs::Encoding;
use crate::document::place::Place;

/// Reads the rows of whichever bank it is.
pub fn read(content: &[u8], mappings: &[Mapping]) -> Result<ReadFile, FileRefusal> {
    let mut is_in_other_encoding = false;
    for mapping in mappings {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Windows1252] {
            let Some(text) = decoded(encoding, content) else {
                continue;
            };
            let Some(rows) = rows_of(mapping, &text)? else {
                continue;
            };
            if encoding == mapping.encoding || is_plain(content) {
                return all(mapping, &rows, content.len());
            }
            is_in_other_encoding = true;
            break;
        }
    }
    Err(if is_in_other_encoding {
        FileRefusal::OtherEncoding
    } else {
        FileRefusal::OtherBank
    })
}

/// Whether each encoding but UTF-16 reads the same.
fn is_plain(content: &[u8]) -> bool {
    content.is_ascii()
}

/// The text, if the bytes are of the encoding. UTF-8 comes first: what is not ASCII and is UTF-8 all the same is no other.
fn decoded(encoding: Encoding, content: &[u8]) -> Option<Sensitive<String>> {
    let text = match encoding {
        Encoding::Utf8 => {
            let text = str::from_utf8(content).ok()?;
            text.trim_start_matches('\u{feff}').to_owned()
        }
        Encoding::Utf16 => {
            let rest = content.strip_prefix(b"\xff\xfe")?;
            let text = encoding_rs::UTF_16LE.decode_without_bom_handling_and_without_replacement(rest)?;
            text.into_owned()
        }
        Encoding::Windows1252 => {
            let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(content).0;
            text.into_owned()
        }
    };
    Some(Sensitive::new(text))
}

/// The rows below the heads, where the heads are the bank's.
fn rows_of(mapping: &Mapping, text: &Sensitive<String>) -> Result<Option<Vec<StringRecord>>, FileRefusal> {
    // EXPOSE: parsed into rows, whose values are wrapped as they are read.
    let mut text = text.expose().as_str();
    for _ in 0..mapping.lines_before {
        let Some((_, rest)) = text.split_once('\n') else {
            return Ok(None);
        };
        text = rest;
    }
    let separator = u8::try_from(mapping.separator.sign()).unwrap_or(b';');
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(heads)) = records.next() else {
        return Ok(None);
    };
    let is_his = width(&heads) == mapping.header.len()
        && heads
            .iter()
            .zip(&mapping.header)
            .all(|(head, known)| head.trim() == known.trim());
    if !is_his {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for record in records {
        let record = record.map_err(|_| FileRefusal::Damaged)?;
        if rows.len() >= MAX_ROWS {
            return Err(FileRefusal::TooLarge);
        }
        // A quotation mark that is never closed swallows the rows behind it.
        if record.iter().any(|value| value.contains(['\n', '\r'])) {
            return Err(FileRefusal::Damaged);
        }
        rows.push(record);
    }
    Ok(Some(rows))
}

/// How many columns a row has. Some banks end each with a separator.
fn width(record: &StringRecord) -> usize {
    let ends_empty = record.len() > 1 && record.iter().next_back().is_some_and(str::is_empty);
    record.len() - usize::from(ends_empty)
}

/// Every account of the file, with its rows.
fn all(mapping: &Mapping, rows: &[StringRecord], bytes: usize) -> Result<ReadFile, FileRefusal> {
    let mut out = Out::default();
    describe(&mut out, FileKind::BankCsv.name(), bytes)?;
    out.put(&fields::BANK, mapping.bank.as_str(), &Place::at("/fil"));
    let rows: Vec<Row<'_>> = rows
        .iter()
        .enumerate()
        .map(|(index, record)| Row {
            mapping,
            record,
            at: Place::default().nth("rad", index),
        })
        .collect();
    let mut accounts: Vec<Option<&str>> = Vec::new();
    for row in &rows {
        if !accounts.contains(&row.account()) {
            accounts.push(row.account());
        }
    }
    for account in accounts {
        let own: Vec<&Row<'_>> = rows.iter().filter(|row| row.account() == account).collect();
        out.next_record()?;
        let at = Place::at("/konto");
        match account.map(shortened) {
            Some(Some(number)) => out.put(&fields::ACCOUNT, number, &at),
            Some(None) => out.lose(&at),
            None => {}
        }
        out.put(&fields::OWNER, "okand", &at);
        out.put(&fields::ROWS, own.len().to_string(), &at);
        for row in own {
            out.next_record()?;
            row.read(&mut out);
        }
    }
    Ok(out.finish(FileKind::BankCsv, !rows.is_empty()))
}

struct Row<'a> {
    mapping: &'a Mapping,
    record: &'a StringRecord,
    at: Place,
}

impl Row<'_> {
    /// What stands in a column; nothing where it is blank, or the bank has no such column.
    fn text(&self, column: Option<&str>) -> Option<&str> {
        let header = &self.mapping.header;
        let index = column.and_then(|column| header.iter().position(|head| head.trim() == column))?;
        self.record
            .get(index)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    fn account(&self) -> Option<&str> {
        self.text(self.mapping.columns.account.as_deref())
    }

    fn read(&self, out: &mut Out) {
        let columns = &self.mapping.columns;
        if self.record.len() != self.mapping.header.len() && width(self.record) != self.mapping.header.len() {
            // Who knows which value is which.
            return self.nothing(out);
        }
        self.day(out, Some(&columns.booked), "datum", (&fields::BOOKED, true));
        self.day(
            out,
            columns.valued.as_deref(),
            "valutadatum",
            (&fields::VALUED, false),
        );
        let words = [
            (Some(columns.text.as_str()), "text", &fields::TEXT),
            (columns.counterparty.as_deref(), "motpart", &fields::COUNTERPARTY),
        ];
        for (column, place, field) in words {
            out.words(field, self.text(column).unwrap_or_default(), &self.at.join(place));
        }
        let place = self.at.join("belopp");
        match self.sum().and_then(|sum| self.money(sum)) {
            Some(money) => out.money(&(fields::AMOUNT, fields::AMOUNT_FOREIGN), &money, &place),
            None => out.lose(&place),
        }
        let Some(text) = self.text(columns.balance.as_deref()) else {
            return;
        };
        let place = self.at.join("saldo");
        match self.mapping.number(text).and_then(|sum| self.money(sum)) {
            Some(money) => out.money(&(fields::BALANCE, fields::BALANCE_FOREIGN), &money, &place),
            None => out.lose(&place),
        }
    }

    /// A row of another width: where its values belong cannot be told, so none is kept.
    fn nothing(&self, out: &mut Out) {
        out.lose(&self.at);
    }

    fn day(
        &self,
        out: &mut Out,
        column: Option<&str>,
        place: &'static str,
        (field, is_required): (&mn_source::FieldSpec, bool),
    ) {
        let place = self.at.join(place);
        match self.text(column) {
            Some(text) => match self.mapping.day(text) {
                Some(day) => out.day(field, Some(day), &place),
                None => out.lose(&place),
            },
            None if is_required => out.note(NoteKind::MissingRequired, &place),
            None => {}
        }
    }

    /// How much, with its sign. In a file with two columns for it one of them is filled in.
    fn sum(&self) -> Option<Decimal> {
        let columns = &self.mapping.columns;
        if let Some(amount) = &columns.amount {
            return self.mapping.number(self.text(Some(amount))?);
        }
        let number = |column: &Option<String>| {
            let text = self.text(column.as_deref());
            text.map(|text| self.mapping.number(text))
                .filter(|number| *number != Some(Decimal::ZERO))
        };
        match (number(&columns.paid_in), number(&columns.paid_out)) {
            (Some(Some(into)), None) => (!into.is_sign_negative()).then_some(into),
            (None, Some(Some(out))) => Some(-out.abs()),
            _ => None,
        }
    }

    fn money(&self, sum: Decimal) -> Option<Money> {
        let columns = &self.mapping.columns;
        let currency = match &self.mapping.currency {
            Some(currency) => Some(currency.as_str()),
            None => self.text(columns.currency.as_deref()),
        };
        let currency = currency.filter(|currency| is_currency(currency))?;
        Some(Money {
            sum,
            currency: currency.to_owned(),
        })
    }
}
