//! The provider's pages.

use askama::Template;

/// A heading and the persons under it.
pub struct Group {
    /// The heading.
    pub name: String,
    /// The persons.
    pub persons: Vec<Row>,
}

/// A person on the page.
pub struct Row {
    /// The number.
    pub number: String,
    /// The name.
    pub name: String,
    /// What the life is.
    pub title: String,
    /// Whether it is a samordningsnummer.
    pub coordination: bool,
}

/// The page where the tester picks a person.
#[derive(Template)]
#[template(path = "login.html")]
pub struct LoginPage<'a> {
    /// The login's name.
    pub transaction: &'a str,
    /// What was searched for.
    pub query: &'a str,
    /// The persons.
    pub groups: Vec<Group>,
    /// The faults to pick from.
    pub faults: &'a [(&'a str, &'a str)],
    /// The level demanded.
    pub level: String,
}

/// A page with one message.
#[derive(Template)]
#[template(path = "message.html")]
pub struct MessagePage<'a> {
    /// The heading.
    pub title: &'a str,
    /// The message.
    pub message: &'a str,
}
