//! Verification of what others signed: XML-DSig, certificate paths, OCSP.
