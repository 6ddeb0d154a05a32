//! A pretend bank: its certificates and its signatures, made without the code under test.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use mn_evidence::Roots;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DistinguishedName, DnType, IsCa,
    KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, SerialNumber, date_time_ymd,
};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer};

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const BANKID: &str = "http://www.bankid.com/signature/v1.0.0/types";
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

struct Bank {
    root: CertifiedIssuer<'static, KeyPair>,
    issuer: CertifiedIssuer<'static, KeyPair>,
    signer: RsaPrivateKey,
}

/// The one bank of all tests: keys take long to draw.
fn bank() -> &'static Bank {
    static BANK: OnceLock<Bank> = OnceLock::new();
    BANK.get_or_init(|| {
        let root = CertifiedIssuer::self_signed(authority("Prov Root CA"), pair(&key())).unwrap();
        let issuer = CertifiedIssuer::signed_by(authority("Prov Kund CA"), pair(&key()), &root).unwrap();
        Bank {
            root,
            issuer,
            signer: key(),
        }
    })
}

fn key() -> RsaPrivateKey {
    RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap()
}

fn pair(key: &RsaPrivateKey) -> KeyPair {
    let pem = key.to_pkcs8_pem(LineEnding::LF).unwrap();
    KeyPair::from_pkcs8_pem_and_sign_algo(&pem, &PKCS_RSA_SHA256).unwrap()
}

fn authority(name: &str) -> CertificateParams {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

/// Valid from 2026-01-01 until 2028-01-01.
fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from(77));
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2028, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

/// The roots that vouch for the bank.
pub(crate) fn roots() -> Roots {
    Roots::production(bank().root.pem().as_bytes()).unwrap()
}

/// What somebody signs with the app.
pub(crate) struct Signature<'a> {
    pub(crate) person: &'a str,
    pub(crate) visible: &'a str,
    pub(crate) non_visible: &'a [u8],
    pub(crate) is_login: bool,
}

impl Signature<'_> {
    /// The signature's base64 text. Every part is written in canonical form, so that its bytes are what is digested.
    pub(crate) fn text(&self) -> String {
        let (key_info, data) = (self.key_info(), self.data());
        let signed = format!(
            "<SignedInfo xmlns=\"{DSIG}\"><CanonicalizationMethod Algorithm=\"{C14N}\"></CanonicalizationMethod>\
             <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></SignatureMethod>\
             {}{}</SignedInfo>",
            reference("bidSignedData", &format!(" Type=\"{BANKID}\""), &data),
            reference("bidKeyInfo", "", &key_info),
        );
        let value = SigningKey::<Sha256>::new(bank().signer.clone()).sign(signed.as_bytes());
        let value = BASE64_STANDARD.encode(value.to_vec());
        BASE64_STANDARD.encode(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><Signature xmlns=\"{DSIG}\">{signed}\
             <SignatureValue>{value}</SignatureValue>{key_info}<Object>{data}</Object></Signature>"
        ))
    }

    fn key_info(&self) -> String {
        let mut params = params("Prova Provsson");
        let number = DnType::CustomDnType(vec![2, 5, 4, 5]);
        params.distinguished_name.push(number, self.person);
        let usage = if self.is_login {
            KeyUsagePurpose::DigitalSignature
        } else {
            KeyUsagePurpose::ContentCommitment
        };
        params.key_usages = vec![usage];
        // certificatePolicies with 1.2.3.4.5
        let policies = vec![0x30, 0x08, 0x30, 0x06, 0x06, 0x04, 0x2a, 0x03, 0x04, 0x05];
        params.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 32], policies)];
        let certificate = params.signed_by(&pair(&bank().signer), &bank().issuer).unwrap();
        let wrap = |der: &[u8]| {
            [
                "<X509Certificate>",
                &BASE64_STANDARD.encode(der),
                "</X509Certificate>",
            ]
            .concat()
        };
        let certificates = [wrap(certificate.der()), wrap(bank().issuer.der())].concat();
        format!("<KeyInfo xmlns=\"{DSIG}\" Id=\"bidKeyInfo\"><X509Data>{certificates}</X509Data></KeyInfo>")
    }

    fn data(&self) -> String {
        format!(
            "<bankIdSignedData xmlns=\"{BANKID}\" Id=\"bidSignedData\">\
             <usrVisibleData charset=\"UTF-8\" visible=\"wysiwys\">{}</usrVisibleData>\
             <usrNonVisibleData>{}</usrNonVisibleData><srvInfo><name>cHJvdg==</name><nonce>AAAA</nonce></srvInfo>\
             <clientInfo><funcId>{}</funcId><version>MQ==</version></clientInfo></bankIdSignedData>",
            BASE64_STANDARD.encode(self.visible),
            BASE64_STANDARD.encode(self.non_visible),
            if self.is_login {
                "Identification"
            } else {
                "Signing"
            },
        )
    }
}

fn reference(id: &str, kind: &str, element: &str) -> String {
    let value = BASE64_STANDARD.encode(mn_seal::sha256(element.as_bytes()).as_bytes());
    format!(
        "<Reference{kind} URI=\"#{id}\"><Transforms><Transform Algorithm=\"{C14N}\"></Transform></Transforms>\
         <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>\
         <DigestValue>{value}</DigestValue></Reference>"
    )
}
