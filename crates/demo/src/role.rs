//! The programs that this one can be.

use std::ffi::OsString;
use std::process::ExitCode;

use rustix::process::{Signal, set_parent_process_death_signal};

/// Set for children: they end when the one that started them is gone.
pub const CHILD: &str = "MN_DEMO_CHILD";

/// One of the programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The service.
    Medborgarnavet,
    /// The pretend other side.
    Sandbox,
    /// The receiving authority.
    Inbox,
}

impl Role {
    /// The program's name, which is also the first argument of the child.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Medborgarnavet => "medborgarnavet",
            Self::Sandbox => "sandbox",
            Self::Inbox => "inbox",
        }
    }
}

/// The role that the first argument names, if it names one.
pub fn asked_for(arguments: &[OsString]) -> Option<Role> {
    let first = arguments.get(1)?;
    [Role::Medborgarnavet, Role::Sandbox, Role::Inbox]
        .into_iter()
        .find(|role| first == role.name())
}

/// Plays the role with the arguments after its name.
pub fn play(role: Role, mut arguments: Vec<OsString>) -> ExitCode {
    arguments.remove(0);
    if std::env::var_os(CHILD).is_some() {
        // Where the kernel does not do it, the parent's own end does.
        let _ = set_parent_process_death_signal(Some(Signal::TERM));
    }
    match role {
        Role::Medborgarnavet => mn_medborgarnavet::main_with(arguments),
        Role::Sandbox => mn_sandbox::main_with(arguments.into_iter()),
        Role::Inbox => mn_inbox::main_with(arguments),
    }
}
