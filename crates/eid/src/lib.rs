//! Clients of e-ID: OIDC by the Swedish profile for login, BankID for signature orders.

pub mod bankid;
pub mod oidc;
