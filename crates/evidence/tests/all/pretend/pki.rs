use std::sync::OnceLock;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, CustomExtension, DistinguishedName,
    DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, SerialNumber,
    date_time_ymd,
};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer};

use super::PERSON;

/// A key, for certificates and for signatures.
pub(crate) struct Key {
    rsa: RsaPrivateKey,
}

impl Key {
    fn new() -> Self {
        let rsa = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
        Self { rsa }
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        SigningKey::<Sha256>::new(self.rsa.clone()).sign(bytes).to_vec()
    }

    fn pair(&self) -> KeyPair {
        let pem = self.rsa.to_pkcs8_pem(LineEnding::LF).unwrap();
        KeyPair::from_pkcs8_pem_and_sign_algo(&pem, &PKCS_RSA_SHA256).unwrap()
    }
}

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

/// A root, the bank's own authority below it, and keys to go round.
pub(crate) struct Bank {
    pub(crate) root: Authority,
    pub(crate) issuer: Authority,
    pub(crate) signer: Key,
    pub(crate) responder: Key,
    pub(crate) stranger: Key,
    /// An authority of the same names as the bank's, with a key of somebody else.
    pub(crate) impostor: Authority,
}

/// The one bank of all tests: keys take long to draw.
pub(crate) fn bank() -> &'static Bank {
    static BANK: OnceLock<Bank> = OnceLock::new();
    BANK.get_or_init(|| {
        let (root, issuer, stranger) = (Key::new(), Key::new(), Key::new());
        let root = CertifiedIssuer::self_signed(authority("Prov Root CA"), root.pair()).unwrap();
        let issuer = CertifiedIssuer::signed_by(authority("Prov Kund CA"), issuer.pair(), &root).unwrap();
        let impostor = CertifiedIssuer::self_signed(authority("Prov Kund CA"), stranger.pair()).unwrap();
        Bank {
            root,
            issuer,
            signer: Key::new(),
            responder: Key::new(),
            stranger,
            impostor,
        }
    })
}

/// A root of this name.
pub(crate) fn root_named(name: &str) -> Authority {
    CertifiedIssuer::self_signed(authority(name), bank().stranger.pair()).unwrap()
}

fn authority(name: &str) -> CertificateParams {
    let mut params = params(name, 1);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

/// Valid from 2026-01-01 until 2028-01-01.
fn params(name: &str, serial: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from(serial));
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2028, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

/// What a signer's certificate says; each test changes what it needs.
pub(crate) struct Person<'a> {
    pub(crate) number: &'a str,
    pub(crate) usages: Vec<KeyUsagePurpose>,
    pub(crate) serial: u64,
    pub(crate) issuer: &'a Authority,
}

impl Default for Person<'_> {
    fn default() -> Self {
        Self {
            number: PERSON,
            usages: vec![KeyUsagePurpose::ContentCommitment],
            serial: 0x8123_4567,
            issuer: &bank().issuer,
        }
    }
}

impl Person<'_> {
    pub(crate) fn certificate(self) -> Certificate {
        self.params()
            .signed_by(&bank().signer.pair(), self.issuer)
            .unwrap()
    }

    fn params(&self) -> CertificateParams {
        let mut params = params("Prova Provsson", self.serial);
        params
            .distinguished_name
            .push(DnType::CustomDnType(vec![2, 5, 4, 5]), self.number);
        params.key_usages.clone_from(&self.usages);
        // certificatePolicies with 1.2.3.4.5
        let policies = vec![0x30, 0x08, 0x30, 0x06, 0x06, 0x04, 0x2a, 0x03, 0x04, 0x05];
        params.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 32], policies)];
        params
    }
}

/// A certificate for revocation answers.
pub(crate) fn responder(issuer: &Authority, uses: Vec<ExtendedKeyUsagePurpose>) -> Certificate {
    let mut params = params("Prov OCSP", 7);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = uses;
    params.signed_by(&bank().responder.pair(), issuer).unwrap()
}

/// A certificate that the signer, who is no authority, gave to somebody.
pub(crate) fn given_by_signer() -> Certificate {
    let issuer = Issuer::new(Person::default().params(), bank().signer.pair());
    let mut params = params("Prova Provsson", 99);
    params
        .distinguished_name
        .push(DnType::CustomDnType(vec![2, 5, 4, 5]), "199001012385");
    params.key_usages = vec![KeyUsagePurpose::ContentCommitment];
    params.signed_by(&bank().stranger.pair(), &issuer).unwrap()
}
