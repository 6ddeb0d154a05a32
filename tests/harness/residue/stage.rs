//! Demos in which citizens stay, and when their service is searched.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::afterwards;
use super::cases::{case_of, wrong};
use super::dumps::core_dumps;
use super::journeys::{Journey, Planter, Stay};
use super::plant::{Canary, receipt};
use super::progress::Progress;
use super::table::Row;
use super::{Plan, Programs};
use crate::demo::{Demo, EVERY};
use crate::memory::{Hit, Search, needles};
use crate::nodes::{self, Node, Store};
use crate::proxy::Proxy;
use crate::trouble::{Outcome, Trouble, ensure};

/// How long after the last request visits that live have left nothing.
pub(super) const IDLE: Duration = Duration::from_secs(10);
/// How long after log-out.
pub(super) const LOGGED_OUT: Duration = Duration::from_secs(1);
/// How long after a visit ran out.
const RAN_OUT: Duration = Duration::from_secs(2);
/// How long visits live in the demo whose visits run out.
const SHORT_LIFE: u64 = 20;

/// How browsers reach the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Plain HTTP, by a proxy that keeps its connections.
    Proxy,
    /// TLS that the service ends itself.
    Tls,
    /// Plain HTTP, by a proxy that passes connections on, to a node whose visits are in a shared store.
    Store,
}

impl Mode {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Proxy => "http, proxy",
            Self::Tls => "tls",
            Self::Store => "http, store",
        }
    }
}

/// A demo reached in a way.
pub(super) struct Stage {
    proxy: Option<Proxy>,
    shared: Option<Shared>,
    pub(super) demo: Demo,
    pub(super) mode: Mode,
}

/// A node in place of the demo's own service.
struct Shared {
    _way: nodes::Proxy,
    _node: Node,
    store: Store,
}

impl Shared {
    fn start(demo: &mut Demo) -> Outcome<Self> {
        demo.kill_service()?;
        let store = Store::start(demo)?;
        let node = Node::start(demo, &store, "a")?;
        let way = nodes::Proxy::start(demo, &node)?;
        demo.ready.pid = node.pid();
        Ok(Self {
            _way: way,
            _node: node,
            store,
        })
    }
}

impl Stage {
    pub(super) fn start(
        service: &Path,
        (mode, progress): (Mode, &Progress),
        options: &[&str],
    ) -> Outcome<Self> {
        progress.tell("waiting for a demo to be ready");
        let service = service.display().to_string();
        let mut all = vec!["--no-inbox", "--steady", "--service", &service];
        all.extend(options);
        let mut proxy = match mode {
            Mode::Proxy => Some(Proxy::bind()?),
            Mode::Tls | Mode::Store => None,
        };
        let port = proxy.as_ref().map_or(0, |proxy| proxy.port).to_string();
        match mode {
            Mode::Proxy => all.extend(["--proxy", &port]),
            Mode::Tls => all.push("--tls"),
            Mode::Store => {}
        }
        let mut demo = Demo::start(&all)?;
        if let Some(proxy) = &mut proxy {
            let port = demo.ready.listens.rsplit(':').next().unwrap_or_default();
            proxy.pass_to(port.parse()?)?;
        }
        let shared = match mode {
            Mode::Store => Some(Shared::start(&mut demo)?),
            Mode::Proxy | Mode::Tls => None,
        };
        Ok(Self {
            proxy,
            shared,
            demo,
            mode,
        })
    }

    /// The shared store.
    pub(super) fn store(&self) -> Outcome<&Store> {
        let shared = self.shared.as_ref();
        shared
            .map(|shared| &shared.store)
            .ok_or_else(|| Trouble::new("there is no shared store"))
    }

    /// Whether the requests came by the proxy.
    fn was_passed(&self) -> Outcome {
        let passed = self.proxy.as_ref().is_none_or(|proxy| proxy.passed() > 10);
        ensure(passed, "no request came by the proxy")
    }
}

/// Whose values are looked for, and in which case.
pub(super) struct Group {
    case: &'static str,
    visits: usize,
    canaries: Vec<Canary>,
}

impl Group {
    pub(super) fn of<'a, 'b: 'a>(case: &'static str, stays: impl IntoIterator<Item = &'a Stay<'b>>) -> Self {
        let (mut visits, mut canaries) = (0, Vec::new());
        for stay in stays {
            visits += 1;
            canaries.extend(stay.canaries.iter().cloned());
        }
        Self {
            case,
            visits,
            canaries,
        }
    }
}

/// A search that is ready, so that no time passes between the moment and the search.
pub(super) struct Ready {
    search: Search,
    groups: Vec<Group>,
    forms: Vec<usize>,
    sees: String,
}

impl Ready {
    pub(super) fn new(stage: &Stage, groups: Vec<Group>) -> Outcome<Self> {
        // Something that must be found: a search that finds nothing at all is broken.
        let sees = stage.demo.ready.citizen.clone();
        let mut all = needles("seen", &sees);
        let mut forms = Vec::new();
        for group in &groups {
            let before = all.len();
            all.extend(
                group
                    .canaries
                    .iter()
                    .flat_map(|canary| canary.needles(group.case)),
            );
            forms.push(all.len() - before);
        }
        Ok(Self {
            search: Search::new(all)?,
            groups,
            forms,
            sees,
        })
    }

    /// Searches the memory of the service.
    pub(super) fn memory(&self, stage: &Stage, last: Instant, progress: &Progress) -> Outcome<Vec<Row>> {
        let after = last.elapsed().as_secs_f64();
        progress.tell(format_args!(
            "searching the memory, {after:.1} s after the last request"
        ));
        let scan = self.search.process(stage.demo.ready.pid)?;
        let is_seen = scan.hits.iter().any(|hit| hit.name == "seen");
        ensure(is_seen, format!("the search does not even find {}", self.sees))?;
        Ok(self.rows(stage.mode, &scan.hits, (scan.read, scan.stacks)))
    }

    fn rows(&self, mode: Mode, hits: &[Hit], (read, stacks): (u64, usize)) -> Vec<Row> {
        let groups = self.groups.iter().zip(&self.forms);
        groups
            .map(|(group, forms)| Row {
                case: group.case.to_owned(),
                mode: mode.name(),
                visits: group.visits,
                canaries: group.canaries.len(),
                forms: *forms,
                read,
                stacks,
                hits: found(group.case, hits),
            })
            .collect()
    }
}

fn found(case: &str, hits: &[Hit]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for hit in hits {
        if let Some(what) = hit
            .name
            .strip_prefix(case)
            .and_then(|rest| rest.strip_prefix(": "))
        {
            let mut line = String::new();
            let _ = write!(line, "{what}, {} in {}", hit.form, hit.region);
            *found.entry(line).or_insert(0) += 1;
        }
    }
    found
}

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
