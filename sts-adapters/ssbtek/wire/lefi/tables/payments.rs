//! Försäkringskassan's payments (`LefiUtbetalningUppgift`), made and to come.

use super::decision::LIFE;
use crate::ssbtek::wire::table::{Inner, Leaf, Table};
use crate::ssbtek::wire::values::Kind::{Code, Count, Date, Days, Money, Share, Text};

const KINDS: &[&str] = &["0", "1", "2", "3", "4"];
const PAYERS: &[&str] = &["1001", "1003"];
const KNOWN: &[&str] = &["typ/beskrivning", "foretag/beskrivning"];

/// A payment.
pub const PAYMENT: Table = Table {
    leaves: &[
        Leaf::of("typ/id", "fk.utbetalning.typ", Code).among(KINDS),
        Leaf::of("foretag/id", "fk.utbetalning.foretag", Code).among(PAYERS),
        Leaf::of("formansfamilj/id", "fk.utbetalning.forman", Code),
        Leaf::of("formansfamilj/beskrivning", "fk.utbetalning.forman_namn", Text),
        Leaf::required("datum", "fk.utbetalning.datum", Date),
        Leaf::of("bruttobelopp", "fk.utbetalning.bruttobelopp", Money),
        Leaf::of("skattebelopp", "fk.utbetalning.skattebelopp", Money),
        Leaf::of("avdragsbelopp", "fk.utbetalning.avdragsbelopp", Money),
        Leaf::required("nettobelopp", "fk.utbetalning.nettobelopp", Money),
    ],
    period: LIFE,
    inner: &[Inner::of("utbetalningsdetalj", &PAYMENT_ROW)],
    known: KNOWN,
    ..Table::EMPTY
};

/// A row of a payment. Deductions have codes of their own, other rows the benefit's.
const PAYMENT_ROW: Table = Table {
    leaves: &[
        Leaf::of("forman/id", "fk.utbetalning_rad.forman", Code),
        Leaf::of("forman/beskrivning", "fk.utbetalning_rad.forman_namn", Text),
        Leaf::of("beloppstyp/id", "fk.utbetalning_rad.beloppstyp", Code),
        Leaf::of(
            "beloppstyp/beskrivning",
            "fk.utbetalning_rad.beloppstyp_namn",
            Text,
        ),
        Leaf::of("omfattning", "fk.utbetalning_rad.omfattning", Share),
        Leaf::of("dagar", "fk.utbetalning_rad.dagar", Days),
        Leaf::of("timmar", "fk.utbetalning_rad.timmar", Count),
        Leaf::of("bruttobelopp", "fk.utbetalning_rad.bruttobelopp", Money),
        Leaf::of("skattebelopp", "fk.utbetalning_rad.skattebelopp", Money),
        Leaf::of("avdragsbelopp", "fk.utbetalning_rad.avdragsbelopp", Money),
    ],
    period: LIFE,
    ..Table::EMPTY
};

/// A payment to come.
pub const PLANNED: Table = Table {
    leaves: &[
        Leaf::of("typ/id", "fk.preliminar_utbetalning.typ", Code).among(KINDS),
        Leaf::of("foretag/id", "fk.preliminar_utbetalning.foretag", Code).among(PAYERS),
        Leaf::of("formansfamilj/id", "fk.preliminar_utbetalning.forman", Code),
        Leaf::of(
            "formansfamilj/beskrivning",
            "fk.preliminar_utbetalning.forman_namn",
            Text,
        ),
        Leaf::of("datum", "fk.preliminar_utbetalning.datum", Date),
        Leaf::of("bruttobelopp", "fk.preliminar_utbetalning.bruttobelopp", Money),
        Leaf::of("skattebelopp", "fk.preliminar_utbetalning.skattebelopp", Money),
        Leaf::of("avdragsbelopp", "fk.preliminar_utbetalning.avdragsbelopp", Money),
        Leaf::of("nettobelopp", "fk.preliminar_utbetalning.nettobelopp", Money),
    ],
    period: LIFE,
    inner: &[Inner::of("utbetalningsdetalj", &PLANNED_ROW)],
    known: KNOWN,
    ..Table::EMPTY
};

/// A row of a payment to come.
const PLANNED_ROW: Table = Table {
    leaves: &[
        Leaf::of("forman/id", "fk.preliminar_rad.forman", Code),
        Leaf::of("forman/beskrivning", "fk.preliminar_rad.forman_namn", Text),
        Leaf::of("beloppstyp/id", "fk.preliminar_rad.beloppstyp", Code),
        Leaf::of(
            "beloppstyp/beskrivning",
            "fk.preliminar_rad.beloppstyp_namn",
            Text,
        ),
        Leaf::of("omfattning", "fk.preliminar_rad.omfattning", Share),
        Leaf::of("dagar", "fk.preliminar_rad.dagar", Days),
        Leaf::of("timmar", "fk.preliminar_rad.timmar", Count),
        Leaf::of("bruttobelopp", "fk.preliminar_rad.bruttobelopp", Money),
        Leaf::of("skattebelopp", "fk.preliminar_rad.skattebelopp", Money),
        Leaf::of("avdragsbelopp", "fk.preliminar_rad.avdragsbelopp", Money),
    ],
    period: LIFE,
    ..Table::EMPTY
};
