//! What citizens do in a demo, and when its service is searched.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::afterwards;
use super::cases::{case_of, wrong};
use super::dumps::core_dumps;
use super::journeys::{Journey, Planter, Stay};
use super::plant::receipt;
use super::progress::Progress;
use super::search::{Group, Ready};
use super::stage::{Mode, Stage};
use super::table::Row;
use super::{Plan, Programs};
use crate::demo::EVERY;
use crate::trouble::{Outcome, Trouble, ensure};

/// How long after the last request visits that live have left nothing.
pub(super) const IDLE: Duration = Duration::from_secs(10);
/// How long after log-out.
pub(super) const LOGGED_OUT: Duration = Duration::from_secs(1);
/// How long after a visit ran out.
const RAN_OUT: Duration = Duration::from_secs(2);
/// How long visits live in the demo whose visits run out.
const SHORT_LIFE: u64 = 20;

/// How many of the short visits must have been shown what was planted, of how many.
const SHARE: (usize, usize) = (9, 10);

/// Whether nearly every short visit was shown what had been planted for it: what never came cannot be left.
fn show(stays: &[Stay<'_>]) -> Outcome {
    let short = stays.iter().filter(|stay| stay.journey == Journey::Short);
    let (all, shown) = short.fold((0, 0), |(all, shown), stay| {
        (all + 1, shown + usize::from(stay.shown))
    });
    ensure(
        shown * SHARE.1 >= all * SHARE.0,
        format!("only {shown} of {all} short visits were shown what was planted"),
    )
}

/// Visits that live, then log out; then the process and its files.
pub async fn living(
    programs: &Programs,
    (mode, progress): (Mode, &Progress),
    plan: Plan,
) -> Outcome<Vec<Row>> {
    let stage = Stage::start(&programs.service, (mode, progress), &[])?;
    let planter = Planter::new(&stage.demo).await?;
    let mut journeys = vec![Journey::Home; plan.home];
    journeys.resize(plan.home + plan.thorough, Journey::Thorough);
    if plan.everything {
        journeys.extend(wrong());
    }
    journeys.resize(plan.visits.max(journeys.len()), Journey::Short);
    progress.tell(format_args!(
        "waiting for {} citizens to do what they do",
        journeys.len()
    ));
    let mut stays = planter.all(&journeys).await?;
    let last = Instant::now();
    progress.tell(format_args!(
        "{} visits live; waiting until they have been idle",
        stays.len()
    ));
    show(&stays)?;
    let mut cases: Vec<&'static str> = stays.iter().map(|stay| case_of(&stay.journey)).collect();
    cases.sort_unstable();
    cases.dedup();
    let groups = cases.into_iter().map(|case| {
        let those = stays.iter().filter(|stay| case_of(&stay.journey) == case);
        Group::of(case, those)
    });
    let ready = Ready::new(&stage, groups.collect())?;
    sleep_until(last + IDLE).await;
    let mut rows = ready.memory(&stage, last, progress)?;
    drop(ready);
    let (ended, gone) = Box::pin(log_out((&stage, progress), &planter, &mut stays, plan)).await?;
    rows.extend(ended);
    if let Some(stay) = stays.iter_mut().find(|stay| stay.journey == Journey::Short) {
        stay.visit.open("/uppgifter").await?;
        stay.visit.is_at("/uppgifter")?;
    }
    stage.was_passed()?;
    if plan.everything {
        progress.tell("searching files");
        let everybody = Group::of("e  log, database, files, environment", stays.iter().chain(&gone));
        let ready = Ready::new(&stage, vec![everybody])?;
        let read = afterwards::written(&stage.demo)?;
        let hits = afterwards::hits(&ready.search, &read);
        let bytes = read.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        rows.extend(ready.rows(mode, &hits, (bytes, 0)));
        drop((planter, stays, gone));
        rows.extend(core_dumps(stage, progress).await?);
    }
    Ok(rows)
}

/// Logs out whoever has most to lose, and one whose source still says nothing, and searches.
async fn log_out<'a>(
    (stage, progress): (&Stage, &Progress),
    planter: &Planter<'a>,
    stays: &mut Vec<Stay<'a>>,
    plan: Plan,
) -> Outcome<(Vec<Row>, Vec<Stay<'a>>)> {
    let silent = Journey::Source(json!({"behaviour": "silent"}));
    progress.tell("waiting for some to ask a source that says nothing, and for others to log out");
    let mut waiting = if plan.everything {
        planter.all(&vec![silent; 4]).await?
    } else {
        Vec::new()
    };
    let (mut leaving, staying) = std::mem::take(stays)
        .into_iter()
        .partition::<Vec<_>, _>(|stay| matches!(stay.journey, Journey::Thorough | Journey::Home));
    *stays = staying;
    let mut groups = vec![Group::of("b  logged out, 1 s", &leaving)];
    if plan.everything {
        groups.push(Group::of("d  silent source, logged out, 1 s", &waiting));
    }
    let ready = Ready::new(stage, groups)?;
    let mut receipts = Group::of("b  receipt of the deletion, 1 s", []);
    for stay in leaving.iter_mut().chain(&mut waiting) {
        stay.visit.log_out().await?;
        receipts.visits += 1;
        receipts.canaries.extend(receipt(&stay.visit));
    }
    let last = Instant::now();
    let given = receipts.canaries.len();
    ensure(
        given == 2 * receipts.visits,
        format!("only {given} receipts and numbers"),
    )?;
    let receipts = Ready::new(stage, vec![receipts])?;
    sleep_until(last + LOGGED_OUT).await;
    let mut rows = ready.memory(stage, last, progress)?;
    rows.extend(receipts.memory(stage, last, progress)?);
    for stay in &waiting {
        stay.source_answers().await?;
    }
    leaving.extend(waiting);
    Ok((rows, leaving))
}

/// Visits that nobody ends.
pub async fn running_out(programs: &Programs, (mode, progress): (Mode, &Progress)) -> Outcome<Vec<Row>> {
    let idle = SHORT_LIFE.to_string();
    let stage = Stage::start(&programs.service, (mode, progress), &["--idle", &idle])?;
    let planter = Planter::new(&stage.demo).await?;
    let mut journeys = [Journey::Thorough, Journey::Short]
        .map(|journey| vec![journey; 4])
        .concat();
    journeys.truncate(7);
    journeys.push(Journey::Home);
    progress.tell("waiting for citizens whose visits will run out");
    let mut stays = planter.all(&journeys).await?;
    let ready = Ready::new(&stage, vec![Group::of("c  ran out, 2 s", &stays)])?;
    // All of them are seen alive once more, so that all run out now.
    for stay in &mut stays {
        stay.visit.open("/valj").await?;
        stay.visit.is_at("/valj")?;
    }
    let last = Instant::now();
    progress.tell(format_args!("waiting {SHORT_LIFE} s until visits have run out"));
    sleep_until(last + Duration::from_secs(SHORT_LIFE) + RAN_OUT).await;
    let rows = ready.memory(&stage, last, progress)?;
    for stay in &mut stays {
        stay.visit.open("/uppgifter").await?;
        ensure(stay.visit.is_at("/uppgifter").is_err(), "a visit did not run out")?;
    }
    stage.was_passed()?;
    Ok(rows)
}

/// Handlers that break.
pub async fn breaking(program: &Path, (mode, progress): (Mode, &Progress)) -> Outcome<Vec<Row>> {
    let stage = Stage::start(program, (mode, progress), &[])?;
    let planter = Planter::new(&stage.demo).await?;
    progress.tell("waiting for citizens whose pages break");
    let mut stays = planter.all(&vec![Journey::Short; 8]).await?;
    for stay in &mut stays {
        stay.breaks(&planter).await?;
    }
    let last = Instant::now();
    progress.tell("handlers broke; waiting until they have been idle");
    let told = async || -> Outcome {
        // What the service writes reaches the log a moment later.
        while stage.demo.log()?.matches("a handler broke at").count() < 2 * stays.len() {
            sleep(EVERY).await;
        }
        Ok(())
    };
    let told = timeout(IDLE, told()).await;
    told.map_err(|_| Trouble::new("not every handler broke"))??;
    let groups = vec![Group::of("d  panic in a handler, alive, 10 s idle", &stays)];
    let ready = Ready::new(&stage, groups)?;
    sleep_until(last + IDLE).await;
    ready.memory(&stage, last, progress)
}
