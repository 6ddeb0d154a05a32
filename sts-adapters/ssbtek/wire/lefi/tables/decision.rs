//! What cases and decisions of every benefit have in common.

use crate::ssbtek::wire::table::{Leaf, Named, Table};
use crate::ssbtek::wire::values::Kind::{Code, Date, Days, Lines, Money, Presence, Share, Text, YesNo};

/// The days that a decision holds for.
pub const LIFE: Option<(&str, &str)> = Some(("period/fran", "period/till"));

/// Which benefit a case is about.
pub const CASE_KIND: Named = Named::Outer(Leaf::of("typ", "fk.arende.typ", Code));
/// Which benefit a decision is about.
pub const DECISION_KIND: Named = Named::Outer(Leaf::of("typ", "fk.beslut.typ", Code));

/// A case of any benefit.
pub const CASE: &[Leaf] = &[
    Leaf::of("startades", "fk.arende.startades", Date),
    Leaf::of("aktivt", "fk.arende.aktivt", YesNo),
    Leaf::of("avslaget", "fk.arende.avslaget", YesNo),
];

/// That somebody applies together with the person; who it is stays out.
pub const CO_APPLICANT: &[Leaf] = &[Leaf::of("medsokande", "fk.arende.har_medsokande", Presence)];

/// A decision about any benefit.
pub const DECISION: &[Leaf] = &[
    Leaf::of("fattades", "fk.beslut.fattades", Date),
    Leaf::of("definitivt", "fk.beslut.definitivt", YesNo),
    Leaf::of("forman/id", "fk.beslut.forman", Code),
    Leaf::of("forman/beskrivning", "fk.beslut.forman_namn", Text),
];

/// A decision about an amount that comes again and again.
pub const MONEY: &[Leaf] = &[
    Leaf::of("delforman/beskrivning", "fk.beslut.delforman_namn", Text),
    Leaf::of("periodicitet/id", "fk.beslut.periodicitet", Code).among(&["0", "1", "2", "3", "4"]),
    Leaf::of("beslutatBruttobelopp", "fk.beslut.bruttobelopp", Money),
];
/// The code behind a word that is read.
pub const PART_CODE: &str = "delforman/id";
/// The word behind a code that is read.
pub const HOW_OFTEN: &str = "periodicitet/beskrivning";
/// What of [`MONEY`] is not read.
pub const MONEY_KNOWN: &[&str] = &[PART_CODE, HOW_OFTEN];

/// The amount after other benefits have been taken into account.
pub const COORDINATED: &[Leaf] = &[Leaf::of(
    "samordnatBruttobelopp",
    "fk.beslut.samordnat_bruttobelopp",
    Money,
)];
/// How large a part of the whole.
pub const EXTENT: &[Leaf] = &[Leaf::of("omfattning", "fk.beslut.omfattning", Share)];
/// How many days.
pub const DAYS: &[Leaf] = &[Leaf::of("dagar", "fk.beslut.dagar", Days)];
/// Whether first days without money are part of it.
pub const WAITING: &[Leaf] = &[Leaf::of("karens", "fk.beslut.karens", YesNo)];

/// A child of a case. Protected children are read by [`PROTECTED_CASE_CHILD`].
pub const CASE_CHILD: Table = Table {
    leaves: &[
        Leaf::of("namn", "fk.arende_barn.namn", Text),
        Leaf::of("foddes", "fk.arende_barn.foddes", Date),
        Leaf::of("skyddad", "fk.arende_barn.skyddad", YesNo),
        Leaf::of("avled", "fk.arende_barn.avled", Date).many(),
    ],
    guard: Some(&PROTECTED_CASE_CHILD),
    known: &["personnummer"],
    ..Table::EMPTY
};

/// A protected child of a case: that, and nothing else.
const PROTECTED_CASE_CHILD: Table = Table {
    leaves: &[Leaf::of("skyddad", "fk.arende_barn.skyddad", YesNo)],
    known: &["namn", "foddes", "personnummer", "avled"],
    ..Table::EMPTY
};

/// A child that a decision counts with, and by which of its lists.
pub const DECISION_CHILD: Table = Table {
    leaves: &[
        Leaf::of("namn", "fk.beslut_barn.namn", Text),
        Leaf::of("foddes", "fk.beslut_barn.foddes", Date),
        Leaf::of("skyddad", "fk.beslut_barn.skyddad", YesNo),
        Leaf::of("avled", "fk.beslut_barn.avled", Date).many(),
    ],
    named: CHILD_LIST,
    guard: Some(&PROTECTED_DECISION_CHILD),
    known: &["personnummer"],
    ..Table::EMPTY
};

/// A protected child that a decision counts with: that, and by which list.
const PROTECTED_DECISION_CHILD: Table = Table {
    leaves: &[Leaf::of("skyddad", "fk.beslut_barn.skyddad", YesNo)],
    named: CHILD_LIST,
    known: &["namn", "foddes", "personnummer", "avled"],
    ..Table::EMPTY
};

const CHILD_LIST: Named = Named::Own(Leaf::of("lista", "fk.beslut_barn.lista", Code));

/// Somebody who has died, after whom money is paid.
pub const DECEASED: Table = Table {
    leaves: &[
        Leaf::of("namn", "fk.avliden.namn", Text),
        Leaf::of("skyddad", "fk.avliden.skyddad", YesNo),
        Leaf::of("avled", "fk.avliden.avled", Date).many(),
    ],
    guard: Some(&PROTECTED_DECEASED),
    known: &["personnummer", "foddes"],
    ..Table::EMPTY
};

const PROTECTED_DECEASED: Table = Table {
    leaves: &[Leaf::of("skyddad", "fk.avliden.skyddad", YesNo)],
    known: &["namn", "foddes", "personnummer", "avled"],
    ..Table::EMPTY
};

/// A place where an authority has placed a child. Its address stays out.
pub const PLACEMENT: Table = Table {
    leaves: &[
        Leaf::of("institution/id", "fk.placering.typ", Code).among(&["1", "2"]),
        Leaf::of("namn", "fk.placering.namn", Text),
    ],
    known: &["institution/beskrivning", "adress"],
    ..Table::EMPTY
};

/// An address of the person.
pub const ADDRESS: Table = Table {
    leaves: &[
        Leaf::of("roller/id", "fk.adress.roll", Code)
            .among(&["1", "2", "3"])
            .many(),
        Leaf::of("utdelningadress", "fk.adress.rad", Lines),
        Leaf::of("postnummer", "fk.adress.postnummer", Text),
        Leaf::of("postort", "fk.adress.postort", Text),
        Leaf::of("land/namn", "fk.adress.land", Text),
    ],
    known: &["roller/beskrivning", "land/kod"],
    ..Table::EMPTY
};
