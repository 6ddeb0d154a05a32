//! Which members of LEFI's answer become which fields (`lefi-formansinformation` 9), group by group.

mod decision;
mod family;
mod housing;
mod illness;
mod injury;
mod payments;
mod pension;
mod pension_agency;
mod person;
mod work;

pub use pension_agency::{
    CLAIM, DECISION as PM_DECISION, OTHER, PAYMENT as PM_PAYMENT, PLANNED as PM_PLANNED,
};
pub use person::PERSON;

use crate::ssbtek::wire::table::{Inner, Table};

/// Försäkringskassan's lists (`LefiFormansinformation`), apart from the person: each by its name in the contract.
pub const LISTS: Table = Table {
    inner: &[
        Inner::of("aktivitetsstodsarende", &work::ACTIVITY_SUPPORT),
        Inner::of("programersattningsarende", &work::PROGRAMME),
        Inner::of("programanvisning", &work::ASSIGNMENT),
        Inner::of("programjobdagar", &work::JOB_DAYS),
        Inner::of("totalforsvarspliktsarende", &work::NATIONAL_SERVICE),
        Inner::of("studiemedelsavisering", &work::STUDY_NOTICE),
        Inner::of("sjukpenninggrundandeInkomstuppgift", &work::SGI),
        Inner::of("barnbidragsarende", &family::CHILD_ALLOWANCE),
        Inner::of("mottagareavbarnbidrag", &family::RECEIVER),
        Inner::of("foraldrapenningarende", &family::PARENTAL),
        Inner::of("tillfalligForaldrapenningarende", &family::TEMPORARY_PARENTAL),
        Inner::of("graviditetspenningsarende", &family::PREGNANCY),
        Inner::of("underhallsstodsmottag", &family::MAINTENANCE),
        Inner::of("underhallsstodskrav", &family::MAINTENANCE),
        Inner::of("underhallsskuld", &family::MAINTENANCE_DEBT),
        Inner::of("omvardnadsbidragsarende", &family::CARER),
        Inner::of("merkostnadsersattningsarende", &family::EXTRA_COST),
        Inner::of("vardbidragsarende", &family::CARE),
        Inner::of("narstaendepenningarende", &illness::CLOSE_RELATIVE),
        Inner::of("sjukpenningarende", &illness::SICKNESS),
        Inner::of("forebyggandeSjukpenningsarende", &illness::PREVENTIVE),
        Inner::of("rehabersattningsarende", &illness::REHABILITATION),
        Inner::of("smittbararersattningsarende", &illness::CARRIER),
        Inner::of(
            "sjukOchAktivitetsersattningsarende",
            &illness::SICKNESS_COMPENSATION,
        ),
        Inner::of(
            "sjukOchAktivitetsersattningSteglosAvrakningNulage",
            &illness::SETTLEMENT,
        ),
        Inner::of(
            "sjukOchAktivitetsersattningSteglosAvrakningHistorik",
            &illness::SETTLEMENT,
        ),
        Inner::of("handikappersattningsarende", &illness::DISABILITY),
        Inner::of("arbetsskadeegenlivrantearende", &injury::OWN),
        Inner::of("arbetsskadeefterlevandearende", &injury::SURVIVOR),
        Inner::of("yrkesskadeegenlivrantearende", &injury::OLDER_OWN),
        Inner::of("yrkesskadeefterlevandearende", &injury::OLDER_SURVIVOR),
        Inner::of("bostadsbidragsarende", &housing::ALLOWANCE),
        Inner::of("bostadstillaggsarende", &housing::SUPPLEMENT),
        Inner::of("allmanpensionsarende", &pension::GENERAL),
        Inner::of("efterlevandepensionsarende", &pension::SURVIVOR),
        Inner::of("intjanandebehallning", &pension::BALANCE),
        Inner::of("intjanandeuppgift", &pension::EARNED),
        Inner::of("levnadsintygsuppgift", &pension::LIFE_CERTIFICATE),
        Inner::of("utbetalningsuppgift", &payments::PAYMENT),
        Inner::of("preliminarautbetalningar", &payments::PLANNED),
    ],
    known: &[
        "generellPersoninformation",
        "skatteuppgift/skatteredovisningsnummer",
    ],
    ..Table::EMPTY
};
