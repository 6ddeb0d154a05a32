//! The breaker by a clock that stands still until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};

use super::*;

struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).expect("a moment")
    }
}

impl Hand {
    fn move_by(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

const DEADLINE: i64 = 20;
const REST: i64 = 30;

/// A breaker that gives way after three visits.
fn breaker() -> (Arc<Breaker>, Arc<Hand>) {
    let clock = Arc::new(Hand(AtomicI64::new(1_000_000)));
    let settings = BreakerSettings {
        failing_visits: 3,
        rest: Duration::from_secs(30),
    };
    (
        Breaker::new(settings, clock.clone(), Duration::from_secs(20)),
        clock,
    )
}

fn visit(number: u8) -> Pseudonym {
    Pseudonym::from_hash([number; 8])
}

fn ask(breaker: &Arc<Breaker>, who: u8, verdict: Verdict) -> Option<State> {
    let (pass, _) = breaker.admit().expect("it is asked");
    pass.tell(visit(who), verdict)
}

fn opened() -> (Arc<Breaker>, Arc<Hand>) {
    let (breaker, clock) = breaker();
    for who in 1..=3 {
        ask(&breaker, who, Verdict::Ill);
    }
    assert_eq!(breaker.standing().state, State::Open);
    (breaker, clock)
}

#[test]
fn visits_in_a_row_open_it_and_one_visit_never_does() {
    let (breaker, _) = breaker();
    for _ in 0..50 {
        assert_eq!(ask(&breaker, 1, Verdict::Ill), None);
    }
    assert_eq!(ask(&breaker, 2, Verdict::Ill), None);
    assert_eq!(ask(&breaker, 9, Verdict::Well), None, "not in a row any more");
    assert_eq!(ask(&breaker, 1, Verdict::Ill), None);
    assert_eq!(ask(&breaker, 2, Verdict::Ill), None);
    assert_eq!(ask(&breaker, 4, Verdict::Neither), None);
    assert_eq!(breaker.standing().failing_visits, 2);
    assert_eq!(ask(&breaker, 3, Verdict::Ill), Some(State::Open));
}

#[test]
fn open_means_not_asked_until_the_rest_is_over() {
    let (breaker, clock) = opened();
    let until = clock.now() + SignedDuration::from_secs(REST);
    assert_eq!(breaker.rests_until(), Some(until));
    clock.move_by(REST - 1);
    assert!(breaker.admit().is_none());
    clock.move_by(1);
    assert_eq!(breaker.rests_until(), None);
    assert!(breaker.admit().is_some());
}

#[test]
fn half_open_lets_one_through_and_its_answer_counts_for_all() {
    let (breaker, clock) = opened();
    clock.move_by(REST);
    let (trial, changed) = breaker.admit().expect("a trial");
    assert!(trial.is_trial);
    assert_eq!(changed, Some(State::HalfOpen));
    assert!(breaker.admit().is_none(), "one at a time");
    assert_eq!(trial.tell(visit(9), Verdict::Well), Some(State::Closed));
    let (pass, changed) = breaker.admit().expect("as usual");
    assert!(!pass.is_trial && changed.is_none());
}

#[test]
fn a_trial_that_fails_opens_it_again() {
    let (breaker, clock) = opened();
    clock.move_by(REST);
    assert_eq!(ask(&breaker, 9, Verdict::Ill), Some(State::Open));
    assert!(breaker.admit().is_none());
    clock.move_by(REST);
    assert_eq!(ask(&breaker, 9, Verdict::Well), Some(State::Closed));
    // It takes as many visits as before.
    assert_eq!(ask(&breaker, 1, Verdict::Ill), None);
    assert_eq!(ask(&breaker, 2, Verdict::Ill), None);
}

#[test]
fn a_trial_that_says_nothing_or_is_never_told_lets_the_next_one_try() {
    let (breaker, clock) = opened();
    clock.move_by(REST);
    drop(breaker.admit().expect("a trial"));
    assert_eq!(ask(&breaker, 9, Verdict::Neither), None);
    let (lost, _) = breaker.admit().expect("a trial");
    clock.move_by(DEADLINE);
    let (second, _) = breaker.admit().expect("the first has had its time");
    assert!(second.is_trial);
    std::mem::forget(lost);
}

#[test]
fn an_old_question_neither_prolongs_the_rest_nor_is_an_answer_of_it_ignored() {
    let (breaker, clock) = breaker();
    let (late_ill, _) = breaker.admit().expect("asked");
    let (late_well, _) = breaker.admit().expect("asked");
    for who in 1..=3 {
        ask(&breaker, who, Verdict::Ill);
    }
    let until = breaker.rests_until();
    clock.move_by(5);
    assert_eq!(late_ill.tell(visit(8), Verdict::Ill), None);
    assert_eq!(breaker.rests_until(), until);
    assert_eq!(late_well.tell(visit(9), Verdict::Well), Some(State::Closed));
}

#[test]
fn a_clock_that_is_set_back_does_not_prolong_the_rest() {
    let (breaker, clock) = opened();
    clock.move_by(-10_000);
    assert_eq!(breaker.rests_until(), None);
    assert!(breaker.admit().is_some());
}
