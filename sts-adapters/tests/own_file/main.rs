//! What citizens add themselves: statements, rows, documents and pictures, whole, torn, and made to hurt.

mod contract;
mod hostile;
mod pictures_and_documents;
mod statements;
mod support;
