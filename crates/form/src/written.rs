use mn_domain::Sensitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Words about a person: what the citizen wrote, or what the page shows of a value.
///
/// It is serialised only into bytes that are sealed at once: a slot of the visit, or a part of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written(Sensitive<String>);

impl Written {
    /// Takes words into protection.
    pub fn new(words: impl Into<String>) -> Self {
        Self(Sensitive::new(words.into()))
    }

    /// Lends the words. Say why on an `// EXPOSE:` line.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn is_blank(&self) -> bool {
        // EXPOSE: only whether there is anything leaves this line.
        self.expose().trim().is_empty()
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // EXPOSE: written into bytes that are sealed.
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
