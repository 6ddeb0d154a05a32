//! What may have been signed in vain: nobody learned how the order ended.

use mn_deliver::{Fault, LostOrder};

use crate::app::App;
use crate::names;
use crate::pages::LostView;
use crate::room::AgreedRoom;
use crate::show;

/// What the citizen of a visit may have signed in vain and has not sent since.
///
/// # Errors
/// When the outbox cannot be read.
pub async fn of(app: &App, room: &AgreedRoom) -> Result<Vec<LostView>, Fault> {
    let person = app.orders.person(room.person().actor());
    let lost = app.orders.outbox.lost(&person).await?;
    Ok(lost.iter().map(|order| view(app, room, order)).collect())
}

fn view(app: &App, room: &AgreedRoom, order: &LostOrder) -> LostView {
    let language = room.visitor.language;
    LostView {
        form: names::form(app, language, &order.form),
        recipient: names::recipient(app, language, &order.recipient),
        at: show::moment(&room.visitor.texts, order.began_at),
    }
}
