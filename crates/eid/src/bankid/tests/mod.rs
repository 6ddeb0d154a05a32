mod follow;
mod messages;
mod orders;
mod server;
mod vectors;
