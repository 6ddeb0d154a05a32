//! The private space: sealed slots of one visit, their life and their end.
