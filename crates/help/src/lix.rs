use std::ops::AddAssign;

/// How easy texts are to read: LIX = words per sentence + the share of words longer than six letters, in per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readability {
    /// How many words.
    pub words: usize,
    /// How many sentences.
    pub sentences: usize,
    /// How many words of more than six letters.
    pub long_words: usize,
}

impl Readability {
    /// Counts one text. A text without a full stop is one sentence.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut counted = Self::default();
        let mut open = false;
        for token in text.split_whitespace() {
            let letters = token.chars().filter(|c| c.is_alphabetic()).count();
            if token.chars().any(char::is_alphanumeric) {
                counted.words += 1;
                counted.long_words += usize::from(letters > 6);
                open = true;
            }
            if open
                && token
                    .trim_end_matches(['"', '”', ')'])
                    .ends_with(['.', '!', '?', ':'])
            {
                counted.sentences += 1;
                open = false;
            }
        }
        counted.sentences += usize::from(open);
        counted
    }

    /// The figure, rounded to the nearest whole; 0 for no text.
    #[must_use]
    pub const fn lix(self) -> usize {
        if self.words == 0 || self.sentences == 0 {
            return 0;
        }
        let numerator = self.words * self.words + 100 * self.long_words * self.sentences;
        let denominator = self.words * self.sentences;
        (2 * numerator + denominator) / (2 * denominator)
    }
}

impl AddAssign for Readability {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.sentences += other.sentences;
        self.long_words += other.long_words;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_words_sentences_and_long_words() {
        let counted =
            Readability::of("Du får pengar. Kommunen räknar dem som inkomst den månad du fick dem.");
        assert_eq!((counted.words, counted.sentences, counted.long_words), (13, 2, 2));
        assert_eq!(counted.lix(), 22);
        assert_eq!(Readability::of("").lix(), 0);
        assert_eq!(Readability::of("Belopp").sentences, 1);
        assert_eq!(
            Readability::of("Ring 0771-27 60 00. Fråga (om du vill).").sentences,
            2
        );
    }
}
