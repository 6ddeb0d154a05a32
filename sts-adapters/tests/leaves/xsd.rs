//! The agencies that answer in XML: messages with everything that their schemas allow.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::catalogue::LeftOut;
use crate::{FILLERS, Given, account, base64, published, read};

/// An element of a schema file.
#[derive(Clone, Default)]
struct Node {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Node>,
}

impl Node {
    fn named(&self) -> &str {
        self.attributes.get("name").map_or("", String::as_str)
    }

    fn below<'a>(&'a self, name: &str, found: &mut Vec<&'a Self>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            } else if child.name != "element" {
                child.below(name, found);
            }
        }
    }
}

/// The schema files of one agency, by the namespace that each is about.
struct Schemas(BTreeMap<String, Node>);

impl Schemas {
    fn load(files: &[&str]) -> Option<Self> {
        let mut schemas = BTreeMap::new();
        for file in files {
            let path = published(&format!("ssbtek/v10/{file}"))?;
            let schema = parse(&text(&path));
            schemas.insert(schema.attributes["targetNamespace"].clone(), schema);
        }
        Some(Self(schemas))
    }

    /// The type of a name, as a schema's prefixes spell it, and the schema that it stands in.
    fn find(&self, schema: &Node, qualified: &str) -> Option<(&Node, &Node)> {
        let (prefix, name) = qualified.split_once(':').unwrap_or(("", qualified));
        let binding = if prefix.is_empty() {
            "xmlns".to_owned()
        } else {
            format!("xmlns:{prefix}")
        };
        let owner = self.0.get(schema.attributes.get(&binding)?)?;
        let fits = |node: &&Node| node.named() == name && node.name.ends_with("Type");
        Some((owner, owner.children.iter().find(fits)?))
    }

    /// A root by its name: a named type, or an element that says its own.
    fn root(&self, name: &str) -> (&Node, &Node) {
        let says = |node: &&Node| {
            let own = node.children.iter().any(|child| child.name == "complexType");
            node.named() == name && (own || node.name == "complexType")
        };
        let mut schemas = self.0.values();
        schemas
            .find_map(|schema| Some((schema, schema.children.iter().find(says)?)))
            .unwrap_or_else(|| panic!("no schema has {name}"))
    }

    /// Writes an element with everything in it, and notes its leaves.
    fn write(&self, schema: &Node, element: &Node, path: &str, out: &mut Written) {
        let name = element.named();
        let kind = element.attributes.get("type").map_or("", String::as_str);
        let inline = element.children.iter().find(|child| child.name.ends_with("Type"));
        let (schema, kind_node) = match (inline, self.find(schema, kind)) {
            (Some(inline), _) => (schema, Some(inline)),
            (None, Some((owner, found))) => (owner, Some(found)),
            (None, None) => (schema, None),
        };
        let complex = kind_node.filter(|node| node.name == "complexType");
        let (mut attributes, mut elements) = (Vec::new(), Vec::new());
        if let Some(complex) = complex {
            complex.below("attribute", &mut attributes);
            complex.below("element", &mut elements);
        }
        let _ = write!(out.xml, "<{name}");
        for attribute in attributes {
            out.leaves.insert(format!("{path}/@{}", attribute.named()));
            let _ = write!(out.xml, " {}=\"{}\"", attribute.named(), out.filler);
        }
        out.xml.push('>');
        for child in &elements {
            self.write(schema, child, &format!("{path}/{}", child.named()), out);
        }
        if elements.is_empty() {
            out.leaves.insert(path.to_owned());
            out.xml.push_str(&Self::value(kind, kind_node, out.filler));
        }
        let _ = write!(out.xml, "</{name}>");
    }

    /// What an element of a simple type could hold.
    fn value(kind: &str, simple: Option<&Node>, filler: &str) -> String {
        let mut listed = Vec::new();
        if let Some(simple) = simple {
            simple.below("enumeration", &mut listed);
        }
        let listed = listed.iter().map(|value| value.attributes["value"].as_str());
        if let Some(value) = listed.into_iter().find(|value| !value.trim().is_empty()) {
            return value.to_owned();
        }
        match kind.split_once(':').map_or(kind, |(_, name)| name) {
            "date" => "2026-01-15".to_owned(),
            "boolean" => "true".to_owned(),
            "int" | "decimal" => filler.parse().unwrap_or(1_u32).to_string(),
            _ => filler.to_owned(),
        }
    }
}

#[derive(Default)]
struct Written {
    /// What stands where the schema says no more than "text" or "number".
    filler: &'static str,
    xml: String,
    leaves: BTreeSet<String>,
}

/// A schema's text; one of them is UTF-16.
fn text(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => {
            let (pairs, _) = rest.as_chunks::<2>();
            char::decode_utf16(pairs.iter().copied().map(u16::from_le_bytes))
                .map(Result::unwrap)
                .collect()
        }
        _ => String::from_utf8(bytes).unwrap(),
    }
}

fn parse(text: &str) -> Node {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(node(&start)),
            Event::Empty(start) => {
                let node = node(&start);
                open.last_mut().unwrap().children.push(node);
            }
            Event::End(_) => {
                let node = open.pop().unwrap();
                open.last_mut().unwrap().children.push(node);
            }
            Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
            _ => {}
        }
    }
}

fn node(start: &BytesStart<'_>) -> Node {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        (attribute.key.as_ref().to_owned(), attribute.value.into_owned())
    });
    Node {
        name: start.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
        children: Vec::new(),
    }
}

/// Fills what stands below `data`, by a root of the agency's schemas, and accounts for it.
fn agency(source: &str, files: &[&str], roots: &[&str], wrap: fn(&str) -> String) {
    let Some(schemas) = Schemas::load(files) else {
        return;
    };
    let (mut given, mut leaves) = (Given::default(), BTreeSet::new());
    for root in roots {
        let (owner, element) = schemas.root(root);
        for filler in FILLERS {
            let mut out = Written {
                filler,
                ..Written::default()
            };
            if element.name == "element" {
                schemas.write(owner, element, root, &mut out);
            } else {
                let mut inside = Vec::new();
                element.below("element", &mut inside);
                for child in inside {
                    schemas.write(owner, child, child.named(), &mut out);
                }
            }
            given.take(&read(&wrap(&out.xml)));
            leaves.extend(out.leaves);
        }
    }
    eprintln!("{source}:");
    account(&leaves, &given, &LeftOut::of(&[source]));
}

#[test]
fn every_leaf_of_arbetsformedlingen() {
    let file = "se/arbetsformedlingen/api/arbetssokande/ersattningsstod/v2/ers_stod.xsd";
    agency("arbetsformedlingen", &[file], &["SvarMeddelande"], |inside| {
        format!("<b:AF><b:data>{inside}</b:data></b:AF>")
    });
}

#[test]
fn every_leaf_of_csn() {
    let files = [
        "kommunfraga",
        "person",
        "csntyper",
        "studiemedel",
        "studiehjalp",
        "hemutrustningslan",
        "studiestartsstod",
        "omstallningsstudiestod",
        "hutgetinfo",
    ];
    let files: Vec<String> = files
        .iter()
        .map(|name| format!("se/csn/schema/v4_0/{name}/{name}.xsd"))
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    agency("csn", &files, &["CSNSvar", "CSNSvarHut"], |inside| {
        let document = base64(inside);
        format!("<b:CSN><b:data><b:svar>{document}</b:svar></b:data></b:CSN>")
    });
}

#[test]
fn every_leaf_of_the_unemployment_funds() {
    let file = "schemas/ubpservice/int014/UnemploymentBenefitPaymentService.xsd";
    agency(
        "a-kassan",
        &[file],
        &["GetUnemploymentBenefitPaymentResponseType"],
        |inside| format!("<b:SO><b:data>{inside}</b:data></b:SO>"),
    );
}

#[test]
fn every_leaf_of_transportstyrelsen() {
    let files = [
        "se/transportstyrelsen/schema/ssbtek/hamtauppgifterresponder/_1/HamtaUppgifterResponder_1.0.xsd",
        "se/transportstyrelsen/schema/ssbtek/fordon/_1/fordon_1.0.xsd",
    ];
    agency(
        "transportstyrelsen",
        &files,
        &["HamtaUppgifterResponseType"],
        |inside| format!("<b:TNS><b:data>{inside}</b:data></b:TNS>"),
    );
}

#[test]
fn every_leaf_of_migrationsverket() {
    let file = "se/migrationsverket/schema/ssbtek/_1/SSBTEKWebService_schema1.xsd";
    agency(
        "migrationsverket",
        &[file],
        &["findByPersonnummerResponse"],
        |inside| format!("<b:MIV><b:data>{inside}</b:data></b:MIV>"),
    );
}
