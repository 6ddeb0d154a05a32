use serde::{Deserialize, Serialize};

/// What the citizen wants a source's answer for. A source is asked only for a purpose that its metadata allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To make an application to an authority.
    Application,
    /// To see one's own data.
    Overview,
}
