//! The shape of `data/lives.toml`: what the agencies know about a person.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::faults::Behaviour;

/// What happens in a person's life as far as the agencies know.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Life {
    /// The heading it is listed under.
    pub group: String,
    /// What it is.
    pub title: String,
    /// CSN's cases.
    #[serde(default)]
    pub csn: Vec<CsnCase>,
    /// CSN says the person's data are protected.
    #[serde(default)]
    pub sekretess: bool,
    /// Payments by Försäkringskassan.
    #[serde(default)]
    pub fk: Vec<FkPayment>,
    /// Försäkringskassan's cases: names of pieces in `lefi.json`.
    #[serde(default)]
    pub fk_cases: Vec<String>,
    /// Pensionsmyndigheten's payments.
    #[serde(default)]
    pub pm: Vec<PmPayment>,
    /// Arbetsförmedlingen.
    #[serde(default)]
    pub af: Option<Af>,
    /// The unemployment funds.
    #[serde(default)]
    pub so: Vec<Fund>,
    /// Vehicles.
    #[serde(default)]
    pub tns: Vec<Vehicle>,
    /// Residence permits.
    #[serde(default)]
    pub miv: Option<Permit>,
    /// Capital income.
    #[serde(default)]
    pub skv: Option<Capital>,
    /// How agencies behave for this person.
    #[serde(default)]
    pub faults: BTreeMap<String, Behaviour>,
}

/// A case at CSN.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsnCase {
    /// The container: `studiemedel`, `studiehjalp`, `hemutrustningslan`, `studiestartsstod`, `omstallningsstudiestod`.
    pub stod: String,
    /// CSN's code.
    pub stodform: String,
    /// CSN's words for it.
    pub klartext: String,
    /// BESLUTAD and so on.
    pub status: String,
    /// Pace of study, per cent.
    #[serde(default)]
    pub takt: Option<u8>,
    /// Granted pace.
    #[serde(default)]
    pub gr_takt: Option<u8>,
    /// Another case this belongs to.
    #[serde(default)]
    pub relarende: Option<u8>,
    /// Who borrows too.
    #[serde(default)]
    pub medlanare: Option<String>,
    /// First and last month applied for, relative to this month.
    #[serde(default)]
    pub sokt: Option<(i32, i32)>,
    /// Whether a loan was applied for.
    #[serde(default)]
    pub soktlan: bool,
    /// First and last month granted.
    #[serde(default)]
    pub beviljad: Option<(i32, i32)>,
    /// The amounts.
    #[serde(default)]
    pub belopp: Vec<CsnAmount>,
    /// The payments' months.
    #[serde(default)]
    pub manader: Vec<i32>,
    /// The payments' day.
    #[serde(default = "csn_day")]
    pub dag: i8,
    /// How much more each payment says it is than its parts come to.
    #[serde(default)]
    pub skillnad: i64,
    /// Weeks each payment covers.
    #[serde(default = "four")]
    pub veckor: i64,
}

const fn csn_day() -> i8 {
    25
}
const fn four() -> i64 {
    4
}

/// An amount of a CSN case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsnAmount {
    /// CSN's code.
    pub typ: String,
    /// CSN's words.
    pub klartext: String,
    /// Kronor a week.
    pub vecka: i64,
}

/// Payments of Försäkringskassan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FkPayment {
    /// The group the question names.
    pub grupp: String,
    /// Kind of benefit: code and words.
    pub familj: (String, String),
    /// The benefit of the detail rows.
    pub forman: (String, String),
    /// Kind of payment: 1 monthly, 2 daily, 3 retroactive.
    #[serde(default = "one")]
    pub typ: u8,
    /// Gross, kronor.
    pub brutto: i64,
    /// Preliminary tax.
    #[serde(default)]
    pub skatt: i64,
    /// Other deductions: code, words, kronor.
    #[serde(default)]
    pub avdrag: Option<(String, String, i64)>,
    /// Days.
    #[serde(default)]
    pub dagar: Option<u8>,
    /// The payments' day.
    pub dag: i8,
    /// The payments' months.
    pub manader: Vec<i32>,
    /// The period is open (no end).
    #[serde(default)]
    pub oppen: bool,
    /// Each payment is told twice.
    #[serde(default)]
    pub dubbel: bool,
}

const fn one() -> u8 {
    1
}

/// Payments of Pensionsmyndigheten.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PmPayment {
    /// The group the question names, with its words.
    pub grupp: (String, String),
    /// The benefit paid: code and words.
    pub forman: (String, String),
    /// The rows: code, words, kronor.
    pub rader: Vec<(String, String, i64)>,
    /// Preliminary tax.
    pub skatt: i64,
    /// The decision's kind: code and words.
    pub ersattning: (String, String),
    /// The payments' day.
    pub dag: i8,
    /// The payments' months.
    pub manader: Vec<i32>,
    /// The decision's outcome: BIFALL or AVSLAG.
    #[serde(default = "granted")]
    pub utfall: String,
}

fn granted() -> String {
    "BIFALL".to_owned()
}

/// What Arbetsförmedlingen knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Af {
    /// Whether the person looks for work.
    pub sokande: bool,
    /// The category.
    pub kategori: String,
    /// Registered this many days ago.
    pub registrerad: i64,
    /// Extent, per cent.
    pub omfattning: u8,
    /// Deregistered this many days ago.
    #[serde(default)]
    pub avaktualiserad: Option<i64>,
    /// The fund.
    #[serde(default)]
    pub akassa: Option<String>,
    /// The activity report's code.
    pub rapport: u16,
    /// Handed in this many days ago.
    #[serde(default)]
    pub rapport_dagar: Option<i64>,
    /// Decisions: kind, extent, from and to in days from today.
    #[serde(default)]
    pub beslut: Vec<(String, u8, i64, i64)>,
    /// The person's data are protected.
    #[serde(default)]
    pub sekretess: bool,
}

/// What an unemployment fund knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fund {
    /// Its name.
    pub namn: String,
    /// Its status, free text.
    pub status: String,
    /// Net after tax for one payment, kronor and öre.
    #[serde(default)]
    pub netto: Option<(i64, u8)>,
    /// Further deductions, kronor.
    #[serde(default)]
    pub avdrag: i64,
    /// Days of compensation, in tenths.
    #[serde(default)]
    pub dagar_tiondelar: i64,
    /// Payments, in days before today.
    #[serde(default)]
    pub utbetald: Vec<i64>,
    /// Suspended from and to, in days from today.
    #[serde(default)]
    pub avstangd: Option<(i64, i64)>,
    /// Right to compensation decided this many days ago; -1 for none yet.
    #[serde(default)]
    pub ratt: Option<i64>,
    /// Whether an application for payment was handed in.
    #[serde(default)]
    pub ansokan: bool,
    /// The times that payments are for end before they begin.
    #[serde(default)]
    pub omvand: bool,
}

/// A vehicle.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vehicle {
    /// Registration; a made-up one.
    pub regnr: String,
    /// Make.
    pub fabrikat: String,
    /// Model year.
    pub ar: String,
    /// Kind.
    pub slag: String,
    /// Model.
    pub modell: String,
}

/// What Migrationsverket knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permit {
    /// Country.
    pub hemland: String,
    /// Entered Sweden this many days ago.
    pub inrest: i64,
    /// Decisions.
    pub svar: Vec<PermitAnswer>,
}

/// A decision of Migrationsverket.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermitAnswer {
    /// Ground: code and words.
    pub anledning: (String, String),
    /// Kind of case: code and words.
    pub arende: (String, String),
    /// Outcome: code and words.
    #[serde(default)]
    pub beslut: Option<(String, String)>,
    /// Kind of decision: code and words.
    #[serde(default)]
    pub typ: Option<(String, String)>,
    /// Applied this many days ago.
    pub ansokt: i64,
    /// Decided this many days ago.
    #[serde(default)]
    pub beslutat: Option<i64>,
    /// Valid for this many days from today; absent means permanently.
    #[serde(default)]
    pub giltig: Option<i64>,
}

/// What Skatteverket knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capital {
    /// Income from capital.
    pub intakter: i64,
    /// Surplus.
    pub overskott: i64,
    /// Pay of the latest income year that is decided.
    #[serde(default)]
    pub tjanst: i64,
}
