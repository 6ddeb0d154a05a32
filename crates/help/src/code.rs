use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Term, Text};

/// One value of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// What the citizen sees in place of the code.
    pub name: Term,
    /// What it means for her.
    pub text: Text,
}

/// The values of a code list, by the code as the source writes it.
pub type CodeList = BTreeMap<String, Code>;
