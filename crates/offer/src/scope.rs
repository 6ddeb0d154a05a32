use std::collections::BTreeMap;

use jiff::civil::Date;
use mn_domain::{FormId, SourceId};
use serde::Deserialize;

use crate::Mistakes;

/// What is decided: where each source and each form may be used. What is not named may be used nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The sources.
    #[serde(default)]
    pub source: BTreeMap<SourceId, Decision>,
    /// The forms.
    #[serde(default)]
    pub form: BTreeMap<FormId, Decision>,
}

/// One recorded decision.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Where it may be used.
    #[serde(rename = "use")]
    pub usage: Use,
    /// Where the decision can be read.
    pub reference: String,
    /// When it was made.
    pub date: Date,
}

/// Where something may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Use {
    /// With made-up persons only.
    Demo,
    /// With people.
    Production,
}

impl Scope {
    /// Whether a source may be asked about people.
    #[must_use]
    pub fn has_source(&self, source: &SourceId, wanted: Use) -> bool {
        self.source
            .get(source)
            .is_some_and(|decision| decision.covers(wanted))
    }

    /// Whether a form may be sent by people.
    #[must_use]
    pub fn has_form(&self, form: &FormId, wanted: Use) -> bool {
        self.form
            .get(form)
            .is_some_and(|decision| decision.covers(wanted))
    }

    pub(crate) fn check(&self, file: &str, mistakes: &mut Mistakes) {
        let all = self.source.iter().map(|(id, decision)| (id.as_str(), decision));
        let all = all.chain(self.form.iter().map(|(id, decision)| (id.as_str(), decision)));
        for (id, decision) in all {
            if decision.reference.trim().is_empty() {
                mistakes.add(file, format!("the decision on {id} names no reference"));
            }
        }
    }
}

impl Decision {
    /// Whether the decision covers a use: what is decided for production may be shown in the demo too.
    #[must_use]
    pub fn covers(&self, wanted: Use) -> bool {
        self.usage == Use::Production || wanted == Use::Demo
    }
}
