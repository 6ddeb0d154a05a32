//! Login against a real OpenID provider (npm `oidc-provider`): what is accepted, and everything that is not.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use mn_domain::{Clock, IdentityNumber, Sensitive, SystemClock};
use mn_eid::oidc::{Attempt, Callback, IdentityProvider, LoggedIn, LoginError, OidcProvider, OidcSettings};
use mn_http::{Client, ClientOptions, Request, Response};
use mn_seal::jose::PrivateJwk;
use mn_tests::cookies::{Jar, Origin};
use mn_tests::place::root;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::header::{HeaderValue, LOCATION, SET_COOKIE};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

const LOA3: &str = "http://id.elegnamnden.se/loa/1.0/loa3";
const REDIRECT: &str = "http://localhost:8080/inloggad";
const NUMBER: &str = "199001012385";
const COORDINATION: &str = "191711602399";

/// A provider in a process of its own, and a client of it.
struct Op {
    child: Child,
    input: Option<ChildStdin>,
    http: Client,
    issuer: Url,
    key: PrivateJwk,
    folder: TempDir,
}

/// A clock that goes ahead of the system's.
#[derive(Default)]
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// How a provider is set up.
#[derive(Clone, Copy)]
struct Kind {
    alg: &'static str,
    lax: bool,
}

const STRICT: Kind = Kind {
    alg: "ES256",
    lax: false,
};

impl Op {
    /// Starts one. `None` where npm's packages are not installed.
    fn start(kind: Kind) -> Option<Self> {
        let installed = root().join("tests/node_modules/oidc-provider").is_dir();
        if !installed {
            assert!(
                std::env::var_os("MN_REQUIRE_ALL").is_none(),
                "oidc-provider is not installed"
            );
            eprintln!("not run: oidc-provider is not installed; `cargo xtask test` installs it");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let authority = write_credentials(&folder);
        let key = PrivateJwk::generate().with_kid("client");
        let public = json!({"keys": [with_use(key.public().to_value())]});
        write(&folder, "client.json", public.to_string().as_bytes());
        let at = |name: &str| folder.path().join(name);
        let settings = json!({
            "key": at("op.key"), "cert": at("op.pem"), "jwks": at("client.json"), "redirect": REDIRECT,
            "port": 0, "alg": kind.alg, "lax": kind.lax, "people": people(),
        });
        write(&folder, "settings.json", settings.to_string().as_bytes());
        let (mut child, issuer) = run(&folder);
        let options = ClientOptions::for_counterpart(vec![issuer.clone()], authority);
        Some(Self {
            input: child.stdin.take(),
            child,
            http: Client::new(&options).unwrap(),
            issuer,
            key,
            folder,
        })
    }

    /// Starts the provider anew at the same place, with other keys than before.
    fn change_keys(&mut self) {
        drop(self.input.take());
        self.child.wait().unwrap();
        let file = self.folder.path().join("settings.json");
        let mut settings: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        settings["port"] = self.issuer.port().into();
        std::fs::write(file, settings.to_string()).unwrap();
        let (mut child, issuer) = run(&self.folder);
        assert_eq!(issuer, self.issuer);
        self.input = child.stdin.take();
        self.child = child;
    }

    fn client(&self) -> OidcProvider {
        self.client_with(self.key.clone())
    }

    fn client_with(&self, key: PrivateJwk) -> OidcProvider {
        self.client_at(key, Arc::new(SystemClock))
    }

    fn client_at(&self, key: PrivateJwk, clock: Arc<dyn Clock>) -> OidcProvider {
        let settings = OidcSettings {
            issuer: self.issuer.clone(),
            client_id: "medborgarnavet".to_owned(),
            redirect_uri: REDIRECT.parse().unwrap(),
            acr: vec![LOA3.to_owned()],
        };
        OidcProvider::new(settings, key, self.http.clone(), clock)
    }

    /// Takes a browser from the authorization request to our callback, with a form on the provider's page.
    async fn walk(&self, from: Url, form: &str) -> Callback {
        let (mut jar, mut url, mut post) = (Jar::default(), from, false);
        for _ in 0..8 {
            let body = if post {
                form.as_bytes().to_vec()
            } else {
                Vec::new()
            };
            let mut request = if post {
                Request::post(url.clone(), "application/x-www-form-urlencoded", body)
            } else {
                Request::get(url.clone())
            };
            if let Some(cookies) = jar.header(&url, Origin::SameSite) {
                request = request.with_header("cookie", HeaderValue::from_str(&cookies).unwrap());
            }
            let answer = self.http.send(request).await.unwrap();
            url = next(&answer, &url, &mut jar);
            if url.as_str().starts_with(REDIRECT) {
                return callback(&url);
            }
            post = url.path().starts_with("/interaction/");
        }
        panic!("the provider leads in circles");
    }

    /// A whole login.
    async fn log_in(&self, form: &str) -> (OidcProvider, Attempt, Callback) {
        let client = self.client();
        let begin = client.begin().await.unwrap();
        let callback = self.walk(begin.url, form).await;
        (client, begin.attempt, callback)
    }
}

impl Drop for Op {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// Runs the provider of a folder until it says where it is.
fn run(folder: &TempDir) -> (Child, Url) {
    let mut child = Command::new("node")
        .arg(root().join("tests/oidc/op.mjs"))
        .arg(folder.path().join("settings.json"))
        .current_dir(root().join("tests"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.map_while(Result::ok).find(|line| line.starts_with('{'));
    let ready: Value = serde_json::from_str(&line.expect("the provider ended")).unwrap();
    (child, ready["issuer"].as_str().unwrap().parse().unwrap())
}

fn next(answer: &Response, url: &Url, jar: &mut Jar) -> Url {
    for cookie in answer.headers.get_all(SET_COOKIE) {
        jar.take(url, cookie.to_str().unwrap());
    }
    let body = String::from_utf8_lossy(answer.body.expose());
    let location = answer.headers.get(LOCATION);
    let location = location.unwrap_or_else(|| panic!("{} at {}: {body}", answer.status, url.path()));
    url.join(location.to_str().unwrap()).unwrap()
}

fn callback(url: &Url) -> Callback {
    let value = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    Callback {
        code: value("code"),
        state: value("state"),
        iss: value("iss"),
        error: value("error"),
    }
}

fn people() -> Value {
    let claim = |name: &str| format!("https://id.oidc.se/claim/{name}");
    json!({
        "one": {claim("personalIdentityNumber"): NUMBER},
        "coordination": {claim("coordinationNumber"): COORDINATION},
        "nobody": {},
        "both": {claim("personalIdentityNumber"): NUMBER, claim("coordinationNumber"): COORDINATION},
    })
}

fn with_use(mut jwk: Value) -> Value {
    jwk["use"] = "sig".into();
    jwk["alg"] = "ES256".into();
    jwk
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) {
    std::fs::write(folder.path().join(name), bytes).unwrap();
}

/// Writes the provider's TLS certificate and key; gives the authority.
fn write_credentials(folder: &TempDir) -> Vec<u8> {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    write(folder, "op.pem", certificate.pem().as_bytes());
    write(folder, "op.key", key.serialize_pem().as_bytes());
    authority.pem().into_bytes()
}

fn refused(outcome: Result<LoggedIn, LoginError>) -> LoginError {
    outcome.expect_err("somebody was logged in")
}

#[tokio::test]
async fn a_person_logs_in_by_private_key_and_pkce_whatever_key_signs() {
    for alg in ["ES256", "RS256"] {
        let Some(op) = Op::start(Kind { alg, lax: false }) else {
            return;
        };
        let (client, attempt, callback) = op.log_in("person=one").await;
        let person = client.finish(&attempt, &callback).await.unwrap();
        assert_eq!(
            person.identity,
            NUMBER.parse::<IdentityNumber>().unwrap(),
            "{alg}"
        );
        let (client, attempt, callback) = op.log_in("person=coordination").await;
        let person = client.finish(&attempt, &callback).await.unwrap();
        assert_eq!(person.identity, COORDINATION.parse::<IdentityNumber>().unwrap());
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_only_for_whoever_asked() {
    let Some(op) = Op::start(STRICT) else { return };
    let (client, attempt, callback) = op.log_in("person=one").await;
    client.finish(&attempt, &callback).await.unwrap();
    assert_eq!(
        refused(client.finish(&attempt, &callback).await),
        LoginError::CodeRefused
    );

    let (client, mut attempt, callback) = op.log_in("person=one").await;
    attempt.verifier = Sensitive::from("another-verifier-than-the-one-that-was-promised-1234");
    assert_eq!(
        refused(client.finish(&attempt, &callback).await),
        LoginError::CodeRefused
    );

    let (_, attempt, callback) = op.log_in("person=one").await;
    let stranger = op.client_with(PrivateJwk::generate().with_kid("client"));
    assert_eq!(
        refused(stranger.finish(&attempt, &callback).await),
        LoginError::CodeRefused
    );
}

#[tokio::test]
async fn an_answer_to_another_login_is_refused() {
    let Some(op) = Op::start(STRICT) else { return };
    let (client, mut attempt, callback) = op.log_in("person=one").await;
    attempt.nonce = Sensitive::from("another-nonce");
    assert_eq!(
        refused(client.finish(&attempt, &callback).await),
        LoginError::TokenInvalid
    );

    let (client, mut attempt, callback) = op.log_in("person=one").await;
    attempt.state = Sensitive::from("another-state");
    assert_eq!(
        refused(client.finish(&attempt, &callback).await),
        LoginError::UnknownState
    );

    for iss in [None, Some("https://127.0.0.1:1".to_owned())] {
        let (client, attempt, mut callback) = op.log_in("person=one").await;
        callback.iss = iss;
        assert_eq!(
            refused(client.finish(&attempt, &callback).await),
            LoginError::WrongIssuer
        );
    }
}

#[tokio::test]
async fn a_level_below_the_demanded_is_refused_by_both_sides() {
    let Some(op) = Op::start(STRICT) else { return };
    let (client, attempt, callback) = op.log_in("action=too_low").await;
    assert_eq!(
        refused(client.finish(&attempt, &callback).await),
        LoginError::AssuranceTooLow
    );

    let lax = Kind { lax: true, ..STRICT };
    let Some(op) = Op::start(lax) else { return };
    for level in ["loa2", "loa4"] {
        let (client, attempt, callback) = op.log_in(&format!("person=one&level={level}")).await;
        assert!(callback.code.is_some(), "the provider does not lie");
        assert_eq!(
            refused(client.finish(&attempt, &callback).await),
            LoginError::AssuranceTooLow
        );
    }
}

/// The keys are fetched anew for a token that names one nobody knows; what is then found out is what is told.
#[tokio::test]
async fn a_level_too_low_is_told_as_such_also_after_the_provider_changed_its_keys() {
    let lax = Kind { lax: true, ..STRICT };
    let Some(mut op) = Op::start(lax) else { return };
    let clock = Arc::new(Ahead::default());
    let client = op.client_at(op.key.clone(), clock.clone());
    client.begin().await.unwrap();
    op.change_keys();
    // The provider's keys are left alone for a minute after they were fetched.
    for (ahead, level, outcome) in [
        (0, "loa3", Err(LoginError::TokenInvalid)),
        (61, "loa2", Err(LoginError::AssuranceTooLow)),
    ] {
        clock.0.store(ahead, Ordering::SeqCst);
        let begin = client.begin().await.unwrap();
        let callback = op.walk(begin.url, &format!("person=one&level={level}")).await;
        let told = client.finish(&begin.attempt, &callback).await.map(drop);
        assert_eq!(told, outcome, "{level} after {ahead} seconds");
    }
}

#[tokio::test]
async fn who_cancels_or_has_no_single_number_is_not_logged_in() {
    let Some(op) = Op::start(STRICT) else { return };
    let (client, attempt, callback) = op.log_in("action=cancel").await;
    assert_eq!(
        refused(client.finish(&attempt, &callback).await),
        LoginError::Cancelled
    );
    for person in ["nobody", "both"] {
        let (client, attempt, callback) = op.log_in(&format!("person={person}")).await;
        assert_eq!(
            refused(client.finish(&attempt, &callback).await),
            LoginError::NoIdentityNumber
        );
    }
}

#[tokio::test]
async fn a_provider_that_is_gone_is_said_to_be_unreachable() {
    let Some(op) = Op::start(STRICT) else { return };
    let (client, attempt, callback) = op.log_in("person=one").await;
    let fresh = op.client();
    drop(op);
    assert_eq!(
        refused(client.finish(&attempt, &callback).await),
        LoginError::Unreachable
    );
    assert!(matches!(fresh.begin().await, Err(LoginError::Unreachable)));
}
