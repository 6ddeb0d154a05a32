use mn_source::{NoteKind, SourceError};

use super::tables;
use crate::ssbtek::tree::Element;
use crate::ssbtek::wire::place::Place;
use crate::ssbtek::wire::record::Collector;

/// Reads the lists of the newer model.
pub fn read(answer: &Element, out: &mut Collector) -> Result<(), SourceError> {
    let root = Place::default();
    for (index, claim) in answer.all("ansprak").enumerate() {
        out.record(&tables::PM_CLAIM, claim, &root.nth("ansprak", index))?;
    }
    for (index, decision) in answer.all("beslut").enumerate() {
        let at = root.nth("beslut", index);
        out.record(&tables::PM_DECISION, decision, &at)?;
        for (index, grant) in decision.all("beslutadErsattning").enumerate() {
            out.record(&tables::PM_GRANT, grant, &at.nth("beslutadErsattning", index))?;
        }
    }
    for (index, payment) in answer.all("preliminaraUtbetalningar").enumerate() {
        out.record(
            &tables::PM_PLANNED,
            payment,
            &root.nth("preliminaraUtbetalningar", index),
        )?;
    }
    for (index, payment) in answer.all("utbetalningar").enumerate() {
        read_payment(payment, &root.nth("utbetalningar", index), out)?;
    }
    if answer.child("ovrigInformation").is_some() {
        out.note(NoteKind::UnknownElement, &root.join("ovrigInformation"));
    }
    Ok(())
}

fn read_payment(payment: &Element, at: &Place, out: &mut Collector) -> Result<(), SourceError> {
    out.record(&tables::PM_PAYMENT, payment, at)?;
    for (index, deduction) in payment.all("avdrag").enumerate() {
        out.record(&tables::PM_DEDUCTION, deduction, &at.nth("avdrag", index))?;
    }
    for (index, row) in payment.all("utbetalningsrader").enumerate() {
        out.record(&tables::PM_ROW, row, &at.nth("utbetalningsrader", index))?;
    }
    Ok(())
}
