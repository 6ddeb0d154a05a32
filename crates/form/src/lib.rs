//! Form definition and space to Draft to Completed.
