//! A form as it is written, question by question, so that every mistake is named at once.

use std::path::Path;

use mn_domain::{Amount, FormId, Texts};
use mn_offer::{Folder, Mistakes};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{
    ChoiceOption, Condition, Definition, EstimateRule, FetchRule, Forms, Kind, Question, QuestionId, Section,
    Sum, Template,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    title: Texts,
    about: Texts,
    visible: Texts,
    section: Vec<RawSection>,
    #[serde(default)]
    sum: Vec<Sum>,
    estimate: Option<EstimateRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSection {
    id: QuestionId,
    title: Texts,
    intro: Option<Texts>,
    question: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    id: QuestionId,
    kind: String,
    text: Texts,
    help: Option<Texts>,
    why: Option<Texts>,
    #[serde(default = "yes")]
    required: bool,
    #[serde(default)]
    when: Vec<Condition>,
    min: Option<i64>,
    max: Option<i64>,
    #[serde(default)]
    lines: bool,
    from_month: Option<i32>,
    to_month: Option<i32>,
    month: Option<QuestionId>,
    none: Option<String>,
    option: Option<Vec<ChoiceOption>>,
    column: Option<Vec<toml::Table>>,
    fetch: Option<Vec<FetchRule>>,
}

const fn yes() -> bool {
    true
}

pub(super) fn read_all(metadata: &Path, mistakes: &mut Mistakes) -> Forms {
    let folder = Folder::new(metadata);
    let files = folder.each::<FormId, toml::Table>("forms", mistakes);
    files
        .into_iter()
        .filter_map(|(file, id, table)| {
            let file = Reader {
                file: &file,
                mistakes,
            };
            Some((id.clone(), file.form(id, table)?))
        })
        .collect()
}

pub(super) fn read(id: FormId, text: &str, mistakes: &mut Mistakes) -> Option<Definition> {
    let file = format!("forms/{id}.toml");
    match text.parse::<toml::Table>() {
        Ok(table) => Reader {
            file: &file,
            mistakes,
        }
        .form(id, table),
        Err(error) => {
            mistakes.add(&file, error.to_string().trim_end());
            None
        }
    }
}

struct Reader<'a> {
    file: &'a str,
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    fn form(mut self, id: FormId, table: toml::Table) -> Option<Definition> {
        let read: File = self.part("the form", table)?;
        let (visible, unknown) = Template::new(read.visible.clone());
        for name in unknown {
            self.wrong("visible", &format!("nobody can fill {{{name}}}"));
        }
        let definition = Definition {
            id,
            version: read.version,
            sections: read.section.into_iter().map(|one| self.section(one)).collect(),
            title: read.title,
            about: read.about,
            sums: read.sum,
            estimate: read.estimate,
            visible,
        };
        self.mistakes.need(self.file, "title", &definition.title);
        self.mistakes.need(self.file, "about", &definition.about);
        self.mistakes.need(self.file, "visible", &read.visible);
        super::check::all(&definition, self.file, self.mistakes);
        Some(definition)
    }

    fn section(&mut self, read: RawSection) -> Section {
        self.mistakes
            .need(self.file, &format!("{}.title", read.id), &read.title);
        if let Some(intro) = &read.intro {
            self.mistakes
                .need(self.file, &format!("{}.intro", read.id), intro);
        }
        Section {
            questions: read
                .question
                .into_iter()
                .filter_map(|one| self.question(one, true))
                .collect(),
            id: read.id,
            title: read.title,
            intro: read.intro,
        }
    }

    fn question(&mut self, table: toml::Table, needs_why: bool) -> Option<Question> {
        let name = table
            .get("id")
            .and_then(toml::Value::as_str)
            .unwrap_or("?")
            .to_owned();
        let mut read: RawQuestion = self.part(&name, table)?;
        let kind = self.kind(&mut read);
        self.leftovers(&read);
        self.mistakes.need(self.file, &name, &read.text);
        if let Some(help) = &read.help {
            self.mistakes.need(self.file, &format!("{name}.help"), help);
        }
        match &read.why {
            Some(why) => self.mistakes.need(self.file, &format!("{name}.why"), why),
            None if needs_why => self.wrong(&name, "must say why it is asked"),
            None => {}
        }
        Some(Question {
            id: read.id,
            text: read.text,
            help: read.help,
            why: read.why.unwrap_or_default(),
            required: read.required,
            when: read.when,
            kind: kind?,
        })
    }

    fn kind(&mut self, read: &mut RawQuestion) -> Option<Kind> {
        let name = read.id.to_string();
        Some(match read.kind.as_str() {
            "amount" => Kind::Amount {
                min: self.amount(&name, read.min.take().unwrap_or(0))?,
                max: self.amount(&name, read.max.take().unwrap_or(1_000_000))?,
            },
            "number" => Kind::Number {
                min: read.min.take().unwrap_or(0),
                max: self.given(&name, "max", read.max.take())?,
            },
            "date" => Kind::Date {
                from_month: self.given(&name, "from_month", read.from_month.take())?,
                to_month: self.given(&name, "to_month", read.to_month.take())?,
            },
            "month" => Kind::Month {
                from_month: self.given(&name, "from_month", read.from_month.take())?,
                to_month: self.given(&name, "to_month", read.to_month.take())?,
            },
            "choice" => Kind::Choice {
                options: self.given(&name, "option", read.option.take())?,
            },
            "choices" => Kind::Choices {
                options: self.given(&name, "option", read.option.take())?,
                none: read.none.take(),
            },
            "yes_no" => Kind::YesNo,
            "text" => Kind::Text {
                max: self.size(&name, read.max.take())?,
                lines: std::mem::take(&mut read.lines),
            },
            "declaration" => Kind::Declaration,
            "rows" => self.rows(&name, read)?,
            "fetched" => Kind::Fetched {
                rules: self.given(&name, "fetch", read.fetch.take())?,
                month: self.given(&name, "month", read.month.take())?,
                from_month: self.given(&name, "from_month", read.from_month.take())?,
                to_month: self.given(&name, "to_month", read.to_month.take())?,
            },
            other => {
                self.wrong(&name, &format!("there is no kind {other}"));
                return None;
            }
        })
    }

    fn rows(&mut self, name: &str, read: &mut RawQuestion) -> Option<Kind> {
        let columns = self.given(name, "column", read.column.take())?;
        Some(Kind::Rows {
            columns: columns
                .into_iter()
                .filter_map(|one| self.question(one, false))
                .collect(),
            max: self.size(name, read.max.take())?,
        })
    }

    /// Each kind takes what it knows; what is left over means nothing to it.
    fn leftovers(&mut self, read: &RawQuestion) {
        let left = [
            ("min", read.min.is_some()),
            ("max", read.max.is_some()),
            ("lines", read.lines),
            ("from_month", read.from_month.is_some()),
            ("to_month", read.to_month.is_some()),
            ("month", read.month.is_some()),
            ("none", read.none.is_some()),
            ("option", read.option.is_some()),
            ("column", read.column.is_some()),
            ("fetch", read.fetch.is_some()),
        ];
        for (key, _) in left.iter().filter(|(_, is_left)| *is_left) {
            self.wrong(
                read.id.as_str(),
                &format!("{key} means nothing for the kind {}", read.kind),
            );
        }
    }

    fn amount(&mut self, name: &str, kronor: i64) -> Option<Amount> {
        let amount = kronor.to_string().parse().ok();
        if amount.is_none() {
            self.wrong(name, "min and max must be amounts in whole kronor");
        }
        amount
    }

    fn size(&mut self, name: &str, value: Option<i64>) -> Option<usize> {
        let size = value
            .and_then(|value| usize::try_from(value).ok())
            .filter(|size| *size > 0);
        self.given(name, "max", size)
    }

    fn given<T>(&mut self, name: &str, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.wrong(name, &format!("{key} must be given"));
        }
        value
    }

    fn part<T: DeserializeOwned>(&mut self, name: &str, table: toml::Table) -> Option<T> {
        table
            .try_into()
            .map_err(|error: toml::de::Error| self.wrong(name, error.to_string().trim_end()))
            .ok()
    }

    fn wrong(&mut self, name: &str, what: &str) {
        self.mistakes.add(self.file, format!("{name}: {what}"));
    }
}
