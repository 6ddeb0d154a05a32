//! Whether the values of an answer fit together, by the checks of its source's metadata.
//!
//! Pure: the same answer gives the same doubts, wherever it is looked at. A value that cannot be read is never in doubt
//! here; it is shown as the source wrote it.

use std::collections::BTreeMap;
use std::iter;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use mn_domain::{Amount, CheckKind, FieldId, PartialDate, Sensitive};
use mn_source::Answer;
use rust_decimal::Decimal;

use crate::{Checks, Kind, OrderCheck, RangeCheck, Source, SumCheck, TwiceCheck};

/// The checks of one source, ready to be used. Cheap enough to be made for each answer.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    checks: Checks,
    /// What the values of the fields that are compared look like.
    kinds: BTreeMap<FieldId, Kind>,
}

/// A value that does not fit: it may be right all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Which of the source's answers gets the mark: an index.
    pub answer: usize,
    /// What does not fit, and with what.
    pub about: Misfit,
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The parts come to something else.
    Sum {
        /// What they come to, as people write it.
        sum: Sensitive<String>,
        /// The parts: indices.
        parts: Vec<usize>,
    },
    /// It is later, or more, than what should come after it.
    Order {
        /// The other: an index.
        then: usize,
    },
    /// It is outside of what is plausible.
    Range(Side),
    /// Others say the same.
    Twice {
        /// How many there are, this one among them.
        times: usize,
    },
}

/// On which side of what is plausible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Less than the least.
    Little,
    /// More than the greatest.
    Much,
    /// Too long ago.
    Early,
    /// Too far ahead.
    Late,
}

impl Doubt {
    /// Which kind of check it comes from.
    #[must_use]
    pub const fn kind(&self) -> CheckKind {
        match self.about {
            Misfit::Sum { .. } => CheckKind::Sum,
            Misfit::Order { .. } => CheckKind::Order,
            Misfit::Range(_) => CheckKind::Range,
            Misfit::Twice { .. } => CheckKind::Twice,
        }
    }
}

impl Source {
    /// Its checks, ready to be used.
    #[must_use]
    pub fn inspection(&self) -> Inspection {
        let checks = self.checks.clone();
        let order = checks.order.iter().map(|check| &check.first);
        let compared = order.chain(checks.range.iter().map(|check| &check.field));
        let kinds = compared.filter_map(|id| Some((id.clone(), self.field(id)?.kind)));
        Inspection {
            kinds: kinds.collect(),
            checks,
        }
    }
}

impl Inspection {
    /// Every doubt about what a source answered at that moment, in the order of its values.
    #[must_use]
    pub fn doubts(&self, answers: &[Answer], answered_at: Timestamp) -> Vec<Doubt> {
        let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
        let on = answered_at.to_zoned_datetime(zone).date();
        let look = Look { answers, on };
        let mut doubts = Vec::new();
        for check in &self.checks.sum {
            doubts.extend(look.sums(check));
        }
        for check in &self.checks.order {
            let kind = self.kinds.get(&check.first).copied();
            doubts.extend(kind.into_iter().flat_map(|kind| look.order(check, kind)));
        }
        for check in &self.checks.range {
            let kind = self.kinds.get(&check.field).copied();
            doubts.extend(kind.into_iter().flat_map(|kind| look.range(check, kind)));
        }
        for check in &self.checks.twice {
            doubts.extend(look.twice(check));
        }
        doubts.sort_by_key(|doubt| (doubt.answer, doubt.kind()));
        doubts
    }
}

/// One answer of a source, looked at.
struct Look<'a> {
    answers: &'a [Answer],
    on: Date,
}

impl<'a> Look<'a> {
    /// The values of one field, with their indices.
    fn of<'b>(&self, field: &'b FieldId) -> impl Iterator<Item = (usize, &'a Answer)> + use<'a, 'b> {
        let all = self.answers.iter().enumerate();
        all.filter(move |(_, answer)| answer.field == *field)
    }

    fn sums(&self, check: &SumCheck) -> Vec<Doubt> {
        // Added or taken, by place: what belongs to a total lies below its record's place, and so side by side.
        let added = check.add.iter().map(|field| (field, false));
        let fields = added.chain(check.take.iter().map(|field| (field, true)));
        let mut parts: Vec<(&str, usize, bool)> = fields
            .flat_map(|(field, taken)| {
                self.of(field)
                    .map(move |(at, answer)| (answer.place.as_str(), at, taken))
            })
            .collect();
        parts.sort_unstable();
        let doubt = |(answer, total): (usize, &Answer)| {
            let within = total.place.rsplit_once('/')?.0;
            let start = parts.partition_point(|(place, ..)| *place < within);
            let below = parts.iter().skip(start);
            let below = below.take_while(|(place, ..)| place.starts_with(within));
            let own: Vec<_> = below.filter(|(place, ..)| lies_in(place, within)).collect();
            if !is_whole(check, self.answers, &own) {
                return None;
            }
            let mut sum = Decimal::ZERO;
            for (_, at, taken) in &own {
                let part = amount(self.answers.get(*at)?)?.kronor();
                sum = if *taken {
                    sum.checked_sub(part)?
                } else {
                    sum.checked_add(part)?
                };
            }
            let off = sum.checked_sub(amount(total)?.kronor())?.abs();
            let sum = Sensitive::new(Amount::from_decimal(sum).ok()?.swedish());
            let mut parts: Vec<usize> = own.iter().map(|(_, at, _)| *at).collect();
            parts.sort_unstable();
            (off > Decimal::from(check.within)).then_some(Doubt {
                answer,
                about: Misfit::Sum { sum, parts },
            })
        };
        self.of(&check.total).filter_map(doubt).collect()
    }

    fn order(&self, check: &OrderCheck, kind: Kind) -> Vec<Doubt> {
        let doubt = |(answer, first): (usize, &Answer)| {
            let beside = |(_, other): &(usize, &Answer)| other.record == first.record && first.record != 0;
            let (then, other) = self.of(&check.then).find(beside)?;
            let is_after = match kind {
                Kind::Date | Kind::Week => days(first, kind)?.0 > days(other, kind)?.1,
                _ => number(first)? > number(other)?,
            };
            is_after.then_some(Doubt {
                answer,
                about: Misfit::Order { then },
            })
        };
        self.of(&check.first).filter_map(doubt).collect()
    }

    fn range(&self, check: &RangeCheck, kind: Kind) -> Vec<Doubt> {
        let side = |answer: &Answer| {
            if check.days_before.is_some() || check.days_after.is_some() {
                self.when(check, days(answer, kind)?)
            } else {
                let number = number(answer)?;
                let little = check.least.is_some_and(|least| number < Decimal::from(least));
                let much = check.most.is_some_and(|most| number > Decimal::from(most));
                little.then_some(Side::Little).or(much.then_some(Side::Much))
            }
        };
        let doubt = |(answer, value)| {
            let about = Misfit::Range(side(value)?);
            Some(Doubt { answer, about })
        };
        self.of(&check.field).filter_map(doubt).collect()
    }

    /// On which side of the days around the answer a time lies, if it lies outside.
    fn when(&self, check: &RangeCheck, (first, last): (Date, Date)) -> Option<Side> {
        let span = |days: i64| Span::new().try_days(days).ok();
        let early = check.days_before.and_then(span);
        let late = check.days_after.and_then(span);
        let early = early.and_then(|span| self.on.checked_sub(span).ok());
        let late = late.and_then(|span| self.on.checked_add(span).ok());
        let is_early = early.is_some_and(|bound| last < bound);
        let is_late = late.is_some_and(|bound| first > bound);
        is_early.then_some(Side::Early).or(is_late.then_some(Side::Late))
    }

    fn twice(&self, check: &TwiceCheck) -> Vec<Doubt> {
        let mut records: BTreeMap<u16, Vec<Option<&str>>> = BTreeMap::new();
        for (nth, field) in check.same.iter().enumerate() {
            for (_, answer) in self.of(field).filter(|(_, answer)| answer.record != 0) {
                let values = records.entry(answer.record);
                let values = values.or_insert_with(|| vec![None; check.same.len()]);
                if let Some(value) = values.get_mut(nth) {
                    // EXPOSE: compared with its brothers, and lent no longer than that.
                    *value = Some(answer.value.expose().trim());
                }
            }
        }
        let mut times: BTreeMap<&[Option<&str>], usize> = BTreeMap::new();
        for values in records
            .values()
            .filter(|values| values.iter().all(Option::is_some))
        {
            *times.entry(values).or_default() += 1;
        }
        let marked = self.of(&check.mark).filter(|(_, answer)| answer.record != 0);
        let doubts = marked.filter_map(|(answer, value)| {
            let times = *times.get(records.get(&value.record)?.as_slice())?;
            (times > 1).then_some(Doubt {
                answer,
                about: Misfit::Twice { times },
            })
        });
        doubts.collect()
    }
}

/// Whether something that is added is there, and everything that stands beside the total. In records below, what is
/// taken off may be missing: there may be nothing to take.
fn is_whole(check: &SumCheck, answers: &[Answer], own: &[&(&str, usize, bool)]) -> bool {
    let is_there = |field: &FieldId| {
        let mut found = own.iter().filter_map(|(_, at, _)| answers.get(*at));
        found.any(|answer| answer.field == *field)
    };
    let all = check.add.iter().chain(&check.take);
    let mut beside = all.filter(|field| group(field) == group(&check.total));
    check.add.iter().any(is_there) && beside.all(is_there)
}

/// Everything but the last part of a field's name.
pub(crate) fn group(field: &FieldId) -> Option<&str> {
    field.as_str().rsplit_once('.').map(|(group, _)| group)
}

/// Whether a place lies in the record at another.
fn lies_in(place: &str, within: &str) -> bool {
    place
        .strip_prefix(within)
        .is_some_and(|rest| rest.starts_with('/'))
}

fn amount(answer: &Answer) -> Option<Amount> {
    // EXPOSE: read to be compared; what is shown of it is protected again.
    answer.value.expose().trim().parse().ok()
}

fn number(answer: &Answer) -> Option<Decimal> {
    // EXPOSE: read to be compared.
    answer.value.expose().trim().parse().ok()
}

/// The first and the last day of a date, a month, a year or a week.
fn days(answer: &Answer, kind: Kind) -> Option<(Date, Date)> {
    // EXPOSE: read to be compared.
    let text = answer.value.expose().trim();
    if kind == Kind::Week {
        return week(text);
    }
    let date: PartialDate = text.parse().ok()?;
    Some((date.first_day()?, date.last_day()?))
}

/// `202640`, or a day as CSN writes some of its weeks: `20260928`.
fn week(text: &str) -> Option<(Date, Date)> {
    if text.len() == 8 {
        let day = Date::strptime("%Y%m%d", text).ok()?;
        return Some((day, day));
    }
    let (year, week) = text.split_at_checked(4)?;
    let monday = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?;
    let first = monday.date();
    iter::successors(Some(first), |day| day.tomorrow().ok())
        .nth(6)
        .map(|last| (first, last))
}
