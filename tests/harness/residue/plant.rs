//! Values that exist nowhere else: what the pretend authorities answer, what citizens write, and what opens something.

use std::hash::{BuildHasher, RandomState};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use crate::memory::{Needle, needles, secret_needles};
use crate::visit::Visit;

/// How long a piece of a long value is that is looked for by itself.
const PIECE: usize = 48;
/// Digits of an amount that no other number has by chance.
const MANY_DIGITS: usize = 8;

/// Something that must not be found.
#[derive(Clone, Debug)]
pub struct Canary {
    /// What it is.
    pub what: String,
    value: String,
}

impl Canary {
    /// Something of a kind.
    pub fn new(what: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            value: value.into(),
        }
    }

    /// Itself.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Every form of it, under a name that begins with a label.
    pub fn needles(&self, label: &str) -> Vec<Needle> {
        let name = format!("{label}: {}", self.what);
        if self.what == "signed text" {
            return signed(&name, &self.value);
        }
        pieces(&self.value)
            .flat_map(|piece| secret_needles(&name, piece))
            .collect()
    }
}

/// The value, or what stands in several places of one that is long: parts of it may be left.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    let long = value.len() > 2 * PIECE;
    let starts = (1..8).filter(move |_| long).map(|part| value.len() * part / 8);
    let parts = starts.filter_map(|start| value.get(start..start + PIECE));
    (!long).then_some(value).into_iter().chain(parts)
}

/// BankID carries the text as base64, within XML, which travels as base64.
fn signed(name: &str, text: &str) -> Vec<Needle> {
    let mut all = needles(name, text);
    for before in 0..3 {
        let padded = [" ".repeat(before), text.to_owned()].concat();
        let inner = STANDARD.encode(padded);
        let decided = inner.get(4..inner.len().saturating_sub(4)).unwrap_or_default();
        all.extend(needles(name, decided));
    }
    all
}

/// Draws marks and amounts.
#[derive(Debug)]
pub struct Marks(u64);

impl Default for Marks {
    fn default() -> Self {
        Self(RandomState::new().hash_one("marks"))
    }
}

impl Marks {
    fn next(&mut self) -> u64 {
        self.0 = RandomState::new().hash_one(self.0);
        self.0
    }

    /// Twelve letters that are no word.
    pub fn word(&mut self) -> String {
        let mut rest = self.next();
        let mut letter = || {
            let place = u8::try_from(rest % 26).unwrap_or_default();
            rest /= 26;
            char::from(b'a' + place)
        };
        (0..12).map(|_| letter()).collect()
    }

    /// Kronor of eight digits, four times as much as well.
    fn kronor(&mut self) -> u64 {
        10_000_000 + self.next() % 14_000_000
    }
}

/// A life in which every source answers with words and amounts that exist nowhere else. `place` is what the sandbox
/// adds to the person's amounts.
pub fn life(marks: &mut Marks, place: u64) -> (Value, Vec<Canary>) {
    let mut canaries = Vec::new();
    let mut word = |source: &str, marks: &mut Marks| {
        let word = marks.word();
        canaries.push(Canary::new(format!("{source}, words"), &word));
        word
    };
    let (csn, grant) = (word("csn", marks), word("csn", marks));
    let fk = word("forsakringskassan", marks);
    let (fund, pm) = (word("a-kassan", marks), word("pensionsmyndigheten", marks));
    let (category, af) = (
        word("arbetsformedlingen", marks),
        word("arbetsformedlingen", marks),
    );
    let (make, model) = (
        word("transportstyrelsen", marks),
        word("transportstyrelsen", marks),
    );
    let (country, ground) = (word("migrationsverket", marks), word("migrationsverket", marks));
    let mut kronor = |source: &str, weeks: u64| {
        let kronor = marks.kronor();
        canaries.extend(amount(&format!("{source}, amount"), kronor * weeks));
        kronor - place
    };
    let life = json!({
        "group": "", "title": "",
        "csn": [{
            "stod": "studiemedel", "stodform": "GRUND", "klartext": csn, "status": "BESLUTAD", "sokt": [-3, 1],
            "beviljad": [-3, 1], "takt": 100, "manader": [-2, -1, 0, 1],
            "belopp": [{"typ": "GRUNDB", "klartext": grant, "vecka": kronor("csn", 4)}],
        }],
        "fk": [{
            "grupp": "FK:ABB", "familj": ["ABB", "Barnbidrag"], "forman": ["ABB", fk],
            "brutto": kronor("forsakringskassan", 1), "dag": 20, "manader": [-2, -1, 0, 1],
        }],
        "pm": [{
            "grupp": ["PM:AP", "Allmän pension"], "forman": ["AP", pm],
            "rader": [["IP", "Inkomstpension", kronor("pensionsmyndigheten", 1)]], "skatt": 0,
            "ersattning": ["AP", "Allmän pension"], "dag": 18, "manader": [-2, -1, 0, 1],
        }],
        "so": [{
            "namn": fund, "status": "OK", "netto": [kronor("a-kassan", 1), 75], "dagar_tiondelar": 50,
            "utbetald": [6, 20, 34], "ratt": 44, "ansokan": true,
        }],
        "af": {
            "sokande": true, "kategori": category, "registrerad": 48, "omfattning": 50, "akassa": af,
            "rapport": 200, "rapport_dagar": 5,
        },
        "tns": [{"regnr": "TST042", "fabrikat": make, "ar": "2011", "slag": "PERSONBIL", "modell": model}],
        "miv": {
            "hemland": country, "inrest": 400,
            "svar": [{
                "anledning": ["AT", ground], "arende": ["UT", "Uppehållstillstånd"],
                "beslut": ["B", "Bifall"], "ansokt": 300, "beslutat": 200, "giltig": 400,
            }],
        },
        "skv": {"intakter": kronor("skatteverket", 1), "overskott": kronor("skatteverket", 1),
            "tjanst": kronor("skatteverket-egna", 1)},
    });
    (life, canaries)
}

/// An amount as sources and people write it.
fn amount(what: &str, kronor: u64) -> Vec<Canary> {
    let digits = kronor.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    vec![Canary::new(what, digits), Canary::new(what, grouped)]
}

/// Who she is: the number in the ways it is written, and the name.
pub fn identity(number: &str, name: &str) -> Vec<Canary> {
    let what = "identity number";
    let mut canaries = vec![Canary::new("name", name)];
    if let (Some(day), Some(short), Some(last)) = (number.get(..8), number.get(2..8), number.get(8..)) {
        let forms = [
            format!("{short}{last}"),
            format!("{short}-{last}"),
            format!("{day}-{last}"),
        ];
        canaries.extend(forms.map(|form| Canary::new(what, form)));
    }
    canaries
}

/// What her browser keeps or was led past: cookies, forms' tokens, and what addresses carry.
pub fn kept(visit: &Visit<'_>) -> Vec<Canary> {
    let mut canaries = Vec::new();
    for (name, value) in visit.browser.jar.given() {
        if name != "__Host-language" && !value.is_empty() {
            canaries.push(Canary::new(format!("cookie {name}"), value));
        }
    }
    for name in ["token", "digest"] {
        let values = visit
            .page
            .attributes(&format!("input[name={name}]"), "value")
            .into_iter()
            .take(1);
        canaries.extend(values.map(|value| Canary::new(format!("form's {name}"), value)));
    }
    canaries.extend(visit.browser.trail.iter().flat_map(carried));
    canaries
}

/// What the last page gives her: the receipt of the deletion, and its number.
pub fn receipt(visit: &Visit<'_>) -> Vec<Canary> {
    let links = visit.page.attributes("main a[download]", "href");
    let signed = links
        .iter()
        .filter_map(|link| link.strip_prefix("data:application/jose,"));
    let mut canaries: Vec<Canary> = signed
        .map(|signed| Canary::new("deletion's receipt", signed))
        .collect();
    let numbers = visit.page.all("dl.facts code").into_iter();
    canaries.extend(numbers.map(|number| Canary::new("deletion's number", number)));
    canaries
}

fn carried(url: &Url) -> Vec<Canary> {
    let opens = ["code", "state", "nonce", "code_challenge", "tx"];
    let pairs = url
        .query_pairs()
        .filter(|(key, value)| opens.contains(&key.as_ref()) && value.len() >= 16);
    pairs
        .map(|(key, value)| Canary::new(format!("login's {key}"), value))
        .collect()
}

/// What the pretend parties say that they exchanged.
pub fn exchanged(kind: &str, value: &str) -> Vec<Canary> {
    if kind != "visible" {
        return vec![Canary::new(kind, value)];
    }
    let digits = |line: &&str| line.chars().filter(char::is_ascii_digit).count() >= MANY_DIGITS;
    let lines = value
        .lines()
        .filter(digits)
        .filter(|line| !line.starts_with("Ansökans nummer"));
    let mut canaries: Vec<Canary> = lines.map(|line| Canary::new("signed text", line)).collect();
    canaries.push(Canary::new("signed text", value));
    canaries
}
