use std::collections::BTreeMap;

use mn_domain::{Language, Sensitive};
use mn_source::{Answer, StoredAnswers};

use crate::fill::filled;
use crate::{Catalogue, Concern, Doubt, Kind, Misfit, Side, Source, Words};

impl Catalogue {
    /// What does not fit in what a source answered, in words, by the index of the answer that gets the mark.
    #[must_use]
    pub fn concerns(&self, stored: &StoredAnswers, language: Language) -> BTreeMap<usize, Vec<Concern>> {
        let mut concerns: BTreeMap<usize, Vec<Concern>> = BTreeMap::new();
        let Some(source) = self.source(&stored.source) else {
            return concerns;
        };
        let speaker = Speaker {
            words: self.words(),
            source,
            answers: &stored.answers,
            language,
        };
        for doubt in source.inspection().doubts(&stored.answers, stored.answered_at) {
            let Some(text) = speaker.say(&doubt) else { continue };
            let kind = doubt.kind();
            concerns
                .entry(doubt.answer)
                .or_default()
                .push(Concern { kind, text });
        }
        concerns
    }
}

/// Says what does not fit.
struct Speaker<'a> {
    words: &'a Words,
    source: &'a Source,
    answers: &'a [Answer],
    language: Language,
}

impl Speaker<'_> {
    fn say(&self, doubt: &Doubt) -> Option<Sensitive<String>> {
        let words = &self.words.checks;
        let plain = |text: &crate::Text| Sensitive::new(text.get(self.language).to_owned());
        let own = self.answers.get(doubt.answer)?;
        Some(match &doubt.about {
            Misfit::Sum { sum, parts } => {
                let value = self.value(own);
                let parts = self.terms(parts);
                let pattern = words.sum.get(self.language);
                // EXPOSE: written into a sentence, which is protected again at once.
                let (value, sum) = (value.expose(), sum.expose());
                Sensitive::new(filled(
                    pattern,
                    &[("value", value), ("sum", sum), ("parts", &parts)],
                ))
            }
            Misfit::Order { then } => {
                let then = self.answers.get(*then)?;
                let (a, b) = (self.value(own), self.value(then));
                let (first, then) = (self.term(own), self.term(then));
                let is_time = self.is_time(own);
                let pattern = if is_time { &words.after } else { &words.more };
                let pattern = pattern.get(self.language);
                // EXPOSE: written into a sentence, which is protected again at once.
                let (a, b) = (a.expose(), b.expose());
                Sensitive::new(filled(
                    pattern,
                    &[("first", &first), ("a", a), ("then", &then), ("b", b)],
                ))
            }
            Misfit::Range(Side::Little) => plain(&words.little),
            Misfit::Range(Side::Much) => plain(&words.much),
            Misfit::Range(Side::Early) => plain(&words.early),
            Misfit::Range(Side::Late) => plain(&words.late),
            Misfit::Twice { times } => {
                Sensitive::new(filled(words.twice.get(self.language), &[("times", times)]))
            }
        })
    }

    fn is_time(&self, answer: &Answer) -> bool {
        let kind = self.source.field(&answer.field).map(|field| field.kind);
        matches!(kind, Some(Kind::Date | Kind::Week))
    }

    fn term<'b>(&'b self, answer: &'b Answer) -> &'b str {
        let field = self.source.field(&answer.field);
        field.map_or(answer.field.as_str(), |field| field.term.get(self.language))
    }

    /// The terms of the parts, each once.
    fn terms(&self, parts: &[usize]) -> String {
        let mut terms: Vec<&str> = Vec::new();
        for answer in parts.iter().filter_map(|at| self.answers.get(*at)) {
            let term = self.term(answer);
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms.join(", ")
    }

    fn value(&self, answer: &Answer) -> Sensitive<String> {
        let Some(field) = self.source.field(&answer.field) else {
            return answer.value.clone();
        };
        // EXPOSE: the value is written as people write it, and protected again at once.
        let raw = answer.value.expose();
        let codes = self.source.codes_of(field);
        self.words.show(field, codes, raw, self.language).display
    }
}
