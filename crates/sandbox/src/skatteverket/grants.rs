//! Permissions that citizens gave, and what opens the API because of them.

use std::collections::HashMap;

use jiff::{Timestamp, ToSpan};

use crate::jose;

/// How long a code is good.
const CODE_MINUTES: i64 = 5;
/// How long an access token is good, in seconds: `expires_in`.
pub const ACCESS_SECONDS: i64 = 3600;
/// How long a refresh token is good.
const REFRESH_MINUTES: i64 = 65;
/// How many refresh tokens a person and session gets.
const REFRESHES: u32 = 10;
/// How long the page may stand open.
const PATIENCE_MINUTES: i64 = 10;

/// What was asked of the citizen.
#[derive(Clone)]
pub struct Request {
    pub redirect_uri: String,
    pub state: String,
}

/// How often what was done.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    pub given: u32,
    pub renewed: u32,
    pub asked: u32,
}

/// What the agency remembers.
#[derive(Default)]
pub struct Grants {
    pages: HashMap<String, (Request, Timestamp)>,
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    pub counts: Counts,
}

struct Code {
    person: String,
    redirect_uri: String,
    until: Timestamp,
}

/// An access token.
#[derive(Clone)]
pub struct Access {
    pub person: String,
    pub is_renewed: bool,
    until: Timestamp,
}

struct Refresh {
    person: String,
    until: Timestamp,
    left: u32,
}

/// What the token endpoint gives.
pub struct Tokens {
    pub person: String,
    pub access: String,
    pub refresh: Option<String>,
}

impl Grants {
    /// Opens a page; gives its name.
    pub fn open(&mut self, request: Request, now: Timestamp) -> String {
        let name = jose::b64(jose::random::<16>());
        self.pages
            .retain(|_, (_, began)| *began + PATIENCE_MINUTES.minutes() > now);
        self.pages.insert(name.clone(), (request, now));
        name
    }

    /// Whether a page is open.
    pub fn is_open(&self, name: &str) -> bool {
        self.pages.contains_key(name)
    }

    /// Closes a page; gives what was asked.
    pub fn close(&mut self, name: &str) -> Option<Request> {
        self.pages.remove(name).map(|(request, _)| request)
    }

    /// A code, because this person said yes.
    pub fn permit(&mut self, request: &Request, person: &str, now: Timestamp) -> String {
        let code = jose::b64(jose::random::<32>());
        let kept = Code {
            person: person.to_owned(),
            redirect_uri: request.redirect_uri.clone(),
            until: now + CODE_MINUTES.minutes(),
        };
        self.codes.insert(code.clone(), kept);
        code
    }

    /// Redeems a code, once, for whoever had it sent to the same address.
    pub fn redeem(&mut self, code: &str, redirect_uri: &str, now: Timestamp) -> Option<Tokens> {
        let code = self.codes.remove(code)?;
        if code.redirect_uri != redirect_uri || code.until <= now {
            return None;
        }
        self.counts.given += 1;
        Some(self.give(code.person, (false, REFRESHES), now))
    }

    /// Renews with a refresh token, which is used up.
    pub fn renew(&mut self, refresh: &str, now: Timestamp) -> Option<Tokens> {
        let Refresh { person, until, left } = self.refresh.remove(refresh)?;
        if until <= now {
            return None;
        }
        self.counts.renewed += 1;
        Some(self.give(person, (true, left), now))
    }

    /// Whose data a token opens.
    pub fn opens(&mut self, token: &str, now: Timestamp) -> Option<Access> {
        self.counts.asked += 1;
        self.access
            .get(token)
            .filter(|access| access.until > now)
            .cloned()
    }

    fn give(&mut self, person: String, (is_renewed, left): (bool, u32), now: Timestamp) -> Tokens {
        let access = jose::b64(jose::random::<32>());
        let kept = Access {
            person: person.clone(),
            is_renewed,
            until: now + ACCESS_SECONDS.seconds(),
        };
        self.access.insert(access.clone(), kept);
        let refresh = (left > 0).then(|| jose::b64(jose::random::<32>()));
        if let Some(refresh) = &refresh {
            let kept = Refresh {
                person: person.clone(),
                until: now + REFRESH_MINUTES.minutes(),
                left: left - 1,
            };
            self.refresh.insert(refresh.clone(), kept);
        }
        Tokens {
            person,
            access,
            refresh,
        }
    }
}
