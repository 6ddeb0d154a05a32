use mn_event::{EndReason, LoginRefusal};
use mn_web::pages::{
    AboutPage, AccessibilityPage, AgreementPage, BeforeLoginPage, ContactView, CopyPage, DeletePage,
    DeletedPage, EndAgreementPage, ExtendPage, FieldError, Frame, JournalRow, LaterOpenedPage, LaterPage,
    LoginFailedPage, Markup, Offer, OverPage, Problem, ProblemPage, ReturningPage, Room, SeenPage, StartPage,
    UnverifiedPage,
};

use super::journey::receipt;
use super::{Sample, s, sample};

fn later(frame: &Frame, has_draft: bool, errors: Vec<FieldError>) -> LaterPage {
    LaterPage {
        frame: frame.clone(),
        has_draft,
        revision: 3,
        least: 15,
        errors,
    }
}

fn offer(id: &str, name: &str, about: Option<&str>) -> Offer {
    Offer {
        id: s(id),
        name: s(name),
        about: about.map(s),
        is_chosen: false,
    }
}

fn start(frame: &Frame) -> StartPage {
    StartPage {
        frame: Frame {
            municipality: None,
            path: s("/"),
            ..frame.clone()
        },
        municipalities: vec![
            offer("bjorkvik", "Björkviks kommun", None),
            offer("norrhamn", "Norrhamns kommun", None),
        ],
        applications: vec![Offer {
            is_chosen: true,
            ..offer(
                "ekonomiskt-bistand-fortsatt",
                "Ansöka igen om ekonomiskt bistånd",
                Some("För dig som fick det förra månaden och bor ensam."),
            )
        }],
        idle_minutes: 15,
        longest: s("2 timmar 30 minuter"),
        secure_address: None,
        errors: Vec::new(),
    }
}

/// Pages before and around a visit.
#[expect(clippy::too_many_lines, reason = "one list of made-up pages")]
pub fn pages(frame: &Frame) -> Vec<Sample> {
    let mut errors = start(frame);
    errors.errors = vec![FieldError {
        field: s("kommun"),
        text: s("Välj kommunen där du bor."),
    }];
    errors.secure_address = Some(s("https://localhost:8443/"));
    let before = BeforeLoginPage {
        frame: frame.clone(),
        municipality: offer("bjorkvik", "Björkviks kommun", None),
        application: offer(
            "ekonomiskt-bistand-fortsatt",
            "Ansöka igen om ekonomiskt bistånd",
            None,
        ),
        idle_minutes: 15,
        longest: s("2 timmar 30 minuter"),
        provider: s("Sandlådans e-legitimation"),
    };
    let mut samples = vec![
        sample("01-start", &start(frame)),
        sample("01-start-errors", &errors),
        sample("02-before-login", &before),
        sample(
            "03-returning",
            &ReturningPage {
                frame: frame.clone(),
                onward: s("/inloggad?code=x&state=y"),
            },
        ),
    ];
    for (name, reason) in [
        ("cancelled", LoginRefusal::Cancelled),
        ("too-low", LoginRefusal::AssuranceTooLow),
        ("unknown", LoginRefusal::UnknownState),
        ("too-late", LoginRefusal::TooLate),
        ("down", LoginRefusal::Unreachable),
        ("full", LoginRefusal::Full),
        ("no-number", LoginRefusal::NoIdentityNumber),
    ] {
        let page = LoginFailedPage {
            frame: frame.clone(),
            reason,
            again: s("/"),
        };
        samples.push(sample(&format!("03-login-failed-{name}"), &page));
    }
    for problem in Problem::ALL {
        let page = ProblemPage {
            frame: frame.clone(),
            problem,
            onward: s("/"),
            again: s("14.52"),
        };
        samples.push(sample(&format!("90-problem-{}", problem.status()), &page));
    }
    let contact = |name: &str| ContactView {
        name: s(name),
        phone: s("08-465 004 10"),
        hours: Some(s("vardagar 8–16")),
        email: s("kundtjanst@bjorkvik.example"),
    };
    let contacts = vec![contact("Kundtjänst"), contact("Dataskyddsombud")];
    samples.push(sample(
        "80-about",
        &AboutPage {
            frame: frame.clone(),
            idle_minutes: 15,
            longest: s("2 timmar 30 minuter"),
            contacts,
            build: s("0.1.0"),
        },
    ));
    samples.push(sample(
        "81-accessibility",
        &AccessibilityPage {
            frame: frame.clone(),
            judged: s("23 november 2026"),
            contact: Some(contact("Kundtjänst")),
        },
    ));
    samples
}

const TERMS: &str = "# Vad vi gör\n\nVi hämtar de uppgifter du väljer, visar dem för dig och skickar det du \
    skriver under.\n\n# Vad vi aldrig gör\n\n- Vi sparar inte dina uppgifter efter besöket.\n- Vi visar dem \
    inte för kommunen innan du har skrivit under.\n\n# Så slutar avtalet\n\nDu kan avsluta det när du vill.";

/// Pages about the room itself.
#[expect(clippy::too_many_lines, reason = "one list of made-up pages")]
pub fn room_pages(outside: &Frame, inside: &Frame) -> Vec<Sample> {
    let frame = || inside.clone();
    let agreement = |is_entered| AgreementPage {
        frame: frame(),
        terms: Markup::from_markdown(TERMS),
        version: s("2026-11"),
        digest: s("9f2c41d08a"),
        is_entered,
    };
    let journal = vec![
        JournalRow {
            at: s("13.20"),
            what: s("Du ingick avtalet, version 2026-11"),
            who: s("bara du"),
        },
        JournalRow {
            at: s("13.21"),
            what: s("CSN svarade: hämtat, 6 uppgifter"),
            who: s("du och CSN"),
        },
    ];
    let last_minute = Room {
        seconds_left: 110,
        can_stay: false,
        ..inside.room.clone().unwrap_or(Room {
            ends: s("14.52"),
            seconds_left: 0,
            seconds_whole: 900,
            can_stay: false,
            sent_to: None,
        })
    };
    let deleted = |reason, sent| DeletedPage {
        frame: outside.clone(),
        values: 43,
        sources: 5,
        at: s("14.31"),
        reason,
        receipt: s("c1f0-77aa-9b21"),
        signed: Some(s("eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl")),
        is_known: true,
        sent,
    };
    vec![
        sample("04-agreement", &agreement(false)),
        sample("04-agreement-entered", &agreement(true)),
        sample("04-end-agreement", &EndAgreementPage { frame: frame() }),
        sample(
            "70-extend",
            &ExtendPage {
                frame: frame(),
                back: s("/uppgifter"),
            },
        ),
        sample(
            "70-extend-last",
            &ExtendPage {
                frame: Frame {
                    room: Some(last_minute),
                    ..frame()
                },
                back: s("/uppgifter"),
            },
        ),
        sample(
            "71-delete",
            &DeletePage {
                frame: frame(),
                back: s("/uppgifter"),
            },
        ),
        sample(
            "75-copy",
            &CopyPage {
                frame: frame(),
                back: s("/uppgifter"),
            },
        ),
        sample("76-later", &later(&frame(), true, Vec::new())),
        sample("76-later-nothing", &later(&frame(), false, Vec::new())),
        sample(
            "76-later-errors",
            &later(
                &frame(),
                true,
                vec![FieldError {
                    field: s("losenfras"),
                    text: s("Skriv en lösenfras."),
                }],
            ),
        ),
        sample(
            "77-later-opened",
            &LaterOpenedPage {
                frame: frame(),
                saved: s("22 november 2026 19.05"),
                dropped: vec![(s("CSN"), 1), (s("A-kassan"), 2)],
            },
        ),
        sample("72-deleted", &deleted(EndReason::Deleted, Vec::new())),
        sample(
            "72-unverified",
            &UnverifiedPage {
                frame: frame(),
                ends: s("14.52"),
            },
        ),
        sample(
            "72-deleted-sent",
            &deleted(EndReason::LoggedOut, vec![receipt(false)]),
        ),
        sample(
            "73-over",
            &OverPage {
                frame: outside.clone(),
                idle_minutes: 15,
                sealed: None,
            },
        ),
        sample(
            "73-over-sealed",
            &OverPage {
                frame: outside.clone(),
                idle_minutes: 15,
                sealed: Some(s("14.31")),
            },
        ),
        sample(
            "74-seen",
            &SeenPage {
                frame: frame(),
                journal,
                back: s("/uppgifter"),
            },
        ),
    ]
}
