//! Asks the chosen sources side by side and seals each answer into the space.
