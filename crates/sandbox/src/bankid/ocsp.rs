//! The OCSP answer beside a signature, bound to it by BankID's nonce rule.

use jiff::{Timestamp, ToSpan};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

use crate::der::{certificate_names, generalized_time, sequence, tlv};
use crate::jose;

const BASIC: &[u8] = &[0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01];
const NONCE: &[u8] = &[0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02];
const SHA1: &[u8] = &[0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00];
const RSA_SHA256: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00,
];
const TRUE: &[u8] = &[0x01, 0x01, 0xff];

/// What the answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The certificate is good.
    Good,
    /// It is revoked.
    Revoked,
    /// The responder does not know it.
    Unknown,
}

/// What an answer is about, and who gives it.
pub struct Inquiry<'a> {
    /// The person's certificate.
    pub certificate: &'a [u8],
    /// The issuing authority's public key.
    pub issuer_key: &'a [u8],
    /// The responder's certificate.
    pub responder: &'a [u8],
    /// The responder's key.
    pub key: &'a RsaKeyPair,
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// Answers; `signature` is the base64 text that the nonce binds.
pub fn answer(inquiry: &Inquiry<'_>, status: Status, signature: &str, at: Timestamp) -> Option<Vec<u8>> {
    let (serial, issuer_name, _) = certificate_names(inquiry.certificate)?;
    let (_, _, responder_name) = certificate_names(inquiry.responder)?;
    let id = sequence(&[
        SHA1,
        &tlv(0x04, &sha1(&issuer_name)),
        &tlv(0x04, &sha1(inquiry.issuer_key)),
        &serial,
    ]);
    let status = match status {
        Status::Good => tlv(0x80, &[]),
        Status::Revoked => tlv(0xa1, &generalized_time(at - 24.hours())),
        Status::Unknown => tlv(0x82, &[]),
    };
    let next = tlv(0xa0, &generalized_time(at + 1.minute()));
    let single = sequence(&[&id, &status, &generalized_time(at), &next]);
    // The nonce's value is 32 raw bytes, not an OCTET STRING inside the extension's own.
    let nonce = [sha1(signature.as_bytes()), jose::random::<12>().to_vec()].concat();
    let extension = sequence(&[NONCE, TRUE, &tlv(0x04, &nonce)]);
    let data = sequence(&[
        &tlv(0xa1, &responder_name),
        &generalized_time(at),
        &sequence(&[&single]),
        &tlv(0xa1, &sequence(&[&extension])),
    ]);
    let mut signed = vec![0; inquiry.key.public().modulus_len()];
    inquiry
        .key
        .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &data, &mut signed)
        .ok()?;
    let bits = tlv(0x03, &[&[0], signed.as_slice()].concat());
    let certificates = tlv(0xa0, &sequence(&[inquiry.responder]));
    let basic = sequence(&[&data, RSA_SHA256, &bits, &certificates]);
    let bytes = sequence(&[BASIC, &tlv(0x04, &basic)]);
    Some(sequence(&[&[0x0a, 0x01, 0x00], &tlv(0xa0, &bytes)]))
}
