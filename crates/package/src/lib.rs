//! The application package: manifest, parts, one JWE a part, the recipient's signed events.
