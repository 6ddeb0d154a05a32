use std::fmt::{self, Write};

use askama::filters::HtmlSafe;
use fast_qr::{ECL, QRBuilder};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd, html};

/// Markup that this crate has made itself and that is shown unescaped. There is no other way into a page unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Renders Markdown of our own metadata. HTML in it is shown as text; headings move one level down, because
    /// the page has its own.
    #[must_use]
    pub fn from_markdown(text: &str) -> Self {
        let mut rendered = String::with_capacity(text.len() * 2);
        html::push_html(&mut rendered, Parser::new(text).map(tamed));
        Self(rendered)
    }

    /// Draws a QR code as an SVG path, black on white in every colour scheme, with its quiet zone. Nothing if
    /// the content does not fit a code.
    #[must_use]
    pub fn qr(content: &str) -> Option<Self> {
        let code = QRBuilder::new(content).ecl(ECL::L).build().ok()?;
        let side = code.size + 8;
        let mut path = String::new();
        for (y, row) in code.data.chunks(code.size).take(code.size).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, module)| module.value()) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h1v1h-1z", x + 4, y + 4);
            }
        }
        Some(Self(format!(
            "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" aria-hidden=\"true\" focusable=\"false\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path fill=\"#000\" d=\"{path}\"/></svg>"
        )))
    }
}

fn tamed(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: lower(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        other => other,
    }
}

const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_cannot_bring_html_of_its_own() {
        let shown = Markup::from_markdown("# Avtal\n\n<script>x</script>\n\nHej <b onclick=x>du</b> *nu*")
            .to_string();
        assert!(shown.contains("<h2>Avtal</h2>") && shown.contains("<em>nu</em>"));
        assert!(!shown.contains("<script") && !shown.contains("<b "), "{shown}");
    }

    #[test]
    fn draws_a_code_without_any_style() {
        let shown = Markup::qr("bankid.67df3917-fa0d-44e5-b327-edcc928297f8.0.dc69").map(|m| m.to_string());
        let shown = shown.unwrap_or_default();
        assert!(shown.starts_with("<svg") && !shown.contains("style"));
        assert!(Markup::qr(&"x".repeat(8000)).is_none());
    }
}
