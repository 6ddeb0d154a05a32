use std::collections::BTreeMap;
use std::fmt;

/// One thing that was searched for one case.
#[derive(Clone, Debug)]
pub struct Row {
    /// The case: its letter and what happened.
    pub case: String,
    /// How the pages were reached.
    pub mode: &'static str,
    /// How many visits it is about.
    pub visits: usize,
    /// How many values were looked for.
    pub canaries: usize,
    /// In how many forms.
    pub forms: usize,
    /// How many bytes were searched.
    pub read: u64,
    /// How many threads' stacks were among them.
    pub stacks: usize,
    /// What was found: where and what, and how often.
    pub hits: BTreeMap<String, usize>,
}

/// Everything that was searched.
#[derive(Clone, Debug, Default)]
pub struct Table(Vec<Row>);

impl Table {
    /// Adds rows.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.0.extend(rows);
    }

    /// The rows, by case.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// How often something was found.
    #[must_use]
    pub fn hits(&self) -> usize {
        self.0.iter().flat_map(|row| row.hits.values()).sum()
    }

    /// Puts the cases into their order.
    pub fn sort(&mut self) {
        self.0
            .sort_by(|one, other| (&one.case, one.mode).cmp(&(&other.case, other.mode)));
    }
}

impl IntoIterator for Table {
    type Item = Row;
    type IntoIter = std::vec::IntoIter<Row>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<44} {:<12} {:>6} {:>8} {:>7} {:>6} {:>6} {:>5}",
            "case", "pages", "visits", "canaries", "forms", "MB", "stacks", "hits"
        )?;
        for row in &self.0 {
            let hits: usize = row.hits.values().sum();
            writeln!(
                f,
                "{:<44} {:<12} {:>6} {:>8} {:>7} {:>6.1} {:>6} {hits:>5}",
                row.case,
                row.mode,
                row.visits,
                row.canaries,
                row.forms,
                megabytes(row.read),
                row.stacks,
            )?;
            for (what, count) in &row.hits {
                writeln!(f, "    {count:>5} x {what}")?;
            }
        }
        write!(f, "{} hits", self.hits())
    }
}

fn megabytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1000).unwrap_or(u32::MAX)) / 1000.0
}
