use std::fmt;
use std::str::FromStr;

use mn_domain::{FormId, SourceId};
use thiserror::Error;

/// A slot of the private space. A closed list: what is not on it cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotName {
    /// Who the citizen is, as the e-ID said it.
    Identity,
    /// Which agreement was entered, and when.
    Agreement,
    /// What was chosen: municipality, application, sources, language.
    Choices,
    /// Which sources were asked, and when.
    Asked,
    /// What one source answered.
    Answers(SourceId),
    /// What the citizen typed, disputed and left out in one form.
    Draft(FormId),
    /// A file the citizen attached, by its number.
    Attachment(u32),
    /// The one-time state of a redirect to one source: burned before use.
    Pending(SourceId),
    /// The signature order under way.
    Order,
    /// The receipts of this visit.
    Sent,
    /// What was fetched, seen and sent, when, by whom. Append only.
    Journal,
}

/// The text names no slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the text names no slot")]
pub struct InvalidSlotName;

impl SlotName {
    /// Whether background work may put something there.
    #[must_use]
    pub const fn takes_deposits(&self) -> bool {
        matches!(
            self,
            Self::Answers(_) | Self::Pending(_) | Self::Order | Self::Journal
        )
    }
}

impl fmt::Display for SlotName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identity => f.write_str("identity"),
            Self::Agreement => f.write_str("agreement"),
            Self::Choices => f.write_str("choices"),
            Self::Asked => f.write_str("asked"),
            Self::Answers(source) => write!(f, "answers/{source}"),
            Self::Draft(form) => write!(f, "draft/{form}"),
            Self::Attachment(number) => write!(f, "attachment/{number}"),
            Self::Pending(source) => write!(f, "pending/{source}"),
            Self::Order => f.write_str("order"),
            Self::Sent => f.write_str("sent"),
            Self::Journal => f.write_str("journal"),
        }
    }
}

impl FromStr for SlotName {
    type Err = InvalidSlotName;

    fn from_str(text: &str) -> Result<Self, InvalidSlotName> {
        let name = match text.split_once('/') {
            None => match text {
                "identity" => Self::Identity,
                "agreement" => Self::Agreement,
                "choices" => Self::Choices,
                "asked" => Self::Asked,
                "order" => Self::Order,
                "sent" => Self::Sent,
                "journal" => Self::Journal,
                _ => return Err(InvalidSlotName),
            },
            Some(("answers", source)) => Self::Answers(source.parse().map_err(|_| InvalidSlotName)?),
            Some(("draft", form)) => Self::Draft(form.parse().map_err(|_| InvalidSlotName)?),
            Some(("attachment", number)) => Self::Attachment(number.parse().map_err(|_| InvalidSlotName)?),
            Some(("pending", source)) => Self::Pending(source.parse().map_err(|_| InvalidSlotName)?),
            Some(_) => return Err(InvalidSlotName),
        };
        // One spelling for each slot: `attachment/+7` is none.
        if name.to_string() == text {
            Ok(name)
        } else {
            Err(InvalidSlotName)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_goes_through_text_and_back() {
        let names = [
            "identity",
            "agreement",
            "choices",
            "asked",
            "answers/csn",
            "draft/ekonomiskt-bistand-fortsatt",
            "attachment/7",
            "pending/csn",
            "order",
            "sent",
            "journal",
        ];
        for text in names {
            assert_eq!(
                text.parse::<SlotName>().map(|name| name.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn what_is_not_on_the_list_is_no_slot() {
        for bad in [
            "",
            "header",
            "answers",
            "answers/",
            "answers/../x",
            "attachment/+7",
            "identity/x",
        ] {
            assert_eq!(bad.parse::<SlotName>(), Err(InvalidSlotName), "{bad}");
        }
    }
}
