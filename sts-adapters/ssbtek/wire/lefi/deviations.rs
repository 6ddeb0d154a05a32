use mn_source::NoteKind;

use crate::ssbtek::tree::Element;
use crate::ssbtek::wire::place::Place;
use crate::ssbtek::wire::record::Collector;

/// Who gives out information through LEFI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Försäkringskassan.
    Fk,
    /// Pensionsmyndigheten.
    Pm,
}

impl Provider {
    /// The code in `utlamnare`, and the beginning of the provider's group codes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fk => "FK",
            Self::Pm => "PM",
        }
    }
}

/// What one provider could not give out, group by group (`avvikelser`).
#[derive(Debug, Default)]
pub struct Deviations {
    /// Groups whose system failed.
    pub failed: usize,
    /// Groups that may not be given out to us.
    pub forbidden: usize,
}

/// The lists of deviations, and whose they are where the list alone decides.
const LISTS: [(&str, Option<Provider>); 6] = [
    ("formansinformation", Some(Provider::Fk)),
    ("ansprak", Some(Provider::Pm)),
    ("beslut", Some(Provider::Pm)),
    ("preliminaraUtbetalningar", None),
    ("utbetalningar", None),
    ("ovrigInformation", None),
];

impl Deviations {
    /// Counts and notes one provider's deviations.
    pub fn read(provider: Provider, answer: &Element, out: &mut Collector) -> Self {
        let mut found = Self::default();
        let at = Place::at("/avvikelser");
        for (list, owner) in LISTS {
            let entries = answer
                .child("avvikelser")
                .into_iter()
                .flat_map(|lists| lists.all(list));
            for (index, entry) in entries.enumerate() {
                if belongs(provider, owner, entry) {
                    found.take(entry, &at.nth(list, index), out);
                }
            }
        }
        found
    }

    fn take(&mut self, entry: &Element, at: &Place, out: &mut Collector) {
        match entry.find("avvikelse/kod").and_then(Element::text) {
            Some("OBEHORIG") => {
                self.forbidden += 1;
                out.note(NoteKind::PartNotEntitled, at);
            }
            Some("INTERNT_FEL") => {
                self.failed += 1;
                out.note(NoteKind::PartFailed, at);
            }
            _ => {
                self.failed += 1;
                out.note(NoteKind::UnknownCode, &at.join("avvikelse/kod"));
            }
        }
    }
}

/// The group's code begins with its provider's. Where neither list nor code decides, it is Försäkringskassan's system.
fn belongs(provider: Provider, owner: Option<Provider>, entry: &Element) -> bool {
    let code = ["formansgrupp/kod", "ovrigInformationstyp/kod"]
        .iter()
        .find_map(|path| entry.find(path).and_then(Element::text))
        .unwrap_or_default();
    let by_code = match code.split_once(':') {
        Some(("FK", _)) => Some(Provider::Fk),
        Some(("PM", _)) => Some(Provider::Pm),
        _ => None,
    };
    by_code.or(owner).unwrap_or(Provider::Fk) == provider
}
