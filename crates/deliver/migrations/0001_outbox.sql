-- The outbox. Nothing here can be read without the recipient's private key: parts are JWE, the person is a
-- keyed hash, the rest are names of our own metadata, random ids, digests and times (milliseconds, UTC).
CREATE TABLE submission (
    id            TEXT PRIMARY KEY NOT NULL,
    recipient     TEXT NOT NULL,
    form          TEXT NOT NULL,
    person        BLOB NOT NULL CHECK (length(person) = 32),
    manifest      TEXT NOT NULL CHECK (length(manifest) = 64),
    reception     TEXT NOT NULL CHECK (reception IN ('outbox', 'inbox')),
    state         TEXT NOT NULL
                  CHECK (state IN ('prepared', 'sealed', 'offered', 'fetched', 'accepted', 'rejected')),
    order_ref     TEXT,
    prepared_at   INTEGER NOT NULL,
    signed_at     INTEGER,
    sealed_at     INTEGER,
    arrived_at    INTEGER,
    offered_at    INTEGER,
    fetched_at    INTEGER,
    accepted_at   INTEGER,
    rejected_at   INTEGER,
    reject_reason TEXT,
    CHECK ((state = 'prepared') = (sealed_at IS NULL)),
    CHECK ((state = 'accepted') = (accepted_at IS NOT NULL))
) STRICT;
CREATE INDEX submission_waiting ON submission (recipient, state, sealed_at);
CREATE INDEX submission_person ON submission (person, sealed_at);

CREATE TABLE part (
    submission TEXT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    tag        TEXT NOT NULL,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    size       INTEGER NOT NULL,
    jwe        TEXT, -- gone once the recipient has accepted
    fetched_at INTEGER,
    PRIMARY KEY (submission, name)
) STRICT;

-- The recipient's own signed word, kept with the receipt as evidence.
CREATE TABLE recipient_event (
    jti         TEXT PRIMARY KEY NOT NULL,
    submission  TEXT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    received_at INTEGER NOT NULL,
    token       TEXT NOT NULL
) STRICT;
CREATE INDEX recipient_event_submission ON recipient_event (submission);
