//! SSBTEK: one question to several agencies at once, SOAP 1.1 over mutual TLS, contracts v10 and v11.

pub mod fields;
