//! BankID's signature: an enveloping XML signature whose parts are written in canonical form from the start.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

use crate::jose;

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const BANKID: &str = "http://www.bankid.com/signature/v1.0.0/types";

/// What is signed.
pub struct Content<'a> {
    /// Base64 of what the user saw.
    pub visible: Option<&'a str>,
    /// How it was shown.
    pub format: Option<&'a str>,
    /// Base64 of what the user did not see.
    pub non_visible: Option<&'a str>,
    /// `Signing` or `Identification`.
    pub func_id: &'a str,
}

/// How the document is spoiled on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tampering {
    /// The visible text is exchanged after signing.
    Text,
    /// A byte of the signature value is changed.
    Value,
    /// A digest is exchanged.
    Digest,
    /// A document type stands before it.
    DocumentType,
    /// A second, unsigned `bankIdSignedData` stands beside the signed one.
    SecondData,
}

fn b64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// Signs; `chain` is the person's certificate and those above it, without the root.
pub fn sign(
    content: &Content<'_>,
    key: &RsaKeyPair,
    chain: &[&[u8]],
    tampering: Option<Tampering>,
) -> Option<String> {
    let data = signed_data(content);
    let key_info = key_info(chain);
    let mut info = signed_info(&data, &key_info);
    if tampering == Some(Tampering::Digest) {
        info = info.replace(
            &b64(jose::sha256(data.as_bytes())),
            &b64(jose::sha256(b"something else")),
        );
    }
    let mut value = vec![0; key.public().modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        info.as_bytes(),
        &mut value,
    )
    .ok()?;
    if tampering == Some(Tampering::Value) {
        *value.last_mut()? ^= 1;
    }
    let (data, extra) = match tampering {
        Some(Tampering::Text) => {
            let other = b64("Jag ger bort allt jag har till den som ändrade texten.");
            let shown = content.visible.unwrap_or_default();
            (
                data.replacen(
                    &format!(">{shown}</usrVisibleData>"),
                    &format!(">{other}</usrVisibleData>"),
                    1,
                ),
                String::new(),
            )
        }
        Some(Tampering::SecondData) => {
            let other = Content {
                visible: Some("QW5uYXQ="),
                ..*content
            };
            (
                data,
                format!(
                    "<Object>{}</Object>",
                    signed_data(&other).replace("bidSignedData", "other")
                ),
            )
        }
        _ => (data, String::new()),
    };
    let document_type = if tampering == Some(Tampering::DocumentType) {
        "<!DOCTYPE Signature>"
    } else {
        ""
    };
    let value = b64(value);
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>{document_type}<Signature xmlns=\"{DSIG}\">{info}\
         <SignatureValue>{value}</SignatureValue>{key_info}{extra}<Object>{data}</Object></Signature>"
    ))
}

fn signed_info(data: &str, key_info: &str) -> String {
    let reference = |kind: &str, id: &str, content: &str| {
        let digest = b64(jose::sha256(content.as_bytes()));
        format!(
            "<Reference{kind} URI=\"#{id}\"><Transforms><Transform Algorithm=\"{C14N}\"></Transform></Transforms>\
             <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>\
             <DigestValue>{digest}</DigestValue></Reference>"
        )
    };
    let first = reference(&format!(" Type=\"{BANKID}\""), "bidSignedData", data);
    let second = reference("", "bidKeyInfo", key_info);
    format!(
        "<SignedInfo xmlns=\"{DSIG}\"><CanonicalizationMethod Algorithm=\"{C14N}\"></CanonicalizationMethod>\
         <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></SignatureMethod>\
         {first}{second}</SignedInfo>"
    )
}

fn key_info(chain: &[&[u8]]) -> String {
    let mut certificates = String::new();
    for der in chain {
        certificates.push_str("<X509Certificate>");
        certificates.push_str(&b64(der));
        certificates.push_str("</X509Certificate>");
    }
    format!("<KeyInfo xmlns=\"{DSIG}\" Id=\"bidKeyInfo\"><X509Data>{certificates}</X509Data></KeyInfo>")
}

fn signed_data(content: &Content<'_>) -> String {
    let format = content
        .format
        .map(|format| format!(" format=\"{format}\""))
        .unwrap_or_default();
    let visible = content.visible.map_or_else(String::new, |text| {
        format!("<usrVisibleData charset=\"UTF-8\"{format} visible=\"wysiwys\">{text}</usrVisibleData>")
    });
    let non_visible = content.non_visible.map_or_else(String::new, |data| {
        format!("<usrNonVisibleData>{data}</usrNonVisibleData>")
    });
    let name = b64(
        "cn=Medborgarnavet test,name=Medborgarnavet (sandlåda),serialNumber=1620210047480,o=Påhittade banken AB (publ),c=SE",
    );
    let nonce = b64(jose::random::<20>());
    let display = b64("Medborgarnavet (sandlåda)");
    let uhi = b64(jose::random::<21>());
    let version = b64("Sandbox=1.0&platform=pretend&os_version=1.0&");
    let func_id = content.func_id;
    let (kind, device) = (b64("PRETEND"), b64("1.0"));
    format!(
        "<bankIdSignedData xmlns=\"{BANKID}\" Id=\"bidSignedData\">{visible}{non_visible}\
         <srvInfo><name>{name}</name><nonce>{nonce}</nonce><displayName>{display}</displayName></srvInfo>\
         <clientInfo><funcId>{func_id}</funcId><version>{version}</version><env><ai><type>{kind}</type>\
         <deviceInfo>{device}</deviceInfo><uhi>{uhi}</uhi><fsib>0</fsib><utb>cs1</utb><requirement><condition>\
         <type>CertificatePolicies</type><value>1.2.3.4.25</value></condition></requirement><uauth>pw</uauth></ai>\
         </env></clientInfo></bankIdSignedData>"
    )
}
