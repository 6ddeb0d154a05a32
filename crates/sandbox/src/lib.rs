//! Pretend authorities and e-ID that speak the real protocols.
