use mn_web::pages::{
    Asked, Choice, DisputePage, FetchedGroup, FetchedRow, FieldError, FormPage, Frame, Progress, Question,
    QuestionKind, Row, RowsQuestion, Treatment,
};

use super::{Sample, look_again, s, sample};

fn question(id: &str, label: &str, hint: Option<&str>, kind: QuestionKind) -> Question {
    Question {
        id: s(id),
        label: s(label),
        hint: hint.map(s),
        kind,
        value: String::new(),
        is_optional: false,
        error: None,
    }
}

fn one(value: &str, label: &str, is_chosen: bool) -> Choice {
    Choice {
        value: s(value),
        label: s(label),
        hint: None,
        is_chosen,
    }
}

fn page(frame: &Frame, number: usize, title: &str, why: &str, questions: Vec<Question>) -> FormPage {
    FormPage {
        frame: frame.clone(),
        progress: Progress { page: number, of: 6 },
        title: s(title),
        why: Some(s(why)),
        back: s("/ansokan/manad"),
        action: s("/ansokan/sida"),
        revision: 3,
        fetched: Vec::new(),
        has_nothing_fetched: false,
        silent: Vec::new(),
        asked: questions.into_iter().map(Asked::One).collect(),
        errors: Vec::new(),
    }
}

fn own_rows() -> RowsQuestion {
    let filled = |id: &str, label: &str, value: &str, kind| Question {
        value: s(value),
        ..question(id, label, None, kind)
    };
    RowsQuestion {
        id: s("egna_inkomster"),
        label: s("Andra pengar du har fått"),
        hint: Some(s("En rad för varje gång. Skriv beloppet efter skatt.")),
        error: None,
        rows: vec![Row {
            number: 1,
            place: s("egna_inkomster.0"),
            fields: vec![
                filled(
                    "egna_inkomster.0.fran",
                    "Från vem",
                    "Swish från mamma",
                    QuestionKind::Text,
                ),
                filled("egna_inkomster.0.belopp", "Belopp", "400", QuestionKind::Amount),
                filled(
                    "egna_inkomster.0.datum",
                    "Datum",
                    "2026-10-12",
                    QuestionKind::Date,
                ),
            ],
        }],
    }
}

fn incomes(frame: &Frame) -> FormPage {
    let row = |label: &str, value: &str, treatment| FetchedRow {
        label: s(label),
        period: Some(s("25 oktober")),
        value: s(value),
        look: (label == "Bidrag")
            .then(|| look_again("Delarna ger tillsammans 3 792 kr, men här står 3 292 kr.")),
        treatment,
        change: s("/ansokan/inkomster/csn-1"),
    };
    let fetched = FetchedGroup {
        source: s("CSN"),
        fetched: s("13.21"),
        is_own: false,
        rows: vec![
            row("Bidrag", "3 292 kr", Treatment::Sent),
            row(
                "Tilläggsbidrag",
                "1 190 kr",
                Treatment::Disputed(s("Jag fick bara 690 kr, resten drogs av.")),
            ),
            row("Lån", "6 560 kr", Treatment::LeftOut),
        ],
    };
    let own = own_rows();
    FormPage {
        fetched: vec![fetched],
        silent: vec![s(
            "Din a-kassa gick inte att nå. Fick du pengar därifrån, lägg till dem själv.",
        )],
        asked: vec![Asked::Rows(own)],
        ..page(
            frame,
            4,
            "Dina inkomster i oktober",
            "Kommunen räknar med det du fick månaden innan.",
            Vec::new(),
        )
    }
}

fn costs(frame: &Frame) -> FormPage {
    let amount = |id: &str, label: &str, value: &str, error: Option<&str>| Question {
        value: s(value),
        error: error.map(s),
        ..question(id, label, None, QuestionKind::Amount)
    };
    let text = "Skriv hyran i kronor. Har du ingen hyra, skriv 0.";
    let mut costs = page(
        frame,
        5,
        "Dina kostnader i november",
        "Skriv det du ska betala. Har du ingen kostnad, skriv 0.",
        vec![
            amount("hyra", "Hyra", "", Some(text)),
            amount("el", "El", "0", None),
            amount("hemforsakring", "Hemförsäkring", "139", None),
            Question {
                is_optional: true,
                ..question(
                    "annat",
                    "Något annat",
                    Some("Till exempel resor till läkare eller medicin."),
                    QuestionKind::LongText,
                )
            },
        ],
    );
    costs.errors = vec![FieldError {
        field: s("hyra"),
        text: s(text),
    }];
    costs
}

/// The form's pages.
#[expect(clippy::too_many_lines, reason = "one list of made-up pages")]
pub fn pages(frame: &Frame) -> Vec<Sample> {
    let months = QuestionKind::One(vec![
        one("2026-11", "November 2026", true),
        one("2026-12", "December 2026", false),
    ]);
    let month = page(
        frame,
        1,
        "Vilken månad gäller det?",
        "En ansökan gäller en månad.",
        vec![question("manad", "Månad", None, months)],
    );
    let housing = page(
        frame,
        3,
        "Hur bor du?",
        "Vi frågar för att kommunen räknar olika för olika boenden.",
        vec![
            question(
                "boende",
                "Boende",
                None,
                QuestionKind::One(vec![
                    one("hyresratt", "Hyresrätt", false),
                    one("andrahand", "I andra hand eller inneboende", false),
                    one("egen", "Eget hus eller bostadsrätt", false),
                ]),
            ),
            question(
                "antal",
                "Hur många bor där?",
                Some("Räkna dig själv."),
                QuestionKind::Number,
            ),
        ],
    );
    let own = page(
        frame,
        4,
        "Lägg till pengar du har fått",
        "Skriv en sak i taget.",
        vec![
            question(
                "vad",
                "Vad var det?",
                Some("Till exempel lön, swish, skatteåterbäring."),
                QuestionKind::Text,
            ),
            question("belopp", "Hur mycket?", None, QuestionKind::Amount),
            question("dag", "När fick du det?", None, QuestionKind::Date),
        ],
    );
    let dispute = DisputePage {
        frame: frame.clone(),
        back: s("/ansokan/inkomster"),
        action: s("/ansokan/inkomster/csn-1"),
        revision: 3,
        source: s("CSN"),
        fetched: s("13.21"),
        is_own: false,
        label: s("Bidrag du fick 25 oktober"),
        value: s("3 292 kr"),
        if_wrong: s("Logga in på Mina sidor hos CSN och jämför, eller ring 0771-276 000."),
        tell: s("/uppgifter/csn/stammer-inte?varde=csn/1/csn.utbetalning.belopp/0"),
        treatment: Treatment::Sent,
        said: String::new(),
        errors: Vec::new(),
    };
    let mut dispute_errors = dispute.clone();
    dispute_errors.errors = vec![FieldError {
        field: s("text"),
        text: s("Skriv vad som inte stämmer."),
    }];
    vec![
        sample("15-form-month", &month),
        sample("15-form-housing", &housing),
        sample("16-form-incomes", &incomes(frame)),
        sample("16-form-own-income", &own),
        sample("17-form-costs-errors", &costs(frame)),
        sample("18-dispute", &dispute),
        sample("18-dispute-errors", &dispute_errors),
    ]
}
