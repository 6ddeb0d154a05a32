//! The service: configuration, wiring, lifecycle and command line.
