use mn_domain::Language;

use crate::{Field, Problem, Source, Term, Text, Words};

const SWEDISH: Language = Language::Sv;

impl Source {
    /// What the pages say in plain Swedish at one place of the metadata, named as mistakes name places:
    ///
    /// - `about.what`, `about.from_whom`, `about.purpose`, `about.ground`, `terms.quality`, `terms.availability`,
    ///   `terms.obstacle`: where sources are chosen, and below the values of one;
    /// - `authority`: name, telephone number, address and hours;
    /// - `defaults.may_be_missing`, `defaults.if_wrong`: beside what is missing, and beside each value;
    /// - `groups.<name>`, `fields[<id>]`, `codes.<list>.<code>`: heading, term or name, and all that explains it.
    ///
    /// Each text by itself, so that nothing runs from one into the next.
    ///
    /// # Errors
    /// [`Problem::NoSuchPlace`] and [`Problem::NotShown`].
    pub(crate) fn said_at<'a>(&'a self, at: &str, words: &'a Words) -> Result<Vec<&'a str>, Problem> {
        let missing = || Problem::NoSuchPlace(at.to_owned());
        if let Some(name) = at.strip_prefix("groups.") {
            let group = self.groups.get(name).ok_or_else(missing)?;
            return Ok(named(&group.name, &group.text));
        }
        if let Some(code) = at.strip_prefix("codes.") {
            let (list, code) = code.split_once('.').ok_or_else(missing)?;
            let code = self.codes.get(list).and_then(|list| list.get(code));
            return code.map(|code| named(&code.name, &code.text)).ok_or_else(missing);
        }
        if let Some(id) = at.strip_prefix("fields[").and_then(|rest| rest.strip_suffix(']')) {
            let field = self.fields.iter().find(|field| field.id.as_str() == id);
            let field = field.ok_or_else(missing)?;
            return field.said(words).ok_or_else(|| Problem::NotShown(id.to_owned()));
        }
        self.said_of_all(at).ok_or_else(missing)
    }

    fn said_of_all(&self, at: &str) -> Option<Vec<&str>> {
        let (about, terms, authority) = (&self.about, &self.terms, &self.authority);
        let text = match at {
            "about.what" => &about.what,
            "about.from_whom" => &about.from_whom,
            "about.purpose" => &about.purpose,
            "about.ground" => &about.ground,
            "terms.quality" => &terms.quality,
            "terms.availability" => &terms.availability,
            "terms.obstacle" => &terms.obstacle,
            "defaults.may_be_missing" => self.defaults.may_be_missing.as_ref()?,
            "defaults.if_wrong" => self.defaults.if_wrong.as_ref()?,
            "authority" => {
                let mut said: Vec<&str> =
                    vec![&authority.name, &authority.url, authority.opening.get(SWEDISH)];
                said.extend(authority.phone.as_deref());
                return Some(said);
            }
            _ => return None,
        };
        Some(vec![text.get(SWEDISH)])
    }
}

impl Field {
    /// Its word, what it means, and what stands beside its values; nothing for a hidden field.
    fn said<'a>(&'a self, words: &'a Words) -> Option<Vec<&'a str>> {
        let mut said = named(&self.term, self.text.as_ref()?);
        let beside = [
            self.per.map(|per| words.per.of(per)),
            self.basis.map(|basis| words.basis.of(basis)),
        ];
        said.extend(beside.into_iter().flatten().map(|term| term.get(SWEDISH)));
        let more = [&self.other_codes, &self.may_be_missing, &self.if_wrong];
        said.extend(more.into_iter().flatten().map(|text| text.get(SWEDISH)));
        Some(said)
    }
}

fn named<'a>(name: &'a Term, text: &'a Text) -> Vec<&'a str> {
    vec![name.get(SWEDISH), text.get(SWEDISH)]
}
