use std::fmt::{Display, Write as _};

/// Room for what is filled in: a date, a number.
const ROOM: usize = 32;

/// Fills in the names that stand between braces, as in `{day} {month} {year}`. Other braces stay as they are.
pub(crate) fn filled(pattern: &str, parts: &[(&str, &dyn Display)]) -> String {
    let mut text = String::with_capacity(pattern.len() + ROOM);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| {
            let part = parts.iter().find(|(part, _)| *part == name)?;
            Some((part.1, after))
        });
        rest = if let Some((part, after)) = named {
            // Writing into a text cannot fail.
            let _ = write!(text, "{part}");
            after
        } else {
            text.push('{');
            after
        };
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_and_everything_else_stays() {
        let filled = |pattern| filled(pattern, &[("n", &7), ("other", &"{n} å")]);
        assert_eq!(filled("{n} dagar"), "7 dagar");
        assert_eq!(filled("på {n}{n}: {other}."), "på 77: {n} å.");
        assert_eq!(filled("{unknown} {n"), "{unknown} {n");
        assert_eq!(filled("{{n}} {} }"), "{7} {} }");
        assert_eq!(filled(""), "");
    }
}
