//! Every field that the answers of SSBTEK may hold, per agency.

use mn_domain::Unit;
use mn_source::FieldSpec;

const fn field(id: &'static str, unit: Option<Unit>) -> FieldSpec {
    FieldSpec { id, unit }
}

/// Centrala studiestödsnämnden, schema 4.0 and the older 3.0.
pub const CSN: &[FieldSpec] = &[
    field("csn.person.sekretess", Some(Unit::YesNo)),
    field("csn.stod.studiemedel", Some(Unit::YesNo)),
    field("csn.stod.studiehjalp", Some(Unit::YesNo)),
    field("csn.stod.hemutrustningslan", Some(Unit::YesNo)),
    field("csn.stod.studiestartsstod", Some(Unit::YesNo)),
    field("csn.stod.omstallningsstudiestod", Some(Unit::YesNo)),
    field("csn.arende.lopnummer", None),
    field("csn.arende.stodform", Some(Unit::Code)),
    field("csn.arende.klartext", None),
    field("csn.arende.status", Some(Unit::Code)),
    field("csn.arende.relaterat", None),
    field("csn.arende.har_medlanare", Some(Unit::YesNo)),
    field("csn.sokt_tid.stod", None),
    field("csn.sokt_tid.from", Some(Unit::Date)),
    field("csn.sokt_tid.tom", Some(Unit::Date)),
    field("csn.sokt_tid.omfattning", Some(Unit::Percent)),
    field("csn.sokt_tid.lan", Some(Unit::YesNo)),
    field("csn.beviljad_tid.stod", None),
    field("csn.beviljad_tid.startvecka", None),
    field("csn.beviljad_tid.slutvecka", None),
    field("csn.beviljad_tid.takt", Some(Unit::Percent)),
    field("csn.beviljad_tid.gr_takt", Some(Unit::Percent)),
    field("csn.beviljad_tid.totalbelopp", Some(Unit::Kronor)),
    field("csn.beviljat_belopp.typ", Some(Unit::Code)),
    field("csn.beviljat_belopp.klartext", None),
    field("csn.beviljat_belopp.belopp", Some(Unit::Kronor)),
    field("csn.beviljat_belopp.totalbelopp", Some(Unit::Kronor)),
    field("csn.utbetalning.stodform", Some(Unit::Code)),
    field("csn.utbetalning.stod", None),
    field("csn.utbetalning.datum", Some(Unit::Date)),
    field("csn.utbetalning.status", Some(Unit::Code)),
    field("csn.utbetalning.belopp", Some(Unit::Kronor)),
    field("csn.utbetald_tid.startvecka", None),
    field("csn.utbetald_tid.slutvecka", None),
    field("csn.utbetald_tid.totalbelopp", Some(Unit::Kronor)),
    field("csn.utbetalt_belopp.typ", Some(Unit::Code)),
    field("csn.utbetalt_belopp.klartext", None),
    field("csn.utbetalt_belopp.belopp", Some(Unit::Kronor)),
    field("csn.utbetalt_belopp.totalbelopp", Some(Unit::Kronor)),
];

/// Arbetsförmedlingen, ersättningsstöd 2.
pub const AF: &[FieldSpec] = &[
    field("af.person.fornamn", None),
    field("af.person.efternamn", None),
    field("af.person.sekretessmarkering", Some(Unit::YesNo)),
    field("af.arbetssokande.inskriven", Some(Unit::YesNo)),
    field("af.arbetssokande.kategori", None),
    field("af.arbetssokande.registrerad", Some(Unit::Date)),
    field("af.arbetssokande.omfattning", Some(Unit::Percent)),
    field("af.arbetssokande.avaktualiserad", Some(Unit::Date)),
    field("af.aktivitetsrapport.status", Some(Unit::Code)),
    field("af.aktivitetsrapport.senaste", Some(Unit::Date)),
    field("af.beslut.typ", None),
    field("af.beslut.omfattning", Some(Unit::Percent)),
    field("af.beslut.from", Some(Unit::Date)),
    field("af.beslut.tom", Some(Unit::Date)),
    field("af.akassa.tillhorighet", None),
    field("af.svar.statuskod", Some(Unit::Code)),
];

/// Försäkringskassan: `formansinformation` of LEFI 9.
pub const FK: &[FieldSpec] = &[
    field("fk.person.namn", None),
    field("fk.person.foddes", Some(Unit::Date)),
    field("fk.person.skyddad", Some(Unit::YesNo)),
    field("fk.person.civilstand", Some(Unit::Code)),
    field("fk.person.medborgarskap", None),
    field("fk.barn.namn", None),
    field("fk.barn.foddes", Some(Unit::Date)),
    field("fk.barn.skyddad", Some(Unit::YesNo)),
    field("fk.arende.typ", Some(Unit::Code)),
    field("fk.arende.startades", Some(Unit::Date)),
    field("fk.arende.aktivt", Some(Unit::YesNo)),
    field("fk.arende.avslaget", Some(Unit::YesNo)),
    field("fk.beslut.typ", Some(Unit::Code)),
    field("fk.beslut.fattades", Some(Unit::Date)),
    field("fk.beslut.definitivt", Some(Unit::YesNo)),
    field("fk.beslut.forman", Some(Unit::Code)),
    field("fk.beslut.forman_namn", None),
    field("fk.beslut.periodicitet", Some(Unit::Code)),
    field("fk.beslut.bruttobelopp", Some(Unit::Kronor)),
    field("fk.beslut.omfattning", None),
    field("fk.beslut.dagar", Some(Unit::Days)),
    field("fk.beslut.utfall", Some(Unit::Code)),
    field("fk.utbetalning.typ", Some(Unit::Code)),
    field("fk.utbetalning.foretag", Some(Unit::Code)),
    field("fk.utbetalning.forman", Some(Unit::Code)),
    field("fk.utbetalning.forman_namn", None),
    field("fk.utbetalning.datum", Some(Unit::Date)),
    field("fk.utbetalning.bruttobelopp", Some(Unit::Kronor)),
    field("fk.utbetalning.skattebelopp", Some(Unit::Kronor)),
    field("fk.utbetalning.avdragsbelopp", Some(Unit::Kronor)),
    field("fk.utbetalning.nettobelopp", Some(Unit::Kronor)),
    field("fk.utbetalning_rad.forman", Some(Unit::Code)),
    field("fk.utbetalning_rad.forman_namn", None),
    field("fk.utbetalning_rad.beloppstyp", Some(Unit::Code)),
    field("fk.utbetalning_rad.omfattning", None),
    field("fk.utbetalning_rad.dagar", Some(Unit::Days)),
    field("fk.utbetalning_rad.bruttobelopp", Some(Unit::Kronor)),
    field("fk.utbetalning_rad.skattebelopp", Some(Unit::Kronor)),
    field("fk.utbetalning_rad.avdragsbelopp", Some(Unit::Kronor)),
    field("fk.preliminar_utbetalning.forman", Some(Unit::Code)),
    field("fk.preliminar_utbetalning.forman_namn", None),
    field("fk.preliminar_utbetalning.datum", Some(Unit::Date)),
    field("fk.preliminar_utbetalning.bruttobelopp", Some(Unit::Kronor)),
    field("fk.preliminar_utbetalning.nettobelopp", Some(Unit::Kronor)),
    field("fk.sgi.faststalldes", Some(Unit::Date)),
    field("fk.sgi.typ", Some(Unit::Code)),
    field("fk.sgi.anstallning", Some(Unit::Kronor)),
    field("fk.sgi.verksamhet", Some(Unit::Kronor)),
    field("fk.underhallsskuld.belopp", Some(Unit::Kronor)),
];

/// Pensionsmyndigheten: the newer model of LEFI 9.
pub const PM: &[FieldSpec] = &[
    field("pm.utbetalning.datum", Some(Unit::Date)),
    field("pm.utbetalning.bruttobelopp", Some(Unit::Kronor)),
    field("pm.utbetalning.nettobelopp", Some(Unit::Kronor)),
    field("pm.avdrag.belopp", Some(Unit::Kronor)),
    field("pm.avdrag.typ", Some(Unit::Code)),
    field("pm.avdrag.typ_namn", None),
    field("pm.utbetalning_rad.grupp", Some(Unit::Code)),
    field("pm.utbetalning_rad.belopp", Some(Unit::Kronor)),
    field("pm.utbetalning_rad.forman", Some(Unit::Code)),
    field("pm.utbetalning_rad.forman_namn", None),
    field("pm.utbetalning_rad.beloppstyp", Some(Unit::Code)),
    field("pm.preliminar_utbetalning.datum", Some(Unit::Date)),
    field("pm.preliminar_utbetalning.bruttobelopp", Some(Unit::Kronor)),
    field("pm.preliminar_utbetalning.nettobelopp", Some(Unit::Kronor)),
    field("pm.beslut.datum", Some(Unit::Date)),
    field("pm.beslut.grupp", Some(Unit::Code)),
    field("pm.beslut.grupp_namn", None),
    field("pm.beslut.status", Some(Unit::Code)),
    field("pm.beslut.utfall", Some(Unit::Code)),
    field("pm.beslutad_ersattning.belopp", Some(Unit::Kronor)),
    field("pm.beslutad_ersattning.frekvens", Some(Unit::Code)),
    field("pm.beslutad_ersattning.typ", Some(Unit::Code)),
    field("pm.beslutad_ersattning.typ_namn", None),
    field("pm.beslutad_ersattning.omfattning", None),
    field("pm.ansprak.ankomstdatum", Some(Unit::Date)),
    field("pm.ansprak.grupp", Some(Unit::Code)),
    field("pm.ansprak.grupp_namn", None),
];

/// Skatteverket: the capital statement of contract v10 and the five parts of v11.
pub const SKV: &[FieldSpec] = &[
    field("skv.svar.statuskod", Some(Unit::Code)),
    field("skv.person.fornamn", None),
    field("skv.person.efternamn", None),
    field("skv.kapital.taxeringsar", Some(Unit::Year)),
    field("skv.kapital.summa_intakter", Some(Unit::Kronor)),
    field("skv.kapital.overskott", Some(Unit::Kronor)),
    field("skv.foretag.id", None),
    field("skv.foretag.arbetsgivarregistrerad", Some(Unit::YesNo)),
    field("skv.foretag.momsregistrerad", Some(Unit::YesNo)),
    field("skv.foretag.godkand_fskatt", Some(Unit::YesNo)),
    field("skv.skattekonto.saldo", Some(Unit::Kronor)),
    field("skv.skattekonto.utbetalt_belopp", Some(Unit::Kronor)),
    field("skv.skattekonto.bokforingsdag", Some(Unit::Date)),
    field("skv.skattekonto.preliminar_ranta", Some(Unit::Kronor)),
    field("skv.skattekonto.utbetalningskonto", None),
    field("skv.skattekonto.senast_uppdaterad", Some(Unit::Date)),
    field("skv.skatteuppgift.beskattningsar", Some(Unit::Year)),
    field("skv.skatteuppgift.beskattningsperiod", None),
    field("skv.skatteuppgift.faststalld", Some(Unit::Date)),
    field("skv.skatteuppgift.inkomstar", Some(Unit::Year)),
    field("skv.skatteuppgift.overskott_av_tjanst", Some(Unit::Kronor)),
    field("skv.skatteuppgift.summa_kapital", Some(Unit::Kronor)),
    field("skv.skatteuppgift.faststalld_inkomst", Some(Unit::Kronor)),
    field("skv.skatteuppgift.slutlig_skatt", Some(Unit::Kronor)),
    field("skv.individuppgift.ospecificerad", None),
    field("skv.beskattningsbilaga.ospecificerad", None),
];

/// The unemployment funds, through their joint organisation.
pub const SO: &[FieldSpec] = &[
    field("so.kassa.namn", None),
    field("so.kassa.status", Some(Unit::Code)),
    field("so.utbetalning.kassa", None),
    field("so.utbetalning.datum", Some(Unit::Date)),
    field("so.utbetalning.netto_efter_skatt", Some(Unit::Kronor)),
    field("so.utbetalning.netto_efter_avdrag", Some(Unit::Kronor)),
    field("so.utbetalning.dagar", Some(Unit::Days)),
    field("so.utbetalning.avser_from", Some(Unit::Date)),
    field("so.utbetalning.avser_tom", Some(Unit::Date)),
    field("so.avstangning.kassa", None),
    field("so.avstangning.from", Some(Unit::Date)),
    field("so.avstangning.tom", Some(Unit::Date)),
    field("so.ansokan.kassa", None),
    field("so.ansokan.beslut_datum", Some(Unit::Date)),
    field("so.ansokan.utbetalning_sokt", Some(Unit::YesNo)),
];

/// Transportstyrelsen: vehicles.
pub const TNS: &[FieldSpec] = &[
    field("tns.fordon.registreringsnummer", None),
    field("tns.fordon.fabrikat", None),
    field("tns.fordon.fordonsar", Some(Unit::Year)),
    field("tns.fordon.fordonsslag", Some(Unit::Code)),
    field("tns.fordon.handelsbeteckning", None),
];

/// Migrationsverket: residence permits.
pub const MIV: &[FieldSpec] = &[
    field("miv.person.fornamn", None),
    field("miv.person.efternamn", None),
    field("miv.person.hemland", None),
    field("miv.person.inresedatum", Some(Unit::Date)),
    field("miv.arende.anledning", Some(Unit::Code)),
    field("miv.arende.anledning_namn", None),
    field("miv.arende.ansokningsdatum", Some(Unit::Date)),
    field("miv.arende.arendetyp", Some(Unit::Code)),
    field("miv.arende.arendetyp_namn", None),
    field("miv.arende.beslutskod", Some(Unit::Code)),
    field("miv.arende.beslutskod_namn", None),
    field("miv.arende.beslutstyp", Some(Unit::Code)),
    field("miv.arende.beslutstyp_namn", None),
    field("miv.arende.beslutsdatum", Some(Unit::Date)),
    field("miv.arende.from", Some(Unit::Date)),
    field("miv.arende.tom", Some(Unit::Date)),
    field("miv.arende.giltighetstid", Some(Unit::Code)),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use mn_domain::FieldId;

    use crate::ssbtek::Agency;

    #[test]
    fn every_field_is_named_once_and_by_its_owner() {
        let mut seen = HashSet::new();
        for agency in Agency::ALL {
            for spec in agency.fields() {
                let id: FieldId = spec.id.parse().expect(spec.id);
                assert_eq!(id.owner(), agency.part().to_lowercase(), "{id}");
                assert!(seen.insert(spec.id), "{id} is listed twice");
            }
        }
    }
}
