//! Tables that say which elements of a record become which fields.

use super::values::{Kind, Read};
use crate::ssbtek::tree::Element;

/// One value of a record: where it stands and what it becomes.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// The path below the record's element; `@name` is an attribute, nothing the element itself.
    pub path: &'static str,
    /// The field.
    pub field: &'static str,
    /// What the value is.
    pub kind: Kind,
    /// The values that the contract lists, if it lists them all.
    pub known: &'static [&'static str],
    /// Whether the contract requires the element.
    pub required: bool,
    /// Whether the contract lets it stand several times; each further one becomes a record of its own.
    pub many: bool,
}

impl Leaf {
    /// A value that may be left out.
    pub const fn of(path: &'static str, field: &'static str, kind: Kind) -> Self {
        Self {
            path,
            field,
            kind,
            known: &[],
            required: false,
            many: false,
        }
    }

    /// A value that the contract requires.
    pub const fn required(path: &'static str, field: &'static str, kind: Kind) -> Self {
        Self {
            required: true,
            ..Self::of(path, field, kind)
        }
    }

    /// What an element holds for it; `None` when the element is not there.
    pub fn read(&self, element: &Element) -> Option<Read> {
        if let Some(name) = self.path.strip_prefix('@') {
            return element.attribute(name).map(|text| self.kind.read_text(text));
        }
        if self.path.is_empty() {
            return Some(self.kind.read(element));
        }
        if self.kind == Kind::Lines {
            return lines(self.path, element);
        }
        element.find(self.path).map(|found| self.kind.read(found))
    }

    /// The same, for an element that may stand several times.
    pub const fn many(self) -> Self {
        Self { many: true, ..self }
    }

    /// The same, with the list of values that the contract knows.
    pub const fn among(self, known: &'static [&'static str]) -> Self {
        Self { known, ..self }
    }
}

/// One kind of record.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its values.
    pub leaves: &'static [Leaf],
    /// Values that it shares with other kinds of record.
    pub shared: &'static [&'static [Leaf]],
    /// The paths of the first and the last day that the values concern.
    pub period: Option<(&'static str, &'static str)>,
    /// The value that says by which list the record came.
    pub named: Named,
    /// The records below it.
    pub inner: &'static [Inner],
    /// What is read in its place when the element does not plainly say that the person is not protected (`skyddad`).
    pub guard: Option<&'static Self>,
    /// Paths that the contract knows and that are not read: the catalogue says why, or the code beside it reads them.
    pub known: &'static [&'static str],
}

/// Records below a record.
#[derive(Clone, Copy, Debug)]
pub struct Inner {
    /// The path to them.
    pub path: &'static str,
    /// What they are.
    pub table: &'static Table,
    /// Values of the record above that are said again in each of them.
    pub carry: &'static [Leaf],
}

impl Inner {
    /// Records that stand for themselves.
    pub const fn of(path: &'static str, table: &'static Table) -> Self {
        Self {
            path,
            table,
            carry: &[],
        }
    }

    /// The same, with values of the record above.
    pub const fn carrying(self, carry: &'static [Leaf]) -> Self {
        Self { carry, ..self }
    }
}

/// Whether a record says which list it came by.
#[derive(Clone, Copy, Debug)]
pub enum Named {
    /// It does not.
    No,
    /// The outermost list: which benefit.
    Outer(Leaf),
    /// Its own list.
    Own(Leaf),
}

impl Table {
    /// Nothing at all; tables say only what they have.
    pub const EMPTY: Self = Self {
        leaves: &[],
        shared: &[],
        period: None,
        named: Named::No,
        inner: &[],
        guard: None,
        known: &[],
    };

    /// Its own values and those that it shares.
    pub fn values(&self) -> impl Iterator<Item = &'static Leaf> {
        self.shared.iter().copied().flatten().chain(self.leaves)
    }

    /// Every value that it and the records below may hold.
    pub fn every_leaf(&self, found: &mut Vec<Leaf>) {
        found.extend(self.values());
        match self.named {
            Named::No => {}
            Named::Outer(leaf) | Named::Own(leaf) => found.push(leaf),
        }
        for inner in self.inner {
            inner.table.every_leaf(found);
            found.extend(inner.carry);
        }
        if let Some(guard) = self.guard {
            guard.every_leaf(found);
        }
    }

    /// Every value by which it and the records below say what list they came by: field and list.
    pub fn every_name(
        &self,
        (outer, own): (&'static str, &'static str),
        found: &mut Vec<(&'static str, &'static str)>,
    ) {
        match self.named {
            Named::No => {}
            Named::Outer(leaf) => found.push((leaf.field, outer)),
            Named::Own(leaf) => found.push((leaf.field, own)),
        }
        for inner in self.inner {
            let own = inner.path.rsplit('/').next().unwrap_or(inner.path);
            inner.table.every_name((outer, own), found);
        }
    }

    /// How far a trail of names from the record's element leads along what the contract knows.
    fn knows(&self, trail: &[&str]) -> Fit {
        let period = self.period.into_iter().flat_map(|(from, to)| [from, to]);
        let read = self.values().map(|leaf| leaf.path).chain(period);
        let inner = self.inner.iter().map(|inner| inner.path);
        let mut best = Fit::Strange;
        for path in read.chain(inner).chain(self.known.iter().copied()) {
            match follow(path, trail) {
                Some("") => return Fit::Whole,
                Some(_) => best = Fit::Above,
                None => {}
            }
        }
        best
    }
}

/// What is left of a path behind a trail of names, if it leads along it.
fn follow<'a>(path: &'a str, trail: &[&str]) -> Option<&'a str> {
    let mut left = path;
    for (step, name) in trail.iter().enumerate() {
        if step > 0 {
            left = left.strip_prefix('/')?;
        }
        left = left.strip_prefix(name)?;
    }
    (left.is_empty() || left.starts_with('/')).then_some(left)
}

/// How far a trail leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Nowhere.
    Strange,
    /// To something that has known elements below.
    Above,
    /// To the end of a known path.
    Whole,
}

impl Table {
    /// Whether there are elements which the contract does not know, at any depth down to what is known.
    pub fn has_strangers(&self, element: &Element) -> bool {
        has_strangers(self, element, &mut Vec::new())
    }
}

fn has_strangers<'a>(table: &Table, element: &'a Element, trail: &mut Vec<&'a str>) -> bool {
    element.children.iter().any(|child| {
        trail.push(&child.name);
        let strange = match table.knows(trail) {
            Fit::Strange => true,
            Fit::Above => has_strangers(table, child, trail),
            Fit::Whole => false,
        };
        trail.pop();
        strange
    })
}

/// Joins the lines of an address.
fn lines(path: &str, element: &Element) -> Option<Read> {
    let mut all = Vec::new();
    element.each(path, &mut all);
    let said: Vec<&str> = all.iter().filter_map(|line| line.text()).collect();
    match said.as_slice() {
        [] => (!all.is_empty()).then_some(Read::Blank),
        said => Some(Kind::Text.read_text(&said.join(", "))),
    }
}
