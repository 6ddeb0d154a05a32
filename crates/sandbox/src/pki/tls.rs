//! The TLS hierarchies: one authority per counterpart, as in reality.

use std::path::Path;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use super::files::{write_public, write_secret};
use crate::clock::Clock;
use crate::error::SandboxError;

const DAY: Duration = Duration::from_hours(24);

/// Sets a validity that began yesterday.
pub fn valid_for(params: &mut CertificateParams, days: u32) {
    let today = Clock::default().today();
    let (month, day) = (today.month().unsigned_abs(), today.day().unsigned_abs());
    let midnight = rcgen::date_time_ymd(i32::from(today.year()), month, day);
    params.not_before = midnight - DAY;
    params.not_after = midnight + DAY * days;
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(dir: &Path, file: &str, name: &str) -> Result<Self, SandboxError> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, name);
        params
            .distinguished_name
            .push(DnType::OrganizationName, "Medborgarnavets sandlåda");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        valid_for(&mut params, 3650);
        let key = KeyPair::generate()?;
        write_public(dir, file, &params.self_signed(&key)?.pem())?;
        Ok(Self {
            issuer: Issuer::new(params, key),
        })
    }

    fn server(&self, dir: &Path, name: &str) -> Result<(), SandboxError> {
        let hosts = ["127.0.0.1", "::1", "localhost"].map(str::to_owned).to_vec();
        let mut params = CertificateParams::new(hosts)?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.leaf(dir, name, params)
    }

    fn client(&self, dir: &Path, name: &str) -> Result<(), SandboxError> {
        let mut params = CertificateParams::new(Vec::new())?;
        params
            .distinguished_name
            .push(DnType::CommonName, format!("Medborgarnavet test ({name})"));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.leaf(dir, name, params)
    }

    fn leaf(&self, dir: &Path, name: &str, mut params: CertificateParams) -> Result<(), SandboxError> {
        valid_for(&mut params, 730);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        write_public(
            dir,
            &format!("{name}.pem"),
            &params.signed_by(&key, &self.issuer)?.pem(),
        )?;
        write_secret(dir, &format!("{name}.key"), key.serialize_pem().as_bytes())
    }
}

/// Writes the five TLS hierarchies.
pub fn write(dir: &Path) -> Result<(), SandboxError> {
    let oidc = Authority::new(dir, "tls-ca.pem", "Sandlådans e-legitimation TLS CA")?;
    oidc.server(dir, "oidc-server")?;
    let ssbtek = Authority::new(dir, "ssbtek-ca.pem", "Sandlådans SSBTEK CA")?;
    ssbtek.server(dir, "ssbtek-server")?;
    ssbtek.client(dir, "ssbtek-client")?;
    let bankid = Authority::new(dir, "bankid-tls-ca.pem", "Sandlådans BankID TLS CA")?;
    bankid.server(dir, "bankid-server")?;
    bankid.client(dir, "bankid-client")?;
    let skatteverket = Authority::new(dir, "skatteverket-ca.pem", "Sandlådans Skatteverket TLS CA")?;
    skatteverket.server(dir, "skatteverket-server")?;
    let recipient = Authority::new(dir, "recipient-ca.pem", "Sandlådans mottagar-API CA")?;
    recipient.server(dir, "recipient-server")
}
