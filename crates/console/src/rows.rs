use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mn_deliver::{Receipt, State};
use mn_domain::CheckKind;
use mn_event::Record;
use mn_risk::{EventKind, Tally};

/// One event as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventRow {
    pub(crate) at: String,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) subject: String,
    pub(crate) details: Vec<(String, String)>,
}

/// One source with its counts by state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceRow {
    pub(crate) source: String,
    pub(crate) counts: [u64; 7],
}

/// The states in the order of the table's columns. `failed` is an attempt that gave no reply at all.
pub(crate) const STATES: [&str; 7] = [
    "hit",
    "no_hit",
    "partial",
    "not_entitled",
    "unavailable",
    "rejected",
    "failed",
];

/// Makes a row of a record. Every field of an event is a count, a code, a name of ours or a random id.
pub(crate) fn event_row(record: &Record) -> EventRow {
    let fields = serde_json::to_value(&record.event).unwrap_or_default();
    let mut details = Vec::new();
    let mut name = String::new();
    for (key, value) in fields.as_object().into_iter().flatten() {
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if key == "event" {
            name = shown;
        } else {
            details.push((key.clone(), shown));
        }
    }
    EventRow {
        at: local(record.at),
        kind: EventKind::of(&record.event).name(),
        name,
        subject: record
            .subject
            .map(|subject| subject.to_string())
            .unwrap_or_default(),
        details,
    }
}

/// Makes a row of each source.
pub(crate) fn source_rows(tally: &Tally) -> Vec<SourceRow> {
    let mut rows: BTreeMap<&str, [u64; 7]> = BTreeMap::new();
    for ((source, state), count) in &tally.sources {
        let counts = rows.entry(source).or_default();
        for (at, column) in STATES.iter().enumerate() {
            if column == state
                && let Some(cell) = counts.get_mut(at)
            {
                *cell += count;
            }
        }
    }
    let row = |(source, counts): (&str, [u64; 7])| SourceRow {
        source: source.to_owned(),
        counts,
    };
    rows.into_iter().map(row).collect()
}

/// One source with its answers in which something did not fit, in the order of [`CheckKind::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DoubtfulRow {
    pub(crate) source: String,
    pub(crate) counts: [u64; 4],
}

/// Makes a row of each source that has any.
pub(crate) fn doubtful_rows(tally: &Tally) -> Vec<DoubtfulRow> {
    let sources: BTreeSet<&String> = tally.doubtful.keys().map(|(source, _)| source).collect();
    let count = |source: &str, check: CheckKind| {
        let key = (source.to_owned(), check.name());
        tally.doubtful.get(&key).copied().unwrap_or(0)
    };
    let row = |source: &String| DoubtfulRow {
        source: source.clone(),
        counts: CheckKind::ALL.map(|check| count(source, check)),
    };
    sources.into_iter().map(row).collect()
}

/// One application that is not accepted in time, by its random number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OverdueRow {
    pub(crate) recipient: String,
    pub(crate) submission: String,
    pub(crate) sent: String,
    pub(crate) is_rejected: bool,
    pub(crate) is_fetched: bool,
}

/// Makes a row of an application that is not accepted in time.
pub(crate) fn overdue_row(receipt: &Receipt) -> OverdueRow {
    OverdueRow {
        recipient: receipt.recipient.to_string(),
        submission: receipt.submission.to_string(),
        sent: local(receipt.sent_at),
        is_rejected: receipt.state == State::Rejected,
        is_fetched: receipt.state == State::Fetched,
    }
}

/// Date and clock time in Sweden.
pub(crate) fn local(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone)
        .strftime("%Y-%m-%d %H.%M.%S")
        .to_string()
}
