//! Risk: the register, detection and the log that operators read.
