use std::str::FromStr;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::outbox::moment;
use crate::{Fault, Receipt};

/// A column whose text is one of our own types.
pub(crate) fn parsed<T: FromStr>(row: &SqliteRow, column: &'static str) -> Result<T, Fault> {
    row.try_get::<String, _>(column)?
        .parse()
        .map_err(|_| Fault::Broken)
}

/// A column with a moment, or none.
pub(crate) fn optional_moment(row: &SqliteRow, column: &'static str) -> Result<Option<Timestamp>, Fault> {
    row.try_get::<Option<i64>, _>(column)?.map(moment).transpose()
}

/// A receipt of a row of `submission` that is past `prepared`.
pub(crate) fn receipt(row: &SqliteRow) -> Result<Receipt, Fault> {
    let reason: Option<String> = row.try_get("reject_reason")?;
    Ok(Receipt {
        submission: parsed(row, "id")?,
        recipient: parsed(row, "recipient")?,
        form: parsed(row, "form")?,
        manifest_sha256: parsed(row, "manifest")?,
        state: parsed(row, "state")?,
        signed_at: optional_moment(row, "signed_at")?.ok_or(Fault::Broken)?,
        sent_at: optional_moment(row, "sealed_at")?.ok_or(Fault::Broken)?,
        arrived_at: optional_moment(row, "arrived_at")?,
        fetched_at: optional_moment(row, "fetched_at")?,
        accepted_at: optional_moment(row, "accepted_at")?,
        rejected_at: optional_moment(row, "rejected_at")?,
        reject_reason: reason
            .map(|reason| reason.parse().map_err(|_| Fault::Broken))
            .transpose()?,
    })
}
