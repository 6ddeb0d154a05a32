//! Every field that may be read out of a file. The help catalogue explains each.

use mn_domain::Unit;
use mn_source::FieldSpec;

const fn of(id: &'static str, unit: Option<Unit>) -> FieldSpec {
    FieldSpec { id, unit }
}

pub const SORT: FieldSpec = of("egen_fil.fil.sort", Some(Unit::Code));
pub const BANK: FieldSpec = of("egen_fil.fil.bank", None);
pub const SIZE: FieldSpec = of("egen_fil.fil.kilobyte", Some(Unit::Count));
pub const WIDTH: FieldSpec = of("egen_fil.fil.bredd", Some(Unit::Count));
pub const HEIGHT: FieldSpec = of("egen_fil.fil.hojd", Some(Unit::Count));

pub const ACCOUNT: FieldSpec = of("egen_fil.konto.nummer", None);
pub const OWNER: FieldSpec = of("egen_fil.konto.agare", Some(Unit::Code));
pub const OWNER_NAME: FieldSpec = of("egen_fil.konto.agarens_namn", None);
pub const ACCOUNT_BANK: FieldSpec = of("egen_fil.konto.bank", None);
pub const FROM: FieldSpec = of("egen_fil.konto.fran", Some(Unit::Date));
pub const TO: FieldSpec = of("egen_fil.konto.till", Some(Unit::Date));
pub const OPENING: FieldSpec = of("egen_fil.konto.ingaende", Some(Unit::Kronor));
pub const CLOSING: FieldSpec = of("egen_fil.konto.utgaende", Some(Unit::Kronor));
pub const OPENING_FOREIGN: FieldSpec = of("egen_fil.konto.ingaende_annan_valuta", None);
pub const CLOSING_FOREIGN: FieldSpec = of("egen_fil.konto.utgaende_annan_valuta", None);
pub const ROWS: FieldSpec = of("egen_fil.konto.antal_rader", Some(Unit::Count));
pub const SUM_AGREES: FieldSpec = of("egen_fil.konto.summan_stammer", Some(Unit::YesNo));

pub const BOOKED: FieldSpec = of("egen_fil.rad.datum", Some(Unit::Date));
pub const VALUED: FieldSpec = of("egen_fil.rad.valutadatum", Some(Unit::Date));
pub const AMOUNT: FieldSpec = of("egen_fil.rad.belopp", Some(Unit::Kronor));
pub const AMOUNT_FOREIGN: FieldSpec = of("egen_fil.rad.belopp_annan_valuta", None);
pub const TEXT: FieldSpec = of("egen_fil.rad.text", None);
pub const COUNTERPARTY: FieldSpec = of("egen_fil.rad.motpart", None);
pub const BALANCE: FieldSpec = of("egen_fil.rad.saldo", Some(Unit::Kronor));
pub const BALANCE_FOREIGN: FieldSpec = of("egen_fil.rad.saldo_annan_valuta", None);
pub const STATUS: FieldSpec = of("egen_fil.rad.status", Some(Unit::Code));

/// Every field.
pub const FIELDS: &[FieldSpec] = &[
    SORT,
    BANK,
    SIZE,
    WIDTH,
    HEIGHT,
    ACCOUNT,
    OWNER,
    OWNER_NAME,
    ACCOUNT_BANK,
    FROM,
    TO,
    OPENING,
    CLOSING,
    OPENING_FOREIGN,
    CLOSING_FOREIGN,
    ROWS,
    SUM_AGREES,
    BOOKED,
    VALUED,
    AMOUNT,
    AMOUNT_FOREIGN,
    TEXT,
    COUNTERPARTY,
    BALANCE,
    BALANCE_FOREIGN,
    STATUS,
];

/// The codes that these fields hold: field and code. A status may be another, which is kept as text and noted.
pub const CODES: &[(&str, &str)] = &[
    (SORT.id, "camt053"),
    (SORT.id, "bank_csv"),
    (SORT.id, "pdf"),
    (SORT.id, "jpeg"),
    (SORT.id, "png"),
    (OWNER.id, "du"),
    (OWNER.id, "annan"),
    (OWNER.id, "okand"),
    (STATUS.id, "BOOK"),
    (STATUS.id, "PDNG"),
    (STATUS.id, "INFO"),
    (STATUS.id, "FUTR"),
];
