use mn_domain::Sensitive;
use x509_parser::extensions::ParsedExtension;
use x509_parser::oid_registry::{OID_X509_COMMON_NAME, OID_X509_SERIALNUMBER, Oid};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::Refusal;

/// What the signer's certificate says.
pub(super) struct Signer {
    pub(super) personal_number: Sensitive<String>,
    pub(super) name: Sensitive<String>,
    pub(super) policies: Vec<String>,
    /// Whether its key is for signatures (`contentCommitment`) and not for logins (`digitalSignature`).
    pub(super) is_for_signatures: bool,
}

pub(super) fn certificate(der: &[u8]) -> Result<X509Certificate<'_>, Refusal> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(Refusal::Certificate),
    }
}

impl Signer {
    pub(super) fn read(der: &[u8]) -> Result<Self, Refusal> {
        let certificate = certificate(der)?;
        let personal_number = Sensitive::new(only(&certificate, &OID_X509_SERIALNUMBER)?);
        // EXPOSE: its shape is looked at, nothing of it leaves.
        let digits = personal_number.expose();
        if digits.len() != 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Refusal::Certificate);
        }
        let usage = certificate.key_usage().map_err(|_| Refusal::Certificate)?;
        let is_for_signatures =
            usage.is_some_and(|usage| usage.value.non_repudiation() && !usage.value.digital_signature());
        Ok(Self {
            name: Sensitive::new(only(&certificate, &OID_X509_COMMON_NAME)?),
            policies: policies(&certificate),
            personal_number,
            is_for_signatures,
        })
    }
}

/// The one value that the subject has of this kind.
fn only(certificate: &X509Certificate<'_>, kind: &Oid<'_>) -> Result<String, Refusal> {
    let mut values = certificate.subject().iter_by_oid(kind);
    match (values.next(), values.next()) {
        (Some(value), None) => value
            .as_str()
            .map(str::to_owned)
            .map_err(|_| Refusal::Certificate),
        _ => Err(Refusal::Certificate),
    }
}

fn policies(certificate: &X509Certificate<'_>) -> Vec<String> {
    let of = |extension: &ParsedExtension<'_>| match extension {
        ParsedExtension::CertificatePolicies(policies) => policies
            .iter()
            .map(|policy| policy.policy_id.to_id_string())
            .collect(),
        _ => Vec::new(),
    };
    certificate
        .extensions()
        .iter()
        .flat_map(|extension| of(extension.parsed_extension()))
        .collect()
}
