//! One demo for all tests that do not break it, and persons of their own for each.
//!
//! Whoever is done with the demo looks through everything that all its processes have written, for anything of
//! anybody.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Mutex, OnceLock};

use mn_tests::control::Person;
use mn_tests::demo::Demo;

static SHARED: OnceLock<Result<Demo, String>> = OnceLock::new();
/// Held by the one test that lets a source behave badly towards a person.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
static TAKEN: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// A demo, whose log is searched at the end of each test.
pub struct World<'a> {
    demo: &'a Demo,
    people: Vec<Person>,
}

impl Deref for World<'_> {
    type Target = Demo;

    fn deref(&self) -> &Demo {
        self.demo
    }
}

/// The demo of all tests.
pub async fn shared() -> World<'static> {
    // Tests that let a source fail for their own person must not have it left alone for others.
    let arguments = ["--no-inbox", "--rest-after", "100000"];
    let started = SHARED.get_or_init(|| Demo::start(&arguments).map_err(|trouble| trouble.to_string()));
    match started {
        Ok(demo) => World::of(demo).await,
        Err(trouble) => panic!("{trouble}"),
    }
}

impl<'a> World<'a> {
    /// A demo of a test's own.
    pub async fn of(demo: &'a Demo) -> Self {
        let people = demo.control().persons().await.unwrap();
        assert!(people.len() >= 60, "the sandbox has {} persons", people.len());
        Self { demo, people }
    }

    /// A person with a life, another each time while there are any. Tests share them, and so must not tell the pretend
    /// parties anything about them: [`Self::alone`] is for that.
    pub fn person(&self, life: &str) -> &Person {
        let those = self.living(life);
        // The last is kept for who needs one alone.
        let shared = (those.len() - 1).max(1);
        those[next(life) % shared]
    }

    /// A person whom no other test has, and for whom sources may be told to behave badly as long as she is held.
    pub async fn alone(&self, life: &str) -> Alone {
        let held = ALONE.lock().await;
        let those = self.living(life);
        assert!(those.len() > 1, "too few live as {life}");
        Alone {
            number: those[those.len() - 1].number.clone(),
            _held: held,
        }
    }

    fn living(&self, life: &str) -> Vec<&Person> {
        let those: Vec<&Person> = self.people.iter().filter(|person| person.life == life).collect();
        assert!(!those.is_empty(), "nobody lives as {life}");
        those
    }

    /// The number of somebody about whom nothing matters, another each time.
    pub fn anybody(&self) -> String {
        let ordinary = [
            "sjuk",
            "pensionar",
            "foralder_ensam",
            "arbetssokande_utan_akassa",
            "efterlevande",
        ];
        let those: Vec<&Person> = self
            .people
            .iter()
            .filter(|person| ordinary.contains(&person.life.as_str()))
            .collect();
        those[next("") % those.len()].number.clone()
    }

    /// Searches everything that was written for anything of anybody.
    pub fn search(&self, also: &[String]) {
        let log = self.log().unwrap();
        assert!(log.contains("service_started"), "the log is not a log: {log}");
        let (mut planted, mut found) = (also.to_vec(), Vec::new());
        for person in &self.people {
            planted.extend(forms(&person.number));
            planted.extend(
                person
                    .name
                    .split(' ')
                    .filter(|name| name.len() > 4)
                    .map(str::to_owned),
            );
        }
        for secret in planted {
            if let Some(at) = find(&log, &secret) {
                found.push(format!("{secret}: {}", around(&log, at)));
            }
        }
        assert!(found.is_empty(), "the log says too much:\n{}", found.join("\n"));
    }
}

/// A person of one test's own.
pub struct Alone {
    /// The number.
    pub number: String,
    _held: tokio::sync::MutexGuard<'static, ()>,
}

impl Drop for World<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.search(&[]);
        }
    }
}

fn next(of: &str) -> usize {
    let mut taken = TAKEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let count = taken.entry(of.to_owned()).or_insert(0);
    *count += 1;
    *count - 1
}

/// The ways to write a number.
pub fn forms(number: &str) -> Vec<String> {
    let (day, last) = number.split_at(8);
    let short = day.get(2..).unwrap_or_default();
    [
        number.to_owned(),
        format!("{day}-{last}"),
        format!("{short}-{last}"),
        format!("{short}{last}"),
    ]
    .into()
}

/// Where a secret stands by itself: digits are not found inside of longer ones.
fn find(log: &str, secret: &str) -> Option<usize> {
    let is_digit = |at: Option<char>| at.is_some_and(|it| it.is_ascii_digit());
    let is_number = secret.chars().all(|it| it.is_ascii_digit());
    log.match_indices(secret).map(|(at, _)| at).find(|at| {
        let before = log.get(..*at).and_then(|text| text.chars().next_back());
        let after = log.get(at + secret.len()..).and_then(|text| text.chars().next());
        !is_number || !(is_digit(before) || is_digit(after))
    })
}

fn around(log: &str, at: usize) -> &str {
    let start = log
        .get(..at)
        .and_then(|text| text.rfind('\n'))
        .map_or(0, |line| line + 1);
    log.get(start..)
        .and_then(|text| text.lines().next())
        .unwrap_or_default()
}
