//! What Skatteverket may be told to do wrong.

use serde::Deserialize;

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The browser comes back with a state that nobody drew.
    WrongState,
    /// The token endpoint gives 503.
    TokenDown,
    /// The token endpoint says that the code is over.
    CodeOver,
    /// The API takes no token until it has been renewed.
    Renew,
    /// The API takes no token at all.
    Unauthorized,
    /// The API gives 403.
    Forbidden,
    /// The API gives 404.
    NotFound,
    /// The API gives 429.
    TooMany,
    /// The API gives 500.
    Down,
    /// The API never answers.
    Silent,
    /// The API answers about another person.
    OtherPerson,
    /// The API does not say about whom it answers.
    Nobody,
    /// The API's document is broken.
    Malformed,
    /// The tax account gives 500; the rest works.
    AccountDown,
}

/// A wish of the control interface.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// What goes wrong.
    pub fault: Fault,
    /// How often; for ever when absent.
    #[serde(default)]
    pub times: Option<u32>,
}
