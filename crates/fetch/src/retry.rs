use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use mn_event::SourceFailure;

/// So often a failed question is asked once more, at the most.
const TIMES: usize = 2;
/// How much longer each wait is than the one before.
const FACTOR: f32 = 3.0;

/// How long to wait before each new attempt: at least `first`, then three times that, and each up to twice as long by
/// chance, so that many who failed together do not come back together.
pub fn waits(first: Duration) -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(first)
        .with_factor(FACTOR)
        .with_max_times(TIMES)
        .with_jitter()
        .build()
}

/// Whether asking the same again at once may help. What the source refused, or what nobody should have sent, it does
/// not change.
pub const fn helps(failure: SourceFailure) -> bool {
    match failure {
        SourceFailure::Unreachable | SourceFailure::Late | SourceFailure::Faulty => true,
        SourceFailure::Refused
        | SourceFailure::Malformed
        | SourceFailure::TooLarge
        | SourceFailure::WrongPerson
        | SourceFailure::Unasked
        | SourceFailure::PurposeNotAllowed
        | SourceFailure::Cancelled => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_are_few_and_differ() {
        let first = Duration::from_millis(300);
        let all: Vec<Vec<Duration>> = (0..50).map(|_| waits(first).collect()).collect();
        for waits in &all {
            let least = [first, first * 3];
            assert_eq!(waits.len(), least.len());
            assert!(
                waits
                    .iter()
                    .zip(least)
                    .all(|(wait, least)| *wait >= least && *wait <= least * 2),
                "{waits:?}"
            );
        }
        assert!(all.windows(2).any(|pair| pair[0] != pair[1]), "by chance");
    }
}
