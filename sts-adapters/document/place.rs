use std::fmt;

/// A place in a message. Made of the contract's own words and of positions, so that it can hold no value.
#[derive(Clone, Debug, Default)]
pub struct Place(String);

impl Place {
    /// A place that the contract spells out, such as `/CSNSvar`.
    pub fn at(path: &'static str) -> Self {
        Self(path.to_owned())
    }

    /// The place of something below.
    pub fn join(&self, path: &'static str) -> Self {
        if path.is_empty() {
            return self.clone();
        }
        let mut place = String::with_capacity(self.0.len() + 1 + path.len());
        place.push_str(&self.0);
        place.push('/');
        place.push_str(path);
        Self(place)
    }

    /// The place of one of several below; the first has number 1.
    pub fn nth(&self, path: &'static str, index: usize) -> Self {
        Self(format!("{}/{path}[{}]", self.0, index + 1))
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
