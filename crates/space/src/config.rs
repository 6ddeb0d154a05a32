use jiff::SignedDuration;
use thiserror::Error;

/// How long visits live and how many there may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceConfig {
    /// A visit ends when the citizen has done nothing for so long.
    pub idle: SignedDuration,
    /// A visit ends after so long, whatever the citizen does.
    pub absolute: SignedDuration,
    /// The citizen is warned so long before the end.
    pub warning: SignedDuration,
    /// So many times the citizen can press "stay" at the warning before `absolute` stops it.
    pub extensions: u32,
    /// A signature order may keep a visit at most so long beyond its end.
    pub grace: SignedDuration,
    /// So many visits at the same time.
    pub max_visits: usize,
    /// No visit begins when the sealed bytes of all are more than this.
    pub max_bytes: usize,
    /// One visit holds at most so many sealed bytes.
    pub max_visit_bytes: usize,
}

/// What is wrong with a [`SpaceConfig`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidSpaceConfig {
    /// WCAG 2.2, success criterion 2.2.1.
    #[error("the citizen must be able to extend the visit at least ten times")]
    TooFewExtensions,
    /// The button would promise more than the longest time allows.
    #[error("the longest time of a visit is shorter than its idle time and extensions together")]
    AbsoluteTooShort,
    /// Nobody could react.
    #[error("the warning comes at least 20 seconds before the end, and the idle time is longer than that")]
    WarningTooShort,
    /// A time or a limit is zero or negative.
    #[error("times and limits of a visit are more than zero")]
    NotPositive,
}

impl Default for SpaceConfig {
    fn default() -> Self {
        Self {
            idle: SignedDuration::from_mins(15),
            absolute: SignedDuration::from_mins(150),
            warning: SignedDuration::from_mins(2),
            extensions: 10,
            grace: SignedDuration::from_mins(10),
            max_visits: 10_000,
            max_bytes: 1 << 30,
            max_visit_bytes: 16 << 20,
        }
    }
}

impl SpaceConfig {
    /// Names every mistake at once.
    #[must_use]
    pub fn mistakes(&self) -> Vec<InvalidSpaceConfig> {
        let press = self.idle.saturating_sub(self.warning);
        let promised = (0..self.extensions).fold(self.idle, |sum, _| sum.saturating_add(press));
        let limits = [self.max_visits, self.max_bytes, self.max_visit_bytes];
        let times = [self.idle, self.absolute, self.warning, self.grace];
        let checks = [
            (self.extensions < 10, InvalidSpaceConfig::TooFewExtensions),
            (promised > self.absolute, InvalidSpaceConfig::AbsoluteTooShort),
            (
                self.warning < SignedDuration::from_secs(20) || self.idle <= self.warning,
                InvalidSpaceConfig::WarningTooShort,
            ),
            (
                limits.contains(&0) || times.iter().any(|time| !time.is_positive()),
                InvalidSpaceConfig::NotPositive,
            ),
        ];
        checks
            .into_iter()
            .filter(|(wrong, _)| *wrong)
            .map(|(_, mistake)| mistake)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_keeps_what_it_promises() {
        assert_eq!(SpaceConfig::default().mistakes(), []);
    }

    #[test]
    fn every_mistake_is_named() {
        let config = SpaceConfig {
            extensions: 9,
            absolute: SignedDuration::from_mins(60),
            warning: SignedDuration::from_secs(19),
            max_visits: 0,
            ..SpaceConfig::default()
        };
        assert_eq!(
            config.mistakes(),
            [
                InvalidSpaceConfig::TooFewExtensions,
                InvalidSpaceConfig::AbsoluteTooShort,
                InvalidSpaceConfig::WarningTooShort,
                InvalidSpaceConfig::NotPositive,
            ]
        );
    }
}
