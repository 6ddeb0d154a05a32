use std::collections::BTreeMap;
use std::path::Path;

use mn_domain::Amount;
use mn_offer::{Folder, Mistakes};
use serde::Deserialize;

/// The amounts of one norm for one year. Amounts that are not known are left open; a norm with open amounts gives
/// no estimate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Norm {
    /// Which norm.
    pub norm: String,
    /// For which year.
    pub year: i16,
    /// Where the amounts can be read.
    pub source: String,
    /// One adult who lives alone.
    pub adult_alone: Option<Amount>,
    /// Two adults who live together.
    pub adults_together: Option<Amount>,
    /// Children and young people, by age.
    #[serde(default)]
    pub child: Vec<ChildAmount>,
    /// What a household shares, by the number of persons.
    #[serde(default)]
    pub household: BTreeMap<String, Amount>,
}

/// The amount of a child of some age.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildAmount {
    /// The youngest.
    pub from: i64,
    /// The oldest.
    pub to: i64,
    /// The amount a month.
    pub amount: Amount,
}

/// Every norm, by name and year.
pub type Norms = BTreeMap<(String, i16), Norm>;

/// At this age a child has become an adult of its own in the norm.
const ADULT: i64 = 21;
const LARGEST: usize = 7;

impl Norm {
    /// Reads every norm of the metadata folder.
    ///
    /// # Errors
    /// Every mistake at once. An open amount is none.
    pub fn load_all(metadata: &Path) -> Result<Norms, Mistakes> {
        let mut mistakes = Mistakes::default();
        let files = Folder::new(metadata).each::<mn_domain::FormId, Self>("norms", &mut mistakes);
        let mut norms = Norms::new();
        for (file, id, norm) in files {
            if id.as_str() != format!("{}-{}", norm.norm, norm.year) {
                mistakes.add(&file, "the file must be called <norm>-<year>.toml");
            }
            if norm.source.trim().is_empty() {
                mistakes.add(&file, "source must say where the amounts can be read");
            }
            norm.check(&file, &mut mistakes);
            norms.insert((norm.norm.clone(), norm.year), norm);
        }
        mistakes.or(norms)
    }

    /// The amounts that are still open, for whoever keeps the file.
    #[must_use]
    pub fn open(&self) -> Vec<String> {
        let mut open = Vec::new();
        open.extend(self.adult_alone.is_none().then(|| "adult_alone".to_owned()));
        open.extend(
            self.adults_together
                .is_none()
                .then(|| "adults_together".to_owned()),
        );
        let ages = (0..ADULT).filter(|age| self.child(*age).is_none());
        open.extend(ages.map(|age| format!("child of {age}")));
        let sizes = (1..=LARGEST).filter(|size| !self.household.contains_key(&size.to_string()));
        open.extend(sizes.map(|size| format!("household.{size}")));
        open
    }

    /// The amount of a child of this age.
    #[must_use]
    pub fn child(&self, age: i64) -> Option<Amount> {
        let found = self.child.iter().find(|one| (one.from..=one.to).contains(&age));
        found.map(|one| one.amount)
    }

    /// What a household of so many shares. Above seven, the step from six to seven is added for each.
    #[must_use]
    pub fn shared(&self, persons: usize) -> Option<Amount> {
        let of = |size: usize| self.household.get(&size.to_string()).copied();
        if persons <= LARGEST {
            return of(persons);
        }
        let (six, seven) = (of(LARGEST - 1)?.kronor(), of(LARGEST)?.kronor());
        let more = rust_decimal::Decimal::from(persons - LARGEST);
        Amount::from_decimal(seven + (seven - six) * more).ok()
    }

    fn check(&self, file: &str, mistakes: &mut Mistakes) {
        for (index, one) in self.child.iter().enumerate() {
            let later = self.child.iter().skip(index + 1);
            if one.from > one.to
                || later
                    .clone()
                    .any(|other| one.from <= other.to && other.from <= one.to)
            {
                mistakes.add(
                    file,
                    format!(
                        "child from {} to {} overlaps or ends before it begins",
                        one.from, one.to
                    ),
                );
            }
        }
        for size in self.household.keys() {
            if !(1..=LARGEST).any(|known| known.to_string() == *size) {
                mistakes.add(
                    file,
                    format!("household.{size} is no number of persons from 1 to {LARGEST}"),
                );
            }
        }
    }
}
