use mn_domain::Language;
use mn_form::{Content, NotComplete, Problem};
use serde_json::Value;

use crate::support::{PERSON, World};

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn what_was_reviewed_is_what_is_sent_byte_for_byte() {
    for language in Language::ALL {
        let mut world = World::new();
        world.language = language;
        let draft = world.filled();
        let page = draft.review(&world.case());
        let shown = serde_json::to_vec(&page.review).unwrap();
        let completed = draft.complete(&world.case(), &page.digest).unwrap();
        assert_eq!(*completed.snapshot.expose(), shown);
        assert_eq!(mn_seal::sha256(completed.snapshot.expose()), page.digest);
    }
}

#[test]
fn nothing_is_sent_that_was_not_reviewed() {
    let world = World::new();
    let mut draft = world.filled();
    let reviewed = draft.review(&world.case()).digest;
    world.post(&mut draft, "belopp", &[("hyra", "6 431"), ("el", "0")]);
    let refused = draft.clone().complete(&world.case(), &reviewed).err();
    assert_eq!(refused, Some(NotComplete::NotAsReviewed));
    let mut later = World::new();
    later.answers.pop();
    let refused = world.filled().complete(&later.case(), &reviewed).err();
    assert_eq!(
        refused,
        Some(NotComplete::NotAsReviewed),
        "an answer came or went since"
    );
}

#[test]
fn an_unfinished_draft_is_not_sent() {
    let world = World::new();
    let draft = world.draft();
    let page = draft.review(&world.case());
    let Err(NotComplete::Missing(missing)) = draft.complete(&world.case(), &page.digest) else {
        panic!("an empty draft is not complete");
    };
    let has = |at: &str, problem| missing.iter().any(|one| one.at == at && one.problem == problem);
    assert!(has("manad", Problem::Missing) && has("heder_och_samvete", Problem::NotDeclared));
    assert!(
        !missing.iter().any(|one| one.at == "hyra"),
        "what is not asked is not missing"
    );
}

#[test]
fn the_declaration_is_made_on_the_review_page() {
    let world = World::new();
    let mut draft = world.filled();
    world.post(&mut draft, "intygande", &[]);
    let page = draft.review(&world.case());
    assert!(page.missing.is_empty(), "it is not counted as missing there");
    assert!(page.review.declaration.contains("heder och samvete"));
    let refused = draft.clone().complete(&world.case(), &page.digest);
    assert!(matches!(refused, Err(NotComplete::Missing(_))));
    world.post(&mut draft, "intygande", &[("heder_och_samvete", "yes")]);
    assert!(
        draft.complete(&world.case(), &page.digest).is_ok(),
        "the review is still the same"
    );
}

#[test]
fn the_application_holds_typed_answers() {
    let world = World::new();
    let draft = world.filled();
    let page = draft.review(&world.case());
    let completed = draft.complete(&world.case(), &page.digest).unwrap();
    let application = json(completed.application.expose());
    let answers = &application["answers"];
    assert_eq!(application["schema"], "medborgarnavet-application-1");
    assert_eq!(application["applicant"]["identity_number"], PERSON);
    assert_eq!(
        application["agreement"]["version"],
        world.agreement.version.to_string()
    );
    assert_eq!(application["recipient"], "bjorkvik-socialnamnd");
    assert_eq!(answers["manad"], "2026-11");
    assert_eq!(answers["hyra"], "6430.5");
    assert_eq!(answers["el"], "0", "nought is an answer");
    assert_eq!(answers["barn"], true);
    assert_eq!(answers["barnen"][0]["alder"], 7);
    assert_eq!(
        answers["vilka_kostnader"],
        serde_json::json!(["hyra", "el"]),
        "in the order of the form"
    );
    assert_eq!(answers["hamtade_inkomster"][0]["amount"], "3292");
    assert_eq!(answers["hamtade_inkomster"][0]["what"]["value"], "SB");
    assert!(answers.get("internet").is_none() && answers.get("bostadsform").is_none());
    assert_eq!(application["sums"]["inkomster"], "6409");
    assert_eq!(application["sums"]["kostnader"], "6430.5");
}

#[test]
fn an_answer_to_a_question_no_longer_asked_is_not_sent() {
    let world = World::new();
    let mut draft = world.filled();
    let yes = [
        ("har_inkomster", "no"),
        ("vantar", "yes"),
        ("vantar_pa", "planted"),
        ("tillgangar", "no"),
    ];
    world.post(&mut draft, "egna", &yes);
    world.post(&mut draft, "egna", &yes);
    let no = [
        ("har_inkomster", "no"),
        ("vantar", "no"),
        ("vantar_pa", "planted"),
        ("tillgangar", "no"),
    ];
    world.post(&mut draft, "egna", &no);
    let page = draft.review(&world.case());
    let completed = draft.complete(&world.case(), &page.digest).unwrap();
    for bytes in [completed.application.expose(), completed.snapshot.expose()] {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(!text.contains("planted") && !text.contains("mamma"), "{text}");
    }
}

#[test]
fn the_snapshot_says_what_was_asked_and_why() {
    let world = World::new();
    let page = world.filled().review(&world.case());
    let items = page.review.sections.iter().flat_map(|section| &section.items);
    let rent = items.clone().find(|item| item.id.as_str() == "hyra").unwrap();
    assert_eq!(rent.text, "Hyra");
    assert_eq!(rent.help.as_deref(), Some("Utan parkering och garage."));
    assert!(!rent.why.is_empty());
    let Content::Answer(answer) = &rent.content else {
        panic!("one answer");
    };
    assert_eq!(answer.answer.as_ref().unwrap().expose(), "6\u{a0}430,50\u{a0}kr");
    assert_eq!(answer.provenance, "du skrev själv");
    let costs = items
        .clone()
        .find(|item| item.id.as_str() == "vilka_kostnader")
        .unwrap();
    let Content::Answer(answer) = &costs.content else {
        panic!("one answer");
    };
    assert_eq!(answer.answer.as_ref().unwrap().expose(), "Hyra, El");
    let chosen: Vec<&str> = answer
        .options
        .iter()
        .filter(|one| one.chosen)
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!((answer.options.len(), chosen), (12, vec!["Hyra", "El"]));
}

#[test]
fn the_visible_text_says_what_to_whom_and_how_much() {
    let submission = mn_domain::SubmissionId::from_random([7; 16]);
    for (language, month, honour) in [
        (Language::Sv, "för 2026-11", "heder och samvete"),
        (Language::Lattlast, "för 2026-11", "heder och samvete"),
        (Language::En, "for 2026-11", "honour and conscience"),
    ] {
        let mut world = World::new();
        world.language = language;
        let draft = world.filled();
        let page = draft.review(&world.case());
        let counts = page.counts();
        let completed = draft.complete(&world.case(), &page.digest).unwrap();
        let text = completed.visible_text(submission);
        let text = text.expose();
        for part in [
            month,
            honour,
            world.recipient.name.get(language),
            "6\u{a0}409\u{a0}kr",
            "6\u{a0}430,50\u{a0}kr",
            &(counts.fetched + counts.own + counts.written).to_string(),
            &submission.to_string(),
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(
            !text.contains('{') && !text.contains(PERSON) && !text.contains("mamma"),
            "{text}"
        );
        assert_eq!(counts.fetched, 2);
    }
}
