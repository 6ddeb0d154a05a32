use mn_domain::SourceState;
use mn_web::pages::{ChoosePage, FetchPage, FetchRow, FetchStatus, Frame, Hindrance, SourceChoice};

use super::journey::lost;
use super::{Sample, s, sample};

fn choice(id: &str, name: &str, what: &str) -> SourceChoice {
    SourceChoice {
        id: s(id),
        name: s(name),
        what: s(what),
        purpose: s("Din ansökan om ekonomiskt bistånd för november"),
        ground: s("Du hämtar dina egna uppgifter, för en ansökan som du tänker göra"),
        obstacle: None,
        is_chosen: true,
        is_fetched: false,
        hindrance: None,
    }
}

pub fn rows(is_over: bool) -> Vec<FetchRow> {
    let row = |id: &str, name: &str, summary: Option<&str>, status| FetchRow {
        id: s(id),
        name: s(name),
        summary: summary.map(s),
        status,
        hindrance: None,
    };
    let done = FetchStatus::Done;
    let (last, one_more) = if is_over {
        (done(SourceState::NotEntitled), done(SourceState::Unavailable))
    } else {
        (FetchStatus::Waiting, FetchStatus::Interrupted)
    };
    let mut rows = vec![
        row(
            "csn",
            "CSN",
            Some("Studiemedel hösten 2026, 3 utbetalningar"),
            done(SourceState::Hit),
        ),
        row(
            "forsakringskassan",
            "Försäkringskassan",
            Some("Barnbidrag och bostadsbidrag"),
            done(SourceState::Partial),
        ),
        row(
            "transportstyrelsen",
            "Transportstyrelsen",
            None,
            done(SourceState::NoHit),
        ),
        row("arbetsformedlingen", "Arbetsförmedlingen", None, last),
        row("a-kassan", "Din a-kassa", None, one_more),
        row("skatteverket", "Skatteverket", None, done(SourceState::Rejected)),
        row(
            "migrationsverket",
            "Migrationsverket",
            None,
            done(SourceState::NotAsked),
        ),
    ];
    if is_over {
        let name = "Skatteverket, med ditt medgivande";
        rows.push(row("skatteverket-egna", name, None, FetchStatus::Declined));
    }
    rows
}

/// Sources that are not asked now.
fn hindered() -> Vec<FetchRow> {
    let mut rows = rows(true);
    for row in &mut rows {
        row.hindrance = match row.id.as_str() {
            "a-kassan" => Some(Hindrance::Resting(s("14.33"))),
            "csn" | "migrationsverket" => Some(Hindrance::Closed(s("24 november 06.00"))),
            _ => None,
        };
    }
    rows
}

/// The page where sources are chosen.
fn choose_page(frame: &Frame) -> ChoosePage {
    let mut sources = vec![
        choice("csn", "CSN", "Studiemedel: bidrag, lån och när det betalades ut"),
        choice(
            "forsakringskassan",
            "Försäkringskassan",
            "Utbetalningar och beslut, till exempel barnbidrag",
        ),
        choice("skatteverket", "Skatteverket", "Beskattad inkomst"),
    ];
    if let Some(first) = sources.first_mut() {
        first.is_fetched = true;
    }
    if let Some(last) = sources.last_mut() {
        last.obstacle = Some(s(
            "Skatteverket lämnar ännu inte ut arbetsgivarnas månadsuppgifter den här vägen.",
        ));
        last.is_chosen = false;
    }
    ChoosePage {
        frame: frame.clone(),
        application: s("din ansökan om ekonomiskt bistånd"),
        sources,
        errors: Vec::new(),
        lost: vec![lost()],
    }
}

/// The same while not all can be asked.
fn choose_at_night(frame: &Frame) -> ChoosePage {
    let mut page = choose_page(frame);
    for (source, hindrance) in page.sources.iter_mut().skip(1).zip([
        Hindrance::Closed(s("24 november 06.00")),
        Hindrance::Resting(s("14.33")),
    ]) {
        source.hindrance = Some(hindrance);
    }
    page
}

/// Sources are chosen, and answers arrive.
pub fn pages(frame: &Frame) -> Vec<Sample> {
    vec![
        sample("10-choose", &choose_page(frame)),
        sample("10-choose-closed", &choose_at_night(frame)),
        sample(
            "11-fetch-closed",
            &FetchPage::new(frame.clone(), hindered(), s("/uppgifter")),
        ),
        sample(
            "11-fetch",
            &FetchPage::new(frame.clone(), rows(false), s("/uppgifter")),
        ),
        sample(
            "11-fetch-over",
            &FetchPage::new(frame.clone(), rows(true), s("/uppgifter")),
        ),
    ]
}
