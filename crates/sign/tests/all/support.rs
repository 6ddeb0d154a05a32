//! A completed application of a small form, a recipient with keys, a verifier, and a BankID that says what it is told.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use mn_domain::{Clock, FieldId, IdentityNumber, Language, SourceId};
use mn_eid::bankid::{Client, Collect, Completion, Order, OrderError, OrderRef, SignOrder};
use mn_form::{Applicant, Case, Completed, Definition, Draft, Explained, FormWords, Speak};
use mn_offer::Offer;
use mn_package::{KeySetContent, RecipientKeys};
use mn_seal::Pepper;
use mn_seal::jose::PrivateJwk;
use mn_sign::{Frozen, Verifier, freeze};

use crate::bank;

pub(crate) const PERSON: &str = "198501012382";
pub(crate) const OTHER: &str = "199001012385";
pub(crate) const NOW: &str = "2026-11-23T10:00:00Z";

pub(crate) struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        NOW.parse().unwrap()
    }
}

struct Plain;

impl Speak for Plain {
    fn source(&self, source: &SourceId) -> String {
        source.to_string()
    }

    fn field(&self, _field: &FieldId) -> Explained {
        Explained::default()
    }

    fn value(&self, _field: &FieldId, value: &str) -> String {
        value.to_owned()
    }

    fn day(&self, day: Date) -> String {
        day.to_string()
    }

    fn month(&self, first: Date) -> String {
        first.strftime("%Y-%m").to_string()
    }
}

/// A form with one amount and a declaration. The visible text grows with `words`.
fn form(words: &str) -> String {
    let visible =
        format!("{words} {{recipient}} {{values}} {{sum:kostnader}} {{declaration}} {{submission}}");
    let texts = |text: &str| format!("{{ sv = \"{text}\", lattlast = \"{text}\", en = \"{text}\" }}");
    format!(
        "version = 1\ntitle = {t}\nabout = {t}\nvisible = {v}\n\
         [[sum]]\nid = \"kostnader\"\ntext = {t}\nof = [\"hyra\"]\n\
         [[section]]\nid = \"allt\"\ntitle = {t}\n\
         [[section.question]]\nid = \"hyra\"\nkind = \"amount\"\ntext = {t}\nwhy = {t}\n\
         [[section.question]]\nid = \"heder\"\nkind = \"declaration\"\ntext = {d}\nwhy = {t}\n",
        t = texts("Prov"),
        d = texts("På heder och samvete"),
        v = texts(&visible),
    )
}

/// An application that was reviewed and completed. Its rent is planted.
pub(crate) fn completed(words: &str) -> Completed {
    let metadata = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata");
    let offer = Offer::load(&metadata).unwrap();
    let definition = Definition::parse("ekonomiskt-bistand-fortsatt".parse().unwrap(), &form(words)).unwrap();
    let case = Case {
        definition: &definition,
        words: &FormWords::load(&metadata).unwrap(),
        speak: &Plain,
        language: Language::Sv,
        today: Fixed.today(),
        answers: &[],
        municipality: &offer.municipalities[&"bjorkvik".parse().unwrap()],
        recipient: &offer.recipients[&"bjorkvik-socialnamnd".parse().unwrap()],
        agreement: &offer.agreements[&"medborgarnavet".parse().unwrap()],
        applicant: &Applicant {
            identity: person(),
            name: None,
        },
    };
    let mut draft = Draft::new(&definition);
    let post =
        [("hyra", "7654,32"), ("heder", "yes")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert!(draft.apply(&case, &definition.sections[0], &post).is_done());
    let page = draft.review(&case);
    draft.complete(&case, &page.digest).unwrap()
}

pub(crate) fn person() -> IdentityNumber {
    PERSON.parse().unwrap()
}

/// A recipient with a key of its own.
pub(crate) struct Recipient {
    pub(crate) key: PrivateJwk,
    pub(crate) keys: RecipientKeys,
}

pub(crate) fn recipient(name: &str) -> Recipient {
    let [key, events, signer] = [(); 3].map(|()| PrivateJwk::generate());
    let name = name.parse().unwrap();
    let content = KeySetContent {
        recipient: &name,
        issued: "2026-11-01T00:00:00Z".parse().unwrap(),
        expires: "2026-12-31T00:00:00Z".parse().unwrap(),
        encryption: key.public(),
        events: events.public(),
    };
    let token = content.sign(&signer).unwrap();
    let thumbprint = signer.public().thumbprint();
    let keys = RecipientKeys::verify(&token, &thumbprint, &name, Fixed.now()).unwrap();
    let kid = key.public().thumbprint();
    Recipient {
        key: key.with_kid(kid),
        keys,
    }
}

pub(crate) fn board() -> Recipient {
    recipient("bjorkvik-socialnamnd")
}

pub(crate) fn people() -> mn_seal::InstallationKey {
    Pepper::from_bytes(&[7; 32]).unwrap().key("receipts").unwrap()
}

pub(crate) fn verifier() -> Verifier {
    Verifier::new(bank::roots(), people(), Arc::new(Fixed))
}

pub(crate) fn frozen(board: &Recipient) -> Frozen {
    freeze(completed("Jag söker."), &board.keys, &Fixed).unwrap()
}

/// What BankID gives when a signature is complete.
pub(crate) fn completion(signature: String, person: &str) -> Completion {
    Completion {
        signature: signature.into(),
        ocsp_response: None,
        personal_number: person.into(),
        device_ip: None,
    }
}

/// A BankID that gives prepared answers, and remembers what it was asked to show.
#[derive(Default)]
pub(crate) struct Scripted {
    pub(crate) answers: Mutex<Vec<Result<Collect, OrderError>>>,
    pub(crate) shown: Mutex<Vec<(String, Vec<u8>, String)>>,
}

#[async_trait]
impl Client for Scripted {
    async fn sign(&self, order: SignOrder<'_>) -> Result<Order, OrderError> {
        let asked = (
            order.visible.expose().clone(),
            order.non_visible.clone(),
            order.person.digits().expose().clone(),
        );
        self.shown.lock().unwrap().push(asked);
        Err(OrderError::AlreadyInProgress)
    }

    async fn collect(&self, _order: &OrderRef) -> Result<Collect, OrderError> {
        self.answers.lock().unwrap().remove(0)
    }

    async fn cancel(&self, _order: &OrderRef) -> Result<(), OrderError> {
        Ok(())
    }
}
