//! The operators' pages: events, never content.
