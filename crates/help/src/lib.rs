//! The metadata catalogue of sources, and answers annotated with it.
