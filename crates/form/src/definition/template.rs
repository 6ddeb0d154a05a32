use mn_domain::{Language, Texts};

use super::QuestionId;

/// A text with places to fill, such as `{month}` and `{sum:costs}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Texts);

/// A place in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// What the form is called.
    Form,
    /// The authority that decides.
    Recipient,
    /// The municipality in whose name the service was offered.
    Municipality,
    /// How many values are sent.
    Values,
    /// How many of them come from sources.
    Fetched,
    /// How many of them come out of files that the citizen added.
    Own,
    /// How many of them the citizen wrote.
    Written,
    /// How many of those that she did not write the citizen disputes.
    Disputed,
    /// The text of the declaration.
    Declaration,
    /// The number of the application.
    Submission,
    /// One of the form's sums.
    Sum(QuestionId),
    /// The month that a question asks for.
    Month(QuestionId),
}

impl Placeholder {
    fn parse(name: &str) -> Option<Self> {
        let id = |text: &str| QuestionId::try_from(text.to_owned()).ok();
        Some(match name {
            "form" => Self::Form,
            "recipient" => Self::Recipient,
            "municipality" => Self::Municipality,
            "values" => Self::Values,
            "fetched" => Self::Fetched,
            "own" => Self::Own,
            "written" => Self::Written,
            "disputed" => Self::Disputed,
            "declaration" => Self::Declaration,
            "submission" => Self::Submission,
            _ => match name.split_once(':')? {
                ("sum", rest) => Self::Sum(id(rest)?),
                ("month", rest) => Self::Month(id(rest)?),
                _ => return None,
            },
        })
    }
}

enum Piece<'a> {
    Words(&'a str),
    Place(&'a str),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split('{').enumerate().flat_map(|(index, part)| {
        let both = if index == 0 { None } else { part.split_once('}') };
        match both {
            Some((place, words)) => [Piece::Place(place), Piece::Words(words)],
            None => [Piece::Words(part), Piece::Words("")],
        }
    })
}

impl Template {
    /// Takes a text and notes the names of places that nobody can fill.
    #[must_use]
    pub fn new(texts: Texts) -> (Self, Vec<String>) {
        let unknown = Language::ALL
            .into_iter()
            .flat_map(|language| pieces(texts.get(language)))
            .filter_map(|piece| match piece {
                Piece::Place(name) if Placeholder::parse(name).is_none() => Some(name.to_owned()),
                _ => None,
            })
            .collect();
        (Self(texts), unknown)
    }

    /// Every place in the text, in any language.
    #[must_use]
    pub fn places(&self) -> Vec<Placeholder> {
        Language::ALL
            .into_iter()
            .flat_map(|language| pieces(self.0.get(language)))
            .filter_map(|piece| match piece {
                Piece::Place(name) => Placeholder::parse(name),
                Piece::Words(_) => None,
            })
            .collect()
    }

    /// The text with every place filled.
    pub fn fill(&self, language: Language, value: impl Fn(&Placeholder) -> String) -> String {
        let mut filled = String::new();
        for piece in pieces(self.0.get(language)) {
            match piece {
                Piece::Words(words) => filled.push_str(words),
                Piece::Place(name) => {
                    if let Some(place) = Placeholder::parse(name) {
                        filled.push_str(&value(&place));
                    }
                }
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Texts {
        Texts {
            sv: text.into(),
            lattlast: text.into(),
            en: text.into(),
        }
    }

    #[test]
    fn fills_its_places_once() {
        let (template, unknown) = Template::new(texts("till {recipient}, {sum:kostnader}."));
        assert!(unknown.is_empty());
        let filled = template.fill(Language::Sv, |place| match place {
            Placeholder::Recipient => "{values}".into(),
            Placeholder::Sum(id) => format!("[{id}]"),
            _ => "?".into(),
        });
        assert_eq!(filled, "till {values}, [kostnader].");
    }

    #[test]
    fn names_places_that_nobody_can_fill() {
        let (_, unknown) = Template::new(texts("{who} {sum:} {recipient}"));
        assert_eq!(unknown.first().map(String::as_str), Some("who"));
        assert_eq!(unknown.len(), 6, "two in each of three languages");
    }
}
