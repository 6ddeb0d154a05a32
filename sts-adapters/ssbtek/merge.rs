//! Several parts of one agency as one reply: Skatteverket's five in contract v11.

use mn_domain::SourceState::{self, Hit, NoHit, NotAsked, Partial, Unavailable};
use mn_source::{Note, NoteKind, Reply};

use super::reading::PartReading;

/// Joins the parts of an answer of SSBTEK's.
pub fn reply(parts: Vec<PartReading>) -> Reply {
    join(parts, "/svarsdata")
}

/// Joins parts. Records keep apart, and each part that gave nothing is noted by its name below `at`.
pub fn join(parts: Vec<PartReading>, at: &'static str) -> Reply {
    let states: Vec<SourceState> = parts.iter().map(|part| part.state).collect();
    let mut reply = Reply {
        state: state(&states),
        answers: Vec::new(),
        notes: Vec::new(),
    };
    let several = parts.len() > 1;
    for part in parts {
        if several && !matches!(part.state, Hit | NoHit | NotAsked) {
            reply
                .notes
                .push(Note::new(NoteKind::PartFailed, format!("{at}/{}", part.part)));
        }
        let taken = reply
            .answers
            .iter()
            .map(|answer| answer.record)
            .max()
            .unwrap_or_default();
        reply.answers.extend(part.answers.into_iter().map(|mut answer| {
            if answer.record != 0 {
                answer.record = answer.record.saturating_add(taken);
            }
            answer
        }));
        reply.notes.extend(part.notes);
    }
    reply
}

/// The state of the whole: all alike is that; something there and something failed is partial.
fn state(states: &[SourceState]) -> SourceState {
    let has = |wanted: SourceState| states.contains(&wanted);
    let failed = states
        .iter()
        .any(|state| !matches!(state, Hit | NoHit | NotAsked));
    match states {
        [] => NotAsked,
        [first, rest @ ..] if rest.iter().all(|state| state == first) => *first,
        _ if failed && (has(Hit) || has(NoHit) || has(Partial)) => Partial,
        _ if failed => Unavailable,
        _ if has(Hit) => Hit,
        _ => NoHit,
    }
}

#[cfg(test)]
mod tests {
    use mn_domain::SourceState::Rejected;

    use super::*;

    #[test]
    fn one_states_the_whole_and_mixtures_say_so() {
        assert_eq!(state(&[]), NotAsked);
        assert_eq!(state(&[Rejected, Rejected]), Rejected);
        assert_eq!(state(&[Hit, NoHit]), Hit);
        assert_eq!(state(&[NoHit, Unavailable]), Partial);
        assert_eq!(state(&[Hit, Rejected]), Partial);
        assert_eq!(state(&[Unavailable, Rejected]), Unavailable);
    }
}
