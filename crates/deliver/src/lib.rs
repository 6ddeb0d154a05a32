//! The outbox, its channels and receipts.
