//! Runs the service, the sandbox and one example recipient as child processes.
