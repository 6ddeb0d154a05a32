//! Every field and code that the answers of SSBTEK may hold, per agency, out of the tables that read them.

use std::collections::HashMap;
use std::sync::LazyLock;

use mn_domain::FieldId;
use mn_source::FieldSpec;

use super::agency::Agency;
use super::wire;

static FIELDS: LazyLock<Vec<Vec<FieldSpec>>> =
    LazyLock::new(|| Agency::ALL.into_iter().map(listed).collect());

static IDS: LazyLock<HashMap<&'static str, FieldId>> = LazyLock::new(|| {
    let fields = FIELDS.iter().flatten();
    fields
        .filter_map(|field| Some((field.id, field.id.parse().ok()?)))
        .collect()
});

/// The id of a field: parsed once, shared by every answer.
pub fn id(name: &str) -> Option<FieldId> {
    IDS.get(name).cloned()
}

/// The fields of one agency, in the order of its tables, each once.
pub fn of(agency: Agency) -> &'static [FieldSpec] {
    let place = Agency::ALL.iter().position(|known| *known == agency);
    place
        .and_then(|place| FIELDS.get(place))
        .map_or(&[], Vec::as_slice)
}

fn listed(agency: Agency) -> Vec<FieldSpec> {
    let mut fields: Vec<FieldSpec> = Vec::new();
    for leaf in wire::leaves(agency) {
        if !fields.iter().any(|known| known.id == leaf.field) {
            fields.push(FieldSpec {
                id: leaf.field,
                unit: leaf.kind.unit(),
            });
        }
    }
    fields
}

/// The codes that the contract lists for one agency's fields: field and code, each pair once.
pub fn codes(agency: Agency) -> Vec<(&'static str, &'static str)> {
    let leaves = wire::leaves(agency);
    let listed = leaves
        .iter()
        .filter(|leaf| leaf.kind.unit() == Some(mn_domain::Unit::Code))
        .flat_map(|leaf| leaf.known.iter().map(|code| (leaf.field, *code)));
    let mut codes: Vec<_> = listed.chain(wire::names(agency)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named_by_its_owner_and_has_one_unit() {
        for agency in Agency::ALL {
            let mut units = HashMap::new();
            for leaf in wire::leaves(agency) {
                let id: FieldId = leaf.field.parse().expect(leaf.field);
                assert_eq!(id.owner(), agency.part().to_lowercase(), "{id}");
                let unit = leaf.kind.unit();
                assert_eq!(
                    *units.entry(leaf.field).or_insert(unit),
                    unit,
                    "{id} has two units"
                );
            }
            assert_eq!(units.len(), of(agency).len());
        }
    }

    #[test]
    fn lists_of_benefits_are_codes_too() {
        let codes = codes(Agency::Forsakringskassan);
        assert!(codes.contains(&("fk.beslut.typ", "graviditetspenningsarende")));
        assert!(codes.contains(&("fk.beslut_barn.lista", "hemmavarandeBarn")));
        assert!(codes.contains(&("fk.person.civilstand", "7")));
    }
}
