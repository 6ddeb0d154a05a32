//! What citizens take home: copies of everything, the journal, and the file to go on with another day.

use super::journeys::{Planter, Stay};
use super::plant::Canary;
use crate::browser::Download;
use crate::trouble::{Outcome, ensure};

/// Where the file is saved and opened.
const LATER: &str = "/fortsatt-senare";

impl Stay<'_> {
    /// Takes everything home that can be taken home, and brings back what can be brought back.
    ///
    /// # Errors
    /// When a file is not given, or not taken.
    pub(super) async fn take_home(&mut self, planter: &Planter<'_>) -> Outcome {
        for kind in ["json", "html"] {
            let copy = self.copy(("/kopia", "/kopia"), kind).await?;
            let text = String::from_utf8_lossy(&copy.bytes);
            let holds = |what: &str| {
                let mut those = self.canaries.iter().filter(|canary| canary.what == what);
                those.any(|canary| text.contains(canary.value()))
            };
            ensure(holds("csn, words"), "the copy holds nothing that was fetched")?;
            self.copy(("/vem-ser-vad", "/vem-ser-vad/kopia"), kind).await?;
        }
        let words = [planter.word(), planter.word()].join(" ");
        self.canaries.push(Canary::new("passphrase", &words));
        let file = self.save(&words).await?;
        self.bring_back(&words, &file).await
    }

    async fn copy(&mut self, (page, path): (&str, &str), kind: &str) -> Outcome<Download> {
        self.visit.open(page).await?;
        let form = self.visit.page.form(path)?.with("som", kind);
        let copy = self.visit.browser.download(&self.visit.page, &form).await?;
        ensure(copy.status == 200, format!("{path} as {kind}: {}", copy.status))?;
        Ok(copy)
    }

    async fn save(&mut self, words: &str) -> Outcome<Vec<u8>> {
        self.visit.open(LATER).await?;
        let form = self.visit.page.form("/fortsatt-senare/spara")?;
        let form = form.with("losenfras", words).with("losenfras-igen", words);
        let file = self.visit.browser.download(&self.visit.page, &form).await?;
        let is_age = file.bytes.starts_with(b"age-encryption.org/v1\n");
        ensure(is_age, format!("no file of age was saved, but {}", file.status))?;
        Ok(file.bytes)
    }

    async fn bring_back(&mut self, words: &str, file: &[u8]) -> Outcome {
        self.visit.open(LATER).await?;
        let form = self.visit.page.form("/fortsatt-senare/oppna")?;
        let form = form.without("fil").with("losenfras", words);
        let (page, browser) = (&self.visit.page, &mut self.visit.browser);
        self.visit.page = browser.upload(page, &form, ("fil", file)).await?;
        ensure(
            self.visit.page.status == 200,
            format!("the file was not taken: {}", self.visit.page.text()),
        )
    }
}
