//! From e-ID to Citizen to Agreed.
