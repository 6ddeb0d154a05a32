//! From Completed to Frozen to Sealed: the signature order and its verification.
