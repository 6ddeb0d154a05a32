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
    /// Other codes, or other spellings of it, that mean the same.
    #[serde(default)]
    pub also: Vec<String>,
}

/// The values of a code list, by the code as the source writes it.
pub type CodeList = BTreeMap<String, Code>;

/// The meaning of a code as a source wrote it. Where no spelling fits, capitals and small letters are the same.
#[must_use]
pub fn meaning<'a>(codes: &'a CodeList, written: &str) -> Option<&'a Code> {
    let spelled = |fits: &dyn Fn(&str) -> bool| {
        let mut all = codes.iter();
        all.find(|(key, code)| fits(key) || code.also.iter().any(|also| fits(also)))
            .map(|(_, code)| code)
    };
    spelled(&|spelling| spelling == written).or_else(|| {
        let small = written.to_lowercase();
        spelled(&|spelling| spelling.to_lowercase() == small)
    })
}
