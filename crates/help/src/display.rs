use jiff::civil::Date;
use mn_domain::{Amount, Language, PartialDate, Period, Sensitive, Unit};
use rust_decimal::Decimal;

use crate::fill::filled;
use crate::words::Counted;
use crate::{CodeList, Field, Kind, Words, meaning};

/// A value as people write it.
pub(crate) struct Shown<'a> {
    pub(crate) display: Sensitive<String>,
    /// What a code means.
    pub(crate) meaning: Option<&'a str>,
    /// Whether the value has the shape that the metadata promises.
    pub(crate) as_promised: bool,
}

impl Words {
    /// Writes a value as its field says. A value of another shape is shown as the source wrote it.
    pub(crate) fn show<'a>(
        &'a self,
        field: &'a Field,
        codes: Option<&'a CodeList>,
        raw: &str,
        language: Language,
    ) -> Shown<'a> {
        let raw = raw.trim();
        if field.kind == Kind::Code {
            return self.show_code(field, codes, raw, language);
        }
        let written = match field.kind {
            Kind::Amount => raw.parse::<Amount>().ok().map(Amount::swedish),
            Kind::Date => raw.parse().ok().and_then(|date| self.date(date, language)),
            Kind::Number => self.number(field.unit, raw, language),
            Kind::Share => self.share(raw, language),
            Kind::Week => self.week(raw, language),
            Kind::YesNo => self.yes_or_no(raw, language),
            Kind::Text | Kind::Code => Some(raw.to_owned()),
        };
        let as_promised = written.is_some();
        Shown {
            display: Sensitive::new(written.unwrap_or_else(|| raw.to_owned())),
            meaning: None,
            as_promised,
        }
    }

    fn show_code<'a>(
        &'a self,
        field: &'a Field,
        codes: Option<&'a CodeList>,
        raw: &str,
        language: Language,
    ) -> Shown<'a> {
        let known = codes.and_then(|codes| meaning(codes, raw));
        let other = field.other_codes.as_ref();
        let text = known.map(|code| &code.text).or(other);
        Shown {
            display: Sensitive::new(known.map_or(raw, |code| code.name.get(language)).to_owned()),
            meaning: Some(text.unwrap_or(&self.unknown_code).get(language)),
            as_promised: text.is_some(),
        }
    }

    fn yes_or_no(&self, raw: &str, language: Language) -> Option<String> {
        match raw {
            "true" => Some(self.yes.get(language).to_owned()),
            "false" => Some(self.no.get(language).to_owned()),
            _ => None,
        }
    }

    /// A date in words: `25 oktober 2026`, `oktober 2026`, `2026`.
    #[must_use]
    pub fn date(&self, date: PartialDate, language: Language) -> Option<String> {
        let month = |month: i8| {
            let index = usize::try_from(month).ok()?.checked_sub(1)?;
            Some(self.months.get(index)?.get(language))
        };
        Some(match date {
            PartialDate::Year(year) => year.to_string(),
            PartialDate::Month(year, number) => filled(
                self.dates.month.get(language),
                &[("month", &month(number)?), ("year", &year)],
            ),
            PartialDate::Day(day) => filled(
                self.dates.day.get(language),
                &[
                    ("day", &day.day()),
                    ("month", &month(day.month())?),
                    ("year", &day.year()),
                ],
            ),
        })
    }

    /// A period in words; nothing for one that is open at both ends.
    pub(crate) fn period(&self, period: Period, language: Language) -> Option<String> {
        let from = period.from.and_then(|date| self.date(date, language));
        let to = period.to.and_then(|date| self.date(date, language));
        match (from, to) {
            (Some(from), Some(to)) if from == to => Some(from),
            (Some(from), Some(to)) => {
                let pattern = self.periods.between.get(language);
                Some(filled(pattern, &[("from", &from), ("to", &to)]))
            }
            (Some(from), None) => Some(filled(self.periods.from.get(language), &[("from", &from)])),
            (None, Some(to)) => Some(filled(self.periods.to.get(language), &[("to", &to)])),
            (None, None) => None,
        }
    }

    /// `3/4` and `0.75` are 75 per cent.
    fn share(&self, raw: &str, language: Language) -> Option<String> {
        let share = match raw.split_once('/') {
            Some((part, whole)) => part.parse::<Decimal>().ok()?.checked_div(whole.parse().ok()?)?,
            None => raw.parse().ok()?,
        };
        let percent = share.checked_mul(Decimal::ONE_HUNDRED)?.round_dp(1).normalize();
        let possible = !percent.is_sign_negative() && percent <= Decimal::ONE_HUNDRED;
        possible.then(|| self.number(Some(Unit::Percent), &percent.to_string(), language))?
    }

    /// `202640` is week 40 of 2026. CSN writes some of its weeks as their first or last day, `20260928`.
    fn week(&self, raw: &str, language: Language) -> Option<String> {
        if raw.len() == 8 {
            let day = Date::strptime("%Y%m%d", raw).ok()?;
            return self.date(PartialDate::Day(day), language);
        }
        let (year, week) = raw.split_at_checked(4)?;
        let number: u8 = week.parse().ok()?;
        let is_week =
            year.bytes().all(|b| b.is_ascii_digit()) && week.len() == 2 && (1..=53).contains(&number);
        let pattern = self.dates.week.get(language);
        is_week.then(|| filled(pattern, &[("week", &number), ("year", &year)]))
    }

    fn number(&self, unit: Option<Unit>, raw: &str, language: Language) -> Option<String> {
        let digits = raw.strip_prefix('-').unwrap_or(raw);
        let is_number = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.bytes().filter(|b| *b == b'.').count() <= 1
            && digits.bytes().any(|b| b.is_ascii_digit());
        if !is_number {
            return None;
        }
        let plain = if raw.contains('.') {
            raw.trim_end_matches('0').trim_end_matches('.')
        } else {
            raw
        };
        let written = match language {
            Language::En => plain.to_owned(),
            Language::Sv | Language::Lattlast => plain.replace('.', ","),
        };
        let counted = |words: &Counted| {
            let pattern = if plain == "1" { &words.one } else { &words.many };
            filled(pattern.get(language), &[("n", &written)])
        };
        Some(match unit {
            Some(Unit::Percent) => counted(&self.units.percent),
            Some(Unit::Days) => counted(&self.units.days),
            Some(Unit::Weeks) => counted(&self.units.weeks),
            _ => written,
        })
    }
}
