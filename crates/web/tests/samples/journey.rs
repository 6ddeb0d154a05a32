use mn_domain::SourceState;
use mn_web::pages::{
    AboutSource, Estimate, EstimateRow, Frame, InApplication, LostView, Markup, Missing, NotBackPage,
    Progress, ReceiptPage, ReceiptStep, ReceiptView, ReceiptsPage, RecordCard, ReviewPage, ReviewRow,
    ReviewSection, ReviewSentPage, Room, SentPage, SignPage, SignState, SourcePage, ValueView, ValuesPage,
    WrongPage, bankid_text,
};

use super::asked::rows;
use super::{Sample, look_again, own_file, s, sample};

fn value(term: &str, shown: &str, aside: Option<&str>) -> ValueView {
    ValueView {
        term: s(term),
        value: s(shown),
        aside: aside.map(s),
        code_meaning: None,
        explanation: s(
            "Det här är den del av studiemedlet som är bidrag. Kommunen räknar den som inkomst den månad du fick pengarna.",
        ),
        period: Some(s("28 september–25 oktober 2026")),
        place: s("/CSNSvar/Personer/Person/Studiemedel/Arende[1]/Utbetalning[2]/belopp"),
        responsible: s("Centrala studiestödsnämnden, CSN"),
        wrong: s("/uppgifter/csn/stammer-inte?varde=csn/1/csn.utbetalning.belopp/0"),
        look: None,
    }
}

fn source(frame: &Frame, state: SourceState, records: Vec<RecordCard>) -> SourcePage {
    SourcePage {
        frame: frame.clone(),
        source: s("CSN"),
        title: s("Studiemedel"),
        intro: s("Pengar från CSN medan du studerar. En del är bidrag och en del är lån."),
        fetched: s("13.21"),
        state,
        records,
        details: Vec::new(),
        missing: vec![Missing {
            term: s("Studietakt"),
            why: s("CSN skickar den bara när beslutet är nytt."),
        }],
        about: AboutSource {
            from_whom: s("Vi frågar CSN. Frågan går genom en tjänst som Försäkringskassan sköter."),
            purpose: s("Pengarna från CSN står redan i din ansökan."),
            ground: s("Du väljer själv om vi ska fråga nu."),
            may_be_missing: Some(s("CSN skickar bara det som finns i ditt ärende.")),
            if_wrong: Some(s("Ring CSN och säg vad som inte stämmer.")),
            quality: s("En betalning som är planerad kan ändras."),
            availability: s("CSN svarar nästan alltid, dygnet runt."),
            authority: s("Centrala studiestödsnämnden, CSN"),
            phone: Some(s("0771-276 000")),
            url: s("https://www.csn.se/"),
            opening: s("På csn.se står vilka tider du kan ringa."),
        },
        next: (s("/uppgifter/forsakringskassan"), s("Nästa: Försäkringskassan")),
    }
}

fn wrong(frame: &Frame, state: InApplication, said: &str) -> WrongPage {
    WrongPage {
        frame: frame.clone(),
        back: s("/uppgifter/csn#post-1"),
        action: s("/uppgifter/csn/stammer-inte?varde=csn/1/csn.utbetalning.belopp/0"),
        revision: 3,
        source: s("CSN"),
        fetched: s("13.21"),
        record: s("Betalning från CSN · Studiemedel · 25 oktober 2026"),
        term: s("Pengar till dig"),
        value: s("3 292 kr"),
        period: Some(s("Gäller 28 september till 25 oktober 2026")),
        look: Some(look_again(
            "Delarna ger tillsammans 3 792 kr, men här står 3 292 kr.",
        )),
        if_wrong: s("Ring CSN och säg vad som inte stämmer."),
        responsible: s("Centrala studiestödsnämnden (CSN)"),
        phone: Some(s("0771-27 60 00")),
        url: s("https://www.csn.se/"),
        opening: s("På csn.se står vilka tider du kan ringa."),
        ready: format!("Hej! En uppgift stämmer inte.\nHos er står det: 3 292 kr\nDet rätta är: {said}"),
        translated: Some(s("Hello! One thing is not right.\nYou have: 3 292 kr")),
        recipient: s("socialnämnden i Björkvik"),
        state,
        said: s(said),
    }
}

fn cards() -> Vec<RecordCard> {
    let status = ValueView {
        code_meaning: Some(s("Koden B betyder att beslutet gäller.")),
        ..value("Ärendets status", "B", None)
    };
    vec![
        RecordCard {
            explanations: vec![s(
                "Pengar som CSN har skickat, eller ska skicka, till ditt konto.",
            )],
            title: s("Bidrag du fick 25 oktober"),
            main: Some(value(
                "Belopp",
                "3 292 kr",
                Some("utbetalt, behöver inte betalas tillbaka"),
            )),
            values: vec![
                ValueView {
                    look: Some(look_again(
                        "Dagen ligger längre fram i tiden än vad som är vanligt.",
                    )),
                    ..value("Utbetalningsdag", "25 oktober 2026", None)
                },
                status.clone(),
            ],
            anchor: s("post-1"),
        },
        RecordCard {
            explanations: Vec::new(),
            title: s("Lån du fick 25 oktober"),
            main: Some(value("Belopp", "6 560 kr", Some("ska betalas tillbaka"))),
            values: Vec::new(),
            anchor: s("post-2"),
        },
        RecordCard {
            explanations: Vec::new(),
            title: s("Ditt beslut"),
            main: None,
            values: vec![status],
            anchor: s("post-3"),
        },
    ]
}

/// From choosing to reviewing.
pub fn pages(frame: &Frame) -> Vec<Sample> {
    vec![
        sample(
            "11-not-back",
            &NotBackPage {
                frame: frame.clone(),
                who: s("Skatteverket"),
            },
        ),
        sample(
            "12-values",
            &ValuesPage {
                frame: frame.clone(),
                rows: rows(true),
                files: vec![own_file::row(1)],
                next: s("/ansokan"),
            },
        ),
        sample("13-source", &source(frame, SourceState::Hit, cards())),
        sample(
            "13-source-nothing",
            &source(frame, SourceState::NoHit, Vec::new()),
        ),
        sample(
            "13-source-unavailable",
            &source(frame, SourceState::Unavailable, Vec::new()),
        ),
        sample("14-wrong", &wrong(frame, InApplication::There, "")),
        sample(
            "14-wrong-marked",
            &wrong(frame, InApplication::Marked, "Jag fick 2 800 kr."),
        ),
        sample("20-review", &review(frame, true)),
        sample("20-review-no-estimate", &review(frame, false)),
    ]
}

#[expect(clippy::too_many_lines, reason = "one list of made-up pages")]
fn review(frame: &Frame, has_estimate: bool) -> ReviewPage {
    let row = |label: &str, origin: &str, value: &str, disputed: Option<&str>| ReviewRow {
        label: s(label),
        origin: s(origin),
        value: s(value),
        disputed: disputed.map(s),
        look: disputed.map(|_| look_again("Delarna ger tillsammans 3 792 kr, men här står 3 292 kr.")),
        change: s("/ansokan/inkomster"),
    };
    let line = |label: &str, value: &str| EstimateRow {
        label: s(label),
        explanation: None,
        value: s(value),
    };
    let estimate = Estimate {
        rows: vec![
            line("Riksnorm för dig", "5 010 kr"),
            line("+ Hyra, el och hemförsäkring", "6 430 kr"),
            line("− Dina inkomster", "3 692 kr"),
        ],
        outcome: s("7 748 kr"),
    };
    let no_estimate =
        s("Riksnormen för 2027 är inte beslutad än. Därför kan vi inte räkna ut något ungefärligt.");
    ReviewPage {
        frame: frame.clone(),
        recipient: s("socialnämnden i Björkvik"),
        sections: vec![
            ReviewSection {
                title: s("Inkomster i oktober"),
                rows: vec![
                    row(
                        "Studiebidrag",
                        "CSN",
                        "3 292 kr",
                        Some("Jag fick bara 2 792 kr, resten drogs av."),
                    ),
                    row("Swish från mamma", "du skrev själv", "400 kr", None),
                ],
                sum: Some(s("3 692 kr")),
            },
            ReviewSection {
                title: s("Bostad"),
                rows: vec![row("Hur bor du?", "du skrev själv", "Hyresrätt, ensam", None)],
                sum: None,
            },
        ],
        left_out: vec![s(
            "Lån från CSN 25 oktober, 6 560 kr: du valde att inte skicka det.",
        )],
        silent: vec![s("Din a-kassa gick inte att nå. Det står i ansökan.")],
        estimate: if has_estimate {
            Ok(estimate)
        } else {
            Err(no_estimate)
        },
        warnings: vec![s(
            "Du har redan skickat en ansökan för november. Du kan skicka en till om något har ändrats.",
        )],
        declaration: s("Jag försäkrar på heder och samvete att uppgifterna stämmer."),
        digest: s("00"),
        missing: Vec::new(),
        back: s("/ansokan/ovrigt"),
        progress: Progress { page: 6, of: 6 },
    }
}

/// Signing.
pub fn sign_pages(frame: &Frame) -> Vec<Sample> {
    let page = |state| {
        let visible = s(
            "Jag ansöker om ekonomiskt bistånd för november 2026 hos socialnämnden i Björkvik.\n\nJag försäkrar på heder och samvete att uppgifterna stämmer.",
        );
        SignPage::new(frame.clone(), state, s("socialnämnden i Björkvik"), visible)
    };
    let scan = SignState::Scan {
        qr: Markup::qr(
            "bankid.67df3917-fa0d-44e5-b327-edcc928297f8.0.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8",
        ),
        same_device: s("bankid:///?autostarttoken=131daac9-16c6-4618-beb0-365768f37288&redirect=null"),
        text: bankid_text("RFA1"),
    };
    vec![
        sample("30-sign", &page(scan)),
        sample(
            "30-sign-pending",
            &page(SignState::Pending {
                text: bankid_text("RFA9"),
            }),
        ),
        sample(
            "30-sign-failed",
            &page(SignState::Failed {
                text: bankid_text("RFA17-A"),
            }),
        ),
        sample("30-sign-done", &page(SignState::Done)),
    ]
}

/// A receipt.
pub fn receipt(is_accepted: bool) -> ReceiptView {
    let step = |name, at: Option<&str>| ReceiptStep { name, at: at.map(s) };
    ReceiptView {
        id: s("0190f1c2-6c1e-4b0a-9d53-0c8a2f6f1b77"),
        form: s("Fortsatt ekonomiskt bistånd, november 2026"),
        recipient: s("socialnämnden i Björkvik"),
        sent: s("23 november 2026 14.31"),
        arrived: Some(s("23 november 2026 14.31")),
        steps: vec![
            step("signed", Some("14.31")),
            step("sealed", Some("14.31")),
            step("offered", Some("14.31")),
            step("fetched", is_accepted.then_some("14.40")),
            step("accepted", is_accepted.then_some("14.41")),
        ],
        digest: s("3b1f8e2d90c4a7561be0f7d2a4c8e6b39d5f1027c6a8b4e3d2f1a09b8c7d6e5f"),
    }
}

pub fn lost() -> LostView {
    LostView {
        form: s("Fortsatt ekonomiskt bistånd, november 2026"),
        recipient: s("socialnämnden i Björkvik"),
        at: s("23 november 2026 14.31"),
    }
}

/// After it was sent.
#[expect(clippy::too_many_lines, reason = "one list of made-up pages")]
pub fn sent_pages(frame: &Frame) -> Vec<Sample> {
    let room = Room {
        sent_to: Some(s("socialnämnden i Björkvik")),
        ..frame.room.clone().unwrap_or(Room {
            ends: s("14.52"),
            seconds_left: 640,
            seconds_whole: 900,
            can_stay: true,
            sent_to: None,
        })
    };
    let frame = Frame {
        room: Some(room),
        ..frame.clone()
    };
    let rejected = ReceiptView {
        steps: vec![
            ReceiptStep {
                name: "sealed",
                at: Some(s("14.31")),
            },
            ReceiptStep {
                name: "rejected",
                at: Some(s("14.41")),
            },
        ],
        ..receipt(false)
    };
    vec![
        sample(
            "39-review-sent",
            &ReviewSentPage {
                frame: frame.clone(),
                recipient: s("Socialnämnden i Björkviks kommun"),
                receipt: s("/kvitton/1"),
            },
        ),
        sample(
            "40-sent",
            &SentPage {
                frame: frame.clone(),
                receipt: receipt(false),
                copy: Some(s("/inskickad/kopia")),
            },
        ),
        sample(
            "40-sent-no-copy",
            &SentPage {
                frame: frame.clone(),
                receipt: receipt(false),
                copy: None,
            },
        ),
        sample(
            "41-receipt",
            &ReceiptPage {
                frame: frame.clone(),
                receipt: receipt(true),
            },
        ),
        sample(
            "42-receipts",
            &ReceiptsPage {
                frame: frame.clone(),
                receipts: vec![receipt(true), receipt(false), rejected],
                lost: vec![lost()],
            },
        ),
        sample(
            "42-receipts-none",
            &ReceiptsPage {
                frame,
                receipts: Vec::new(),
                lost: Vec::new(),
            },
        ),
    ]
}
