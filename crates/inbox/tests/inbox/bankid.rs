//! A pretend BankID with a root of its own: real certificates, a real XML signature.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256,
};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::pkcs8::EncodePrivateKey;

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const TYPES: &str = "http://www.bankid.com/signature/v1.0.0/types";
/// certificatePolicies with 1.2.3.4.25, a mobile BankID of the test environment.
const POLICY: [u8; 10] = [0x30, 0x08, 0x30, 0x06, 0x06, 0x04, 0x2a, 0x03, 0x04, 0x19];

pub struct BankId {
    pub root_pem: String,
    chain: Vec<Vec<u8>>,
    key: RsaKeyPair,
}

fn b64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

fn rsa_key() -> (KeyPair, Vec<u8>) {
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let der = key.to_pkcs8_der().unwrap().as_bytes().to_vec();
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der.clone().into(), &PKCS_RSA_SHA256).unwrap();
    (pair, der)
}

fn named(common: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common);
    params.use_authority_key_identifier_extension = true;
    let policy = CustomExtension::from_oid_content(&[2, 5, 29, 32], POLICY.to_vec());
    params.custom_extensions.push(policy);
    params
}

fn authority(common: &str) -> CertificateParams {
    let mut params = named(common);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

impl BankId {
    pub fn new() -> Self {
        let ((root_key, _), (bank_key, _), (user_key, user_der)) = (rsa_key(), rsa_key(), rsa_key());
        let root = authority("A pretend root");
        let root_pem = root.self_signed(&root_key).unwrap().pem();
        let root = Issuer::new(root, root_key);
        let bank = authority("A pretend bank");
        let bank_der = bank.signed_by(&bank_key, &root).unwrap().der().to_vec();
        let bank = Issuer::new(bank, bank_key);
        let mut person = named("Testa Testsdotter");
        let serial_number = DnType::CustomDnType(vec![2, 5, 4, 5]);
        person.distinguished_name.push(serial_number, "198501012382");
        person.key_usages = vec![KeyUsagePurpose::ContentCommitment];
        let person_der = person.signed_by(&user_key, &bank).unwrap().der().to_vec();
        Self {
            root_pem,
            chain: vec![person_der, bank_der],
            key: RsaKeyPair::from_pkcs8(&user_der).unwrap(),
        }
    }

    /// The signature as BankID delivers it: base64 of the XML.
    pub fn sign(&self, visible: &str, non_visible: &[u8]) -> Vec<u8> {
        let data = signed_data(visible, non_visible);
        let mut certificates = String::new();
        for der in &self.chain {
            certificates += &["<X509Certificate>", &b64(der), "</X509Certificate>"].concat();
        }
        let key_info = format!(
            "<KeyInfo xmlns=\"{DSIG}\" Id=\"bidKeyInfo\"><X509Data>{certificates}</X509Data></KeyInfo>"
        );
        let info = signed_info(&data, &key_info);
        let mut value = vec![0; self.key.public().modulus_len()];
        let random = SystemRandom::new();
        (self.key)
            .sign(&RSA_PKCS1_SHA256, &random, info.as_bytes(), &mut value)
            .unwrap();
        let value = b64(value);
        b64(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><Signature xmlns=\"{DSIG}\">{info}\
             <SignatureValue>{value}</SignatureValue>{key_info}<Object>{data}</Object></Signature>"
        ))
        .into_bytes()
    }
}

fn signed_info(data: &str, key_info: &str) -> String {
    let reference = |kind: &str, id: &str, content: &str| {
        let digest = b64(mn_seal::sha256(content.as_bytes()).as_bytes());
        format!(
            "<Reference{kind} URI=\"#{id}\"><Transforms><Transform Algorithm=\"{C14N}\"></Transform></Transforms>\
             <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>\
             <DigestValue>{digest}</DigestValue></Reference>"
        )
    };
    let of_data = reference(&format!(" Type=\"{TYPES}\""), "bidSignedData", data);
    let of_keys = reference("", "bidKeyInfo", key_info);
    format!(
        "<SignedInfo xmlns=\"{DSIG}\"><CanonicalizationMethod Algorithm=\"{C14N}\"></CanonicalizationMethod>\
         <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></SignatureMethod>\
         {of_data}{of_keys}</SignedInfo>"
    )
}

fn signed_data(visible: &str, non_visible: &[u8]) -> String {
    let (visible, non_visible) = (b64(visible), b64(non_visible));
    let [name, nonce, display, version, kind, device, uhi] =
        ["cn=Pretend", "a nonce", "Pretend", "1", "PRETEND", "1", "uhi"].map(b64);
    format!(
        "<bankIdSignedData xmlns=\"{TYPES}\" Id=\"bidSignedData\">\
         <usrVisibleData charset=\"UTF-8\" visible=\"wysiwys\">{visible}</usrVisibleData>\
         <usrNonVisibleData>{non_visible}</usrNonVisibleData>\
         <srvInfo><name>{name}</name><nonce>{nonce}</nonce><displayName>{display}</displayName></srvInfo>\
         <clientInfo><funcId>Signing</funcId><version>{version}</version><env><ai><type>{kind}</type>\
         <deviceInfo>{device}</deviceInfo><uhi>{uhi}</uhi><fsib>0</fsib><utb>cs1</utb><requirement><condition>\
         <type>CertificatePolicies</type><value>1.2.3.4.25</value></condition></requirement><uauth>pw</uauth></ai>\
         </env></clientInfo></bankIdSignedData>"
    )
}
