use std::net::IpAddr;

use axum::extract::State;
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode};
use jiff::SignedDuration;
use mn_deliver::{CannotSign, OrderStatus};
use mn_eid::bankid::{OrderError, PendingHint, Way};
use mn_form::{NotComplete, Written};
use mn_seal::Digest;
use mn_sign::Browser;
use mn_space::Act;

use super::case::Opened;
use super::order::{ORDER, Press, UnderWay};
use super::review;
use crate::app::App;
use crate::gate::Address;
use crate::pages::{Markup, Problem, SignPage, SignParts, SignState, bankid_text};
use crate::post::Post;
use crate::refused::{Answer, Refused};
use crate::room::AgreedRoom;
use crate::{paths, respond};

/// How long BankID lets an order live at the most.
const ORDER_LASTS: SignedDuration = SignedDuration::from_mins(4);

/// `POST /skriv-under`: freezes exactly what was reviewed, and begins the order.
pub async fn begin(
    State(app): State<App>,
    Address(from): Address,
    headers: HeaderMap,
    Post { room, fields }: Post<AgreedRoom>,
) -> Answer {
    app.gate.orders.count(from)?;
    let browser = browser(&app, from, &headers);
    let reviewed: Option<Digest> = fields.get("digest").and_then(|digest| digest.parse().ok());
    press(&app, &room, reviewed, browser).await
}

async fn press(app: &App, room: &AgreedRoom, reviewed: Option<Digest>, browser: Browser) -> Answer {
    room.touch().await?;
    let reviewed = reviewed.ok_or(Problem::Changed)?;
    let mut opened = Opened::of(app, room).await?;
    let Some(press) = Press::take(app, room, reviewed, opened.revision).await? else {
        return respond::see_other(paths::SIGN);
    };
    declare(&mut opened);
    let answer = freeze_and_begin(&opened, press, browser).await;
    if !matches!(&answer, Ok(answer) if answer.status() == StatusCode::SEE_OTHER) {
        // No order began: the button may be pressed again at once.
        ORDER.delete(room).await?;
    }
    answer
}

async fn freeze_and_begin(opened: &Opened<'_>, press: Press, browser: Browser) -> Answer {
    let (app, room) = (opened.app, opened.room);
    let completed = opened.draft.clone().complete(&opened.case(), press.reviewed());
    let completed = match completed {
        Ok(completed) => completed,
        // The page is shown again as things stand now: nobody signs what she has not seen.
        Err(NotComplete::NotAsReviewed | NotComplete::Missing(_)) => {
            let fresh = Opened::of(app, room).await?;
            return respond::page_with(409, &review::review_page(&fresh));
        }
    };
    let begun = match app.orders.begin(&room.visit, completed, browser).await {
        Ok(begun) => begun,
        Err(CannotSign::Order(error)) => return not_begun(app, room, opened, error),
        Err(CannotSign::Space(error)) => return Err(error.into()),
        Err(CannotSign::Recipient | CannotSign::Freeze(_) | CannotSign::Prepare(_)) => {
            return Err(Problem::Unavailable.into());
        }
    };
    let submission = begun.submission;
    room.hold(app.clock.now() + ORDER_LASTS).await?;
    // EXPOSE: sealed by the space in the next call.
    let visible = Written::new(begun.frozen.visible.expose().as_str());
    press.began(room, submission, begun.order, visible).await?;
    room.note(Act::OrderStarted { submission }).await?;
    respond::see_other(paths::SIGN)
}

/// `GET /skriv-under`: the code to scan, the link for this device, and what to do. The app sends the browser here, from
/// another site.
pub async fn show(State(app): State<App>, headers: HeaderMap, room: AgreedRoom) -> Answer {
    let Some((_, way)) = ORDER.read(&room).await? else {
        return respond::see_other(paths::REVIEW);
    };
    let state = state(&app, &headers, &way);
    if state == SignState::Done {
        return respond::see_other(paths::SENT);
    }
    let opened = Opened::of(&app, &room).await?;
    let recipient = opened.recipient.name.get(room.visitor.language).to_owned();
    // EXPOSE: shown to the citizen who signs it.
    let visible = way.visible.expose().to_owned();
    respond::page(&SignPage::new(room.frame(&app), state, recipient, visible))
}

/// `GET /skriv-under/lage`: the parts that change, each second.
pub async fn parts(State(app): State<App>, headers: HeaderMap, room: AgreedRoom) -> Answer {
    let found = ORDER.read(&room).await?;
    let (_, way) = found.ok_or(Refused::For(Problem::NotFound))?;
    respond::page(&SignParts {
        frame: room.frame(&app),
        state: state(&app, &headers, &way),
    })
}

/// `POST /skriv-under/avbryt`: cancels the order at BankID, so that the citizen is not stuck there. What has been
/// signed in the same moment cannot be cancelled; the page of the order then says what came of it.
pub async fn cancel(State(app): State<App>, Post { room, .. }: Post<AgreedRoom>) -> Answer {
    room.touch().await?;
    let Some((_, way)) = ORDER.read(&room).await? else {
        return respond::see_other(paths::REVIEW);
    };
    let is_over = match (app.orders.status(way.submission), &way.order) {
        (Some(OrderStatus::Waiting(_)), Some(order)) => app.orders.cancel(order).await.is_ok(),
        (Some(OrderStatus::Sent), _) => false,
        _ => !way.is_beginning(app.clock.now()),
    };
    if !is_over {
        return respond::see_other(paths::SIGN);
    }
    room.release().await?;
    ORDER.delete(&room).await?;
    respond::see_other(paths::REVIEW)
}

/// The declaration stands beside the button: pressing it is making it.
fn declare(opened: &mut Opened<'_>) {
    let declarations: Vec<_> = opened
        .definition
        .sections
        .iter()
        .filter(|section| {
            section
                .questions
                .iter()
                .any(|one| one.kind.name() == "declaration")
        })
        .collect();
    for section in declarations {
        let questions = section
            .questions
            .iter()
            .filter(|one| one.kind.name() == "declaration");
        let post: Vec<_> = questions
            .map(|one| (one.id.to_string(), "yes".to_owned()))
            .collect();
        let mut draft = opened.draft.clone();
        draft.apply(&opened.case(), section, &post);
        opened.draft = draft;
    }
}

fn not_begun(app: &App, room: &AgreedRoom, opened: &Opened<'_>, error: OrderError) -> Answer {
    let state = SignState::Failed {
        text: bankid_text(error.text_key()),
    };
    let recipient = opened.recipient.name.get(room.visitor.language).to_owned();
    respond::page_with(
        503,
        &SignPage::new(room.frame(app), state, recipient, String::new()),
    )
}

fn state(app: &App, headers: &HeaderMap, way: &UnderWay) -> SignState {
    let text = |key: &str| bankid_text(key);
    let side = if is_phone(headers) {
        Way::SameDevice
    } else {
        Way::QrCode
    };
    match app.orders.status(way.submission) {
        Some(OrderStatus::Waiting(PendingHint::OutstandingTransaction)) => scan(app, headers, way, side),
        Some(OrderStatus::Waiting(hint)) => SignState::Pending {
            text: text(hint.text_key(side)),
        },
        Some(OrderStatus::Sent) => SignState::Done,
        Some(OrderStatus::NotSigned(hint)) => SignState::Failed {
            text: text(hint.text_key(side)),
        },
        Some(OrderStatus::Refused) => SignState::Failed {
            text: "sign.refused".to_owned(),
        },
        None if way.is_beginning(app.clock.now()) => SignState::Pending {
            text: text(PendingHint::OutstandingTransaction.text_key(side)),
        },
        Some(OrderStatus::Unknown) | None => SignState::Failed {
            text: "sign.unknown".to_owned(),
        },
    }
}

fn scan(app: &App, headers: &HeaderMap, way: &UnderWay, side: Way) -> SignState {
    let hint = PendingHint::OutstandingTransaction;
    let text = bankid_text(hint.text_key(side));
    let Some(order) = &way.order else {
        return SignState::Pending { text };
    };
    let links = order.links();
    // EXPOSE: the code and the link are for the citizen's own browser.
    let link = if is_phone(headers) {
        links.mobile.expose()
    } else {
        links.desktop.expose()
    };
    SignState::Scan {
        qr: Markup::qr(&order.qr_frame(app.clock.now())),
        same_device: app.site.app_link(link),
        text,
    }
}

fn is_phone(headers: &HeaderMap) -> bool {
    let agent = headers
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    ["Android", "iPhone", "iPad"]
        .iter()
        .any(|name| agent.contains(name))
}

fn browser(app: &App, ip: IpAddr, headers: &HeaderMap) -> Browser {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    Browser {
        ip,
        return_url: app.site.base_url.join(paths::SIGN).ok(),
        user_agent: agent.map(|agent| agent.chars().take(256).collect()),
        device: None,
    }
}
