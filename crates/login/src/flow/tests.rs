use async_trait::async_trait;
use jiff::Timestamp;
use mn_domain::Language;
use mn_eid::oidc::{Begin, LoggedIn};
use std::sync::Mutex;

use super::*;

struct Hand(Mutex<Timestamp>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        self.0.lock().map_or(Timestamp::UNIX_EPOCH, |now| *now)
    }
}

struct Provider(Arc<Hand>);

#[async_trait]
impl IdentityProvider for Provider {
    async fn begin(&self) -> Result<Begin, LoginError> {
        let url = Url::parse("https://op.example/authorize").map_err(|_| LoginError::Unreachable)?;
        let attempt = Attempt {
            state: "state".into(),
            nonce: "n".into(),
            verifier: "v".into(),
            began: self.0.now(),
        };
        Ok(Begin { url, attempt })
    }

    async fn finish(&self, attempt: &Attempt, callback: &Callback) -> Result<LoggedIn, LoginError> {
        if callback.state.as_deref() != Some(attempt.state.expose()) {
            return Err(LoginError::UnknownState);
        }
        let identity = "198501012382".parse().map_err(|_| LoginError::NoIdentityNumber)?;
        Ok(LoggedIn { identity })
    }
}

fn choice() -> Choice {
    Choice {
        municipality: "bjorkvik".parse().expect("a slug"),
        form: "ekonomiskt-bistand-fortsatt".parse().expect("a slug"),
        language: Language::Sv,
    }
}

fn login() -> (Login, Arc<Hand>) {
    let hand = Arc::new(Hand(Mutex::new(Timestamp::UNIX_EPOCH)));
    let provider = Arc::new(Provider(hand.clone()));
    (
        Login::new(provider, &Pepper::draw(), hand.clone()).expect("a key"),
        hand,
    )
}

fn back(state: &str) -> Callback {
    Callback {
        state: Some(state.to_owned()),
        ..Callback::default()
    }
}

fn reason(outcome: Result<Citizen, Refusal>) -> Option<LoginRefusal> {
    outcome.err().map(|refusal| refusal.reason)
}

#[tokio::test]
async fn the_browser_that_began_may_end_it_once() {
    let (login, _) = login();
    let way = login.begin(choice()).await.expect("a way");
    let citizen = login
        .finish(&way.cookie, &back("state"))
        .await
        .expect("a citizen");
    assert_eq!(citizen.choice, choice());
    let again = login.finish(&way.cookie, &back("state")).await;
    assert_eq!(reason(again), Some(LoginRefusal::UnknownState));
}

#[tokio::test]
async fn a_stolen_state_logs_nobody_in() {
    let (mine, _) = login();
    let (other, _) = login();
    let way = other.begin(choice()).await.expect("a way");
    for cookie in [way.cookie.as_str(), "", "not base64", "AAAA"] {
        let outcome = mine.finish(cookie, &back("state")).await;
        assert_eq!(reason(outcome), Some(LoginRefusal::UnknownState), "{cookie}");
    }
    let own = mine.begin(choice()).await.expect("a way");
    let outcome = mine.finish(&own.cookie, &back("another")).await;
    assert_eq!(reason(outcome), Some(LoginRefusal::UnknownState));
}

#[tokio::test]
async fn an_answer_that_somebody_made_up_spends_nobodys_login() {
    let (login, hand) = login();
    let way = login.begin(choice()).await.expect("a way");
    let is_spent = async |state: &str| match login.finish(&way.cookie, &back(state)).await {
        Ok(_) => None,
        Err(refusal) => Some(refusal.is_spent),
    };
    assert_eq!(is_spent("x").await, Some(false));
    assert_eq!(is_spent("").await, Some(false));
    assert_eq!(is_spent("state").await, None, "the login still works");
    assert_eq!(is_spent("state").await, Some(true), "once");
    if let Ok(mut now) = hand.0.lock() {
        *now += SignedDuration::from_secs(601);
    }
    assert_eq!(is_spent("x").await, Some(true), "too late for any answer");
    let garbage = login
        .finish("AAAA", &back("x"))
        .await
        .expect_err("no cookie of ours");
    assert!(garbage.is_spent);
}

#[tokio::test]
async fn ten_minutes_are_enough() {
    let (login, hand) = login();
    let way = login.begin(choice()).await.expect("a way");
    if let Ok(mut now) = hand.0.lock() {
        *now += SignedDuration::from_secs(601);
    }
    let late = login
        .finish(&way.cookie, &back("state"))
        .await
        .expect_err("too late");
    assert_eq!(
        (late.reason, late.choice),
        (LoginRefusal::TooLate, Some(choice()))
    );
}

#[tokio::test]
async fn the_cookie_tells_nothing() {
    let (login, _) = login();
    let cookie = login.begin(choice()).await.expect("a way").cookie;
    let bytes = URL_SAFE_NO_PAD.decode(&cookie).expect("base64");
    assert!(!bytes.windows(5).any(|window| window == b"state"));
    assert!(!bytes.windows(8).any(|window| window == b"bjorkvik"));
}
