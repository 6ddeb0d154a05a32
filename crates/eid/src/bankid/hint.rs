use mn_event::OrderOutcome;
use serde::{Deserialize, Serialize};

/// How the citizen starts the app; it decides which words help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By a link on the device that shows the page.
    SameDevice,
    /// By scanning the code with another device.
    QrCode,
}

/// What an order waits for. BankID adds codes over time: one that is not known is [`PendingHint::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PendingHint {
    /// The app has not been started.
    OutstandingTransaction,
    /// No app has been found.
    NoClient,
    /// The app is started and looks for a BankID.
    Started,
    /// The citizen is to scan a passport or an identity card.
    UserMrtd,
    /// The citizen is to say who called whom.
    UserCallConfirm,
    /// The citizen is to read and write the security code.
    UserSign,
    /// The citizen is to identify further.
    UserStepUp,
    /// The citizen is to show the face.
    UserFace,
    /// BankID is at work.
    Processing,
    /// Something that is not known here.
    Other,
}

impl PendingHint {
    pub(super) fn of(code: &str) -> Self {
        match code {
            "outstandingTransaction" => Self::OutstandingTransaction,
            "noClient" => Self::NoClient,
            "started" => Self::Started,
            "userMrtd" => Self::UserMrtd,
            "userCallConfirm" => Self::UserCallConfirm,
            "userSign" => Self::UserSign,
            "userStepUp" => Self::UserStepUp,
            "userFace" => Self::UserFace,
            "processing" => Self::Processing,
            _ => Self::Other,
        }
    }

    /// Whether the animated code is still to be drawn.
    #[must_use]
    pub const fn shows_code(self) -> bool {
        matches!(self, Self::OutstandingTransaction)
    }

    /// The entry of `metadata/texts/bankid.toml` that helps the citizen now. Entries carry BankID's own number for
    /// the message where it is known, else a name.
    #[must_use]
    pub const fn text_key(self, way: Way) -> &'static str {
        match (self, way) {
            (Self::OutstandingTransaction, Way::SameDevice) => "RFA13",
            (Self::OutstandingTransaction, Way::QrCode) => "RFA1-QR",
            (Self::NoClient, _) => "RFA1",
            (Self::Started, Way::SameDevice) => "RFA15-A",
            (Self::Started, Way::QrCode) => "RFA15-B",
            (Self::UserMrtd, _) => "RFA23",
            (Self::UserSign, _) => "RFA9",
            (Self::UserCallConfirm, _) => "call-confirm",
            (Self::UserStepUp, _) => "step-up",
            (Self::UserFace, _) => "face",
            (Self::Processing | Self::Other, _) => "RFA21",
        }
    }
}

/// Why an order ended without a signature. A code that is not known is [`FailedHint::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedHint {
    /// Its time ran out.
    ExpiredTransaction,
    /// The BankID is blocked or too old.
    CertificateErr,
    /// The citizen cancelled in the app.
    UserCancel,
    /// Another order for the same person replaced it, or it was cancelled here.
    Cancelled,
    /// The app was not started in time.
    StartFailed,
    /// The citizen said no to the question about the call.
    UserDeclinedCall,
    /// The app is too old for what is asked.
    NotSupportedByUserApp,
    /// BankID stopped it because of the risk.
    TransactionRiskBlocked,
    /// The passport or identity card could not be read.
    MrtdVerificationFailed,
    /// The face was not recognised.
    FacialRecognitionFailed,
    /// The device cannot read the chip of a passport.
    NfcNotSupportedByDevice,
    /// The device has more than one BankID.
    MultipleBankIdsOnDevice,
    /// The further identification did not succeed.
    StepUpFailed,
    /// Something that is not known here.
    Other,
}

impl FailedHint {
    pub(super) fn of(code: &str) -> Self {
        match code {
            "expiredTransaction" => Self::ExpiredTransaction,
            "certificateErr" => Self::CertificateErr,
            "userCancel" => Self::UserCancel,
            "cancelled" => Self::Cancelled,
            "startFailed" => Self::StartFailed,
            "userDeclinedCall" => Self::UserDeclinedCall,
            "notSupportedByUserApp" => Self::NotSupportedByUserApp,
            "transactionRiskBlocked" => Self::TransactionRiskBlocked,
            "mrtdVerificationFailed" => Self::MrtdVerificationFailed,
            "facialRecognitionFailed" => Self::FacialRecognitionFailed,
            "nfcNotSupportedByDevice" => Self::NfcNotSupportedByDevice,
            "multipleBankIdsOnDevice" => Self::MultipleBankIdsOnDevice,
            "stepUpFailed" => Self::StepUpFailed,
            _ => Self::Other,
        }
    }

    /// The entry of `metadata/texts/bankid.toml` that says what happened and what to do.
    #[must_use]
    pub const fn text_key(self, way: Way) -> &'static str {
        match (self, way) {
            (Self::ExpiredTransaction, _) => "RFA8",
            (Self::CertificateErr, _) => "RFA16",
            (Self::UserCancel, _) => "RFA6",
            (Self::Cancelled, _) => "RFA3",
            (Self::StartFailed, Way::SameDevice) => "RFA17-A",
            (Self::StartFailed, Way::QrCode) => "RFA17-B",
            (Self::UserDeclinedCall, _) => "call-declined",
            (Self::NotSupportedByUserApp, _) => "app-too-old",
            (Self::TransactionRiskBlocked, _) => "risk-blocked",
            (Self::MrtdVerificationFailed, _) => "mrtd-failed",
            (Self::FacialRecognitionFailed, _) => "face-failed",
            (Self::NfcNotSupportedByDevice, _) => "nfc-missing",
            (Self::MultipleBankIdsOnDevice, _) => "several-bankids",
            (Self::StepUpFailed, _) => "step-up-failed",
            (Self::Other, _) => "RFA22",
        }
    }
}

impl From<FailedHint> for OrderOutcome {
    fn from(hint: FailedHint) -> Self {
        match hint {
            FailedHint::UserCancel | FailedHint::Cancelled | FailedHint::UserDeclinedCall => Self::Cancelled,
            FailedHint::ExpiredTransaction | FailedHint::StartFailed => Self::Expired,
            _ => Self::Failed,
        }
    }
}
