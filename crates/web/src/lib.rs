//! The citizen's pages.
//!
//! [`pages`] holds what each page shows, as plain data; [`texts`] what the pages say; [`assets`] style, script
//! and fonts; [`paths`] the addresses; [`show`] how dates, times and amounts are written.

pub mod assets;
pub mod pages;
pub mod paths;
pub mod show;
pub mod texts;
