//! Sources that answer, fail, rest, are closed, or attack, in a real space.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its world should stop"
)]

mod guards;
mod health;
mod late;
mod led_away;
mod side_by_side;
mod world;
