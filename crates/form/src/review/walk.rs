use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use mn_domain::{Amount, SourceState};
use serde_json::{Map, Value as Json, json};

use super::Counts;
use super::doubted::{self, Doubted};
use super::shown::{
    AgreementShown, AnswerShown, ApplicantShown, Cell, Content, FetchedShown, FormShown, Item, LeftOut,
    Named, OptionShown, Review, SectionShown, SourceShown, SumShown,
};
use crate::draft::Reading;
use crate::{
    Case, ChoiceOption, Draft, FetchRule, FetchedRow, Kind, Question, QuestionId, RowRef, Section, Value,
    Written,
};

/// One amount of the application: where it stands, and of which day it is.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) part: String,
    pub(crate) day: Option<Date>,
    pub(crate) amount: Amount,
}

pub(super) struct Walked {
    pub(super) review: Review,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) answers: Map<String, Json>,
    pub(super) amounts: BTreeMap<QuestionId, Amount>,
    pub(super) entries: Vec<Entry>,
    pub(super) counts: Counts,
}

pub(super) fn walk(case: &Case<'_>, draft: &Draft) -> Walked {
    let mut walker = Walker {
        case,
        reading: case.reading(draft),
        doubted: doubted::doubted(case),
        entries: Vec::new(),
        left_out: Vec::new(),
        answers: Map::new(),
        counts: Counts::default(),
    };
    let sections = case
        .definition
        .sections
        .iter()
        .map(|section| walker.section(section));
    let sections = sections.filter(|section| !section.items.is_empty()).collect();
    let amounts = walker.sums();
    Walked {
        review: review(case, sections, &amounts),
        left_out: walker.left_out,
        answers: walker.answers,
        amounts,
        entries: walker.entries,
        counts: walker.counts,
    }
}

fn review(case: &Case<'_>, sections: Vec<SectionShown>, amounts: &BTreeMap<QuestionId, Amount>) -> Review {
    let (definition, language) = (case.definition, case.language);
    let declaration = definition
        .questions()
        .find(|one| matches!(one.kind, Kind::Declaration));
    Review {
        schema: "medborgarnavet-snapshot-1",
        form: FormShown {
            id: definition.id.clone(),
            version: definition.version,
            title: definition.title.get(language).to_owned(),
        },
        language,
        municipality: Named {
            id: case.municipality.id.to_string(),
            name: case.municipality.name.clone(),
        },
        recipient: Named {
            id: case.recipient.id.to_string(),
            name: case.recipient.name.get(language).to_owned(),
        },
        agreement: AgreementShown {
            id: case.agreement.id.clone(),
            version: case.agreement.version.to_string(),
        },
        applicant: ApplicantShown {
            // EXPOSE: who applies is part of what is sent; it goes back under protection.
            identity_number: Written::new(case.applicant.identity.digits().expose().as_str()),
            name: case
                .applicant
                .name
                .as_ref()
                .map(|name| Written::new(name.expose().as_str())),
        },
        sections,
        sums: definition
            .sums
            .iter()
            .map(|sum| SumShown {
                id: sum.id.clone(),
                text: sum.text.get(language).to_owned(),
                amount: Written::new(amounts.get(&sum.id).copied().unwrap_or_default().swedish()),
            })
            .collect(),
        declaration: declaration
            .map(|one| one.text.get(language).to_owned())
            .unwrap_or_default(),
    }
}

struct Walker<'a> {
    case: &'a Case<'a>,
    reading: Reading<'a>,
    doubted: Vec<Doubted<'a>>,
    entries: Vec<Entry>,
    left_out: Vec<LeftOut>,
    answers: Map<String, Json>,
    counts: Counts,
}

impl Walker<'_> {
    fn section(&mut self, section: &Section) -> SectionShown {
        let language = self.case.language;
        let asked = section
            .questions
            .iter()
            .filter(|one| !matches!(one.kind, Kind::Declaration));
        let asked: Vec<&Question> = asked.filter(|one| self.reading.is_asked(one)).collect();
        SectionShown {
            id: section.id.clone(),
            title: section.title.get(language).to_owned(),
            intro: section.intro.as_ref().map(|intro| intro.get(language).to_owned()),
            items: asked.into_iter().map(|question| self.item(question)).collect(),
        }
    }

    fn item(&mut self, question: &Question) -> Item {
        let language = self.case.language;
        let (content, json) = match &question.kind {
            Kind::Rows { columns, .. } => self.rows(question, columns),
            Kind::Fetched { rules, .. } => self.fetched(question, rules),
            _ => self.answer(question),
        };
        if !json.is_null() {
            self.answers.insert(question.id.to_string(), json);
        }
        Item {
            id: question.id.clone(),
            text: question.text.get(language).to_owned(),
            help: question.help.as_ref().map(|help| help.get(language).to_owned()),
            why: question.why.get(language).to_owned(),
            content,
        }
    }

    fn answer(&mut self, question: &Question) -> (Content, Json) {
        let value = self.reading.value(question).ok().flatten();
        if let Some(value) = &value {
            self.counts.written += 1;
            self.count(question.id.to_string(), None, value);
        }
        let shown = AnswerShown {
            answer: value.as_ref().map(|value| self.words(&question.kind, value)),
            options: options(&question.kind)
                .iter()
                .map(|option| OptionShown {
                    text: option.text.get(self.case.language).to_owned(),
                    chosen: value.as_ref().is_some_and(|value| value.is(&option.value)),
                })
                .collect(),
            provenance: self.written_by_you(),
        };
        (
            Content::Answer(shown),
            value.map_or(Json::Null, |value| value.json()),
        )
    }

    fn rows(&mut self, question: &Question, columns: &[Question]) -> (Content, Json) {
        let rows = self.reading.rows(question).unwrap_or_default();
        self.counts.written += rows.len();
        let mut shown = Vec::new();
        let mut json = Vec::new();
        for row in &rows {
            let mut cells = Vec::new();
            let day = row.values().find_map(Value::day);
            for column in columns {
                let Some(value) = row.get(&column.id) else {
                    continue;
                };
                self.count(format!("{}.{}", question.id, column.id), day, value);
                cells.push(Cell {
                    id: column.id.clone(),
                    text: column.text.get(self.case.language).to_owned(),
                    answer: self.words(&column.kind, value),
                });
            }
            shown.push(cells);
            let object = row.iter().map(|(id, value)| (id.to_string(), value.json()));
            json.push(Json::Object(object.collect()));
        }
        let provenance = self.written_by_you();
        (
            Content::Rows {
                rows: shown,
                provenance,
            },
            Json::Array(json),
        )
    }

    fn fetched(&mut self, question: &Question, rules: &[FetchRule]) -> (Content, Json) {
        let mut shown = Vec::new();
        let mut json = Vec::new();
        for row in self.reading.fetched(question, self.case.answers) {
            let Some(rule) = rules.get(row.rule) else { continue };
            let (row_shown, row_json) = self.fetched_row(rule, &row);
            if self.reading.draft.leaves_out(&row.at) {
                self.leave_out(row_shown);
                continue;
            }
            let count = if rule.own {
                &mut self.counts.own
            } else {
                &mut self.counts.fetched
            };
            *count += 1;
            self.counts.disputed += usize::from(row_shown.correction.is_some());
            self.entries.push(Entry {
                part: question.id.to_string(),
                day: row.day,
                amount: row.amount,
            });
            shown.push(row_shown);
            json.push(row_json);
        }
        let sources = self.sources(rules, &shown);
        (Content::Fetched { rows: shown, sources }, Json::Array(json))
    }

    fn leave_out(&mut self, row: FetchedShown) {
        self.left_out.push(LeftOut {
            source: self.case.speak.source(&row.source),
            at: row.at,
            label: row.label,
            amount: row.amount,
            day: row.day,
        });
    }

    fn fetched_row(&self, rule: &FetchRule, row: &FetchedRow) -> (FetchedShown, Json) {
        let speak = self.case.speak;
        let explained = speak.field(&row.at.field);
        let term = |at: &RowRef| speak.field(&at.field).term;
        let correction = self.reading.draft.all_said(&row.at, term);
        let checks = doubted::of_row(&self.doubted, &row.at, speak);
        let kinds: Vec<_> = checks.iter().map(|check| check.kind).collect();
        let label = row.what.as_ref().map_or_else(
            || rule.label.get(self.case.language).to_owned(),
            // EXPOSE: the source's word is put into the reader's language; the result is protected again.
            |(field, what)| speak.value(field, what.expose()),
        );
        let no_day = || self.case.words.no_day.get(self.case.language).to_owned();
        // EXPOSE: written into the application, which is sealed to the recipient.
        let what = row
            .what
            .as_ref()
            .map(|(field, what)| json!({"field": field, "value": what.expose()}));
        let json = json!({
            "source": row.at.source,
            "field": row.at.field,
            "amount": row.amount.to_string(),
            "day": row.day.map(|day| day.to_string()),
            "what": what,
            "answered_at": row.answered_at,
            "correction": correction,
            "checks": (!kinds.is_empty()).then_some(kinds),
        });
        let shown = FetchedShown {
            at: row.at.clone(),
            label: Written::new(label),
            amount: Written::new(row.amount.swedish()),
            day: Written::new(row.day.map_or_else(no_day, |day| speak.day(day))),
            field: row.at.field.clone(),
            term: explained.term,
            help: explained.text,
            source: row.at.source.clone(),
            answered_at: row.answered_at,
            provenance: self.provenance(rule, row),
            correction,
            checks,
        };
        (shown, without_nulls(json))
    }

    fn provenance(&self, rule: &FetchRule, row: &FetchedRow) -> String {
        let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
        let day = row.answered_at.to_zoned_datetime(zone).date();
        let words = self.case.words;
        let from = if rule.own {
            &words.added_by_you
        } else {
            &words.fetched_from
        };
        let text = from.get(self.case.language);
        text.replace("{source}", &self.case.speak.source(&row.at.source))
            .replace("{day}", &self.case.speak.day(day))
    }

    /// How it went with the sources. One that gave rows, all of which were left out, is not among them: its name
    /// would tell that there was something.
    fn sources(&self, rules: &[FetchRule], shown: &[FetchedShown]) -> Vec<SourceShown> {
        let asked = self.case.answers.iter().filter(|stored| {
            let is_used = rules.iter().any(|rule| rule.source == stored.source);
            let is_silent = !matches!(stored.state, SourceState::Hit | SourceState::Partial);
            let is_shown = shown.iter().any(|row| row.source == stored.source);
            is_used && stored.state != SourceState::NotAsked && (is_silent || is_shown)
        });
        asked
            .map(|stored| SourceShown {
                id: stored.source.clone(),
                name: self.case.speak.source(&stored.source),
                state: stored.state,
                answered_at: stored.answered_at,
            })
            .collect()
    }

    fn words(&self, kind: &Kind, value: &Value) -> Written {
        let (language, words) = (self.case.language, self.case.words);
        let option = |chosen: &String| {
            let found = options(kind).iter().find(|option| option.value == *chosen);
            found
                .map(|option| option.text.get(language).to_owned())
                .unwrap_or_default()
        };
        Written::new(match value {
            Value::Amount(amount) => amount.swedish(),
            Value::Number(number) => number.to_string(),
            Value::Date(day) => self.case.speak.day(*day),
            Value::Month(first) => self.case.speak.month(*first),
            Value::Choice(chosen) => option(chosen),
            Value::Choices(chosen) => chosen.iter().map(option).collect::<Vec<_>>().join(", "),
            Value::YesNo(true) | Value::Declared => words.yes.get(language).to_owned(),
            Value::YesNo(false) => words.no.get(language).to_owned(),
            Value::Text(words) => return words.clone(),
        })
    }

    fn written_by_you(&self) -> String {
        self.case.words.written_by_you.get(self.case.language).to_owned()
    }

    fn count(&mut self, part: String, day: Option<Date>, value: &Value) {
        if let Value::Amount(amount) = value {
            let amount = *amount;
            self.entries.push(Entry { part, day, amount });
        }
    }

    fn sums(&self) -> BTreeMap<QuestionId, Amount> {
        let sums = self.case.definition.sums.iter();
        sums.map(|sum| {
            let parts = self.entries.iter().filter(|entry| sum.of.contains(&entry.part));
            (sum.id.clone(), parts.map(|entry| entry.amount).sum())
        })
        .collect()
    }
}

fn options(kind: &Kind) -> &[ChoiceOption] {
    match kind {
        Kind::Choice { options } | Kind::Choices { options, .. } => options,
        _ => &[],
    }
}

fn without_nulls(json: Json) -> Json {
    match json {
        Json::Object(map) => Json::Object(map.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    }
}
