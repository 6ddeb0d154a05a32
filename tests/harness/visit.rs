//! A citizen's way through the service, step by step.

use std::time::{Duration, Instant};

use url::Url;

use crate::browser::Browser;
use crate::demo::{Demo, EVERY};
use crate::least::answered;
use crate::page::{Form, Page};
use crate::trouble::{Outcome, Trouble, ensure};

/// How long answers and signatures may take.
const PATIENCE: Duration = Duration::from_secs(45);
/// The municipality of the journeys.
pub const MUNICIPALITY: &str = "bjorkvik";
/// The application of the journeys.
pub const APPLICATION: &str = "ekonomiskt-bistand-fortsatt";
/// Where citizens give Skatteverket their permission.
pub const PERMISSION: &str = "/medgivande";
/// More pages than a form has.
const PAGES: usize = 40;

/// What a citizen writes, where it matters: field and value. Everything else is answered with the least.
pub type Answers<'a> = &'a [(&'a str, &'a str)];

/// One citizen at one browser.
pub struct Visit<'a> {
    /// What is visited.
    pub demo: &'a Demo,
    /// The browser.
    pub browser: Browser,
    /// The page that is shown.
    pub page: Page,
    /// Who.
    pub number: String,
}

impl<'a> Visit<'a> {
    /// Opens the first page.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn new(demo: &'a Demo, number: &str) -> Outcome<Self> {
        let mut browser = Browser::trusting(demo.ready.authority.as_deref())?;
        let page = browser.open(demo.at("/")).await?;
        Ok(Self {
            demo,
            browser,
            page,
            number: number.to_owned(),
        })
    }

    /// Goes to a path by the address bar.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn open(&mut self, path: &str) -> Outcome {
        self.page = self.browser.open(self.demo.at(path)).await?;
        Ok(())
    }

    /// Sends a form of the page.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn send(&mut self, form: &Form) -> Outcome {
        self.page = self.browser.submit(&self.page, form).await?;
        Ok(())
    }

    /// Checks where the visit has come to.
    ///
    /// # Errors
    /// When it is elsewhere; with what the page says.
    pub fn is_at(&self, path: &str) -> Outcome {
        if self.page.url.path() == path && self.page.status == 200 {
            Ok(())
        } else {
            Err(self.page.lacks(&format!("being {path}")))
        }
    }

    /// Chooses municipality and application, and goes to the provider's page.
    ///
    /// # Errors
    /// When a page is not as it should be.
    pub async fn choose(&mut self) -> Outcome {
        let form = self.page.form("/logga-in")?;
        self.send(
            &form
                .with("kommun", MUNICIPALITY)
                .with("arende", APPLICATION)
                .pressed(),
        )
        .await?;
        self.is_at("/logga-in")?;
        let form = self.page.form("/logga-in")?.pressed();
        self.send(&form).await
    }

    /// Picks the person on the provider's page and comes back.
    ///
    /// # Errors
    /// When a page is not as it should be.
    pub async fn identify(&mut self, fields: Answers<'_>) -> Outcome {
        let mut forms = self.page.forms()?.into_iter();
        let form = forms.find(|form| form.method == "post");
        let mut form = form.ok_or_else(|| self.page.lacks("a form to log in"))?;
        if !fields.iter().any(|(name, _)| *name == "action") {
            form = form.with("person", &self.number);
        }
        for (name, value) in fields {
            form = form.with(name, value);
        }
        self.send(&form).await
    }

    /// Logs in: chooses, identifies and is welcomed by the agreement.
    ///
    /// # Errors
    /// When a page is not as it should be.
    pub async fn log_in(&mut self) -> Outcome {
        self.choose().await?;
        self.identify(&[]).await?;
        self.is_at("/avtal")
    }

    /// Enters the agreement.
    ///
    /// # Errors
    /// When a page is not as it should be.
    pub async fn agree(&mut self) -> Outcome {
        let form = self.page.form("/avtal")?.pressed();
        self.send(&form).await?;
        self.is_at("/valj")
    }

    /// Chooses sources and sees them being asked. Where one of them leads away, she gives her permission there.
    ///
    /// # Errors
    /// When a page is not as it should be.
    pub async fn ask(&mut self, sources: &[&str]) -> Outcome {
        let form = self.page.form("/valj")?.with_all("kalla", sources).pressed();
        self.send(&form).await?;
        if self.page.url.path() == PERMISSION {
            let number = self.number.clone();
            self.says(&number, "ja").await?;
        }
        self.is_at("/hamta")
    }

    /// Says on Skatteverket's page who she is, and yes or no: `ja` or `nej`.
    ///
    /// # Errors
    /// When she was not led there.
    pub async fn says(&mut self, person: &str, action: &str) -> Outcome {
        let form = self.page.form(PERMISSION)?;
        self.send(&form.with("person", person).with("action", action))
            .await
    }

    /// The sources that can be chosen.
    ///
    /// # Errors
    /// When the page offers none.
    pub fn sources(&self) -> Outcome<Vec<String>> {
        let form = self.page.form("/valj")?;
        let asked = form.asked.into_iter().find(|asked| asked.name == "kalla");
        asked
            .map(|asked| asked.options)
            .ok_or_else(|| self.page.lacks("sources"))
    }

    /// Reloads until every source has answered in some way.
    ///
    /// # Errors
    /// When they do not in time.
    pub async fn wait_for_answers(&mut self) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.page.attributes("[data-live]", "data-live").is_empty() {
                return Ok(());
            }
            tokio::time::sleep(EVERY).await;
            self.open("/hamta").await?;
        }
        Err(self.page.lacks("an answer of every source"))
    }

    /// What the page says about a source: state and summary.
    #[must_use]
    pub fn row(&self, source: &str) -> String {
        self.page.all(&format!("#row-{source}")).join(" ")
    }

    /// Fills in the form, page by page, until what will be sent is shown.
    ///
    /// # Errors
    /// When a page does not lead on.
    pub async fn fill_in(&mut self, answers: Answers<'_>) -> Outcome {
        self.open("/ansokan").await?;
        for _ in 0..PAGES {
            if self.page.url.path() == "/granska" {
                return Ok(());
            }
            let path = self.page.url.path().to_owned();
            let form = self.page.form(&path)?;
            let form = answered(form, answers);
            let before = self.page.html.clone();
            self.send(&form).await?;
            if self.page.status != 200 || self.page.html == before {
                return Err(self.page.lacks("a way on"));
            }
        }
        Err(Trouble::new("the form has no end"))
    }

    /// Begins the signature order.
    ///
    /// # Errors
    /// When a page is not as it should be.
    pub async fn begin_signing(&mut self) -> Outcome {
        let form = self.page.form("/skriv-under")?.pressed();
        self.send(&form).await?;
        self.is_at("/skriv-under")
    }

    /// The token that starts the app on the same device.
    ///
    /// # Errors
    /// When the page shows none in time.
    pub async fn start_token(&mut self) -> Outcome<String> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            for href in self.page.attributes("a[href*=autostarttoken]", "href") {
                let url: Url = self.page.url.join(&href)?;
                let mut pairs = url.query_pairs();
                if let Some((_, token)) = pairs.find(|(key, _)| key == "autostarttoken") {
                    return Ok(token.into_owned());
                }
            }
            tokio::time::sleep(EVERY).await;
            self.open("/skriv-under").await?;
        }
        Err(self.page.lacks("a link to the app"))
    }

    /// Does something with the order in the pretend app.
    ///
    /// # Errors
    /// When there is no order.
    pub async fn in_the_app(&mut self, how: &str) -> Outcome {
        let token = self.start_token().await?;
        self.demo.control().act(&token, how).await.map(drop)
    }

    /// Reloads until the order is over; then it is either sent or the page says why not.
    ///
    /// # Errors
    /// When it is not over in time.
    pub async fn wait_for_signature(&mut self) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            self.open("/skriv-under").await?;
            if self.page.url.path() != "/skriv-under" {
                return Ok(());
            }
            if self.page.attributes("[data-live]", "data-live").is_empty() {
                if let Ok(onward) = self.page.link("a[href='/inskickad']") {
                    self.page = self.browser.follow(&self.page, onward).await?;
                }
                return Ok(());
            }
            tokio::time::sleep(EVERY).await;
        }
        Err(self.page.lacks("the end of the order"))
    }

    /// Signs and sees that it was sent.
    ///
    /// # Errors
    /// When it was not.
    pub async fn sign(&mut self) -> Outcome {
        self.begin_signing().await?;
        self.in_the_app("sign").await?;
        self.wait_for_signature().await?;
        self.is_at("/inskickad")?;
        ensure(
            self.page.says("Inskickad"),
            "the page does not say that it was sent",
        )
    }

    /// From the first page to the room: logged in, the agreement entered.
    ///
    /// # Errors
    /// When a step fails.
    pub async fn inside(demo: &'a Demo, number: &str) -> Outcome<Self> {
        let mut visit = Self::new(demo, number).await?;
        visit.log_in().await?;
        visit.agree().await?;
        Ok(visit)
    }

    /// From the first page to where the sources have answered.
    ///
    /// # Errors
    /// When a step fails.
    pub async fn with_answers(demo: &'a Demo, number: &str, sources: &[&str]) -> Outcome<Self> {
        let mut visit = Self::inside(demo, number).await?;
        visit.ask(sources).await?;
        visit.wait_for_answers().await?;
        Ok(visit)
    }

    /// From the first page to what will be sent.
    ///
    /// # Errors
    /// When a step fails.
    pub async fn ready_to_sign(demo: &'a Demo, number: &str, sources: &[&str]) -> Outcome<Self> {
        let mut visit = Self::with_answers(demo, number, sources).await?;
        visit.fill_in(&[]).await?;
        visit.is_at("/granska")?;
        Ok(visit)
    }

    /// The receipts of the person, newest first: the paths of their pages.
    ///
    /// # Errors
    /// When the page cannot be shown.
    pub async fn receipts(&mut self) -> Outcome<Vec<String>> {
        self.open("/kvitton").await?;
        self.is_at("/kvitton")?;
        Ok(self.page.attributes("main a[href^='/kvitton/']", "href"))
    }

    /// Opens the newest receipt until it says something.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_for_receipt(&mut self, words: &str) -> Outcome {
        let paths = self.receipts().await?;
        let path = paths.first().ok_or_else(|| self.page.lacks("a receipt"))?;
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            self.open(path).await?;
            if self.page.says(words) {
                return Ok(());
            }
            tokio::time::sleep(EVERY).await;
        }
        Err(self.page.lacks(words))
    }

    /// Logs out and sees what was deleted.
    ///
    /// # Errors
    /// When a page is not as it should be.
    pub async fn log_out(&mut self) -> Outcome {
        let form = self.page.form("/logga-ut")?.pressed();
        self.send(&form).await?;
        ensure(
            self.page.heading() == "Ditt rum är raderat",
            format!("logging out leads to {}", self.page.heading()),
        )
    }
}
