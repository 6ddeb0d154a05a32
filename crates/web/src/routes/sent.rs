use axum::extract::{Path, State};
use mn_deliver::{OrderStatus, PersonHash, Receipt, State as Stage};
use mn_domain::SubmissionId;
use mn_space::{SlotName, WriteError};

use super::lost;
use super::order::ORDER;
use crate::app::App;
use crate::pages::{Problem, ReceiptPage, ReceiptStep, ReceiptView, ReceiptsPage, SentPage};
use crate::refused::{Answer, Refused};
use crate::room::{AgreedRoom, SENT, Sent};
use crate::visitor::Visitor;
use crate::{names, paths, respond, show};

/// `GET /inskickad`: it has been sent. Shown only when the outbox has it.
pub async fn show(State(app): State<App>, room: AgreedRoom) -> Answer {
    room.touch().await?;
    let Some((_, way)) = ORDER.read(&room).await? else {
        return respond::see_other(paths::RECEIPTS);
    };
    let Some(receipt) = find(&app, &room, way.submission).await? else {
        return respond::see_other(paths::SIGN);
    };
    if app.orders.status(way.submission) == Some(OrderStatus::Sent) {
        room.release().await?;
    }
    let slot = SlotName::Draft(room.choice.form.clone());
    let draft = room.read(&slot).await?;
    // One that was begun since then is another application.
    if draft.is_some_and(|draft| draft.revision == way.draft) {
        room.delete(&slot).await?;
    }
    remember(&room, &receipt).await?;
    let receipt = view(&app, &room.visitor, &receipt);
    let mut frame = room.frame(&app);
    if let Some(life) = &mut frame.room {
        life.sent_to = Some(receipt.recipient.clone());
    }
    respond::page(&SentPage {
        frame,
        receipt,
        copy: Some(paths::COPY.to_owned()),
    })
}

/// Notes in the space what was sent, so that every later page can say who has something to see.
async fn remember(room: &AgreedRoom, receipt: &Receipt) -> Result<(), Refused> {
    let (revision, mut sent) = SENT.read(room).await?.unwrap_or_default();
    if sent.iter().any(|one| one.submission == receipt.submission) {
        return Ok(());
    }
    sent.push(Sent {
        submission: receipt.submission,
        recipient: receipt.recipient.clone(),
    });
    match SENT.write(room, revision, &sent).await {
        // Another tab noted the same.
        Ok(_) | Err(WriteError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// `GET /kvitton`: every receipt that is still kept for this person, also from earlier visits, and what
/// may have been signed in vain.
pub async fn all(State(app): State<App>, room: AgreedRoom) -> Answer {
    room.touch().await?;
    let receipts = app
        .orders
        .outbox
        .receipts(&person(&app, &room))
        .await
        .map_err(|_| Problem::Unavailable)?;
    let receipts = receipts
        .iter()
        .map(|receipt| view(&app, &room.visitor, receipt))
        .collect();
    let lost = lost::of(&app, &room).await.map_err(|_| Problem::Unavailable)?;
    respond::page(&ReceiptsPage {
        frame: room.frame(&app),
        receipts,
        lost,
    })
}

/// `GET /kvitton/{submission}`: one of them. Another person's does not exist.
pub async fn one(State(app): State<App>, room: AgreedRoom, Path(id): Path<String>) -> Answer {
    room.touch().await?;
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let receipt = find(&app, &room, id).await?.ok_or(Problem::NotFound)?;
    respond::page(&ReceiptPage {
        receipt: view(&app, &room.visitor, &receipt),
        frame: room.frame(&app),
    })
}

async fn find(app: &App, room: &AgreedRoom, id: SubmissionId) -> Result<Option<Receipt>, Refused> {
    let found = app.orders.outbox.receipt(&person(app, room), id).await;
    found.map_err(|_| Refused::For(Problem::Unavailable))
}

fn person(app: &App, room: &AgreedRoom) -> PersonHash {
    app.orders.person(room.person().actor())
}

/// A receipt in words.
pub fn view(app: &App, visitor: &Visitor, receipt: &Receipt) -> ReceiptView {
    let (t, language) = (&visitor.texts, visitor.language);
    let moment = |at: jiff::Timestamp| show::moment(t, at);
    let last = if receipt.state == Stage::Rejected {
        ReceiptStep {
            name: "rejected",
            at: receipt.rejected_at.map(moment),
        }
    } else {
        ReceiptStep {
            name: "accepted",
            at: receipt.accepted_at.map(moment),
        }
    };
    ReceiptView {
        id: receipt.submission.to_string(),
        form: names::form(app, language, &receipt.form),
        recipient: names::recipient(app, language, &receipt.recipient),
        sent: moment(receipt.sent_at),
        arrived: receipt.arrived_at.map(moment),
        steps: vec![
            ReceiptStep {
                name: "signed",
                at: Some(moment(receipt.signed_at)),
            },
            ReceiptStep {
                name: "sealed",
                at: Some(moment(receipt.sent_at)),
            },
            ReceiptStep {
                name: "fetched",
                at: receipt.fetched_at.map(moment),
            },
            last,
        ],
        digest: receipt.manifest_sha256.to_string(),
    }
}
