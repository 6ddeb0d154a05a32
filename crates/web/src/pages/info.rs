use askama::Template;

use super::Frame;

/// About the service and how it treats data.
#[derive(Clone, Debug, Template)]
#[template(path = "about.html")]
pub struct AboutPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The idle time in minutes.
    pub idle_minutes: u32,
    /// The longest time of a visit.
    pub longest: String,
    /// How to reach customer service and data protection officer: of the municipality that was chosen, or else of each.
    pub contacts: Vec<ContactView>,
    /// The version of the program.
    pub build: String,
}

/// The accessibility statement.
#[derive(Clone, Debug, Template)]
#[template(path = "accessibility.html")]
pub struct AccessibilityPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The day it was last judged: `23 november 2026`.
    pub judged: String,
    /// How to tell of an obstacle, once a municipality has been chosen.
    pub contact: Option<ContactView>,
}

/// Whom to turn to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactView {
    /// Who.
    pub name: String,
    /// Telephone number as it is written.
    pub phone: String,
    /// When somebody answers, in words.
    pub hours: Option<String>,
    /// Address for letters without secrets.
    pub email: String,
}

/// The link that calls a number: its digits, with the plus that may stand first.
#[must_use]
pub fn tel(phone: &str) -> String {
    let keep = |(at, sign): &(usize, char)| sign.is_ascii_digit() || (*at == 0 && *sign == '+');
    let digits: String = phone.char_indices().filter(keep).map(|(_, sign)| sign).collect();
    format!("tel:{digits}")
}

/// Something stands in the way.
#[derive(Clone, Debug, Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What.
    pub problem: Problem,
    /// Where to go on.
    pub onward: String,
    /// From when on it goes again, where that is a matter of time: `13.22`.
    pub again: String,
}

/// What stands in the way. Closed, so that no page shows words of somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A form without its token, or with another's.
    FormToken,
    /// There is no such page.
    NotFound,
    /// Another tab has changed the same thing.
    Changed,
    /// What was sent is too large.
    TooLarge,
    /// The request is for another site.
    OtherHost,
    /// Too many requests.
    TooMany,
    /// We broke.
    Broken,
    /// We are full, or stopping.
    Unavailable,
}

impl Problem {
    /// Every problem.
    pub const ALL: [Self; 8] = [
        Self::FormToken,
        Self::NotFound,
        Self::Changed,
        Self::TooLarge,
        Self::OtherHost,
        Self::TooMany,
        Self::Broken,
        Self::Unavailable,
    ];

    /// The status code.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::FormToken => 403,
            Self::NotFound => 404,
            Self::Changed => 409,
            Self::TooLarge => 413,
            Self::OtherHost => 421,
            Self::TooMany => 429,
            Self::Broken => 500,
            Self::Unavailable => 503,
        }
    }
}

impl ProblemPage {
    fn says(&self, what: &str) -> crate::texts::Text<'_> {
        let text = self.frame.t(&format!("problem.{}_{what}", self.problem.status()));
        text.with("time", &self.again)
    }
}

#[cfg(test)]
mod tests {
    use super::tel;

    #[test]
    fn a_number_as_it_is_written_can_be_called() {
        assert_eq!(tel("0771-27 60 00"), "tel:0771276000");
        assert_eq!(tel("+46 8-465 004 10"), "tel:+46846500410");
    }
}
