//! Our JOSE judged by `jose` of npm and `jwcrypto` of Python, both ways. `cargo xtask test` installs both.

use std::io::Write;
use std::process::{Command, Stdio};

use mn_domain::{Clock, SystemClock};
use mn_package::{
    Jwe, KeySetContent, OpenPartError, PartName, PlainPart, RecipientEvent, RecipientKeys, RejectReason,
    SealedPart, Verdict, open,
};
use mn_seal::jose::PrivateJwk;
use mn_tests::place::root;
use serde_json::{Value, json};

const SAID: &str = r#"{"rent":"6 000 kr","who":"Åsa Öst"}"#;

/// Somebody who knows JOSE and nothing of us.
#[derive(Clone, Copy, Debug)]
enum Judge {
    Jose,
    Jwcrypto,
}

impl Judge {
    const ALL: [Self; 2] = [Self::Jose, Self::Jwcrypto];

    /// The program that asks this judge, where it is installed.
    fn program(self) -> Option<Command> {
        let scripts = root().join("tests/interop");
        let (program, script) = match self {
            Self::Jose => {
                let installed = root().join("tests/node_modules/jose").is_dir();
                (installed.then(|| "node".into()), "jose.mjs")
            }
            Self::Jwcrypto => (std::env::var_os("MN_PYTHON"), "jwcrypto_check.py"),
        };
        let Some(program) = program else {
            assert!(
                std::env::var_os("MN_REQUIRE_ALL").is_none(),
                "{self:?} is not installed"
            );
            eprintln!("not run: {self:?} is not installed; `cargo xtask test` installs it");
            return None;
        };
        let mut command = Command::new(program);
        command.arg(scripts.join(script));
        Some(command)
    }

    fn asked(self, question: &Value) -> Option<Value> {
        let mut command = self.program()?;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(question.to_string().as_bytes()).unwrap();
        drop(input);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{self:?} broke");
        Some(serde_json::from_slice(&output.stdout).unwrap())
    }
}

/// A recipient as the service and as the recipient itself know it.
struct Recipient {
    encryption: PrivateJwk,
    events: PrivateJwk,
    signer: PrivateJwk,
    key_set: String,
}

impl Recipient {
    fn new() -> Self {
        let (encryption, events, signer) = (
            PrivateJwk::generate(),
            PrivateJwk::generate(),
            PrivateJwk::generate(),
        );
        let now = SystemClock.now();
        let recipient = "bjorkvik-socialnamnd".parse().unwrap();
        let content = KeySetContent {
            recipient: &recipient,
            issued: now,
            expires: now + jiff::SignedDuration::from_hours(1),
            encryption: encryption.public(),
            events: events.public(),
        };
        let key_set = content.sign(&signer).unwrap();
        Self {
            encryption,
            events,
            signer,
            key_set,
        }
    }

    fn keys(&self) -> RecipientKeys {
        let recipient = "bjorkvik-socialnamnd".parse().unwrap();
        let thumbprint = self.signer.public().thumbprint();
        RecipientKeys::verify(&self.key_set, &thumbprint, &recipient, SystemClock.now()).unwrap()
    }

    fn event(&self) -> RecipientEvent {
        RecipientEvent {
            id: "an-event".to_owned(),
            recipient: "bjorkvik-socialnamnd".parse().unwrap(),
            submission: mn_domain::SubmissionId::from_random([7; 16]),
            issued: jiff::Timestamp::from_second(SystemClock.now().as_second()).unwrap(),
            verdict: Verdict::Reject(RejectReason::SignatureInvalid),
            parts: vec![self.sealed().mark()],
        }
    }

    fn sealed(&self) -> SealedPart {
        let part = PlainPart::new(PartName::Application, SAID.as_bytes().to_vec());
        let sealed = self.keys().seal(&[part], SystemClock.now()).unwrap();
        sealed.into_iter().next().unwrap()
    }
}

fn private(key: &PrivateJwk) -> Value {
    serde_json::from_slice(&key.to_json().unwrap()).unwrap()
}

#[test]
fn others_open_what_we_seal() {
    let recipient = Recipient::new();
    let jwe = recipient.sealed().jwe;
    for judge in Judge::ALL {
        let question = json!({"verb": "decrypt", "key": private(&recipient.encryption), "jwe": jwe.as_str()});
        let Some(answer) = judge.asked(&question) else {
            continue;
        };
        assert_eq!(answer["plaintext"], SAID, "{judge:?}");
        assert_eq!(answer["header"]["alg"], "ECDH-ES+A256KW", "{judge:?}");
        assert_eq!(answer["header"]["enc"], "A256GCM", "{judge:?}");
        assert_eq!(answer["header"]["cty"], "application/json", "{judge:?}");
        assert_eq!(
            answer["header"]["kid"],
            recipient.encryption.public().thumbprint(),
            "{judge:?}"
        );
    }
}

#[test]
fn others_do_not_open_what_was_changed_or_is_not_theirs() {
    let recipient = Recipient::new();
    let jwe = recipient.sealed().jwe;
    let (head, tag) = jwe.as_str().rsplit_once('.').unwrap();
    let mut tag = tag.to_owned();
    let other = if tag.starts_with('A') { "B" } else { "A" };
    tag.replace_range(0..1, other);
    let changed = format!("{head}.{tag}");
    for judge in Judge::ALL {
        for (key, jwe) in [
            (&recipient.encryption, changed.as_str()),
            (&PrivateJwk::generate(), jwe.as_str()),
        ] {
            let question = json!({"verb": "decrypt", "key": private(key), "jwe": jwe});
            let Some(answer) = judge.asked(&question) else {
                continue;
            };
            assert!(answer["refused"].is_string(), "{judge:?}: {answer}");
        }
    }
}

#[test]
fn we_open_what_others_seal_and_refuse_what_was_changed() {
    let recipient = Recipient::new();
    let public = recipient.encryption.public();
    for judge in Judge::ALL {
        let question = json!({
            "verb": "encrypt", "key": public.to_value(), "kid": public.thumbprint(),
            "cty": "application/json", "plaintext": SAID,
        });
        let Some(answer) = judge.asked(&question) else {
            continue;
        };
        let text = answer["jwe"].as_str().unwrap().to_owned();
        let part = |text: String| SealedPart {
            name: PartName::Application,
            jwe: Jwe::parse(text).unwrap(),
        };
        let keys = [recipient.encryption.clone()];
        let opened = open(&keys, &part(text.clone())).unwrap();
        // EXPOSE: a test compares what was sealed with what came out.
        assert_eq!(opened.bytes.expose(), SAID.as_bytes(), "{judge:?}");
        let (head, body) = text.rsplit_once('.').unwrap();
        let swapped: String = body.chars().rev().collect();
        let changed = open(&keys, &part(format!("{head}.{swapped}"))).map(drop);
        assert_eq!(changed, Err(OpenPartError::Broken), "{judge:?}");
        let stranger = open(&[PrivateJwk::generate()], &part(text)).map(drop);
        assert_eq!(stranger, Err(OpenPartError::OtherKey), "{judge:?}");
    }
}

#[test]
fn others_verify_what_we_sign() {
    let recipient = Recipient::new();
    let event = recipient.event().sign(&recipient.events).unwrap();
    for judge in Judge::ALL {
        for (jws, key, typ) in [
            (&event, &recipient.events, "secevent+jwt"),
            (&recipient.key_set, &recipient.signer, "jwk-set+jwt"),
        ] {
            let question = json!({"verb": "verify", "key": key.public().to_value(), "jws": jws});
            let Some(answer) = judge.asked(&question) else {
                continue;
            };
            assert_eq!(answer["header"]["typ"], typ, "{judge:?}");
            let payload: Value = serde_json::from_str(answer["payload"].as_str().unwrap()).unwrap();
            assert_eq!(payload["iss"], "bjorkvik-socialnamnd", "{judge:?}");
            let stranger = PrivateJwk::generate().public().to_value();
            let wrong = judge.asked(&json!({"verb": "verify", "key": stranger, "jws": jws}));
            assert!(wrong.unwrap()["refused"].is_string(), "{judge:?}");
        }
    }
}

#[test]
fn we_believe_an_event_that_others_signed_with_the_recipients_key() {
    let recipient = Recipient::new();
    let event = recipient.event();
    let own = event.sign(&recipient.events).unwrap();
    for judge in Judge::ALL {
        let public = recipient.events.public();
        let Some(answer) = judge.asked(&json!({"verb": "verify", "key": public.to_value(), "jws": own}))
        else {
            continue;
        };
        let sign = |key: &PrivateJwk| {
            let question = json!({
                "verb": "sign", "key": private(key), "kid": public.thumbprint(),
                "typ": "secevent+jwt", "payload": answer["payload"],
            });
            let answer = judge.asked(&question).unwrap();
            let token = answer["jws"].as_str().unwrap().to_owned();
            RecipientEvent::verify(&token, &recipient.keys(), SystemClock.now())
        };
        assert_eq!(sign(&recipient.events), Ok(event.clone()), "{judge:?}");
        let stranger = sign(&PrivateJwk::generate());
        assert_eq!(stranger, Err(mn_package::EventError::Untrusted), "{judge:?}");
    }
}

#[test]
fn a_key_has_the_same_thumbprint_for_everybody() {
    let key = PrivateJwk::generate();
    for judge in Judge::ALL {
        let question = json!({"verb": "thumbprint", "key": key.public().to_value()});
        let Some(answer) = judge.asked(&question) else {
            continue;
        };
        assert_eq!(answer["thumbprint"], key.public().thumbprint(), "{judge:?}");
    }
}
