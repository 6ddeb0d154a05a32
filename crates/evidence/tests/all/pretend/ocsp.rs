//! Revocation answers, written octet by octet (X.690, RFC 6960).

use rcgen::{Certificate, ExtendedKeyUsagePurpose};
use ring::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::pki::{Key, bank, responder};

const SEQUENCE: u8 = 0x30;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
const TIME: u8 = 0x18;
const SHA1_OID: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
const SHA256_OID: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const RSA_SHA256_OID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const BASIC_OID: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01];
const NONCE_OID: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02];

pub(crate) const GOOD: &[u8] = &[0x80, 0x00];
pub(crate) const UNKNOWN: &[u8] = &[0x82, 0x00];

/// What the bank answers; each test changes what it needs.
pub(crate) struct Answer<'a> {
    pub(crate) about: Vec<u8>,
    pub(crate) status: Vec<u8>,
    pub(crate) nonces: Vec<Vec<u8>>,
    pub(crate) produced_at: &'a str,
    pub(crate) next_update: Option<&'a str>,
    pub(crate) responder: Certificate,
    pub(crate) key: &'a Key,
    pub(crate) with_sha256: bool,
    pub(crate) response_status: u8,
}

impl Answer<'_> {
    /// The answer that an honest bank gives for this certificate and this signature.
    pub(crate) fn for_signature(certificate: &[u8], base64: &str) -> Self {
        let mut nonce = digest(&SHA1_FOR_LEGACY_USE_ONLY, base64.as_bytes())
            .as_ref()
            .to_vec();
        nonce.extend_from_slice(&[7; 12]);
        Self {
            about: certificate.to_vec(),
            status: GOOD.to_vec(),
            nonces: vec![nonce],
            produced_at: "20261012093000Z",
            next_update: None,
            responder: responder(&bank().issuer, vec![ExtendedKeyUsagePurpose::OcspSigning]),
            key: &bank().responder,
            with_sha256: false,
            response_status: 0,
        }
    }

    pub(crate) fn to_der(&self) -> Vec<u8> {
        let data = self.data();
        let signature = [&[0][..], &self.key.sign(&data)].concat();
        let certificates = tlv(0xa0, &tlv(SEQUENCE, self.responder.der()));
        let basic = tlv(
            SEQUENCE,
            &[
                data,
                algorithm(RSA_SHA256_OID),
                tlv(0x03, &signature),
                certificates,
            ]
            .concat(),
        );
        let bytes = [tlv(OID, BASIC_OID), tlv(OCTETS, &basic)].concat();
        let status = tlv(0x0a, &[self.response_status]);
        tlv(SEQUENCE, &[status, tlv(0xa0, &tlv(SEQUENCE, &bytes))].concat())
    }

    fn data(&self) -> Vec<u8> {
        let produced = tlv(TIME, self.produced_at.as_bytes());
        let next = self
            .next_update
            .map(|time| tlv(0xa0, &tlv(TIME, time.as_bytes())));
        let single = [
            self.certificate_id(),
            self.status.clone(),
            produced.clone(),
            next.unwrap_or_default(),
        ];
        let (_, responder) = X509Certificate::from_der(self.responder.der()).unwrap();
        let name = tlv(0xa1, responder.subject().as_raw());
        let nonce = |value: &Vec<u8>| {
            let parts = [tlv(OID, NONCE_OID), tlv(0x01, &[0xff]), tlv(OCTETS, value)];
            tlv(SEQUENCE, &parts.concat())
        };
        let extensions: Vec<u8> = self.nonces.iter().flat_map(nonce).collect();
        let extensions = if extensions.is_empty() {
            Vec::new()
        } else {
            tlv(0xa1, &tlv(SEQUENCE, &extensions))
        };
        let singles = tlv(SEQUENCE, &tlv(SEQUENCE, &single.concat()));
        tlv(SEQUENCE, &[name, produced, singles, extensions].concat())
    }

    fn certificate_id(&self) -> Vec<u8> {
        let (oid, hash): (_, &'static Algorithm) = if self.with_sha256 {
            (SHA256_OID, &SHA256)
        } else {
            (SHA1_OID, &SHA1_FOR_LEGACY_USE_ONLY)
        };
        let (_, certificate) = X509Certificate::from_der(&self.about).unwrap();
        let issuer_der = bank().issuer.der().to_vec();
        let (_, issuer) = X509Certificate::from_der(&issuer_der).unwrap();
        let name = digest(hash, certificate.issuer().as_raw());
        let key = digest(hash, &issuer.public_key().subject_public_key.data);
        let serial = tlv(0x02, certificate.raw_serial());
        let parts = [
            algorithm(oid),
            tlv(OCTETS, name.as_ref()),
            tlv(OCTETS, key.as_ref()),
            serial,
        ];
        tlv(SEQUENCE, &parts.concat())
    }
}

/// That the certificate was revoked.
pub(crate) fn revoked() -> Vec<u8> {
    tlv(0xa1, &tlv(TIME, b"20260601000000Z"))
}

pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let bytes: Vec<u8> = content
        .len()
        .to_be_bytes()
        .into_iter()
        .skip_while(|byte| *byte == 0)
        .collect();
    let length = match bytes.as_slice() {
        [] => vec![0],
        [short] if *short < 128 => vec![*short],
        long => [&[0x80 | u8::try_from(long.len()).unwrap()], long].concat(),
    };
    [&[tag], length.as_slice(), content].concat()
}

fn algorithm(oid: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(OID, oid), tlv(0x05, &[])].concat())
}
