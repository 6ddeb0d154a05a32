//! Pensionsmyndigheten: the newer model.

use super::pension::STATUSES;
use crate::ssbtek::wire::table::{Inner, Leaf, Table};
use crate::ssbtek::wire::values::Kind::{Amount, Code, Date, Presence, Text, Year, YesNo};

const GROUPS: &[&str] = &["PM:AP", "PM:BTI", "PM:EF"];
const DEDUCTIONS: &[&str] = &[
    "PM:AVDRAGKANTRA",
    "PM:AVDRAGOVRIGT",
    "PM:INSTITUTION",
    "PM:KVIKAN",
    "PM:KVIOVR",
    "PM:PS",
    "PM:PST",
    "PM:SOCAVDRAG",
    "PM:SS",
    "PM:SST",
    "PM:UTLFORDRAN",
    "PM:UTMATNING",
    "PM:UTMHELA",
    "PM:UTMTV",
];
const BENEFITS: &[&str] = &["PM:AL", "PM:AP37", "PM:AP38", "PM:BTP", "PM:EP", "PM:PREP"];
const AMOUNTS: &[&str] = &[
    "PM:AFS",
    "PM:AL1",
    "PM:AL2",
    "PM:AL3",
    "PM:AL4",
    "PM:AL5",
    "PM:AL6",
    "PM:AL7",
    "PM:AL8",
    "PM:AL9",
    "PM:ALB",
    "PM:ANKEP",
    "PM:ANKEPGARP",
    "PM:BP",
    "PM:BPFRI",
    "PM:BPSKP",
    "PM:BTP",
    "PM:BTPSA",
    "PM:ELSTOD",
    "PM:FOP",
    "PM:FOPGARP",
    "PM:GARP",
    "PM:IP",
    "PM:IPT",
    "PM:OP",
    "PM:OPGARP",
    "PM:PFE",
    "PM:PFO",
    "PM:SBTP",
    "PM:SBTPSA",
    "PM:SEP",
    "PM:SEPGARP",
    "PM:TP",
];
const GRANTS: &[&str] = &[
    "PM:BH",
    "PM:BL",
    "PM:BP",
    "PM:BT",
    "PM:ELSTOD",
    "PM:FL",
    "PM:FOL",
    "PM:FOP",
    "PM:FOPGARP",
    "PM:GARP",
    "PM:IP",
    "PM:IPT",
    "PM:OL",
    "PM:OP",
    "PM:OPGARP",
    "PM:PREP",
    "PM:PREPEL",
    "PM:SBT",
    "PM:SEL",
    "PM:SEP",
    "PM:SEPGARP",
    "PM:TP",
    "PM:AFS",
    "PM:ANKEL",
    "PM:ANKEP",
    "PM:ANKEPGARP",
];
const COORDINATED: &[&str] = &[
    "PM:AL", "PM:AP", "PM:BP40", "PM:NKT", "PM:SA", "PM:UEP", "PM:UYL", "PM:VPSB", "PM:YL", "PM:OVR",
];
const PAID_FOR: Option<(&str, &str)> = Some(("utbetalningsperiod/from", "utbetalningsperiod/tom"));

/// A claim.
pub const CLAIM: Table = Table {
    leaves: &[
        Leaf::of("ansprakid", "pm.ansprak.nummer", Text),
        Leaf::of("ankomstdatum", "pm.ansprak.ankomstdatum", Date),
        Leaf::of("formansgrupp/kod", "pm.ansprak.grupp", Code).among(GROUPS),
        Leaf::of("formansgrupp/beskrivning", "pm.ansprak.grupp_namn", Text),
    ],
    period: Some(("yrkadPeriod/from", "yrkadPeriod/tom")),
    ..Table::EMPTY
};

/// A decision.
pub const DECISION: Table = Table {
    leaves: &[
        Leaf::of("beslutsid", "pm.beslut.nummer", Text),
        Leaf::of("beslutsdatum", "pm.beslut.datum", Date),
        Leaf::of("formansgrupp/kod", "pm.beslut.grupp", Code).among(GROUPS),
        Leaf::of("formansgrupp/beskrivning", "pm.beslut.grupp_namn", Text),
        Leaf::of("beslutsstatus/kod", "pm.beslut.status", Code).among(&[
            "INTERIMISTISKT",
            "PRELIMINART",
            "SLUTLIGT",
        ]),
        Leaf::of("beslutsutfall/kod", "pm.beslut.utfall", Code).among(&["BIFALL", "AVSLAG"]),
        Leaf::of(
            "tillagg/allmanpension/samordningMedPensionFranAnnatLand",
            "pm.beslut.annat_land",
            YesNo,
        ),
        Leaf::of(
            "tillagg/allmanpension/anvantCivilstand/kod",
            "pm.beslut.civilstand",
            Code,
        )
        .among(&["OGIFT", "GIFT"]),
        Leaf::of(
            "tillagg/bostadsInkomststod/berakningsunderlag/bostadskostnadBrutto",
            "pm.beslut.boendekostnad",
            Amount,
        ),
        Leaf::of(
            "tillagg/bostadsInkomststod/berakningsunderlag/bostadskostnadNettoBt",
            "pm.beslut.boendekostnad_efter_tillagg",
            Amount,
        ),
        // The doubled letter is the contract's.
        Leaf::of(
            "tillagg/bostadsInkomststod/berakningsunderlag/bostadskostnaddNettoAfs",
            "pm.beslut.boendekostnad_efter_forsorjningsstod",
            Amount,
        ),
        Leaf::of(
            "tillagg/bostadsInkomststod/berakningsunderlag/medsokande",
            "pm.beslut.har_medsokande",
            Presence,
        ),
        Leaf::of(
            "tillagg/efterlevandeformaner/ovrigaBerattigadeEfterlevande",
            "pm.beslut.andra_efterlevande",
            Presence,
        ),
    ],
    inner: &[
        Inner::of("beslutadErsattning", &GRANT),
        Inner::of("tillagg/efterlevandeformaner/avlidna", &DECEASED),
    ],
    known: &[
        "beslutsstatus/beskrivning",
        "beslutsutfall/beskrivning",
        "tillagg/allmanpension/anvantCivilstand/beskrivning",
    ],
    ..Table::EMPTY
};

/// What a decision grants. The figures behind it are not read.
const GRANT: Table = Table {
    leaves: &[
        Leaf::of("beslutatBelopp/belopp", "pm.beslutad_ersattning.belopp", Amount),
        Leaf::of(
            "beslutatBelopp/beloppsfrekvens/kod",
            "pm.beslutad_ersattning.frekvens",
            Code,
        )
        .among(&["AR", "HALVAR", "KVARTAL", "MANAD", "VECKA", "DAG", "ENGANGS"]),
        Leaf::of("ersattningstyp/kod", "pm.beslutad_ersattning.typ", Code).among(GRANTS),
        Leaf::of(
            "ersattningstyp/beskrivning",
            "pm.beslutad_ersattning.typ_namn",
            Text,
        ),
        Leaf::of("omfattning", "pm.beslutad_ersattning.omfattning", Text),
        Leaf::of(
            "underlag/samordning/beloppForeSamordning",
            "pm.beslutad_ersattning.belopp_fore_samordning",
            Amount,
        ),
    ],
    period: Some(("period/from", "period/tom")),
    inner: &[Inner::of("underlag/samordning/samordningstyper", &COORDINATION)],
    known: &[
        "beslutatBelopp/beloppsfrekvens/beskrivning",
        "underlag/bp",
        "underlag/garp",
        "underlag/garpEp",
        "underlag/garpAp37",
        "underlag/ip",
        "underlag/livaranta",
        "underlag/op",
        "underlag/tp",
        "underlag/ankep",
    ],
    ..Table::EMPTY
};

/// Another benefit that a grant takes into account.
const COORDINATION: Table = Table {
    leaves: &[
        Leaf::of("kod", "pm.samordning.typ", Code).among(COORDINATED),
        Leaf::of("beskrivning", "pm.samordning.typ_namn", Text),
    ],
    ..Table::EMPTY
};

/// Somebody who has died, after whom money is paid. Who it was stays out: that is another person's number.
const DECEASED: Table = Table {
    leaves: &[Leaf::of("dodsfallsdatum", "pm.avliden.dodsdag", Date)],
    known: &["person", "fodelsedatum"],
    ..Table::EMPTY
};

/// A payment.
pub const PAYMENT: Table = Table {
    leaves: &[
        Leaf::required("utbetalningsdatum", "pm.utbetalning.datum", Date),
        Leaf::of("bruttobelopp", "pm.utbetalning.bruttobelopp", Amount),
        Leaf::required("nettobelopp", "pm.utbetalning.nettobelopp", Amount),
    ],
    period: PAID_FOR,
    inner: &[
        Inner::of("avdrag", &DEDUCTION),
        Inner::of("utbetalningsrader", &ROW),
    ],
    ..Table::EMPTY
};

const DEDUCTION: Table = Table {
    leaves: &[
        Leaf::of("belopp", "pm.avdrag.belopp", Amount),
        Leaf::of("avdragstyp/kod", "pm.avdrag.typ", Code).among(DEDUCTIONS),
        Leaf::of("avdragstyp/beskrivning", "pm.avdrag.typ_namn", Text),
    ],
    ..Table::EMPTY
};

const ROW: Table = Table {
    leaves: &[
        Leaf::of("formansgrupp/kod", "pm.utbetalning_rad.grupp", Code).among(GROUPS),
        Leaf::of("belopp", "pm.utbetalning_rad.belopp", Amount),
        Leaf::of("utbetalningsforman/kod", "pm.utbetalning_rad.forman", Code).among(BENEFITS),
        Leaf::of(
            "utbetalningsforman/beskrivning",
            "pm.utbetalning_rad.forman_namn",
            Text,
        ),
        Leaf::of("beloppstyp/kod", "pm.utbetalning_rad.beloppstyp", Code).among(AMOUNTS),
        Leaf::of(
            "beloppstyp/beskrivning",
            "pm.utbetalning_rad.beloppstyp_namn",
            Text,
        ),
    ],
    known: &["formansgrupp/beskrivning"],
    ..Table::EMPTY
};

/// A payment to come.
pub const PLANNED: Table = Table {
    leaves: &[
        Leaf::of("utbetalningsdatum", "pm.preliminar_utbetalning.datum", Date),
        Leaf::of("bruttobelopp", "pm.preliminar_utbetalning.bruttobelopp", Amount),
        Leaf::of("nettobelopp", "pm.preliminar_utbetalning.nettobelopp", Amount),
    ],
    period: PAID_FOR,
    inner: &[
        Inner::of("avdrag", &PLANNED_DEDUCTION),
        Inner::of("utbetalningsrader", &PLANNED_ROW),
    ],
    ..Table::EMPTY
};

const PLANNED_DEDUCTION: Table = Table {
    leaves: &[
        Leaf::of("belopp", "pm.preliminart_avdrag.belopp", Amount),
        Leaf::of("avdragstyp/kod", "pm.preliminart_avdrag.typ", Code).among(DEDUCTIONS),
        Leaf::of("avdragstyp/beskrivning", "pm.preliminart_avdrag.typ_namn", Text),
    ],
    ..Table::EMPTY
};

const PLANNED_ROW: Table = Table {
    leaves: &[
        Leaf::of("formansgrupp/kod", "pm.preliminar_rad.grupp", Code).among(GROUPS),
        Leaf::of("belopp", "pm.preliminar_rad.belopp", Amount),
        Leaf::of("utbetalningsforman/kod", "pm.preliminar_rad.forman", Code).among(BENEFITS),
        Leaf::of(
            "utbetalningsforman/beskrivning",
            "pm.preliminar_rad.forman_namn",
            Text,
        ),
        Leaf::of("beloppstyp/kod", "pm.preliminar_rad.beloppstyp", Code).among(AMOUNTS),
        Leaf::of(
            "beloppstyp/beskrivning",
            "pm.preliminar_rad.beloppstyp_namn",
            Text,
        ),
    ],
    known: &["formansgrupp/beskrivning"],
    ..Table::EMPTY
};

/// Other information: proof of being alive, what has been earned for a pension, and what it is counted on.
pub const OTHER: Table = Table {
    inner: &[
        Inner::of("levnadsintyg", &LIFE_CERTIFICATE),
        Inner::of("pensionsbehallning/pensionskonton", &ACCOUNT),
        Inner::of("pensionsunderlag/intjanandear", &YEAR),
    ],
    known: &["informationstyp"],
    ..Table::EMPTY
};

const LIFE_CERTIFICATE: Table = Table {
    leaves: &[
        Leaf::of("levnadsintygsstatus/kod", "pm.levnadsintyg.status", Code).among(STATUSES),
        Leaf::of("senastUppdaterad", "pm.levnadsintyg.uppdaterat", Date),
    ],
    known: &["levnadsintygsstatus/beskrivning"],
    ..Table::EMPTY
};

const ACCOUNT: Table = Table {
    inner: &[Inner::of("kontovarden", &WORTH).carrying(&[Leaf::of(
        "kontotyp/kod",
        "pm.pensionskonto.typ",
        Code,
    )
    .among(&["IP", "PREP"])])],
    known: &["kontotyp"],
    ..Table::EMPTY
};

const WORTH: Table = Table {
    leaves: &[
        Leaf::of("varde", "pm.pensionskonto.varde", Amount),
        Leaf::of("gallerFrom", "pm.pensionskonto.galler_fran", Date),
        Leaf::of("faststallelsear", "pm.pensionskonto.ar", Year),
    ],
    known: &["kontohandelse"],
    ..Table::EMPTY
};

const YEAR: Table = Table {
    leaves: &[
        Leaf::of("artal", "pm.intjanandear.ar", Year),
        Leaf::of("pensionsgrundandeInkomst", "pm.intjanandear.inkomst", Amount),
        Leaf::of(
            "pensionsgrundandeBeloppForStudier",
            "pm.intjanandear.studier",
            Amount,
        ),
        Leaf::of(
            "pensionsgrundandeBeloppForSjukOchAktivitetsersattning",
            "pm.intjanandear.sjukersattning",
            Amount,
        ),
        Leaf::of(
            "pensionsgrundandeBeloppForArMedSmaBarn",
            "pm.intjanandear.sma_barn",
            Amount,
        ),
        Leaf::of(
            "pensionsgrundandeBeloppForPlikttjanst",
            "pm.intjanandear.plikt",
            Amount,
        ),
        Leaf::of(
            "pensionsgrundandeBeloppForFortidspension",
            "pm.intjanandear.fortidspension",
            Amount,
        ),
    ],
    ..Table::EMPTY
};
