use mn_domain::SubmissionId;
use mn_seal::Digest;
use serde::{Deserialize, Serialize};

/// What a signature must be to finish one application. Holds nothing that can be read, so it may rest beside the
/// sealed parts while the order runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Awaited {
    /// Which application.
    pub submission: SubmissionId,
    /// SHA-256 of the manifest, which the signature must hold as its non-visible data.
    pub manifest: Digest,
    /// SHA-256 of the text that the citizen must have been shown. The manifest names it too; where only the
    /// manifest's digest was kept, the recipient compares the text.
    pub visible: Option<Digest>,
    /// Keyed hash of the person who must have signed.
    pub signer: Digest,
}
