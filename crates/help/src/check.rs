use std::collections::BTreeSet;

use mn_domain::{ClosedHours, FieldId, Language, Unit};

use crate::check_rules;
use crate::read::Lines;
use crate::{Field, Kind, Mistake, Problem, Source, Term, Text, Words};

/// What is collected while one file is checked.
pub(crate) struct Check<'a> {
    file: &'a str,
    lines: &'a Lines,
    mistakes: Vec<Mistake>,
}

impl Check<'_> {
    fn note(&mut self, at: impl Into<String>, problem: Problem) {
        let at = at.into();
        self.mistakes.push(Mistake {
            file: self.file.to_owned(),
            line: self.lines.of(&at),
            at,
            problem,
        });
    }

    pub(crate) fn demand(&mut self, holds: bool, at: &str, problem: Problem) {
        if !holds {
            self.note(at, problem);
        }
    }
}

impl Check<'_> {
    /// Demands that each language's text holds every mark.
    fn holds<'t>(&mut self, at: &str, marks: &[&'static str], text: impl Fn(Language) -> &'t str) {
        for mark in marks {
            let held = Language::ALL
                .iter()
                .all(|language| text(*language).contains(mark));
            self.demand(held, at, Problem::NoPlaceholder(mark));
        }
    }
}

/// Checks the words.
pub(crate) fn words(file: &str, words: &Words, lines: &Lines) -> Vec<Mistake> {
    let mistakes = Vec::new();
    let mut check = Check {
        file,
        lines,
        mistakes,
    };
    check.demand(
        words.months.len() == 12,
        "months",
        Problem::WrongType("a list of twelve months".to_owned()),
    );
    let marks: [(&str, &Term, &[&'static str]); 9] = [
        ("dates.day", &words.dates.day, &["{day}", "{month}", "{year}"]),
        ("dates.month", &words.dates.month, &["{month}", "{year}"]),
        ("dates.week", &words.dates.week, &["{week}", "{year}"]),
        ("periods.between", &words.periods.between, &["{from}", "{to}"]),
        ("periods.from", &words.periods.from, &["{from}"]),
        ("periods.to", &words.periods.to, &["{to}"]),
        ("units.percent.many", &words.units.percent.many, &["{n}"]),
        ("units.days.many", &words.units.days.many, &["{n}"]),
        ("units.weeks.many", &words.units.weeks.many, &["{n}"]),
    ];
    for (at, term, marks) in marks {
        check.holds(at, marks, |language| term.get(language));
    }
    let checks = &words.checks;
    let texts: [(&str, &Text, &[&'static str]); 5] = [
        ("checks.todo", &checks.todo, &["{authority}"]),
        ("checks.sum", &checks.sum, &["{value}", "{sum}"]),
        (
            "checks.after",
            &checks.after,
            &["{first}", "{a}", "{then}", "{b}"],
        ),
        ("checks.more", &checks.more, &["{first}", "{a}", "{then}", "{b}"]),
        ("checks.twice", &checks.twice, &["{times}"]),
    ];
    for (at, text, marks) in texts {
        check.holds(at, marks, |language| text.get(language));
    }
    check.mistakes
}

/// Checks one source against the rules of the catalogue.
pub(crate) fn source(file: &str, source: &Source, lines: &Lines, words: Option<&Words>) -> Vec<Mistake> {
    let mistakes = Vec::new();
    let mut check = Check {
        file,
        lines,
        mistakes,
    };
    check.demand(
        file == format!("sources/{}.toml", source.id),
        "id",
        Problem::NameDiffers(source.id.to_string()),
    );
    let is_open = !ClosedHours::never_open(&source.terms.closed_hours());
    check.demand(is_open, "terms.closed", Problem::NeverOpen);
    let has_time = source.terms.longest_seconds != Some(0);
    check.demand(has_time, "terms.longest_seconds", Problem::NoTime);
    let mut seen = BTreeSet::new();
    for field in &source.fields {
        let at = format!("fields[{}]", field.id);
        check.demand(seen.insert(&field.id), &at, Problem::Twice);
        one_field(&mut check, source, field, &at);
    }
    groups(&mut check, source);
    check_rules::rules(&mut check, source);
    for (name, codes) in &source.codes {
        let at = format!("codes.{name}");
        let used = source
            .fields
            .iter()
            .any(|field| field.codes.as_ref() == Some(name));
        check.demand(used, &at, Problem::UnusedCodeList);
        check.demand(!codes.is_empty(), &at, Problem::NoCodes);
        let others = codes.values().flat_map(|code| &code.also);
        let mut spellings: BTreeSet<&String> = codes.keys().collect();
        for other in others {
            check.demand(spellings.insert(other), &format!("{at}.{other}"), Problem::Twice);
        }
    }
    for (index, left_out) in source.left_out.iter().enumerate() {
        let at = format!("left_out[{index}]");
        let named = !left_out.paths.is_empty() && left_out.paths.iter().all(|path| !path.trim().is_empty());
        check.demand(named, &at, Problem::NoPlaces);
    }
    if let Some(words) = words {
        forbidden(&mut check, source, &words.language.forbidden);
    }
    check.mistakes.sort_by_key(|mistake| mistake.line);
    check.mistakes
}

fn one_field(check: &mut Check<'_>, source: &Source, field: &Field, at: &str) {
    let own = field.id.owner() == source.owner;
    check.demand(own, at, Problem::ForeignOwner(source.owner.clone()));
    match (&field.text, &field.hidden) {
        (None, None) => check.note(at, Problem::NeitherShownNorHidden),
        (Some(_), Some(_)) => check.note(at, Problem::ShownAndHidden),
        _ => {}
    }
    let counts = matches!(
        field.unit,
        Some(Unit::Percent | Unit::Days | Unit::Weeks | Unit::Count | Unit::Year)
    );
    let agree = if field.kind == Kind::Number {
        counts
    } else {
        field.unit.is_none()
    };
    check.demand(agree, at, Problem::UnitAndTypeDisagree);
    let amount = field.kind == Kind::Amount || (field.per.is_none() && field.basis.is_none());
    check.demand(amount, at, Problem::OnlyAmounts);
    match &field.codes {
        Some(list) if !source.codes.contains_key(list) => check.note(at, Problem::NoCodeList(list.clone())),
        None if field.kind == Kind::Code && field.hidden.is_none() => check.note(at, Problem::NoCodes),
        _ => {}
    }
    if field.hidden.is_none() {
        check.demand(source.group_of(&field.id).is_some(), at, Problem::NoGroup);
        inherited(check, source, field, at);
    }
}

fn inherited(check: &mut Check<'_>, source: &Source, field: &Field, at: &str) {
    let defaults = &source.defaults;
    let said = [
        (
            "responsible",
            field.responsible.is_some() || defaults.responsible.is_some(),
        ),
        (
            "sensitivity",
            field.sensitivity.is_some() || defaults.sensitivity.is_some(),
        ),
        (
            "legal_ground",
            field.legal_ground.is_some() || defaults.legal_ground.is_some(),
        ),
        (
            "may_be_missing",
            field.may_be_missing.is_some() || defaults.may_be_missing.is_some(),
        ),
        (
            "if_wrong",
            field.if_wrong.is_some() || defaults.if_wrong.is_some(),
        ),
    ];
    for (what, is_said) in said {
        check.demand(is_said, at, Problem::NoDefault(what));
    }
}

fn groups(check: &mut Check<'_>, source: &Source) {
    for (name, group) in &source.groups {
        let at = format!("groups.{name}");
        let used = source
            .fields
            .iter()
            .any(|field| source.group_of(&field.id).is_some_and(|(key, _)| key == name));
        check.demand(used, &at, Problem::EmptyGroup);
        let named: [&Option<FieldId>; 3] = [&group.named_by, &group.dated_by, &group.main];
        for id in named.into_iter().flatten() {
            check.demand(
                source.field(id).is_some(),
                &at,
                Problem::NoSuchField(id.to_string()),
            );
        }
    }
}

fn forbidden(check: &mut Check<'_>, source: &Source, forbidden: &[String]) {
    for (at, text) in swedish(source) {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        for word in forbidden
            .iter()
            .filter(|word| words.contains(&word.to_lowercase()))
        {
            check.note(at.clone(), Problem::ForbiddenWord(word.clone()));
        }
    }
}

/// Every Swedish text and word that a citizen may meet, with its place.
fn swedish(source: &Source) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    for (at, text) in texts(source) {
        found.push((format!("{at}.sv"), text.sv.as_str()));
        found.push((format!("{at}.lattlast"), text.lattlast.as_str()));
    }
    for (at, term) in terms(source) {
        found.push((format!("{at}.sv"), term.sv.as_str()));
        found.extend(
            term.lattlast
                .as_deref()
                .map(|easy| (format!("{at}.lattlast"), easy)),
        );
    }
    found
}

/// Every word and heading that a citizen may meet, with its place.
fn terms(source: &Source) -> Vec<(String, &Term)> {
    let mut terms = vec![("name".to_owned(), &source.name)];
    let groups = source.groups.iter();
    terms.extend(groups.map(|(name, group)| (format!("groups.{name}.name"), &group.name)));
    let shown = source.fields.iter().filter(|field| field.hidden.is_none());
    terms.extend(shown.map(|field| (format!("fields[{}].term", field.id), &field.term)));
    for (list, codes) in &source.codes {
        let codes = codes.iter();
        terms.extend(codes.map(|(code, meaning)| (format!("codes.{list}.{code}.name"), &meaning.name)));
    }
    terms
}

/// Every text that a citizen may meet on the pages of one source, with its place.
pub(crate) fn texts(source: &Source) -> Vec<(String, &Text)> {
    let (about, terms, defaults) = (&source.about, &source.terms, &source.defaults);
    let mut texts: Vec<(String, &Text)> = vec![
        ("authority.opening".to_owned(), &source.authority.opening),
        ("about.what".to_owned(), &about.what),
        ("about.from_whom".to_owned(), &about.from_whom),
        ("about.purpose".to_owned(), &about.purpose),
        ("about.ground".to_owned(), &about.ground),
        ("terms.quality".to_owned(), &terms.quality),
        ("terms.availability".to_owned(), &terms.availability),
        ("terms.obstacle".to_owned(), &terms.obstacle),
    ];
    let inherited = [
        ("defaults.legal_ground", &defaults.legal_ground),
        ("defaults.may_be_missing", &defaults.may_be_missing),
        ("defaults.if_wrong", &defaults.if_wrong),
    ];
    texts.extend(
        inherited
            .iter()
            .filter_map(|(at, text)| Some(((*at).to_owned(), text.as_ref()?))),
    );
    for (name, group) in &source.groups {
        texts.push((format!("groups.{name}.text"), &group.text));
    }
    for field in &source.fields {
        let own = [
            ("text", &field.text),
            ("other_codes", &field.other_codes),
            ("legal_ground", &field.legal_ground),
            ("may_be_missing", &field.may_be_missing),
            ("if_wrong", &field.if_wrong),
        ];
        let own = own
            .iter()
            .filter_map(|(at, text)| Some((format!("fields[{}].{at}", field.id), text.as_ref()?)));
        texts.extend(own);
    }
    for (list, codes) in &source.codes {
        let codes = codes
            .iter()
            .map(|(code, meaning)| (format!("codes.{list}.{code}.text"), &meaning.text));
        texts.extend(codes);
    }
    texts
}
