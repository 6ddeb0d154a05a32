//! What must hold between the parts of a form.

use std::collections::BTreeSet;

use mn_offer::Mistakes;

use super::{Condition, Definition, EstimateRule, Kind, Placeholder, Question, QuestionId, Sum};

pub(super) fn all(definition: &Definition, file: &str, mistakes: &mut Mistakes) {
    let mut check = Check {
        definition,
        file,
        mistakes,
    };
    check.names();
    let questions: Vec<&Question> = definition.questions().collect();
    check.questions(&questions);
    check.declared_once();
    definition.sums.iter().for_each(|sum| check.sum(sum));
    if let Some(estimate) = &definition.estimate {
        check.estimate(estimate);
    }
    check.visible();
}

struct Check<'a> {
    definition: &'a Definition,
    file: &'a str,
    mistakes: &'a mut Mistakes,
}

impl Check<'_> {
    fn wrong(&mut self, what: String) {
        self.mistakes.add(self.file, what);
    }

    fn names(&mut self) {
        let mut seen = BTreeSet::new();
        let sections = self.definition.sections.iter().map(|section| &section.id);
        let sections: Vec<_> = sections.filter(|id| !seen.insert(*id)).collect();
        seen.clear();
        let questions: Vec<_> = self
            .definition
            .questions()
            .map(|question| &question.id)
            .filter(|id| !seen.insert(*id))
            .collect();
        for id in sections.into_iter().chain(questions) {
            self.wrong(format!("{id} is the name of two things"));
        }
    }

    fn questions(&mut self, questions: &[&Question]) {
        for (index, question) in questions.iter().enumerate() {
            let before = questions.get(..index).unwrap_or_default();
            for condition in &question.when {
                self.condition(question, condition, before);
            }
            self.kind(question, before);
        }
    }

    fn condition(&mut self, question: &Question, condition: &Condition, before: &[&Question]) {
        let (id, on) = (&question.id, &condition.question);
        let earlier = before.iter().find(|earlier| earlier.id == *on);
        let Some(answers) = earlier.map(|earlier| earlier.kind.answers()) else {
            return self.wrong(format!(
                "{id}: asked only when {on}, but no earlier question is called so"
            ));
        };
        let Some(answers) = answers else {
            return self.wrong(format!(
                "{id}: {on} is not a question that conditions can rest on"
            ));
        };
        for wanted in condition
            .is
            .iter()
            .filter(|wanted| !answers.contains(&wanted.as_str()))
        {
            self.wrong(format!("{id}: {on} can never be {wanted}"));
        }
        if condition.is.is_empty() {
            self.wrong(format!("{id}: the condition on {on} names no answer"));
        }
    }

    fn kind(&mut self, question: &Question, before: &[&Question]) {
        let id = &question.id;
        match &question.kind {
            Kind::Choice { options } => self.options(question, options, None),
            Kind::Choices { options, none } => self.options(question, options, none.as_deref()),
            Kind::Rows { columns, .. } => self.columns(question, columns),
            Kind::Fetched {
                rules,
                month,
                from_month,
                to_month,
            } => {
                let named = before.iter().find(|earlier| earlier.id == *month);
                if !named.is_some_and(|earlier| matches!(earlier.kind, Kind::Month { .. })) {
                    self.wrong(format!("{id}: {month} is no earlier question about a month"));
                }
                self.months(id, *from_month, *to_month);
                for rule in rules {
                    self.mistakes
                        .need(self.file, &format!("{id}.fetch.label"), &rule.label);
                }
            }
            Kind::Month { from_month, to_month } | Kind::Date { from_month, to_month } => {
                self.months(id, *from_month, *to_month);
            }
            Kind::Amount { min, max } if min > max => self.wrong(format!("{id}: min is above max")),
            Kind::Number { min, max } if min > max => self.wrong(format!("{id}: min is above max")),
            _ => {}
        }
    }

    fn months(&mut self, id: &QuestionId, from: i32, to: i32) {
        if from > to || from < -24 || to > 24 {
            self.wrong(format!(
                "{id}: from_month and to_month must be in order and within two years"
            ));
        }
    }

    fn options(&mut self, question: &Question, options: &[super::ChoiceOption], none: Option<&str>) {
        let id = &question.id;
        let mut seen = BTreeSet::new();
        for option in options {
            self.mistakes
                .need(self.file, &format!("{id}.{}", option.value), &option.text);
            if !seen.insert(option.value.as_str()) || option.value.is_empty() {
                self.wrong(format!(
                    "{id}: {} is the name of two options, or of none",
                    option.value
                ));
            }
        }
        if options.len() < 2 {
            self.wrong(format!("{id}: a choice has two options or more"));
        }
        if none.is_some_and(|none| !seen.contains(none)) {
            self.wrong(format!("{id}: none names no option"));
        }
    }

    fn columns(&mut self, question: &Question, columns: &[Question]) {
        let mut seen = BTreeSet::new();
        for column in columns {
            if !seen.insert(&column.id) {
                self.wrong(format!(
                    "{}: {} is the name of two columns",
                    question.id, column.id
                ));
            }
            if !column.kind.is_simple() {
                let kind = column.kind.name();
                self.wrong(format!(
                    "{}: {} cannot be of the kind {kind} in a row",
                    question.id, column.id
                ));
            }
        }
        if columns.is_empty() {
            self.wrong(format!("{}: rows need a column", question.id));
        }
        let columns: Vec<&Question> = columns.iter().collect();
        self.questions(&columns);
    }

    fn declared_once(&mut self) {
        let is_declaration = |question: &&Question| matches!(question.kind, Kind::Declaration);
        let count = self.definition.questions().filter(is_declaration).count();
        if count != 1 {
            self.wrong(format!("the form must have exactly one declaration, not {count}"));
        }
        let misplaced = self
            .definition
            .questions()
            .any(|question| is_declaration(&question) && !(question.when.is_empty() && question.required));
        if misplaced {
            self.wrong("the declaration must be required without conditions".to_owned());
        }
    }

    fn sum(&mut self, sum: &Sum) {
        self.mistakes
            .need(self.file, &format!("sum {}", sum.id), &sum.text);
        for part in &sum.of {
            if !self.is_amount(part) {
                self.wrong(format!("sum {}: {part} is no amount of this form", sum.id));
            }
        }
    }

    fn is_amount(&self, path: &str) -> bool {
        let (question, column) = path.split_once('.').map_or((path, None), |(q, c)| (q, Some(c)));
        let found = self
            .definition
            .questions()
            .find(|one| one.id.as_str() == question);
        match (found.map(|one| &one.kind), column) {
            (Some(Kind::Amount { .. } | Kind::Fetched { .. }), None) => true,
            (Some(Kind::Rows { columns, .. }), Some(column)) => columns
                .iter()
                .any(|one| one.id.as_str() == column && matches!(one.kind, Kind::Amount { .. })),
            _ => false,
        }
    }

    fn estimate(&mut self, rule: &EstimateRule) {
        if !self.asks_month(&rule.month) {
            self.wrong(format!("estimate: {} is no question about a month", rule.month));
        }
        for id in [&rule.costs, &rule.incomes] {
            if !self.has_sum(id) {
                self.wrong(format!("estimate: there is no sum {id}"));
            }
        }
        let Some(children) = &rule.children else { return };
        let columns = match self.definition.question(&children.rows).map(|one| &one.kind) {
            Some(Kind::Rows { columns, .. }) => columns.as_slice(),
            _ => &[],
        };
        let kind = |id: &QuestionId| columns.iter().find(|one| one.id == *id).map(|one| &one.kind);
        if !matches!(kind(&children.age), Some(Kind::Number { .. })) {
            self.wrong("estimate: children.age is no column with a number".to_owned());
        }
        let lives = kind(&children.lives).and_then(Kind::answers);
        if !lives.is_some_and(|answers| answers.contains(&children.full_time.as_str())) {
            self.wrong("estimate: children.full_time is no option of children.lives".to_owned());
        }
    }

    fn asks_month(&self, id: &QuestionId) -> bool {
        let question = self.definition.question(id);
        question.is_some_and(|question| matches!(question.kind, Kind::Month { .. }))
    }

    fn has_sum(&self, id: &QuestionId) -> bool {
        self.definition.sums.iter().any(|sum| sum.id == *id)
    }

    fn visible(&mut self) {
        for place in self.definition.visible.places() {
            match place {
                Placeholder::Sum(id) if !self.has_sum(&id) => {
                    self.wrong(format!("visible: there is no sum {id}"));
                }
                Placeholder::Month(id) if !self.asks_month(&id) => {
                    self.wrong(format!("visible: {id} is no question about a month"));
                }
                _ => {}
            }
        }
        let places = self.definition.visible.places();
        let has_own = self.definition.fetch_rules().any(|rule| rule.own);
        let needed = [
            Placeholder::Declaration,
            Placeholder::Recipient,
            Placeholder::Values,
        ];
        for needed in needed.into_iter().chain(has_own.then_some(Placeholder::Own)) {
            if places.iter().filter(|place| **place == needed).count() < 3 {
                self.wrong(format!("visible: {needed:?} must stand there in every language"));
            }
        }
    }
}
