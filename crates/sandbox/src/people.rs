//! The test persons and their lives: data, read from the two embedded files.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::Deserialize;
use serde_json::Value;

use crate::error::SandboxError;
use crate::faults::lock;
use crate::life::Life;

const PERSONS: &str = include_str!("../data/persons.toml");
const LIVES: &str = include_str!("../data/lives.toml");

/// A test person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// A number from Skatteverket's list of test numbers.
    pub number: String,
    /// A made-up given name.
    pub given: String,
    /// A made-up family name.
    pub family: String,
    /// The name of the life.
    pub life: String,
    /// The person's place in the list from 1; it is added to every amount, so that no two have the same.
    #[serde(skip)]
    pub place: i64,
}

impl Person {
    /// Tells whether the number is a samordningsnummer (day + 60).
    pub fn is_coordination(&self) -> bool {
        self.number.as_bytes().get(6).is_some_and(|digit| *digit >= b'6')
    }

    /// The full name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// The birth date as far as it is one.
    pub fn born(&self) -> String {
        let digits: Vec<char> = self.number.chars().collect();
        let part = |from: usize, to: usize| {
            digits
                .get(from..to)
                .unwrap_or_default()
                .iter()
                .collect::<String>()
        };
        let day: u8 = part(6, 8).parse().unwrap_or(1);
        format!(
            "{}-{}-{:02}",
            part(0, 4),
            part(4, 6),
            if day > 60 { day - 60 } else { day }
        )
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonsFile {
    person: Vec<Person>,
}

/// All test persons.
pub struct People {
    persons: Vec<Person>,
    lives: BTreeMap<String, Life>,
    /// Lives that the control interface has told, by number.
    told: Mutex<BTreeMap<String, Life>>,
    /// Pieces of LEFI answers.
    pub lefi: Value,
}

impl People {
    /// Reads the embedded data.
    pub fn load() -> Result<Self, SandboxError> {
        let wrong = |error: &dyn std::fmt::Display| SandboxError::Data(error.to_string());
        let mut persons: PersonsFile = toml::from_str(PERSONS).map_err(|error| wrong(&error))?;
        for (place, person) in (1..).zip(&mut persons.person) {
            person.place = place;
        }
        let lives: BTreeMap<String, Life> = toml::from_str(LIVES).map_err(|error| wrong(&error))?;
        if let Some(person) = persons.person.iter().find(|it| !lives.contains_key(&it.life)) {
            return Err(SandboxError::Data(format!("no life {}", person.life)));
        }
        let lefi = serde_json::from_str(include_str!("../data/lefi.json")).map_err(|error| wrong(&error))?;
        Ok(Self {
            persons: persons.person,
            lives,
            told: Mutex::default(),
            lefi,
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.persons.len()
    }

    /// Lists them in order.
    pub fn all(&self) -> &[Person] {
        &self.persons
    }

    /// Finds one by number.
    pub fn find(&self, number: &str) -> Option<&Person> {
        self.persons.iter().find(|person| person.number == number)
    }

    /// Gives somebody else.
    pub fn other_than(&self, number: &str) -> Option<&Person> {
        self.persons.iter().find(|person| person.number != number)
    }

    /// Gives a person's life: the one told, else that of the list.
    pub fn life(&self, person: &Person) -> Life {
        let told = lock(&self.told).get(&person.number).cloned();
        told.or_else(|| self.lives.get(&person.life).cloned())
            .unwrap_or_default()
    }

    /// Lets a person live another life from now on.
    pub fn live(&self, number: &str, life: Life) {
        lock(&self.told).insert(number.to_owned(), life);
    }

    /// Lets everybody live as the list says.
    pub fn reset(&self) {
        lock(&self.told).clear();
    }
}
