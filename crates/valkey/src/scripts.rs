use redis::Script;

/// One script for each operation: it happens whole or not at all.
pub struct Scripts {
    pub epoch: Script,
    pub begin: Script,
    pub entry: Script,
    pub live: Script,
    pub slots: Script,
    pub read: Script,
    pub change: Script,
    pub deposit: Script,
    pub deposits: Script,
    pub end: Script,
    pub sweep: Script,
    pub seal: Script,
}

const PRELUDE: &str = include_str!("scripts/prelude.lua");

impl Scripts {
    pub fn new() -> Self {
        let script = |body: &str| Script::new(&[PRELUDE, body].concat());
        Self {
            epoch: script(include_str!("scripts/epoch.lua")),
            begin: script(include_str!("scripts/begin.lua")),
            entry: script(include_str!("scripts/entry.lua")),
            live: script(include_str!("scripts/live.lua")),
            slots: script(include_str!("scripts/slots.lua")),
            read: script(include_str!("scripts/read.lua")),
            change: script(include_str!("scripts/change.lua")),
            deposit: script(include_str!("scripts/deposit.lua")),
            deposits: script(include_str!("scripts/deposits.lua")),
            end: script(include_str!("scripts/end.lua")),
            sweep: script(include_str!("scripts/sweep.lua")),
            seal: script(include_str!("scripts/seal.lua")),
        }
    }
}
