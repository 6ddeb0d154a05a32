//! The receiving authority's side: fetch, decrypt, verify, hand over, accept.
