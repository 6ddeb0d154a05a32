//! A search that is ready before the moment comes, and what it found of whom.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tokio::time::Instant;

use super::journeys::Stay;
use super::plant::Canary;
use super::progress::Progress;
use super::stage::{Mode, Stage};
use super::table::Row;
use crate::memory::{Hit, Search, needles};
use crate::trouble::{Outcome, ensure};

/// Whose values are looked for, and in which case.
pub(super) struct Group {
    case: &'static str,
    pub(super) visits: usize,
    pub(super) canaries: Vec<Canary>,
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
    pub(super) search: Search,
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

    /// What was found of each group, of so many bytes and stacks.
    pub(super) fn rows(&self, mode: Mode, hits: &[Hit], (read, stacks): (u64, usize)) -> Vec<Row> {
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
