//! What citizens do before the memory is searched.

use std::collections::BTreeMap;

use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::plant::{Canary, Marks, exchanged, identity, kept, life};
use crate::control::Person;
use crate::demo::Demo;
use crate::trouble::{Outcome, ensure};
use crate::visit::Visit;

/// What a citizen does, and what goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Journey {
    /// Fetches everything and looks at one source.
    Short,
    /// Fetches, looks at everything, disputes, fills in, and signs.
    Thorough,
    /// The same, and takes home what can be taken home.
    Home,
    /// A source fails in this way.
    Source(Value),
    /// The order ends in this way.
    Order(&'static str, Option<&'static str>),
    /// The login is refused for this fault.
    Login(&'static str),
}

/// One citizen's stay and what it planted.
pub struct Stay<'a> {
    /// What she did.
    pub journey: Journey,
    /// Her visit, where she came in.
    pub visit: Visit<'a>,
    /// What must not be found.
    pub canaries: Vec<Canary>,
    /// Whether a short visit was shown something of it.
    pub shown: bool,
}

/// Sends citizens through a demo.
pub struct Planter<'a> {
    demo: &'a Demo,
    /// Each with the place that the sandbox adds to the amounts.
    people: Vec<(u64, Person)>,
    marks: std::sync::Mutex<Marks>,
    tape: Mutex<BTreeMap<String, Vec<Canary>>>,
}

impl<'a> Planter<'a> {
    /// Prepares a demo.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn new(demo: &'a Demo) -> Outcome<Self> {
        demo.control().watch().await?;
        Ok(Self {
            people: everywhere_known(demo.control().persons().await?),
            demo,
            marks: std::sync::Mutex::default(),
            tape: Mutex::default(),
        })
    }

    /// Does all journeys, four at a time, each at persons of their own.
    ///
    /// # Errors
    /// When one does not go as it should.
    pub async fn all(&self, journeys: &[Journey]) -> Outcome<Vec<Stay<'a>>> {
        let lane = async |lane: usize| {
            let mut stays = Vec::new();
            for (round, journey) in journeys.iter().skip(lane).step_by(LANES).enumerate() {
                let each = self.people.len() / LANES;
                let place = lane * each + round % each;
                stays.push(Box::pin(self.one(journey, place)).await?);
            }
            Outcome::Ok(stays)
        };
        let (one, two, three, four) = tokio::join!(lane(0), lane(1), lane(2), lane(3));
        Ok([one?, two?, three?, four?].into_iter().flatten().collect())
    }

    /// Does one journey as the person at a place of the list.
    ///
    /// # Errors
    /// When it does not go as it should.
    pub async fn one(&self, journey: &Journey, place: usize) -> Outcome<Stay<'a>> {
        let (at, person) = self
            .people
            .get(place)
            .ok_or_else(|| crate::trouble::Trouble::new("no such person"))?;
        let (life, mut canaries) = {
            let mut marks = self
                .marks
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            life(&mut marks, *at)
        };
        self.demo.control().life(&person.number, &life).await?;
        canaries.extend(identity(&person.number, &person.name));
        let mut stay = Stay {
            journey: journey.clone(),
            visit: Visit::new(self.demo, &person.number).await?,
            canaries,
            shown: false,
        };
        stay.walk(self).await?;
        stay.canaries.extend(kept(&stay.visit));
        stay.canaries.extend(self.exchanged(&person.number).await?);
        Ok(stay)
    }

    /// What the pretend parties have exchanged about a person.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn exchanged(&self, person: &str) -> Outcome<Vec<Canary>> {
        let seen = self.demo.control().seen().await?;
        let mut tape = self.tape.lock().await;
        for [whose, kind, value] in seen {
            tape.entry(whose).or_default().extend(exchanged(&kind, &value));
        }
        Ok(tape.remove(person).unwrap_or_default())
    }

    /// A word that exists nowhere else.
    pub(super) fn word(&self) -> String {
        self.marks
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .word()
    }
}

/// Whom every source answers about: CSN knows no samordningsnummer.
fn everywhere_known(people: Vec<Person>) -> Vec<(u64, Person)> {
    let places = (1..).zip(people);
    places
        .filter(|(_, person)| person.number.as_bytes().get(6).is_some_and(|digit| *digit < b'6'))
        .collect()
}

/// How many citizens are on their way at the same time.
const LANES: usize = 4;

impl Stay<'_> {
    async fn walk(&mut self, planter: &Planter<'_>) -> Outcome {
        if let Journey::Login(fault) = self.journey {
            self.visit.choose().await?;
            self.visit.identify(&[("fault", fault)]).await?;
            return ensure(self.visit.page.url.path() != "/avtal", format!("{fault}: let in"));
        }
        self.visit.log_in().await?;
        self.visit.agree().await?;
        match self.journey.clone() {
            Journey::Thorough | Journey::Home => self.thorough(planter).await,
            Journey::Source(behaviour) => self.failing(behaviour).await,
            Journey::Order(how, hint) => self.order(planter, how, hint).await,
            Journey::Short | Journey::Login(_) => {
                self.fetch().await?;
                self.visit.open("/uppgifter/csn").await?;
                self.shown = self.sees("csn, words").is_ok();
                Ok(())
            }
        }
    }

    async fn fetch(&mut self) -> Outcome {
        let sources = self.visit.sources()?;
        let names: Vec<&str> = sources.iter().map(String::as_str).collect();
        self.visit.ask(&names).await?;
        self.visit.wait_for_answers().await
    }

    /// Whether something of what was planted is on the page: else nothing was planted.
    fn sees(&self, what: &str) -> Outcome {
        let shown = self
            .canaries
            .iter()
            .any(|canary| canary.what == what && self.visit.page.html.contains(canary.value()));
        if shown {
            Ok(())
        } else {
            Err(self.visit.page.lacks(what))
        }
    }

    async fn thorough(&mut self, planter: &Planter<'_>) -> Outcome {
        let sources = self.visit.sources()?;
        self.fetch().await?;
        for source in sources {
            self.visit.open(&format!("/uppgifter/{source}")).await?;
            if self.visit.row(&source).is_empty() {
                self.sees(&format!("{source}, words"))
                    .or_else(|trouble| self.sees(&format!("{source}, amount")).map_err(|_| trouble))?;
            }
        }
        self.fill_in(planter).await?;
        self.dispute(planter).await?;
        if self.journey == Journey::Home {
            self.take_home(planter).await?;
            self.visit.open("/granska").await?;
        }
        self.visit.begin_signing().await?;
        self.canaries.extend(kept(&self.visit));
        self.visit.in_the_app("sign").await?;
        self.visit.wait_for_signature().await?;
        self.visit.is_at("/inskickad")
    }

    async fn fill_in(&mut self, planter: &Planter<'_>) -> Outcome {
        let (waits, home) = (planter.word(), planter.word());
        let typed = [
            ("vantar", "yes"),
            ("vantar_pa", waits.as_str()),
            ("bostad_andrad", "yes"),
            ("bostad_andring", home.as_str()),
            ("bostad_personer", "2"),
            ("hyra", "48217,53"),
        ];
        self.visit.fill_in(&typed).await?;
        for word in [&waits, &home] {
            self.canaries.push(Canary::new("what she wrote", word.as_str()));
        }
        self.sees("what she wrote")?;
        self.canaries.extend(kept(&self.visit));
        Ok(())
    }

    async fn dispute(&mut self, planter: &Planter<'_>) -> Outcome {
        let says = planter.word();
        let row = self.visit.page.link("a[href*='rad?rad=']")?;
        self.visit.page = self.visit.browser.follow(&self.visit.page.clone(), row).await?;
        let path = self.visit.page.url.path().to_owned();
        let form = self.visit.page.form(&path)?;
        let form = form.with("val", "stammer-inte").with("text", &says);
        self.visit.send(&form).await?;
        self.visit.open("/granska").await?;
        self.canaries.push(Canary::new("what she disputes", says));
        self.sees("what she disputes")
    }

    async fn failing(&mut self, mut behaviour: Value) -> Outcome {
        behaviour["person"] = json!(self.visit.number);
        behaviour["agency"] = json!("CSN");
        let control = self.visit.demo.control();
        control.tell("/ssbtek", behaviour.clone()).await?;
        let sources = self.visit.sources()?;
        let names: Vec<&str> = sources.iter().map(String::as_str).collect();
        self.visit.ask(&names).await?;
        if behaviour["behaviour"] == "silent" {
            return Ok(());
        }
        self.visit.wait_for_answers().await?;
        self.source_answers().await
    }

    /// Lets the source that failed answer again: others come as the same person.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn source_answers(&self) -> Outcome {
        let control = self.visit.demo.control();
        control.agency("CSN", &self.visit.number, "normal").await
    }

    async fn order(&mut self, planter: &Planter<'_>, how: &str, hint: Option<&str>) -> Outcome {
        self.fetch().await?;
        self.fill_in(planter).await?;
        self.visit.begin_signing().await?;
        self.canaries.extend(kept(&self.visit));
        let token = self.visit.start_token().await?;
        let act = json!({"autoStartToken": token, "how": how, "hint": hint});
        self.visit.demo.control().tell("/bankid/act", act).await?;
        self.visit.wait_for_signature().await?;
        self.visit.is_at("/skriv-under")
    }

    /// Lets a handler break in the middle of what she posts, and of the page that shows what she has.
    ///
    /// # Errors
    /// When nothing breaks.
    pub async fn breaks(&mut self, planter: &Planter<'_>) -> Outcome {
        let word = planter.word();
        self.visit.open("/ansokan").await?;
        let path = self.visit.page.url.path().to_owned();
        let form = self.visit.page.form(&path)?.with("skrivet", &word).pressed();
        self.canaries.push(Canary::new("what she wrote", word));
        let breaks = |visit: &mut Visit<'_>, place: &'static str| {
            visit
                .browser
                .also
                .insert("x-break", HeaderValue::from_static(place))
        };
        breaks(&mut self.visit, "posted");
        self.visit.send(&form).await?;
        let status = self.visit.page.status;
        ensure(status == 500, format!("a handler that broke answered {status}"))?;
        breaks(&mut self.visit, "shown");
        let cut = self.visit.open("/uppgifter/csn").await;
        // A proxy says so in its own words.
        let is_cut = cut.is_err() || self.visit.page.status == 502;
        ensure(is_cut, "a page that broke was shown")?;
        self.visit.browser.also.clear();
        Ok(())
    }
}
