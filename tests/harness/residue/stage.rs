//! A demo whose service is searched, and how browsers reach it.

use std::path::Path;

use super::progress::Progress;
use crate::demo::Demo;
use crate::nodes::{self, Node, Store};
use crate::proxy::Proxy;
use crate::trouble::{Outcome, Trouble, ensure};

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
    _way: nodes::Switch,
    _node: Node,
    store: Store,
}

impl Shared {
    fn start(demo: &mut Demo) -> Outcome<Self> {
        demo.kill_service()?;
        let store = Store::start(demo)?;
        let node = Node::start(demo, &store, "a")?;
        let way = nodes::Switch::start(demo, &node)?;
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
    pub(super) fn was_passed(&self) -> Outcome {
        let passed = self.proxy.as_ref().is_none_or(|proxy| proxy.passed() > 10);
        ensure(passed, "no request came by the proxy")
    }
}
