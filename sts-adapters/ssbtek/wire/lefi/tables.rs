//! Which members of LEFI's answer become which fields (`lefi-formansinformation` 9).

use crate::ssbtek::wire::record::{Leaf, Table};
use crate::ssbtek::wire::values::Kind::{Amount, Code, Date, Days, Money, Share, Text, YesNo};

const LIFE: Option<(&str, &str)> = Some(("period/fran", "period/till"));
const DAYS: Option<(&str, &str)> = Some(("period/from", "period/tom"));

/// The person (`LefiPersoninformation`).
pub const PERSON: Table = Table {
    leaves: &[
        Leaf::of("namn", "fk.person.namn", Text),
        Leaf::of("foddes", "fk.person.foddes", Date),
        Leaf::of("skyddad", "fk.person.skyddad", YesNo),
        Leaf::of("civilstand/id", "fk.person.civilstand", Code)
            .among(&["0", "1", "2", "3", "4", "5", "6", "7"]),
    ],
    period: None,
    known: &[
        "personnummer",
        "avled",
        "adress",
        "arbetsstallen",
        "barn",
        "folkbokford",
        "medborgarskap",
        "samhorig",
    ],
};

/// A citizenship.
pub const CITIZENSHIP: Table = Table {
    leaves: &[Leaf::of("land/namn", "fk.person.medborgarskap", Text)],
    period: None,
    known: &["datum"],
};

/// A child.
pub const CHILD: Table = Table {
    leaves: &[
        Leaf::of("namn", "fk.barn.namn", Text),
        Leaf::of("foddes", "fk.barn.foddes", Date),
        Leaf::of("skyddad", "fk.barn.skyddad", YesNo),
    ],
    period: None,
    known: &["personnummer", "avled"],
};

/// A child whose identity is protected: that, and nothing else.
pub const PROTECTED_CHILD: Table = Table {
    leaves: &[Leaf::of("skyddad", "fk.barn.skyddad", YesNo)],
    period: None,
    known: &["namn", "foddes", "personnummer", "avled"],
};

/// A case of any benefit.
pub const CASE: Table = Table {
    leaves: &[
        Leaf::of("startades", "fk.arende.startades", Date),
        Leaf::of("aktivt", "fk.arende.aktivt", YesNo),
        Leaf::of("avslaget", "fk.arende.avslaget", YesNo),
    ],
    period: None,
    known: &["beslut", "grunduppgifter", "anspraksdagar", "medsokande"],
};

/// Which benefit a case is about.
pub const CASE_KIND: Leaf = Leaf::of("typ", "fk.arende.typ", Code);
/// Which benefit a decision is about.
pub const DECISION_KIND: Leaf = Leaf::of("typ", "fk.beslut.typ", Code);

/// A decision about any benefit.
pub const DECISION: Table = Table {
    leaves: &[
        Leaf::of("fattades", "fk.beslut.fattades", Date),
        Leaf::of("definitivt", "fk.beslut.definitivt", YesNo),
        Leaf::of("forman/id", "fk.beslut.forman", Code),
        Leaf::of("forman/beskrivning", "fk.beslut.forman_namn", Text),
        Leaf::of("periodicitet/id", "fk.beslut.periodicitet", Code).among(&["0", "1", "2", "3", "4"]),
        Leaf::of("beslutatBruttobelopp", "fk.beslut.bruttobelopp", Money),
        Leaf::of("omfattning", "fk.beslut.omfattning", Share),
        Leaf::of("dagar", "fk.beslut.dagar", Days),
        // A text in some kinds of decision, a code with a description in others.
        Leaf::of("beslutsutfall", "fk.beslut.utfall", Code),
        Leaf::of("beslutsutfall/id", "fk.beslut.utfall", Code),
    ],
    period: LIFE,
    known: &[
        "delforman",
        "karens",
        "ersattning",
        "ersattningsniva",
        "ersattningsdagar",
        "beslutstyp",
        "beslutstatus",
        "samordnatBruttobelopp",
        "underlag",
        "upphorandeManadFrom",
        "periodbeslut",
        "bedomdadagar",
    ],
};

/// A payment (`LefiUtbetalningUppgift`).
pub const PAYMENT: Table = Table {
    leaves: &[
        Leaf::of("typ/id", "fk.utbetalning.typ", Code).among(&["0", "1", "2", "3", "4"]),
        Leaf::of("foretag/id", "fk.utbetalning.foretag", Code).among(&["1001", "1003"]),
        Leaf::of("formansfamilj/id", "fk.utbetalning.forman", Code),
        Leaf::of("formansfamilj/beskrivning", "fk.utbetalning.forman_namn", Text),
        Leaf::required("datum", "fk.utbetalning.datum", Date),
        Leaf::of("bruttobelopp", "fk.utbetalning.bruttobelopp", Money),
        Leaf::of("skattebelopp", "fk.utbetalning.skattebelopp", Money),
        Leaf::of("avdragsbelopp", "fk.utbetalning.avdragsbelopp", Money),
        Leaf::required("nettobelopp", "fk.utbetalning.nettobelopp", Money),
    ],
    period: LIFE,
    known: &["utbetalningsdetalj"],
};

/// A row of a payment. Deductions have codes, other rows the benefit's own.
pub const PAYMENT_ROW: Table = Table {
    leaves: &[
        Leaf::of("forman/id", "fk.utbetalning_rad.forman", Code),
        Leaf::of("forman/beskrivning", "fk.utbetalning_rad.forman_namn", Text),
        Leaf::of("beloppstyp/id", "fk.utbetalning_rad.beloppstyp", Code),
        Leaf::of("omfattning", "fk.utbetalning_rad.omfattning", Share),
        Leaf::of("dagar", "fk.utbetalning_rad.dagar", Days),
        Leaf::of("bruttobelopp", "fk.utbetalning_rad.bruttobelopp", Money),
        Leaf::of("skattebelopp", "fk.utbetalning_rad.skattebelopp", Money),
        Leaf::of("avdragsbelopp", "fk.utbetalning_rad.avdragsbelopp", Money),
    ],
    period: LIFE,
    known: &["timmar"],
};

/// A payment to come.
pub const PLANNED: Table = Table {
    leaves: &[
        Leaf::of("formansfamilj/id", "fk.preliminar_utbetalning.forman", Code),
        Leaf::of(
            "formansfamilj/beskrivning",
            "fk.preliminar_utbetalning.forman_namn",
            Text,
        ),
        Leaf::of("datum", "fk.preliminar_utbetalning.datum", Date),
        Leaf::of("bruttobelopp", "fk.preliminar_utbetalning.bruttobelopp", Money),
        Leaf::of("nettobelopp", "fk.preliminar_utbetalning.nettobelopp", Money),
    ],
    period: LIFE,
    known: &[
        "typ",
        "foretag",
        "skattebelopp",
        "avdragsbelopp",
        "utbetalningsdetalj",
    ],
};

/// The income that sickness benefit is counted on.
pub const SGI: Table = Table {
    leaves: &[
        Leaf::of("faststalldes", "fk.sgi.faststalldes", Date),
        Leaf::of("typ/id", "fk.sgi.typ", Code).among(&["0", "1", "2", "3"]),
        Leaf::of("anstallning", "fk.sgi.anstallning", Money),
        Leaf::of("verksamhet", "fk.sgi.verksamhet", Money),
    ],
    period: None,
    known: &["karens", "dagar", "timmar"],
};

/// A debt of child support.
pub const DEBT: Table = Table {
    leaves: &[Leaf::of("belopp", "fk.underhallsskuld.belopp", Money)],
    period: None,
    known: &[],
};

/// A pension payment.
pub const PM_PAYMENT: Table = Table {
    leaves: &[
        Leaf::required("utbetalningsdatum", "pm.utbetalning.datum", Date),
        Leaf::of("bruttobelopp", "pm.utbetalning.bruttobelopp", Amount),
        Leaf::required("nettobelopp", "pm.utbetalning.nettobelopp", Amount),
    ],
    period: Some(("utbetalningsperiod/from", "utbetalningsperiod/tom")),
    known: &["avdrag", "utbetalningsrader"],
};

/// A deduction from a pension payment.
pub const PM_DEDUCTION: Table = Table {
    leaves: &[
        Leaf::of("belopp", "pm.avdrag.belopp", Amount),
        Leaf::of("avdragstyp/kod", "pm.avdrag.typ", Code),
        Leaf::of("avdragstyp/beskrivning", "pm.avdrag.typ_namn", Text),
    ],
    period: None,
    known: &[],
};

/// A row of a pension payment.
pub const PM_ROW: Table = Table {
    leaves: &[
        Leaf::of("formansgrupp/kod", "pm.utbetalning_rad.grupp", Code),
        Leaf::of("belopp", "pm.utbetalning_rad.belopp", Amount),
        Leaf::of("utbetalningsforman/kod", "pm.utbetalning_rad.forman", Code),
        Leaf::of(
            "utbetalningsforman/beskrivning",
            "pm.utbetalning_rad.forman_namn",
            Text,
        ),
        Leaf::of("beloppstyp/kod", "pm.utbetalning_rad.beloppstyp", Code),
    ],
    period: None,
    known: &[],
};

/// A pension payment to come.
pub const PM_PLANNED: Table = Table {
    leaves: &[
        Leaf::of("utbetalningsdatum", "pm.preliminar_utbetalning.datum", Date),
        Leaf::of("bruttobelopp", "pm.preliminar_utbetalning.bruttobelopp", Amount),
        Leaf::of("nettobelopp", "pm.preliminar_utbetalning.nettobelopp", Amount),
    ],
    period: Some(("utbetalningsperiod/from", "utbetalningsperiod/tom")),
    known: &["avdrag", "utbetalningsrader"],
};

/// A pension decision.
pub const PM_DECISION: Table = Table {
    leaves: &[
        Leaf::of("beslutsdatum", "pm.beslut.datum", Date),
        Leaf::of("formansgrupp/kod", "pm.beslut.grupp", Code),
        Leaf::of("formansgrupp/beskrivning", "pm.beslut.grupp_namn", Text),
        Leaf::of("beslutsstatus/kod", "pm.beslut.status", Code).among(&[
            "INTERIMISTISKT",
            "PRELIMINART",
            "SLUTLIGT",
        ]),
        Leaf::of("beslutsutfall/kod", "pm.beslut.utfall", Code).among(&["BIFALL", "AVSLAG"]),
    ],
    period: None,
    known: &["beslutsid", "beslutadErsattning", "tillagg"],
};

/// What a pension decision grants.
pub const PM_GRANT: Table = Table {
    leaves: &[
        Leaf::of("beslutatBelopp/belopp", "pm.beslutad_ersattning.belopp", Amount),
        Leaf::of(
            "beslutatBelopp/beloppsfrekvens/kod",
            "pm.beslutad_ersattning.frekvens",
            Code,
        )
        .among(&["AR", "HALVAR", "KVARTAL", "MANAD", "VECKA", "DAG", "ENGANGS"]),
        Leaf::of("ersattningstyp/kod", "pm.beslutad_ersattning.typ", Code),
        Leaf::of(
            "ersattningstyp/beskrivning",
            "pm.beslutad_ersattning.typ_namn",
            Text,
        ),
        Leaf::of("omfattning", "pm.beslutad_ersattning.omfattning", Text),
    ],
    period: DAYS,
    known: &["underlag"],
};

/// A pension claim.
pub const PM_CLAIM: Table = Table {
    leaves: &[
        Leaf::of("ankomstdatum", "pm.ansprak.ankomstdatum", Date),
        Leaf::of("formansgrupp/kod", "pm.ansprak.grupp", Code),
        Leaf::of("formansgrupp/beskrivning", "pm.ansprak.grupp_namn", Text),
    ],
    period: Some(("yrkadPeriod/from", "yrkadPeriod/tom")),
    known: &["ansprakid"],
};
