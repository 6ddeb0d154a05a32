//! Visits in a shared store. There everybody outside can learn the server's share, and so look for the keys.

use tokio::time::{Instant, sleep_until};

use super::courses::{IDLE, LOGGED_OUT};
use super::journeys::{Journey, Planter};
use super::progress::Progress;
use super::search::{Group, Ready};
use super::stage::{Mode, Stage};
use super::table::Row;
use super::{Programs, keys};
use crate::trouble::Outcome;

/// How many come.
const VISITS: usize = 12;

/// Visits that live, then log out, on a node over a shared store.
pub async fn shared(programs: &Programs, progress: &Progress) -> Outcome<Vec<Row>> {
    let stage = Stage::start(&programs.service, (Mode::Store, progress), &[])?;
    let planter = Planter::new(&stage.demo).await?;
    let mut journeys = vec![Journey::Home, Journey::Thorough, Journey::Thorough];
    journeys.resize(VISITS, Journey::Short);
    progress.tell("waiting for citizens whose visits are in a shared store");
    let mut stays = planter.all(&journeys).await?;
    let last = Instant::now();
    for stay in &mut stays {
        let keys = keys::of(&stage.demo, stage.store()?, &stay.visit)?;
        stay.canaries.extend(keys);
    }
    let alive = Ready::new(&stage, vec![Group::of("a  alive, 10 s idle, with keys", &stays)])?;
    sleep_until(last + IDLE).await;
    let mut rows = alive.memory(&stage, last, progress)?;
    let ended = Ready::new(&stage, vec![Group::of("b  logged out, 1 s, with keys", &stays)])?;
    for stay in &mut stays {
        stay.visit.open("/uppgifter").await?;
        stay.visit.log_out().await?;
    }
    let last = Instant::now();
    sleep_until(last + LOGGED_OUT).await;
    rows.extend(ended.memory(&stage, last, progress)?);
    Ok(rows)
}
