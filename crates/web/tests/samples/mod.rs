//! Every page with made-up data: for the preview and for the tests.

#![expect(clippy::expect_used, reason = "made-up data is known to be well formed")]

mod asked;
mod form;
mod journey;
mod outside;
mod own_file;

use std::path::Path;
use std::sync::Arc;

use askama::Template;
use mn_domain::Language;
use mn_web::pages::{Frame, LookAgain, Room};
use mn_web::texts::Texts;

/// One rendered page: its name and its HTML.
pub struct Sample {
    /// The name of its file, without extension.
    pub name: String,
    /// What the browser gets.
    pub html: String,
}

/// Loads the texts of the project.
pub fn texts() -> Arc<Texts> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata/texts");
    Arc::new(Texts::load(&folder).expect("the texts load"))
}

/// Renders every page in one language.
pub fn all(texts: &Arc<Texts>, language: Language) -> Vec<Sample> {
    let frame = Frame {
        texts: texts.speak(language),
        path: "/uppgifter".to_owned(),
        municipality: Some("Björkviks kommun".to_owned()),
        room: None,
        token: "example-token".to_owned(),
    };
    let inside = Frame {
        room: Some(Room {
            ends: "14.52".to_owned(),
            seconds_left: 640,
            seconds_whole: 900,
            can_stay: true,
            sent_to: None,
        }),
        ..frame.clone()
    };
    let mut samples = outside::pages(&frame);
    samples.extend(outside::room_pages(&frame, &inside));
    samples.extend(asked::pages(&inside));
    samples.extend(journey::pages(&inside));
    samples.extend(journey::sign_pages(&inside));
    samples.extend(journey::sent_pages(&inside));
    samples.extend(form::pages(&inside));
    samples.extend(own_file::pages(&inside));
    samples
}

/// Renders one page.
pub fn sample(name: &str, page: &impl Template) -> Sample {
    Sample {
        name: name.to_owned(),
        html: page.render().expect("templates render"),
    }
}

/// Owns a text.
pub fn s(text: &str) -> String {
    text.to_owned()
}

/// Why a value deserves a second look.
pub fn look_again(why: &str) -> LookAgain {
    LookAgain {
        mark: s("Kontrollera det här"),
        why: vec![s(why)],
        calm: s("Det kan vara rätt ändå."),
        todo: s("Titta i ditt besked, eller fråga CSN. Du behöver inte ändra något här."),
    }
}
