//! The question, held against the contract: names, order, required elements, patterns.

use jiff::civil::Date;

use super::{SOAP, SSBT};
use crate::faults::AGENCIES;
use crate::xml::Node;

/// Why a question is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be routed: wrong envelope, version or operation.
    Generic,
    /// It breaks the contract.
    Contract(String),
}

/// A question that fits the contract.
#[derive(Debug)]
pub struct Question {
    /// As it was sent.
    pub node: Node,
    /// When it was asked, if told.
    pub asked_at: Option<String>,
    /// The asker's own name for it.
    pub correlation: Option<String>,
    /// Whether the question is wanted back.
    pub echo: bool,
    /// Who asks: organisation number, name, officer.
    pub asker: (String, String, String),
    /// Whom it is about.
    pub person: String,
    /// The case.
    pub case: String,
    /// The general period.
    pub period: (Date, Date),
    /// Who asks on the asker's behalf: organisation number and name.
    pub helpers: Vec<(String, String)>,
    /// The purpose.
    pub purpose: String,
    /// The legal ground.
    pub law: String,
    /// The agencies asked.
    pub asked: Vec<Ask>,
}

/// The question to one agency.
#[derive(Debug)]
pub struct Ask {
    /// The agency's code.
    pub agency: &'static str,
    /// Its own period.
    pub period: Option<(Date, Date)>,
    /// Försäkringskassan's own question: version, actor, LEFI's JSON in base64.
    pub fk: Option<(Option<String>, String, String)>,
}

/// Finds the operation in the envelope.
pub fn operation(envelope: &Node) -> Result<&Node, Refusal> {
    if envelope.name != "Envelope" || envelope.namespace != SOAP {
        return Err(Refusal::Generic);
    }
    let body = envelope
        .child("Body")
        .filter(|body| body.namespace == SOAP)
        .ok_or(Refusal::Generic)?;
    match body.children.as_slice() {
        [operation]
            if operation.namespace == SSBT
                && matches!(
                    operation.name.as_str(),
                    "hamtaBastjanstInformation" | "testaBastjanstInformation"
                ) =>
        {
            Ok(operation)
        }
        _ => Err(Refusal::Generic),
    }
}

fn broken<T>(text: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Contract(text.into()))
}

/// The elements inside one element, taken in the contract's order.
struct Sequence<'a> {
    parent: &'a Node,
    rest: std::iter::Peekable<std::slice::Iter<'a, Node>>,
}

impl<'a> Sequence<'a> {
    fn of(parent: &'a Node) -> Result<Self, Refusal> {
        if parent.text.trim().is_empty() {
            Ok(Self {
                parent,
                rest: parent.children.iter().peekable(),
            })
        } else {
            broken(format!("text i {}", parent.name))
        }
    }

    fn optional(&mut self, name: &str) -> Option<&'a Node> {
        self.rest
            .next_if(|next| next.name == name && next.namespace == SSBT)
    }

    fn required(&mut self, name: &str) -> Result<&'a Node, Refusal> {
        self.optional(name).map_or_else(
            || {
                broken(format!(
                    "{name} saknas eller står på fel plats i {}",
                    self.parent.name
                ))
            },
            Ok,
        )
    }

    /// A required element with text of at least `least` characters.
    fn text(&mut self, name: &str, least: usize) -> Result<String, Refusal> {
        let node = self.required(name)?;
        if node.children.is_empty() && node.text.chars().count() >= least {
            Ok(node.text.clone())
        } else {
            broken(format!("{name} har fel innehåll"))
        }
    }

    fn end(mut self) -> Result<(), Refusal> {
        self.rest.next().map_or(Ok(()), |extra| {
            broken(format!("{} hör inte hemma här", extra.name))
        })
    }
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn organisation(text: String) -> Result<String, Refusal> {
    let fits = digits(&text, 12) && text.as_bytes().get(4).is_some_and(|byte| *byte >= b'2');
    if fits {
        Ok(text)
    } else {
        broken("organisationsnummer följer inte mönstret")
    }
}

fn boolean(text: &str, name: &str) -> Result<bool, Refusal> {
    match text.trim() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => broken(format!("{name} är inte sant eller falskt")),
    }
}

fn period(node: &Node) -> Result<(Date, Date), Refusal> {
    let mut sequence = Sequence::of(node)?;
    let mut date = |name: &str| {
        let text = sequence.text(name, 1)?;
        text.trim()
            .parse::<Date>()
            .or_else(|_| broken(format!("{name} är inget datum")))
    };
    let both = (date("fromDatum")?, date("tomDatum")?);
    sequence.end()?;
    Ok(both)
}

impl Question {
    /// Reads `hamtaBastjanstInformation`.
    pub fn read(operation: &Node) -> Result<Self, Refusal> {
        let mut top = Sequence::of(operation)?;
        let general = top.required("generellaFrageparametrar")?;
        let specific = top.required("specifikaFrageparametrar")?;
        top.end()?;
        let mut sequence = Sequence::of(general)?;
        let asked_at = sequence
            .optional("frageTidpunkt")
            .map(|node| node.text.trim().to_owned());
        if asked_at.as_deref().is_some_and(|at| !is_date_time(at)) {
            return broken("frageTidpunkt är ingen tidpunkt");
        }
        let correlation = sequence.optional("korrelationsid").map(|node| node.text.clone());
        // The element is required; empty, it has its default, 0.
        let echo = match sequence.text("fraganSkallInkluderasISvaret", 0)?.trim() {
            "" => false,
            text => boolean(text, "fraganSkallInkluderasISvaret")?,
        };
        let asker = asker(sequence.required("ingivare")?)?;
        let person = sequence.text("personidentitet", 12)?.trim().to_owned();
        if !digits(&person, 12) {
            return broken("personidentitet följer inte mönstret");
        }
        let case = sequence.text("arendeidentitet", 1)?;
        let period = period(sequence.required("tidsperiod")?)?;
        let mut helpers = Vec::new();
        while let Some(node) = sequence.optional("personuppgiftsbitrade") {
            helpers.push(helper(node)?);
        }
        let (purpose, law) = (sequence.text("syfte", 0)?, sequence.text("lagtext", 0)?);
        sequence.end()?;
        let agencies = agencies(specific)?;
        let node = operation.clone();
        Ok(Self {
            node,
            asked_at,
            correlation,
            echo,
            asker,
            person,
            case,
            period,
            helpers,
            purpose,
            law,
            asked: agencies,
        })
    }
}

fn is_date_time(text: &str) -> bool {
    text.parse::<jiff::civil::DateTime>().is_ok() || text.parse::<jiff::Timestamp>().is_ok()
}

fn asker(node: &Node) -> Result<(String, String, String), Refusal> {
    let mut sequence = Sequence::of(node)?;
    let number = organisation(sequence.text("organisationsnummer", 12)?.trim().to_owned())?;
    let who = (
        number,
        sequence.text("namn", 1)?,
        sequence.text("handlaggare", 1)?,
    );
    sequence.end()?;
    Ok(who)
}

fn helper(node: &Node) -> Result<(String, String), Refusal> {
    let mut sequence = Sequence::of(node)?;
    if let Some(place) = sequence.optional("ordningsnummer") {
        place
            .text
            .trim()
            .parse::<i16>()
            .or_else(|_| broken("ordningsnummer är inget litet heltal"))?;
    }
    let number = organisation(sequence.text("organisationsnummer", 12)?.trim().to_owned())?;
    let who = (number, sequence.text("namn", 1)?);
    sequence.end()?;
    Ok(who)
}

fn agencies(node: &Node) -> Result<Vec<Ask>, Refusal> {
    let mut sequence = Sequence::of(node)?;
    let mut asked = Vec::new();
    for agency in AGENCIES {
        let element = sequence.required(agency)?;
        let include = element.get("inkludera").map_or_else(
            || broken(format!("inkludera saknas på {agency}")),
            |text| boolean(text, "inkludera"),
        )?;
        if include {
            asked.push(ask(agency, element)?);
        } else if !element.children.is_empty() {
            return broken(format!(
                "{agency} är inte inkluderad men har underliggande element"
            ));
        }
    }
    sequence.end()?;
    Ok(asked)
}

fn ask(agency: &'static str, element: &Node) -> Result<Ask, Refusal> {
    let mut sequence = Sequence::of(element)?;
    let mut ask = Ask {
        agency,
        period: None,
        fk: None,
    };
    match agency {
        "AF" | "CSN" | "SO" | "TNS" => {
            ask.period = sequence.optional("tidsperiod").map(period).transpose()?;
        }
        "FK" => ask.fk = sequence.optional("fraga").map(fk).transpose()?,
        _ => {}
    }
    sequence.end()?;
    Ok(ask)
}

fn fk(node: &Node) -> Result<(Option<String>, String, String), Refusal> {
    let mut sequence = Sequence::of(node)?;
    let version = sequence.optional("version").map(|node| node.text.clone());
    let asked = (
        version,
        sequence.text("aktorsid", 0)?,
        sequence.text("lefiJsonFraga", 0)?,
    );
    sequence.end()?;
    Ok(asked)
}
