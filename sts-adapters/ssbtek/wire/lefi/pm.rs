use mn_source::SourceError;

use super::tables;
use crate::ssbtek::tree::Element;
use crate::ssbtek::wire::place::Place;
use crate::ssbtek::wire::record::Collector;
use crate::ssbtek::wire::table::Table;

/// The lists of the newer model.
pub const LISTS: [(&str, &Table); 5] = [
    ("ansprak", &tables::CLAIM),
    ("beslut", &tables::PM_DECISION),
    ("preliminaraUtbetalningar", &tables::PM_PLANNED),
    ("utbetalningar", &tables::PM_PAYMENT),
    ("ovrigInformation", &tables::OTHER),
];

/// Reads the lists of the newer model.
pub fn read(answer: &Element, out: &mut Collector) -> Result<(), SourceError> {
    let root = Place::default();
    for (list, table) in LISTS {
        for (index, found) in answer.all(list).enumerate() {
            out.tree(table, found, &root.nth(list, index), list)?;
        }
    }
    Ok(())
}
