//! The receiving authority's API.
