use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use super::pki::{Key, Person, bank};

pub(crate) const VISIBLE: &str = "Jag ansöker om påhittat bistånd.";
pub(crate) const NON_VISIBLE: [u8; 4] = [0, 1, 254, 255];

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const BANKID: &str = "http://www.bankid.com/signature/v1.0.0/types";
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

/// What is signed; each test changes what it needs.
pub(crate) struct Content<'a> {
    pub(crate) function: &'a str,
    pub(crate) visible: Option<&'a str>,
    /// Certificates in DER, the signer's first.
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) key: &'a Key,
}

impl Content<'_> {
    pub(crate) fn by(person: Person<'_>) -> Self {
        Self::with(vec![
            person.certificate().der().to_vec(),
            bank().issuer.der().to_vec(),
        ])
    }

    pub(crate) fn with(certificates: Vec<Vec<u8>>) -> Self {
        Self {
            function: "Signing",
            visible: Some(VISIBLE),
            certificates,
            key: &bank().signer,
        }
    }

    /// Writes the signature. Every part is written in canonical form, so that its bytes are what is digested.
    pub(crate) fn sign(&self) -> String {
        let (key_info, data) = (self.key_info(), self.data());
        let signed = format!(
            "<SignedInfo xmlns=\"{DSIG}\"><CanonicalizationMethod Algorithm=\"{C14N}\"></CanonicalizationMethod>\
             <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></SignatureMethod>\
             {}{}</SignedInfo>",
            reference("bidSignedData", &format!(" Type=\"{BANKID}\""), &data),
            reference("bidKeyInfo", "", &key_info),
        );
        let value = STANDARD.encode(self.key.sign(signed.as_bytes()));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><Signature xmlns=\"{DSIG}\">{signed}\
             <SignatureValue>{value}</SignatureValue>{key_info}<Object>{data}</Object></Signature>"
        )
    }

    fn key_info(&self) -> String {
        let wrap =
            |der: &Vec<u8>| ["<X509Certificate>", &STANDARD.encode(der), "</X509Certificate>"].concat();
        let certificates: String = self.certificates.iter().map(wrap).collect();
        format!("<KeyInfo xmlns=\"{DSIG}\" Id=\"bidKeyInfo\"><X509Data>{certificates}</X509Data></KeyInfo>")
    }

    fn data(&self) -> String {
        let shown = self.visible.map(|text| STANDARD.encode(text)).map(|text| {
            format!("<usrVisibleData charset=\"UTF-8\" visible=\"wysiwys\">{text}</usrVisibleData>")
        });
        format!(
            "<bankIdSignedData xmlns=\"{BANKID}\" Id=\"bidSignedData\">{}<usrNonVisibleData>{}</usrNonVisibleData>\
             <srvInfo><name>cHJvdg==</name><nonce>AAAA</nonce></srvInfo>\
             <clientInfo><funcId>{}</funcId><version>MQ==</version></clientInfo></bankIdSignedData>",
            shown.unwrap_or_default(),
            STANDARD.encode(NON_VISIBLE),
            self.function,
        )
    }
}

fn reference(id: &str, kind: &str, element: &str) -> String {
    let value = STANDARD.encode(digest(&SHA256, element.as_bytes()));
    format!(
        "<Reference{kind} URI=\"#{id}\"><Transforms><Transform Algorithm=\"{C14N}\"></Transform></Transforms>\
         <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>\
         <DigestValue>{value}</DigestValue></Reference>"
    )
}
