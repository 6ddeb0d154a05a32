//! The citizen's pages.
//!
//! `routes` takes a request apart, calls one stage and puts a page together; `guard` stands before them;
//! [`pages`] holds what each page shows, as plain data; [`texts`] what the pages say; [`assets`] style, script
//! and fonts; [`paths`] the addresses; [`show`] how dates, times and amounts are written.

mod app;
pub mod assets;
mod cookies;
pub mod copy;
mod elsewhere;
mod files;
mod finish;
mod gate;
mod guard;
mod journal;
mod keepsake;
mod names;
pub mod pages;
pub mod paths;
mod post;
mod refused;
mod respond;
mod room;
mod routes;
pub mod show;
pub mod texts;
mod visitor;

pub use app::{App, Parts, Site};
pub use files::Files;
pub use gate::{Gate, Rates};
pub use routes::router;
