//! Writes the question: all seven agencies in the contract's order, one of them included.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mn_domain::Sensitive;
use mn_source::Ask;
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use serde_json::{Map, Value, json};

use super::agency::Agency;
use super::config::{Config, Contract, Groups};
use super::period::Days;

/// The days that go into a question: for all, and for agencies that may have their own.
#[derive(Clone, Copy, Debug)]
pub struct Periods {
    /// `generellaFrageparametrar/tidsperiod`.
    pub general: Days,
    /// The asked agency's own.
    pub own: Option<Days>,
}

/// Writes `hamtaBastjanstInformation` for one agency.
pub fn write(config: &Config, agency: Agency, ask: &Ask, periods: Periods) -> io::Result<Sensitive<Vec<u8>>> {
    let mut out = Out::begin(config.contract, "b:hamtaBastjanstInformation")?;
    out.open("b:generellaFrageparametrar")?;
    general(config, ask, periods.general, &mut out)?;
    out.close("b:generellaFrageparametrar")?;
    out.open("b:specifikaFrageparametrar")?;
    for (element, agencies) in ELEMENTS {
        let included = agencies.contains(&agency);
        out.open_with(element, ("inkludera", if included { "true" } else { "false" }))?;
        if included {
            specific(config, agency, ask, periods, &mut out)?;
        }
        out.close(element)?;
    }
    out.close("b:specifikaFrageparametrar")?;
    out.end("b:hamtaBastjanstInformation")
}

/// Writes `testaBastjanstInformation`, which holds nothing about anybody.
pub fn write_test(contract: Contract) -> io::Result<Sensitive<Vec<u8>>> {
    Out::begin(contract, "b:testaBastjanstInformation")?.end("b:testaBastjanstInformation")
}

const ELEMENTS: [(&str, &[Agency]); 7] = [
    ("b:AF", &[Agency::Arbetsformedlingen]),
    ("b:CSN", &[Agency::Csn]),
    ("b:FK", &[Agency::Forsakringskassan, Agency::Pensionsmyndigheten]),
    ("b:SKV", &[Agency::Skatteverket]),
    ("b:SO", &[Agency::AKassan]),
    ("b:TNS", &[Agency::Transportstyrelsen]),
    ("b:MIV", &[Agency::Migrationsverket]),
];

fn general(config: &Config, ask: &Ask, days: Days, out: &mut Out) -> io::Result<()> {
    out.leaf("b:korrelationsid", ask.correlation.as_str())?;
    out.leaf("b:fraganSkallInkluderasISvaret", "false")?;
    out.open("b:ingivare")?;
    out.leaf("b:organisationsnummer", &config.ingivare.organisationsnummer)?;
    out.leaf("b:namn", &config.ingivare.namn)?;
    out.leaf("b:handlaggare", &config.ingivare.handlaggare)?;
    out.close("b:ingivare")?;
    // EXPOSE: the agency is asked about the person.
    out.leaf("b:personidentitet", ask.principal.digits().expose())?;
    out.leaf("b:arendeidentitet", ask.correlation.as_str())?;
    period(days, out)?;
    for who in &config.personuppgiftsbitrade {
        out.open("b:personuppgiftsbitrade")?;
        if let Some(order) = who.ordningsnummer {
            out.leaf("b:ordningsnummer", &order.to_string())?;
        }
        out.leaf("b:organisationsnummer", &who.organisationsnummer)?;
        out.leaf("b:namn", &who.namn)?;
        out.close("b:personuppgiftsbitrade")?;
    }
    out.leaf("b:syfte", &config.syfte)?;
    out.leaf("b:lagtext", &config.lagtext)
}

fn period((from, to): Days, out: &mut Out) -> io::Result<()> {
    out.open("b:tidsperiod")?;
    out.leaf("b:fromDatum", &from.to_string())?;
    out.leaf("b:tomDatum", &to.to_string())?;
    out.close("b:tidsperiod")
}

fn specific(config: &Config, agency: Agency, ask: &Ask, periods: Periods, out: &mut Out) -> io::Result<()> {
    match agency {
        Agency::Forsakringskassan => lefi(config, &config.lefi.fk, ask, periods, out),
        Agency::Pensionsmyndigheten => lefi(config, &config.lefi.pm, ask, periods, out),
        Agency::Skatteverket if config.contract == Contract::V11 => tax(config, ask, out),
        // Skatteverket in v10 and Migrationsverket may not have a period of their own.
        Agency::Skatteverket | Agency::Migrationsverket => Ok(()),
        Agency::Arbetsformedlingen | Agency::Csn | Agency::AKassan | Agency::Transportstyrelsen => {
            periods.own.map_or(Ok(()), |days| period(days, out))
        }
    }
}

fn lefi(config: &Config, groups: &Groups, ask: &Ask, periods: Periods, out: &mut Out) -> io::Result<()> {
    let (from, to) = periods.own.unwrap_or(periods.general);
    let mut question = Map::new();
    // EXPOSE: the agency is asked about the person.
    question.insert("personnummer".into(), json!(ask.principal.digits().expose()));
    question.insert(
        "period".into(),
        json!({ "from": from.to_string(), "tom": to.to_string() }),
    );
    for (kind, groups) in groups.kinds() {
        if !groups.is_empty() {
            question.insert(kind.into(), json!(groups));
        }
    }
    let json = Sensitive::new(Value::Object(question).to_string());
    out.open("b:fraga")?;
    out.leaf("b:version", "v9")?;
    out.leaf("b:aktorsid", &config.lefi.aktorsid)?;
    // EXPOSE: encoded for the envelope.
    let encoded = Sensitive::new(STANDARD.encode(json.expose()));
    // EXPOSE: written into the envelope.
    out.leaf("b:lefiJsonFraga", encoded.expose())?;
    out.close("b:fraga")
}

/// Contract v11 refuses the whole question when Skatteverket is included without this.
fn tax(config: &Config, ask: &Ask, out: &mut Out) -> io::Result<()> {
    out.open("b:fraga")?;
    for back in (1..=config.skatteverket.antal_ar).rev() {
        out.leaf("b:ar", &(ask.today.year() - back).to_string())?;
    }
    for element in super::wire::SKV_ELEMENTS {
        let asked = config.skatteverket.delar.iter().any(|part| part == element);
        out.leaf(&format!("b:{element}"), if asked { "true" } else { "false" })?;
    }
    out.close("b:fraga")
}

/// The writer with the envelope around it.
struct Out(Writer<Vec<u8>>);

impl Out {
    fn begin(contract: Contract, message: &str) -> io::Result<Self> {
        let mut out = Self(Writer::new(Vec::with_capacity(4096)));
        out.open_with(
            "e:Envelope",
            ("xmlns:e", "http://schemas.xmlsoap.org/soap/envelope/"),
        )?;
        out.open("e:Body")?;
        out.open_with(message, ("xmlns:b", contract.namespace()))?;
        Ok(out)
    }

    fn end(mut self, message: &str) -> io::Result<Sensitive<Vec<u8>>> {
        self.close(message)?;
        self.close("e:Body")?;
        self.close("e:Envelope")?;
        Ok(Sensitive::new(self.0.into_inner()))
    }

    fn open(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::Start(BytesStart::new(name)))
    }

    fn open_with(&mut self, name: &str, attribute: (&str, &str)) -> io::Result<()> {
        self.0
            .write_event(Event::Start(BytesStart::new(name).with_attributes([attribute])))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    fn leaf(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.open(name)?;
        self.0.write_event(Event::Text(BytesText::new(text)))?;
        self.close(name)
    }
}
