use mn_source::SourceError;

use super::tables;
use crate::ssbtek::tree::Element;
use crate::ssbtek::wire::person::PersonCheck;
use crate::ssbtek::wire::place::Place;
use crate::ssbtek::wire::record::Collector;

const PEOPLE: &str = "generellPersoninformation";

/// Reads `formansinformation`.
pub fn read(answer: &Element, person: &mut PersonCheck<'_>, out: &mut Collector) -> Result<(), SourceError> {
    let Some(info) = answer.child("formansinformation") else {
        return Ok(());
    };
    let at = Place::at("/formansinformation");
    for (index, found) in info.all(PEOPLE).enumerate() {
        person.meet_in(found.child("personnummer"))?;
        out.tree(&tables::PERSON, found, &at.nth(PEOPLE, index), PEOPLE)?;
    }
    for list in tables::LISTS.inner {
        for (index, found) in info.all(list.path).enumerate() {
            out.tree(list.table, found, &at.nth(list.path, index), list.path)?;
        }
    }
    out.strangers(&tables::LISTS, info, &at);
    Ok(())
}
