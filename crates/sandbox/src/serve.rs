//! Starts every pretend party and tells where they listen.

use std::io::Write;
use std::sync::Arc;

use serde_json::json;

use crate::bankid::BankId;
use crate::cli::ServeArgs;
use crate::error::SandboxError;
use crate::listen::{self, Clients};
use crate::oidc::Provider;
use crate::skatteverket::Skatteverket;
use crate::world::World;
use crate::{bankid, control, oidc, pki, skatteverket, ssbtek};

/// Serves until the process is told to stop.
pub async fn serve(args: ServeArgs) -> Result<(), SandboxError> {
    pki::prepare(&args.dir)?;
    let world = World::new()?;
    let dir = args.dir.as_path();

    let browser = listen::bind(args.oidc_browser).await?;
    let backchannel = listen::bind(args.oidc_backchannel).await?;
    let ssbtek = listen::bind(args.ssbtek).await?;
    let skv_browser = listen::bind(args.skatteverket_browser).await?;
    let skv = listen::bind(args.skatteverket).await?;
    let bankid = listen::bind(args.bankid).await?;
    let app = listen::bind(args.bankid_app).await?;
    let control = listen::bind(args.control).await?;
    let addresses = json!({
        "issuer": format!("https://{}", backchannel.local_addr()?),
        "oidc_browser": format!("http://{}", browser.local_addr()?),
        "oidc_backchannel": format!("https://{}", backchannel.local_addr()?),
        "ssbtek": format!("https://{}/ssbtek", ssbtek.local_addr()?),
        "skatteverket_authorize": format!("http://{}/oauth2/v1/per/authorize", skv_browser.local_addr()?),
        "skatteverket_token": format!("https://{}/oauth2/v1/per/token", skv.local_addr()?),
        "skatteverket_api": format!("https://{}/egna/v1", skv.local_addr()?),
        "bankid": format!("https://{}/rp/v6.0/", bankid.local_addr()?),
        "bankid_app": format!("http://{}", app.local_addr()?),
        "control": format!("http://{}/control", control.local_addr()?),
        "persons": world.people.count(),
        "dir": dir,
    });

    let provider = Arc::new(Provider::load(&args, &addresses, world.clone())?);
    let bank = Arc::new(BankId::new(dir, world.clone())?);
    listen::serve(browser, None, oidc::browser(provider.clone()));
    let tls = listen::tls(dir, "oidc-server", &Clients::Anyone)?;
    listen::serve(backchannel, Some(tls), oidc::backchannel(provider.clone()));
    let tls = listen::tls(dir, "ssbtek-server", &Clients::IssuedBy("ssbtek-ca.pem"))?;
    listen::serve(ssbtek, Some(tls), ssbtek::router(world.clone()));
    let agency = Arc::new(Skatteverket::load(&args, world.clone())?);
    listen::serve(skv_browser, None, skatteverket::browser(agency.clone()));
    let tls = listen::tls(dir, "skatteverket-server", &Clients::Anyone)?;
    listen::serve(skv, Some(tls), skatteverket::backchannel(agency.clone()));
    let tls = listen::tls(dir, "bankid-server", &Clients::IssuedBy("bankid-tls-ca.pem"))?;
    listen::serve(bankid, Some(tls), bankid::rp_api(bank.clone()));
    listen::serve(app, None, bankid::app(bank.clone()));
    listen::serve(
        control,
        None,
        control::router(control::Parties {
            world,
            provider,
            skatteverket: agency,
            bank,
        }),
    );

    let mut out = std::io::stdout();
    writeln!(out, "{addresses}")?;
    out.flush()?;
    stopped().await
}

/// Waits for the signal to stop.
async fn stopped() -> Result<(), SandboxError> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        done = tokio::signal::ctrl_c() => done?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
