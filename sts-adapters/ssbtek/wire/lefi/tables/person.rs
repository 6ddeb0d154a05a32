//! What Försäkringskassan knows of the person herself (`LefiPersoninformation`).

use super::decision::ADDRESS;
use crate::ssbtek::wire::table::{Inner, Leaf, Table};
use crate::ssbtek::wire::values::Kind::{Code, Date, Share, Text, YesNo};

/// The person.
pub const PERSON: Table = Table {
    shared: &[SELF],
    inner: &[
        Inner::of("medborgarskap", &CITIZENSHIP),
        Inner::of("barn", &CHILD),
        Inner::of("samhorig", &RELATIVE),
        Inner::of("adress", &ADDRESS),
        Inner::of("folkbokford", &REGISTERED),
        Inner::of("arbetsstallen", &WORKPLACE),
    ],
    guard: Some(&PROTECTED_PERSON),
    known: &["personnummer", "avled", "civilstand/beskrivning"],
    ..Table::EMPTY
};

/// The person, when she may be protected: nothing that leads to where she is.
const PROTECTED_PERSON: Table = Table {
    shared: &[SELF],
    inner: &[
        Inner::of("medborgarskap", &CITIZENSHIP),
        Inner::of("barn", &CHILD),
    ],
    known: &[
        "personnummer",
        "avled",
        "civilstand/beskrivning",
        "samhorig",
        "adress",
        "folkbokford",
        "arbetsstallen",
    ],
    ..Table::EMPTY
};

const SELF: &[Leaf] = &[
    Leaf::of("namn", "fk.person.namn", Text),
    Leaf::of("foddes", "fk.person.foddes", Date),
    Leaf::of("skyddad", "fk.person.skyddad", YesNo),
    Leaf::of("civilstand/id", "fk.person.civilstand", Code).among(&["0", "1", "2", "3", "4", "5", "6", "7"]),
];

/// A citizenship.
const CITIZENSHIP: Table = Table {
    leaves: &[Leaf::of("land/namn", "fk.person.medborgarskap", Text)],
    known: &["datum", "land/kod"],
    ..Table::EMPTY
};

/// A child.
const CHILD: Table = Table {
    leaves: &[
        Leaf::of("namn", "fk.barn.namn", Text),
        Leaf::of("foddes", "fk.barn.foddes", Date),
        Leaf::of("skyddad", "fk.barn.skyddad", YesNo),
        Leaf::of("avled", "fk.barn.avled", Date).many(),
    ],
    guard: Some(&PROTECTED_CHILD),
    known: &["personnummer"],
    ..Table::EMPTY
};

/// A child whose identity is or may be protected: that, and nothing else.
const PROTECTED_CHILD: Table = Table {
    leaves: &[Leaf::of("skyddad", "fk.barn.skyddad", YesNo)],
    known: &["namn", "foddes", "personnummer", "avled"],
    ..Table::EMPTY
};

/// Somebody who is registered as close to the person.
const RELATIVE: Table = Table {
    leaves: &[
        Leaf::of("namn", "fk.samhorig.namn", Text),
        Leaf::of("skyddad", "fk.samhorig.skyddad", YesNo),
        Leaf::of("avled", "fk.samhorig.avled", Date).many(),
    ],
    guard: Some(&PROTECTED_RELATIVE),
    known: &["personnummer", "foddes"],
    ..Table::EMPTY
};

const PROTECTED_RELATIVE: Table = Table {
    leaves: &[Leaf::of("skyddad", "fk.samhorig.skyddad", YesNo)],
    known: &["namn", "foddes", "personnummer", "avled"],
    ..Table::EMPTY
};

/// Where the person is registered as living.
const REGISTERED: Table = Table {
    leaves: &[
        Leaf::of("lan", "fk.folkbokforing.lan", Text),
        Leaf::of("kommun", "fk.folkbokforing.kommun", Text),
    ],
    ..Table::EMPTY
};

/// A place of work. Addresses and other people there stay out.
const WORKPLACE: Table = Table {
    leaves: &[
        Leaf::of("namn", "fk.arbetsplats.namn", Text),
        Leaf::of("arbetsgivare/namn", "fk.arbetsplats.arbetsgivare", Text),
        Leaf::of("sysselsattning", "fk.arbetsplats.sysselsattning", Text),
        Leaf::of("arbetstid", "fk.arbetsplats.arbetstid", Share),
    ],
    known: &[
        "nummer",
        "arbetsgivare/organisationsnummer",
        "arbetsgivare/adress",
        "adress",
        "telefon",
        "kontakt",
    ],
    ..Table::EMPTY
};
