//! What citizens take home: copies of everything, the journal, and the file to go on with another day.

use super::journeys::{Planter, Stay};
use super::plant::Canary;
use crate::browser::Download;
use crate::trouble::{Outcome, ensure};

/// Where the file is saved and opened.
const LATER: &str = "/fortsatt-senare";
/// Where files of her own are added.
const FILES: &str = "/egna-filer";

/// An account statement with one row.
fn statement(words: &str) -> String {
    let balance = |kind: &str, sum: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"SEK\">{sum}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd></Bal>"
        )
    };
    let (opening, closing) = (balance("OPBD", "1.00"), balance("CLBD", "3.00"));
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt>\
         <Acct><Id><Othr><Id>12345678</Id></Othr></Id></Acct>{opening}{closing}\
         <Ntry><Amt Ccy=\"SEK\">2.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <AddtlNtryInf>{words}</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>"
    )
}

/// A document with nothing but a remark.
fn document(words: &str) -> String {
    format!("%PDF-1.7\n% {words}\n1 0 obj\n<</Type/Catalog>>\nendobj\nstartxref\n9\n%%EOF\n")
}

impl Stay<'_> {
    /// Takes everything home that can be taken home, and brings back what can be brought back.
    ///
    /// # Errors
    /// When a file is not given, or not taken.
    pub(super) async fn take_home(&mut self, planter: &Planter<'_>) -> Outcome {
        let words = [planter.word(), planter.word()];
        self.add_file("own statement", &words[0], &statement(&words[0]))
            .await?;
        self.add_file("own document", &words[1], &document(&words[1]))
            .await?;
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

    async fn add_file(&mut self, what: &str, words: &str, file: &str) -> Outcome {
        self.canaries.push(Canary::new(what, words));
        self.visit.open(FILES).await?;
        let form = self.visit.page.form(FILES)?.without("fil");
        let (page, browser) = (&self.visit.page, &mut self.visit.browser);
        let answer = browser.upload(page, &form, ("fil", file.as_bytes())).await?;
        ensure(
            answer.status == 303,
            format!("{what} was not taken: {}", answer.text()),
        )?;
        self.visit.open(FILES).await
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
