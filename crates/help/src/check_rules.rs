//! The rules that the checks of a source keep to: what they name is there and of the right kind, and bounds are sane.

use mn_domain::{FieldId, Unit};

use crate::check::Check;
use crate::inspect::group;
use crate::{Field, Kind, OrderCheck, Problem, RangeCheck, Source, SumCheck, TwiceCheck};

/// More kronor than any source rounds by.
const MOST_ROUNDED: i64 = 100;
/// Longer than any life.
const LONGEST_DAYS: i64 = 150 * 366;

/// Checks the checks of one source.
pub(crate) fn rules(check: &mut Check<'_>, source: &Source) {
    for (index, one) in source.checks.sum.iter().enumerate() {
        sum(check, source, one, &format!("checks.sum[{index}]"));
    }
    for (index, one) in source.checks.order.iter().enumerate() {
        order(check, source, one, &format!("checks.order[{index}]"));
    }
    for (index, one) in source.checks.range.iter().enumerate() {
        range(check, source, one, &format!("checks.range[{index}]"));
    }
    for (index, one) in source.checks.twice.iter().enumerate() {
        twice(check, source, one, &format!("checks.twice[{index}]"));
    }
}

fn sum(check: &mut Check<'_>, source: &Source, sum: &SumCheck, at: &str) {
    let mut named = vec![&sum.total];
    for part in sum.add.iter().chain(&sum.take) {
        check.demand(!named.contains(&part), at, Problem::Twice);
        named.push(part);
    }
    check.demand(!sum.add.is_empty(), at, Problem::NothingAdded);
    let is_sane = (0..=MOST_ROUNDED).contains(&sum.within);
    check.demand(is_sane, &format!("{at}.within"), Problem::NotPlausible);
    for id in named {
        if let Some(field) = field(check, source, id, at) {
            check.demand(
                field.kind == Kind::Amount,
                at,
                Problem::CannotCheck(id.to_string()),
            );
        }
    }
    is_shown(check, source, &sum.total, at);
}

fn order(check: &mut Check<'_>, source: &Source, order: &OrderCheck, at: &str) {
    let ends = [&order.first, &order.then].map(|id| field(check, source, id, at));
    if let [Some(first), Some(then)] = ends {
        let has_order = matches!(first.kind, Kind::Amount | Kind::Number | Kind::Date | Kind::Week);
        let is_like = first.kind == then.kind && first.counted_in() == then.counted_in();
        let is_beside = group(&first.id) == group(&then.id) && first.id != then.id;
        check.demand(
            has_order && is_like,
            at,
            Problem::CannotCheck(order.then.to_string()),
        );
        check.demand(is_beside, at, Problem::NotBeside(order.then.to_string()));
    }
    is_shown(check, source, &order.first, at);
}

fn range(check: &mut Check<'_>, source: &Source, range: &RangeCheck, at: &str) {
    is_shown(check, source, &range.field, at);
    let Some(field) = field(check, source, &range.field, at) else {
        return;
    };
    let numbers = [range.least, range.most];
    let days = [range.days_before, range.days_after];
    let is_said = |bounds: [Option<i64>; 2]| bounds.iter().any(Option::is_some);
    let fits = match field.kind {
        Kind::Date => is_said(days) && !is_said(numbers),
        Kind::Number if field.unit == Some(Unit::Year) => is_said(days) && !is_said(numbers),
        Kind::Amount | Kind::Number => is_said(numbers) && !is_said(days),
        _ => false,
    };
    check.demand(fits, at, Problem::CannotCheck(range.field.to_string()));
    let is_apart = !matches!(numbers, [Some(least), Some(most)] if least >= most);
    let is_sane = days
        .iter()
        .flatten()
        .all(|days| (0..=LONGEST_DAYS).contains(days));
    check.demand(is_apart && is_sane, at, Problem::NotPlausible);
}

fn twice(check: &mut Check<'_>, source: &Source, twice: &TwiceCheck, at: &str) {
    let mut kinds = Vec::new();
    for (index, id) in twice.same.iter().enumerate() {
        let is_new = !twice.same.iter().take(index).any(|other| other == id);
        check.demand(is_new, at, Problem::Twice);
        let is_beside = group(id) == group(&twice.mark);
        check.demand(is_beside, at, Problem::NotBeside(id.to_string()));
        kinds.extend(field(check, source, id, at).map(|field| field.kind));
    }
    let is_payment = kinds.contains(&Kind::Amount) && kinds.contains(&Kind::Date);
    let is_marked = twice.same.contains(&twice.mark);
    check.demand(is_payment && is_marked, at, Problem::NotAPayment);
    is_shown(check, source, &twice.mark, at);
}

fn field<'a>(check: &mut Check<'_>, source: &'a Source, id: &FieldId, at: &str) -> Option<&'a Field> {
    let found = source.field(id);
    check.demand(found.is_some(), at, Problem::NoSuchField(id.to_string()));
    found
}

/// A mark at a value that nobody sees helps nobody.
fn is_shown(check: &mut Check<'_>, source: &Source, id: &FieldId, at: &str) {
    let is_hidden = source.field(id).is_some_and(|field| field.hidden.is_some());
    check.demand(!is_hidden, at, Problem::CannotCheck(id.to_string()));
}
