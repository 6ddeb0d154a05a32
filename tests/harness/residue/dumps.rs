//! What a process leaves that breaks.

use std::collections::BTreeMap;

use super::afterwards;
use super::journeys::{Journey, Planter};
use super::progress::Progress;
use super::stage::Stage;
use super::table::Row;
use crate::trouble::Outcome;

/// A process that breaks leaves no core dump, however much the machine allows.
pub(super) async fn core_dumps(mut stage: Stage, progress: &Progress) -> Outcome<Vec<Row>> {
    let mut hits = BTreeMap::new();
    progress.tell("waiting for the service to be gone");
    stage.demo.kill_service()?;
    for signal in ["ABRT", "SEGV"] {
        progress.tell(format_args!(
            "waiting for the service to start again, and to break by SIG{signal}"
        ));
        stage.demo.restart_service()?;
        let planter = Planter::new(&stage.demo).await?;
        planter.one(&Journey::Short, 0).await?;
        if afterwards::leaves_core(&mut stage.demo, signal)? {
            hits.insert(format!("core dump after SIG{signal}"), 1);
        }
    }
    Ok(vec![Row {
        case: "e  core dump of a broken process".to_owned(),
        mode: stage.mode.name(),
        visits: 2,
        canaries: 0,
        forms: 0,
        read: 0,
        stacks: 0,
        hits,
    }])
}
