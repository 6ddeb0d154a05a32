//! A page as a citizen sees it, and its forms with everything they carry.

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::trouble::{Outcome, Trouble};

/// What came for an address.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where the browser is.
    pub url: Url,
    /// How the service answered.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// The text as it came.
    pub html: String,
}

/// A form, filled in with what the page says.
#[derive(Clone, Debug)]
pub struct Form {
    /// `get` or `post`.
    pub method: String,
    /// Where it goes.
    pub action: Url,
    /// What it carries, in order.
    pub fields: Vec<(String, String)>,
    /// What can be pressed: names and values of its buttons.
    pub buttons: Vec<(String, String)>,
    /// What can be answered.
    pub asked: Vec<Asked>,
}

/// Something that a form asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The field's name.
    pub name: String,
    /// `radio`, `checkbox`, `select`, `text`, `date` ...
    pub kind: String,
    /// What there is to choose from; empty when it is written.
    pub options: Vec<String>,
    /// What stands there already.
    pub value: String,
}

fn selector(css: &str) -> Outcome<Selector> {
    Selector::parse(css).map_err(|error| Trouble::new(format!("selector {css}: {error}")))
}

/// The words of an element with single spaces between, as they are read.
fn words(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        let hidden = node
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|around| matches!(around.value().name(), "script" | "style" | "head"));
        if let Some(piece) = node.value().as_text().filter(|_| !hidden) {
            text.push_str(piece);
            text.push(' ');
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    /// Everything that can be read on the page, with single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        words(Html::parse_document(&self.html).root_element())
    }

    /// Whether the page says something.
    #[must_use]
    pub fn says(&self, something: &str) -> bool {
        self.text().contains(something)
    }

    /// The first heading.
    #[must_use]
    pub fn heading(&self) -> String {
        self.all("h1").into_iter().next().unwrap_or_default()
    }

    /// The words of every element that a selector finds.
    #[must_use]
    pub fn all(&self, css: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        let Ok(selector) = selector(css) else {
            return Vec::new();
        };
        document.select(&selector).map(words).collect()
    }

    /// An attribute of every element that a selector finds.
    #[must_use]
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        let Ok(selector) = selector(css) else {
            return Vec::new();
        };
        let found = document.select(&selector);
        found
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    /// The address behind the first link that a selector finds.
    ///
    /// # Errors
    /// When there is none.
    pub fn link(&self, css: &str) -> Outcome<Url> {
        let href = self.attributes(css, "href").into_iter().next();
        let href = href.ok_or_else(|| self.lacks(&format!("a link {css}")))?;
        Ok(self.url.join(&href)?)
    }

    /// Where the page goes on by itself at once, if it does.
    #[must_use]
    pub fn refresh(&self) -> Option<Url> {
        let document = Html::parse_document(&self.html);
        let selector = selector("meta[http-equiv=refresh]").ok()?;
        let metas = document.select(&selector);
        let mut outside = metas.filter(|meta| {
            !meta
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|around| around.value().name() == "noscript")
        });
        let content = outside.find_map(|meta| meta.attr("content"))?;
        let (seconds, address) = content.split_once(';')?;
        let address = address.trim().strip_prefix("url=")?;
        (seconds.trim() == "0")
            .then(|| self.url.join(address).ok())
            .flatten()
    }

    /// The form that goes to a path.
    ///
    /// # Errors
    /// When there is none.
    pub fn form(&self, path: &str) -> Outcome<Form> {
        let mut found = self.forms()?.into_iter();
        found
            .find(|form| form.action.path() == path)
            .ok_or_else(|| self.lacks(&format!("a form to {path}")))
    }

    /// The form that carries a field with a value.
    ///
    /// # Errors
    /// When there is none.
    pub fn form_with(&self, path: &str, name: &str, value: &str) -> Outcome<Form> {
        let carries = |form: &Form| {
            form.fields
                .iter()
                .any(|(key, given)| key == name && given == value)
        };
        let mut found = self.forms()?.into_iter();
        found
            .find(|form| form.action.path() == path && carries(form))
            .ok_or_else(|| self.lacks(&format!("a form to {path} with {name}={value}")))
    }

    /// Every form.
    ///
    /// # Errors
    /// When one leads to no address.
    pub fn forms(&self) -> Outcome<Vec<Form>> {
        let document = Html::parse_document(&self.html);
        let found = selector("form")?;
        document.select(&found).map(|form| self.read(form)).collect()
    }

    fn read(&self, element: ElementRef<'_>) -> Outcome<Form> {
        let mut form = Form {
            method: element.attr("method").unwrap_or("get").to_ascii_lowercase(),
            action: self.url.join(element.attr("action").unwrap_or_default())?,
            fields: Vec::new(),
            buttons: Vec::new(),
            asked: Vec::new(),
        };
        for control in element.select(&selector("input, select, textarea, button")?) {
            if control.attr("disabled").is_none() {
                form.take(control)?;
            }
        }
        Ok(form)
    }

    /// The trouble that the page lacks something, with what it says instead.
    #[must_use]
    pub fn lacks(&self, what: &str) -> Trouble {
        let text: String = self.text().chars().take(600).collect();
        Trouble::new(format!(
            "{} ({}) lacks {what}; it says: {text}",
            self.url.path(),
            self.status
        ))
    }
}

impl Form {
    fn take(&mut self, control: ElementRef<'_>) -> Outcome {
        let name = control.attr("name").unwrap_or_default().to_owned();
        let value = control.attr("value").unwrap_or_default().to_owned();
        let kind = match control.value().name() {
            "input" => control.attr("type").unwrap_or("text").to_owned(),
            other => other.to_owned(),
        };
        match kind.as_str() {
            "button" | "submit" => self.buttons.push((name, value)),
            _ if name.is_empty() => {}
            "hidden" => self.fields.push((name, value)),
            "radio" | "checkbox" => {
                let checked = control.attr("checked").is_some();
                if checked {
                    self.fields.push((name.clone(), value.clone()));
                }
                match self.asked.iter_mut().find(|asked| asked.name == name) {
                    Some(asked) => asked.options.push(value),
                    None => self.ask(name, kind, vec![value], String::new()),
                }
            }
            "select" => {
                let options: Vec<_> = control.select(&selector("option")?).collect();
                let chosen = options.iter().find(|option| option.attr("selected").is_some());
                let values = options
                    .iter()
                    .map(|option| option.attr("value").unwrap_or_default());
                let values: Vec<String> = values.map(str::to_owned).collect();
                let chosen = chosen.or(options.first()).and_then(|option| option.attr("value"));
                let chosen = chosen.unwrap_or_default().to_owned();
                self.fields.push((name.clone(), chosen.clone()));
                self.ask(name, kind, values, chosen);
            }
            "textarea" => {
                let text: String = control.text().collect();
                self.fields.push((name.clone(), text.clone()));
                self.ask(name, kind, Vec::new(), text);
            }
            _ => {
                self.fields.push((name.clone(), value.clone()));
                self.ask(name, kind, Vec::new(), value);
            }
        }
        Ok(())
    }

    fn ask(&mut self, name: String, kind: String, options: Vec<String>, value: String) {
        self.asked.push(Asked {
            name,
            kind,
            options,
            value,
        });
    }

    /// Answers a field with one value in place of what stood there.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.with_all(name, &[value])
    }

    /// Answers a field with several values in place of what stood there.
    #[must_use]
    pub fn with_all(mut self, name: &str, values: &[&str]) -> Self {
        self.fields.retain(|(key, _)| key != name);
        self.fields
            .extend(values.iter().map(|value| (name.to_owned(), (*value).to_owned())));
        self
    }

    /// Leaves a field out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(key, _)| key != name);
        self
    }

    /// Presses the first button: its name, if it has one, is sent too.
    #[must_use]
    pub fn pressed(self) -> Self {
        match self
            .buttons
            .iter()
            .find(|(_, value)| value == "vidare")
            .or(self.buttons.first())
        {
            Some((name, value)) if !name.is_empty() => {
                let (name, value) = (name.clone(), value.clone());
                self.with(&name, &value)
            }
            _ => self,
        }
    }
}
