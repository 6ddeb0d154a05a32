use std::collections::BTreeSet;

use serde::Deserialize;
use thiserror::Error;

/// The register of risks, whole: [`Register::parse`] refuses any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register(Vec<Risk>);

/// One risk.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// `1a` to `2b` for categories, `1` to `10` for threats.
    pub id: String,
    /// Category or threat.
    pub kind: Kind,
    /// What it is.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// 1 low, 2 medium, 3 high.
    pub probability: u8,
    /// 1 negligible, 2 noticeable, 3 severe.
    pub consequence: u8,
    /// Who answers for it.
    pub role: Role,
    /// What is done when it happens.
    pub routine: String,
    /// What keeps it small.
    pub controls: Vec<String>,
    /// Which of the things that must always hold these controls keep.
    pub promises: Vec<Promise>,
    /// The tests that prove the controls: `path/of/file.rs: name_of_test`.
    pub tests: Vec<String>,
}

/// The two kinds of rows in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A category of risks, with its own routine.
    Category,
    /// A described threat.
    Threat,
}

/// Who answers for a risk. The numbers are those of the organisation's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The board (1).
    Styrelse,
    /// The executive officer (2).
    #[serde(rename = "verkstallande")]
    Verkstallande,
    /// The manager of the service (3).
    Forvaltningsledare,
    /// The administration (4).
    Forvaltningsfunktion,
    /// The council of municipalities (5).
    Forvaltningsrad,
    /// Who runs the machines (6).
    Driftleverantor,
    /// Who keeps the program (7).
    Applikationsforvaltning,
    /// The authority or bank that gave the data.
    Informationsleverantor,
}

/// What must always hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// Values live for one visit only.
    Ephemeral,
    /// Between requests the server cannot read a space.
    OnlyTheCitizenHoldsTheKey,
    /// A source is asked only for a purpose that was chosen.
    PurposeFirst,
    /// Nothing reaches a municipality before it is signed and sent.
    NothingLeaksIn,
    /// What was fetched cannot be changed.
    FetchedIsImmutable,
    /// Seven states, never shown as each other.
    HonestPerSource,
    /// Source, time, meaning, who is responsible.
    EveryValueHasProvenance,
    /// No payment exists in the code.
    OnlyReadingAtBanks,
    /// Who, what kind, when, outcome.
    LogAccessNeverContent,
    /// The citizen controls the space by agreement.
    ByAgreement,
    /// What was shown as sent arrives.
    SentMeansDelivered,
}

impl Promise {
    /// Every promise.
    pub const ALL: [Self; 11] = [
        Self::Ephemeral,
        Self::OnlyTheCitizenHoldsTheKey,
        Self::PurposeFirst,
        Self::NothingLeaksIn,
        Self::FetchedIsImmutable,
        Self::HonestPerSource,
        Self::EveryValueHasProvenance,
        Self::OnlyReadingAtBanks,
        Self::LogAccessNeverContent,
        Self::ByAgreement,
        Self::SentMeansDelivered,
    ];
}

/// Why a register is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RegisterError {
    /// It is not TOML of the expected shape.
    #[error("the register cannot be read: {0}")]
    Malformed(String),
    /// A category or threat is not there.
    #[error("risk {0} is missing")]
    Missing(&'static str),
    /// A row is there twice, or is none of ours.
    #[error("risk {0} is there twice or is unknown")]
    Surplus(String),
    /// A number is not 1, 2 or 3.
    #[error("risk {0} has a probability or consequence other than 1, 2 or 3")]
    Scale(String),
    /// Something that its value demands is blank.
    #[error("risk {id} lacks {what}")]
    Lacks {
        /// Which risk.
        id: String,
        /// What.
        what: &'static str,
    },
    /// Nothing keeps this promise.
    #[error("no control keeps the promise {0:?}")]
    Unkept(Promise),
}

impl Register {
    /// Over this value a risk needs routine, role, controls and proof.
    pub const LINE: u8 = 3;

    const IDS: [&'static str; 14] = [
        "1a", "1b", "2a", "2b", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10",
    ];

    /// Reads a register.
    ///
    /// # Errors
    /// [`RegisterError`] when it is not whole.
    pub fn parse(text: &str) -> Result<Self, RegisterError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            risk: Vec<Risk>,
        }
        let file: File = toml::from_str(text).map_err(|error| RegisterError::Malformed(error.to_string()))?;
        let mut seen = BTreeSet::new();
        for risk in &file.risk {
            if !Self::IDS.contains(&risk.id.as_str()) || !seen.insert(risk.id.as_str()) {
                return Err(RegisterError::Surplus(risk.id.clone()));
            }
            risk.check()?;
        }
        if let Some(missing) = Self::IDS.into_iter().find(|id| !seen.contains(id)) {
            return Err(RegisterError::Missing(missing));
        }
        let kept: BTreeSet<Promise> = file.risk.iter().flat_map(|risk| risk.promises.clone()).collect();
        if let Some(unkept) = Promise::ALL.into_iter().find(|promise| !kept.contains(promise)) {
            return Err(RegisterError::Unkept(unkept));
        }
        Ok(Self(file.risk))
    }

    /// The register that this program was built with.
    ///
    /// # Errors
    /// [`RegisterError`] when it is not whole, which a test excludes.
    pub fn of_this_build() -> Result<Self, RegisterError> {
        Self::parse(include_str!("../register.toml"))
    }

    /// Its rows, categories first.
    #[must_use]
    pub fn risks(&self) -> &[Risk] {
        &self.0
    }
}

impl Risk {
    /// Probability × consequence.
    #[must_use]
    pub const fn value(&self) -> u8 {
        self.probability * self.consequence
    }

    fn check(&self) -> Result<(), RegisterError> {
        let scale = 1..=3;
        if !scale.contains(&self.probability) || !scale.contains(&self.consequence) {
            return Err(RegisterError::Scale(self.id.clone()));
        }
        let blank = |text: &String| text.trim().is_empty();
        let is_due = self.value() > Register::LINE;
        let lacks = [
            (blank(&self.title) || blank(&self.meaning), "title or meaning"),
            (
                self.controls.is_empty() || self.controls.iter().any(blank),
                "controls",
            ),
            (is_due && blank(&self.routine), "routine"),
            (is_due && self.tests.is_empty(), "tests"),
        ];
        lacks
            .into_iter()
            .find(|(is_lacking, _)| *is_lacking)
            .map_or(Ok(()), |(_, what)| {
                Err(RegisterError::Lacks {
                    id: self.id.clone(),
                    what,
                })
            })
    }
}

impl Role {
    /// The role's number in the organisation's plan; none for those outside of it.
    #[must_use]
    pub const fn number(self) -> Option<u8> {
        match self {
            Self::Styrelse => Some(1),
            Self::Verkstallande => Some(2),
            Self::Forvaltningsledare => Some(3),
            Self::Forvaltningsfunktion => Some(4),
            Self::Forvaltningsrad => Some(5),
            Self::Driftleverantor => Some(6),
            Self::Applikationsforvaltning => Some(7),
            Self::Informationsleverantor => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = include_str!("../register.toml");

    #[test]
    fn the_register_of_this_build_is_whole_and_has_the_values_of_the_founding_document() {
        let register = Register::of_this_build().expect("the register is whole");
        let values: Vec<_> = register
            .risks()
            .iter()
            .map(|risk| (risk.id.as_str(), risk.value()))
            .collect();
        let expected = [
            ("1a", 2),
            ("1b", 6),
            ("2a", 3),
            ("2b", 3),
            ("1", 3),
            ("2", 2),
            ("3", 2),
            ("4", 3),
            ("5", 2),
            ("6", 2),
            ("7", 3),
            ("8", 6),
            ("9", 4),
            ("10", 3),
        ];
        assert_eq!(values, expected);
        let over: usize = register
            .matrix()
            .0
            .iter()
            .flatten()
            .filter(|cell| cell.is_over_the_line())
            .map(|c| c.risks)
            .sum();
        assert_eq!(over, 3);
    }

    #[test]
    fn a_register_that_is_not_whole_is_refused() {
        let refused = |from: &str, to: &str| {
            assert!(WHOLE.contains(from), "{from}");
            Register::parse(&WHOLE.replacen(from, to, 1)).err()
        };
        assert!(
            matches!(refused("probability = 2", "probability = 4"), Some(RegisterError::Scale(id)) if id == "1a")
        );
        assert!(
            matches!(refused("id = \"10\"", "id = \"11\""), Some(RegisterError::Surplus(id)) if id == "11")
        );
        assert!(matches!(
            refused("id = \"1b\"", "id = \"1a\""),
            Some(RegisterError::Surplus(_))
        ));
        assert!(matches!(
            refused("  \"only_reading_at_banks\",\n", ""),
            Some(RegisterError::Unkept(Promise::OnlyReadingAtBanks))
        ));
        assert!(matches!(
            refused("role = \"driftleverantor\"", "role = \"nobody\""),
            Some(RegisterError::Malformed(_))
        ));
        assert!(matches!(
            Register::parse("risk = []"),
            Err(RegisterError::Missing("1a"))
        ));
    }

    #[test]
    fn a_value_over_the_line_demands_a_routine() {
        let mut register = Register::of_this_build().expect("the register is whole");
        let risk = register
            .0
            .iter_mut()
            .find(|risk| risk.id == "8")
            .expect("threat 8");
        risk.routine = " ".to_owned();
        assert_eq!(
            risk.check(),
            Err(RegisterError::Lacks {
                id: "8".to_owned(),
                what: "routine"
            })
        );
    }
}
