//! The hierarchy behind BankID's signatures, with made-up names: root, bank, issuing authority, people.

use std::path::Path;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CustomExtension, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, PKCS_RSA_SHA512,
};
use ring::signature::RsaKeyPair;
use rsa::pkcs8::EncodePrivateKey;

use super::files::{certificates, read_pem_key, write_public, write_secret};
use super::tls::valid_for;
use crate::error::SandboxError;

const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];
const SURNAME: &[u64] = &[2, 5, 4, 4];
const GIVEN_NAME: &[u64] = &[2, 5, 4, 42];
const NAME: &[u64] = &[2, 5, 4, 41];
const CERTIFICATE_POLICIES: &[u64] = &[2, 5, 29, 32];
const AUTHORITY_INFO_ACCESS: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 1];
/// certificatePolicies with the test policy of a mobile BankID, 1.2.3.4.25.
const MOBILE_TEST_POLICY: &[u8] = &[0x30, 0x08, 0x30, 0x06, 0x06, 0x04, 0x2a, 0x03, 0x04, 0x19];
const OCSP_URL: &[u8] = b"http://ocsp.sandbox.invalid";

/// What a person's certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signing: contentCommitment.
    Signature,
    /// Logging in: digitalSignature.
    Login,
}

/// Makes an RSA-2048 key.
pub fn new_rsa_key() -> Result<KeyPair, SandboxError> {
    let failed = || SandboxError::Credential("an RSA key");
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).map_err(|_| failed())?;
    let der = key.to_pkcs8_der().map_err(|_| failed())?;
    Ok(KeyPair::from_pkcs8_der_and_sign_algo(
        &der.as_bytes().into(),
        &PKCS_RSA_SHA512,
    )?)
}

fn authority(name: &[(DnType, &str)], below: u8) -> Result<CertificateParams, SandboxError> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = DistinguishedName::new();
    for (kind, value) in name {
        params.distinguished_name.push(kind.clone(), *value);
    }
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(below));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    let policies = CustomExtension::from_oid_content(CERTIFICATE_POLICIES, MOBILE_TEST_POLICY.to_vec());
    params.custom_extensions.push(policies);
    valid_for(&mut params, 3650);
    Ok(params)
}

fn root() -> Result<CertificateParams, SandboxError> {
    let name = [
        (DnType::OrganizationName, "Medborgarnavets sandlåda"),
        (DnType::OrganizationalUnitName, "Pretend Member Banks CA"),
        (DnType::CommonName, "Test Sandbox Root CA v1 (made up)"),
    ];
    authority(&name, 2)
}

fn bank(common_name: &str, below: u8) -> Result<CertificateParams, SandboxError> {
    let name = [
        (DnType::CountryName, "SE"),
        (DnType::OrganizationName, "Påhittade banken AB (publ)"),
        (DnType::CustomDnType(SERIAL_NUMBER.to_vec()), "000000000000"),
        (DnType::CommonName, common_name),
    ];
    authority(&name, below)
}

fn bank_ca() -> Result<CertificateParams, SandboxError> {
    bank("Påhittade banken CA v1 for the sandbox", 1)
}

fn issuing_ca() -> Result<CertificateParams, SandboxError> {
    bank("Påhittade banken Customer CA1 v1 for the sandbox", 0)
}

/// Writes root, bank and issuing authority, the key of all pretend phones, and the OCSP responder.
pub fn write(dir: &Path) -> Result<(), SandboxError> {
    let (root_key, bank_key, issuing_key) = (new_rsa_key()?, new_rsa_key()?, new_rsa_key()?);
    let root_params = root()?;
    write_public(dir, "bankid-root.pem", &root_params.self_signed(&root_key)?.pem())?;
    let root_issuer = Issuer::new(root_params, root_key);
    let bank_params = bank_ca()?;
    write_public(
        dir,
        "bankid-ca.pem",
        &bank_params.signed_by(&bank_key, &root_issuer)?.pem(),
    )?;
    let bank_issuer = Issuer::new(bank_params, bank_key);
    let issuing = issuing_ca()?;
    write_public(
        dir,
        "bankid-issuing-ca.pem",
        &issuing.signed_by(&issuing_key, &bank_issuer)?.pem(),
    )?;
    write_secret(
        dir,
        "bankid-issuing-ca.key",
        issuing_key.serialize_pem().as_bytes(),
    )?;
    write_secret(dir, "bankid-user.key", new_rsa_key()?.serialize_pem().as_bytes())?;

    let responder = responder()?;
    let responder_key = new_rsa_key()?;
    let issuer = Issuer::new(issuing, issuing_key);
    write_public(
        dir,
        "bankid-ocsp.pem",
        &responder.signed_by(&responder_key, &issuer)?.pem(),
    )?;
    write_secret(dir, "bankid-ocsp.key", responder_key.serialize_pem().as_bytes())?;
    // A hierarchy that nobody trusts, for signatures that must be refused.
    let stranger = new_rsa_key()?;
    write_secret(dir, "bankid-stranger-ca.key", stranger.serialize_pem().as_bytes())
}

fn responder() -> Result<CertificateParams, SandboxError> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "SE");
    params
        .distinguished_name
        .push(DnType::OrganizationName, "Påhittade banken AB (publ)");
    params
        .distinguished_name
        .push(DnType::CommonName, "Påhittade banken OCSP v1 for the sandbox");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
    params.use_authority_key_identifier_extension = true;
    valid_for(&mut params, 3650);
    Ok(params)
}

/// Everything the pretend BankID signs with.
pub struct BankIdPki {
    issuer: Issuer<'static, KeyPair>,
    stranger: Issuer<'static, KeyPair>,
    /// Issuing authority and bank, as they follow a person's certificate.
    pub chain: Vec<Vec<u8>>,
    /// The public key of the issuing authority, as in its SubjectPublicKeyInfo's bit string.
    pub issuing_key: Vec<u8>,
    user: KeyPair,
    /// The key of all pretend phones.
    pub user_key: RsaKeyPair,
    /// The responder's certificate.
    pub responder: Vec<u8>,
    /// The responder's key.
    pub responder_key: RsaKeyPair,
}

/// Whom a certificate is made for.
pub struct Holder<'a> {
    /// Given name.
    pub given: &'a str,
    /// Family name.
    pub family: &'a str,
    /// Personnummer or samordningsnummer.
    pub number: &'a str,
}

fn signer(dir: &Path, name: &str) -> Result<KeyPair, SandboxError> {
    let der = read_pem_key(dir, name)?;
    Ok(KeyPair::from_pkcs8_der_and_sign_algo(
        &der.into(),
        &PKCS_RSA_SHA256,
    )?)
}

fn ring_key(dir: &Path, name: &str) -> Result<RsaKeyPair, SandboxError> {
    RsaKeyPair::from_pkcs8(&read_pem_key(dir, name)?).map_err(|_| SandboxError::Credential("an RSA key"))
}

fn first(dir: &Path, name: &str) -> Result<Vec<u8>, SandboxError> {
    let found = certificates(dir, name)?.into_iter().next();
    found
        .map(|it| it.to_vec())
        .ok_or(SandboxError::Credential("a certificate file"))
}

impl BankIdPki {
    /// Reads the directory.
    pub fn load(dir: &Path) -> Result<Self, SandboxError> {
        let issuing_key = signer(dir, "bankid-issuing-ca.key")?;
        Ok(Self {
            chain: vec![first(dir, "bankid-issuing-ca.pem")?, first(dir, "bankid-ca.pem")?],
            issuing_key: rcgen::PublicKeyData::der_bytes(&issuing_key).to_vec(),
            issuer: Issuer::new(issuing_ca()?, issuing_key),
            stranger: Issuer::new(issuing_ca()?, signer(dir, "bankid-stranger-ca.key")?),
            user: signer(dir, "bankid-user.key")?,
            user_key: ring_key(dir, "bankid-user.key")?,
            responder: first(dir, "bankid-ocsp.pem")?,
            responder_key: ring_key(dir, "bankid-ocsp.key")?,
        })
    }

    /// Makes a person's certificate.
    pub fn issue(&self, holder: &Holder<'_>, purpose: Purpose) -> Result<Certificate, SandboxError> {
        Ok(person(holder, purpose)?.signed_by(&self.user, &self.issuer)?)
    }

    /// Makes a certificate that ran out long ago.
    pub fn issue_expired(&self, holder: &Holder<'_>) -> Result<Certificate, SandboxError> {
        let mut params = person(holder, Purpose::Signature)?;
        params.not_before = rcgen::date_time_ymd(2015, 1, 1);
        params.not_after = rcgen::date_time_ymd(2017, 1, 1);
        Ok(params.signed_by(&self.user, &self.issuer)?)
    }

    /// Makes a certificate under the right names and a key that nobody trusts.
    pub fn issue_untrusted(&self, holder: &Holder<'_>) -> Result<Certificate, SandboxError> {
        Ok(person(holder, Purpose::Signature)?.signed_by(&self.user, &self.stranger)?)
    }
}

fn person(holder: &Holder<'_>, purpose: Purpose) -> Result<CertificateParams, SandboxError> {
    let full = format!("{} {}", holder.given, holder.family);
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = DistinguishedName::new();
    let mut name = |kind: DnType, value: &str| params.distinguished_name.push(kind, value);
    name(DnType::CountryName, "SE");
    name(DnType::OrganizationName, "Påhittade banken AB (publ)");
    name(DnType::CustomDnType(SURNAME.to_vec()), holder.family);
    name(DnType::CustomDnType(GIVEN_NAME.to_vec()), holder.given);
    name(DnType::CustomDnType(SERIAL_NUMBER.to_vec()), holder.number);
    name(
        DnType::CustomDnType(NAME.to_vec()),
        &format!("(250101 10.00) {full} - BankID i mobilen"),
    );
    name(DnType::CommonName, &full);
    params.key_usages = vec![match purpose {
        Purpose::Signature => KeyUsagePurpose::ContentCommitment,
        Purpose::Login => KeyUsagePurpose::DigitalSignature,
    }];
    params.use_authority_key_identifier_extension = true;
    let policies = CustomExtension::from_oid_content(CERTIFICATE_POLICIES, MOBILE_TEST_POLICY.to_vec());
    params.custom_extensions = vec![access(), policies];
    valid_for(&mut params, 730);
    Ok(params)
}

/// authorityInfoAccess with one OCSP address.
fn access() -> CustomExtension {
    const OCSP: &[u8] = &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01];
    let url = crate::der::tlv(0x86, OCSP_URL);
    let description = crate::der::tlv(0x30, &[OCSP, &url].concat());
    CustomExtension::from_oid_content(AUTHORITY_INFO_ACCESS, crate::der::tlv(0x30, &description))
}
