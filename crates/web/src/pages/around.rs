/// What holds for all that a source says, and how to reach who answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutSource {
    /// Who is asked, and by which way.
    pub from_whom: String,
    /// What for.
    pub purpose: String,
    /// By what right.
    pub ground: String,
    /// Why something may be missing.
    pub may_be_missing: Option<String>,
    /// What to do when something is wrong.
    pub if_wrong: Option<String>,
    /// How good the data is.
    pub quality: String,
    /// When the source can be reached.
    pub availability: String,
    /// The authority's full name.
    pub authority: String,
    /// Its telephone number as it is written.
    pub phone: Option<String>,
    /// Its address on the web.
    pub url: String,
    /// When it answers.
    pub opening: String,
}

/// Something the source did not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The term.
    pub term: String,
    /// Why it may be missing.
    pub why: String,
}
