use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use mn_tests::demo::Demo;
use mn_tests::memory::{Hit, Needle, needles, scan, secret_needles};
use mn_tests::trouble::Outcome as Walked;
use mn_tests::visit::Visit;

use crate::journey::runtime;
use crate::run::{Failure, Outcome, cargo, run as start};

/// Longer than a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(8);
const WRITTEN: &str = "Planterad mening om hyresvärden Plantberg";

/// Plants values by journeys, and prints what of them lies in the service's memory: while visits live and nobody
/// asks for anything, and after they have ended. Reading another process's memory needs the right to.
pub fn run() -> Outcome {
    start(cargo(&["build", "--release", "--package", "mn-demo"]))?;
    let told = runtime()?.block_on(measured());
    let table = told.map_err(|trouble| Failure(trouble.to_string()))?;
    writeln!(std::io::stdout(), "{table}").map_err(|error| Failure(error.to_string()))
}

async fn measured() -> Walked<String> {
    let demo = Demo::start(&["--inbox-every", "1"])?;
    let people = demo.control().persons().await?;
    let mut planted = needles("what the citizen wrote", WRITTEN);
    let mut visits = Vec::new();
    for person in people
        .iter()
        .filter(|person| person.life == "blandad" || person.life == "student")
        .take(3)
    {
        planted.extend(needles("identity number", &person.number));
        let mut visit =
            Visit::with_answers(&demo, &person.number, &["csn", "forsakringskassan", "a-kassan"]).await?;
        visit.open("/uppgifter/csn").await?;
        for amount in visit.page.all(".big") {
            let digits: String = amount
                .chars()
                .filter(|it| it.is_ascii_digit() || *it == ',')
                .collect();
            planted.extend(needles("fetched amount, plain", &digits));
            planted.extend(needles("fetched amount, as shown", amount.trim()));
        }
        visit
            .fill_in(&[("vantar", "yes"), ("vantar_pa", WRITTEN)])
            .await?;
        planted.extend(secret_needles(
            "token of the visit",
            visit.browser.jar.get("__Host-visit").unwrap_or_default(),
        ));
        planted.extend(
            visit
                .page
                .attributes("input[name=token]", "value")
                .first()
                .map(|it| secret_needles("form token", it))
                .unwrap_or_default(),
        );
        visits.push(visit);
    }
    let mut table = vec![format!(
        "{:<12} {:<26} {:<10} {:<10} {:>5}",
        "when", "what", "form", "where", "hits"
    )];
    idle(&demo, "alive, idle", &planted, &mut table).await?;
    for visit in &mut visits {
        visit.sign().await?;
        visit.log_out().await?;
    }
    idle(&demo, "logged out", &planted, &mut table).await?;
    Ok(table.join("\n"))
}

/// Waits until nobody has asked for anything for a while, and searches.
async fn idle(demo: &Demo, when: &str, planted: &[Needle], table: &mut Vec<String>) -> Walked {
    tokio::time::sleep(IDLE).await;
    let (hits, scanned) = scan(demo.ready.pid, planted)?;
    let mut rows: BTreeMap<(String, &str, String), usize> = BTreeMap::new();
    for Hit {
        name, form, region, ..
    } in &hits
    {
        *rows.entry((name.clone(), form, region.clone())).or_default() += 1;
    }
    for ((name, form, region), count) in rows {
        table.push(format!(
            "{when:<12} {name:<26} {form:<10} {region:<10} {count:>5}"
        ));
    }
    table.push(format!(
        "{when:<12} {} hits in {} MB",
        hits.len(),
        scanned / 1_000_000
    ));
    Ok(())
}
