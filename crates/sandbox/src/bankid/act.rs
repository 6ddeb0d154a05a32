//! What the user does with an open order, rightly or wrongly.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan;
use serde::Deserialize;
use serde_json::{Value, json};

use super::BankId;
use super::ocsp::{self, Inquiry, Status};
use super::orders::{Order, Pointer, State};
use super::signature::{self, Content, Tampering};
use crate::jose;
use crate::people::Person;
use crate::pki::{Holder, Purpose};

/// What the user does.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Act {
    /// Points at the order by its start token.
    #[serde(default)]
    pub auto_start_token: Option<String>,
    /// Points at the order by a QR code's content.
    #[serde(default)]
    pub qr: Option<String>,
    /// Points at the order by name.
    #[serde(default)]
    pub order_ref: Option<String>,
    /// Who; the person the order is bound to when absent.
    #[serde(default)]
    pub person: Option<String>,
    /// How.
    #[serde(default)]
    pub how: How,
    /// The completion is given out this much later.
    #[serde(default)]
    pub delay_ms: i64,
    /// The hint of `fail` and `hint`.
    #[serde(default)]
    pub hint: Option<String>,
}

/// The ways to end an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Signs, or logs in, as asked.
    #[default]
    Sign,
    /// Only opens the order and leaves it.
    Open,
    /// Declines in the app.
    Cancel,
    /// Fails with the hint.
    Fail,
    /// Stays pending with the hint.
    Hint,
    /// Somebody else signs, even where the order is bound to a person.
    OtherPerson,
    /// Somebody else signs and the JSON beside the signature says it was the right person.
    ForgedUser,
    /// A login comes back in place of a signature.
    LoginInstead,
    /// A login's certificate under the name of a signature.
    LoginCertificate,
    /// A signing certificate under a login's funcId.
    LoginFunction,
    /// The text is exchanged after signing.
    TamperedText,
    /// The signature value is changed.
    TamperedValue,
    /// A digest is exchanged before signing.
    TamperedDigest,
    /// A document type is put in front.
    DocumentType,
    /// A second, unsigned text is put beside.
    SecondData,
    /// A valid signature of another text.
    OtherText,
    /// A valid signature of other hidden data.
    OtherData,
    /// The chain ends in an authority nobody trusts.
    UntrustedChain,
    /// The certificate ran out in 2017.
    ExpiredCertificate,
    /// The OCSP answer says revoked.
    Revoked,
    /// The OCSP answer says unknown.
    UnknownStatus,
    /// The OCSP answer is bound to another signature.
    OtherNonce,
    /// There is no OCSP answer.
    NoOcsp,
}

/// Why nothing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No such order, or it has ended.
    NoOrder,
    /// No such person.
    NoPerson,
    /// The signature cannot be made.
    Broken,
}

impl How {
    fn tampering(self) -> Option<Tampering> {
        match self {
            Self::TamperedText => Some(Tampering::Text),
            Self::TamperedValue => Some(Tampering::Value),
            Self::TamperedDigest => Some(Tampering::Digest),
            Self::DocumentType => Some(Tampering::DocumentType),
            Self::SecondData => Some(Tampering::SecondData),
            _ => None,
        }
    }
}

impl BankId {
    /// Does it; gives the order as it was.
    pub fn act(&self, act: &Act) -> Result<Order, Obstacle> {
        let pointer = match (&act.auto_start_token, &act.qr, &act.order_ref) {
            (Some(token), _, _) => Pointer::AutoStart(token),
            (None, Some(qr), _) => Pointer::Qr(qr),
            (None, None, Some(name)) => Pointer::Reference(name),
            _ => return Err(Obstacle::NoOrder),
        };
        let order = self.open(&pointer).ok_or(Obstacle::NoOrder)?;
        let now = self.world.clock.now();
        let failed = |hint: &str| Some(State::Failed(hint.to_owned(), now));
        let next = match act.how {
            How::Open | How::Hint => None,
            How::Cancel => failed("userCancel"),
            How::Fail => failed(act.hint.as_deref().unwrap_or("certificateErr")),
            _ => {
                let person = self.signer(&order, act)?;
                let forced = matches!(act.how, How::OtherPerson | How::ForgedUser);
                if forced || order.request.requirement.admits(&person.number) {
                    let done = self.complete(&order, act.how, person).ok_or(Obstacle::Broken)?;
                    Some(State::Working(now + act.delay_ms.milliseconds(), Box::new(done)))
                } else {
                    failed("certificateErr")
                }
            }
        };
        self.with_orders(|orders, _| {
            let Some(mine) = orders.get_mut(&order.order_ref) else {
                return;
            };
            if act.how == How::Hint {
                mine.hint.clone_from(&act.hint);
            }
            if let Some(state) = next {
                mine.state = state;
            }
        });
        Ok(order)
    }

    /// Who signs.
    fn signer(&self, order: &Order, act: &Act) -> Result<&Person, Obstacle> {
        let bound = order.request.requirement.personal_number.as_deref();
        let people = &self.world.people;
        let found = match (&act.person, bound) {
            (Some(number), _) => people.find(number),
            (None, Some(number)) if matches!(act.how, How::OtherPerson | How::ForgedUser) => {
                people.other_than(number)
            }
            (None, Some(number)) => people.find(number),
            (None, None) => None,
        };
        found.ok_or(Obstacle::NoPerson)
    }

    /// Makes the completion data.
    fn complete(&self, order: &Order, how: How, person: &Person) -> Option<Value> {
        let request = &order.request;
        let signing = order.purpose == Purpose::Signature;
        let (func_id, purpose) = match how {
            How::LoginInstead => ("Identification", Purpose::Login),
            How::LoginCertificate => ("Signing", Purpose::Login),
            How::LoginFunction => ("Identification", Purpose::Signature),
            _ if signing => ("Signing", Purpose::Signature),
            _ => ("Identification", Purpose::Login),
        };
        let holder = Holder {
            given: &person.given,
            family: &person.family,
            number: &person.number,
        };
        let certificate = match how {
            How::UntrustedChain => self.pki.issue_untrusted(&holder),
            How::ExpiredCertificate => self.pki.issue_expired(&holder),
            _ => self.pki.issue(&holder, purpose),
        };
        let certificate = certificate.ok()?.der().to_vec();
        let other_text = STANDARD.encode("En helt annan text");
        let other_data = STANDARD.encode(jose::random::<32>());
        let content = Content {
            visible: if how == How::OtherText {
                Some(&other_text)
            } else {
                request.user_visible_data.as_deref()
            },
            format: request
                .user_visible_data_format
                .as_deref()
                .filter(|format| *format != "plaintext"),
            non_visible: if how == How::OtherData {
                Some(&other_data)
            } else {
                request.user_non_visible_data.as_deref()
            },
            func_id,
        };
        let mut chain: Vec<&[u8]> = vec![&certificate];
        chain.extend(self.pki.chain.iter().map(Vec::as_slice));
        let document = signature::sign(&content, &self.pki.user_key, &chain, how.tampering())?;
        let signature = STANDARD.encode(document);
        let ocsp = self.ocsp(&certificate, how, &signature)?;
        let bound = request.requirement.personal_number.as_deref();
        let things = [("signature", signature.as_str())];
        self.world.seen.note(bound.unwrap_or(&person.number), &things);
        let user = match (how, request.requirement.personal_number.as_deref()) {
            (How::ForgedUser, Some(number)) => self.world.people.find(number)?,
            _ => person,
        };
        Some(completion(request, user, &signature, ocsp))
    }

    /// The answer about the certificate, or `Some(None)` when there is none to give.
    #[expect(
        clippy::option_option,
        reason = "no answer wished is another thing than no answer made"
    )]
    fn ocsp(&self, certificate: &[u8], how: How, signature: &str) -> Option<Option<String>> {
        let status = match how {
            How::NoOcsp => return Some(None),
            How::Revoked => Status::Revoked,
            How::UnknownStatus => Status::Unknown,
            _ => Status::Good,
        };
        let bound = if how == How::OtherNonce {
            "another signature"
        } else {
            signature
        };
        let inquiry = Inquiry {
            certificate,
            issuer_key: &self.pki.issuing_key,
            responder: &self.pki.responder,
            key: &self.pki.responder_key,
        };
        let answer = ocsp::answer(&inquiry, status, bound, self.world.clock.now())?;
        Some(Some(STANDARD.encode(answer)))
    }
}

fn completion(
    request: &super::request::StartRequest,
    user: &Person,
    signature: &str,
    ocsp: Option<String>,
) -> Value {
    let mut data = json!({
        "user": {
            "personalNumber": user.number, "name": user.name(),
            "givenName": user.given, "surname": user.family,
        },
        "device": {"ipAddress": request.address(), "uhi": jose::b64(jose::random::<21>())},
        "bankIdIssueDate": "2025-01-01",
        "signature": signature,
    });
    if let Some(ocsp) = ocsp {
        data["ocspResponse"] = json!(ocsp);
    }
    if request.return_risk {
        data["risk"] = json!("low");
    }
    data
}
