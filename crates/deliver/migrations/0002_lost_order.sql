-- Orders of which nobody knows how they ended. Nothing was sent; the citizen is told when she comes back, until she
-- has sent the same application. No part of the application is kept.
CREATE TABLE lost_order (
    submission TEXT PRIMARY KEY NOT NULL,
    person     BLOB NOT NULL CHECK (length(person) = 32),
    recipient  TEXT NOT NULL,
    form       TEXT NOT NULL,
    began_at   INTEGER NOT NULL,
    lost_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX lost_order_person ON lost_order (person, began_at);
