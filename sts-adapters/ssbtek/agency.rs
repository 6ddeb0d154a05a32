use mn_source::FieldSpec;

use super::fields;

/// The agencies that a citizen chooses among: the one table of what each is called where, and what it may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agency {
    /// Arbetsförmedlingen.
    Arbetsformedlingen,
    /// Centrala studiestödsnämnden.
    Csn,
    /// Försäkringskassan.
    Forsakringskassan,
    /// Pensionsmyndigheten, asked through Försäkringskassan's element.
    Pensionsmyndigheten,
    /// Skatteverket.
    Skatteverket,
    /// The unemployment funds.
    AKassan,
    /// Transportstyrelsen.
    Transportstyrelsen,
    /// Migrationsverket.
    Migrationsverket,
}

impl Agency {
    /// Every agency, in the contract's order.
    pub const ALL: [Self; 8] = [
        Self::Arbetsformedlingen,
        Self::Csn,
        Self::Forsakringskassan,
        Self::Pensionsmyndigheten,
        Self::Skatteverket,
        Self::AKassan,
        Self::Transportstyrelsen,
        Self::Migrationsverket,
    ];

    /// The name of the source, which is also its metadata's.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Arbetsformedlingen => "arbetsformedlingen",
            Self::Csn => "csn",
            Self::Forsakringskassan => "forsakringskassan",
            Self::Pensionsmyndigheten => "pensionsmyndigheten",
            Self::Skatteverket => "skatteverket",
            Self::AKassan => "a-kassan",
            Self::Transportstyrelsen => "transportstyrelsen",
            Self::Migrationsverket => "migrationsverket",
        }
    }

    /// The name of its part in a reading; Skatteverket may have several that begin so.
    #[must_use]
    pub const fn part(self) -> &'static str {
        match self {
            Self::Arbetsformedlingen => "AF",
            Self::Csn => "CSN",
            Self::Forsakringskassan => "FK",
            Self::Pensionsmyndigheten => "PM",
            Self::Skatteverket => "SKV",
            Self::AKassan => "SO",
            Self::Transportstyrelsen => "TNS",
            Self::Migrationsverket => "MIV",
        }
    }

    /// The fields that its answers may hold.
    #[must_use]
    pub fn fields(self) -> &'static [FieldSpec] {
        fields::of(self)
    }

    /// The codes that its contract lists: field and code.
    #[must_use]
    pub fn codes(self) -> Vec<(&'static str, &'static str)> {
        fields::codes(self)
    }
}
