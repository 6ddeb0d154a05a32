//! What goes wrong, and what it is called.

use mn_domain::SourceState::{self, Hit, NoHit, NotEntitled, Partial, Rejected, Unavailable};
use mn_source::SourceError::{self, Faulty, Late, Malformed, Refused, TooLarge, Unreachable, WrongPerson};

use crate::counterpart::{Counterpart, Say, json, status};
use crate::exchange::{ACCOUNT, TAXES, TOKEN, honest};
use crate::fixture;

type Outcome = Result<SourceState, SourceError>;

/// What comes of it when one path says something else than it should.
async fn with(path: &'static str, say: Say) -> Outcome {
    let counterpart = Counterpart::new(move |asked, before| {
        if asked.path == path {
            say.clone()
        } else {
            honest(asked, before)
        }
    })
    .await;
    counterpart.resume().await.map(|reply| {
        assert_eq!(
            mn_source::conformance::check(&reply, mn_sts_adapters::skatteverket::fields()),
            []
        );
        reply.state
    })
}

fn error(status: u16, code: &str) -> Say {
    Say::This(status, format!("{{\"error\":\"{code}\"}}").into_bytes())
}

#[tokio::test]
async fn the_token_endpoint_fails() {
    let bearer = |more: &str| json(&format!("{{\"access_token\":\"a\\nb\",{more}}}"));
    let cases = [
        // The code ran out, or somebody used it: she may begin anew.
        (error(400, "invalid_grant"), Ok(Unavailable)),
        (error(401, "invalid_client"), Err(Refused)),
        (error(400, "invalid_scope"), Err(Refused)),
        (status(400), Err(Refused)),
        (status(403), Err(Refused)),
        (status(429), Err(Faulty)),
        (status(500), Err(Faulty)),
        (status(503), Err(Faulty)),
        (status(504), Err(Late)),
        (Say::Nothing, Err(Unreachable)),
        (Say::Later, Err(Late)),
        (json("{}"), Err(Malformed { at: "token" })),
        (json("<html>"), Err(Malformed { at: "token" })),
        (bearer("\"token_type\":\"mac\""), Err(Malformed { at: "token" })),
        (
            bearer("\"token_type\":\"bearer\""),
            Err(Malformed { at: "access_token" }),
        ),
        (Say::This(302, Vec::new()), Err(Refused)),
        (Say::This(200, vec![b' '; 2 * 1024 * 1024]), Err(TooLarge)),
    ];
    for (say, expected) in cases {
        let told = format!("{say:?}").chars().take(80).collect::<String>();
        assert_eq!(with(TOKEN, say).await, expected, "{told}");
    }
}

#[tokio::test]
async fn one_part_fails_and_the_other_is_there() {
    let cases = [
        (status(400), Ok(Partial)),
        (status(403), Ok(Partial)),
        (status(404), Ok(Hit)),
        (status(429), Ok(Partial)),
        (status(500), Ok(Partial)),
        (status(504), Ok(Partial)),
        (Say::Nothing, Ok(Partial)),
        (Say::Later, Ok(Partial)),
        (json("{"), Err(Malformed { at: "SKV/data" })),
        (Say::This(200, vec![b' '; 2 * 1024 * 1024]), Err(TooLarge)),
    ];
    for (say, expected) in cases {
        let told = format!("{say:?}").chars().take(80).collect::<String>();
        assert_eq!(with(ACCOUNT, say.clone()).await, expected, "{told}");
        assert_eq!(with(TAXES, say).await, expected, "{told}");
    }
}

#[tokio::test]
async fn both_parts_fail_alike() {
    let cases = [
        (status(400), Err(Refused)),
        (status(403), Ok(NotEntitled)),
        (status(404), Ok(NoHit)),
        (status(429), Err(Faulty)),
        (status(502), Err(Faulty)),
        (Say::Nothing, Err(Unreachable)),
    ];
    for (say, expected) in cases {
        let told = format!("{say:?}");
        let counterpart = Counterpart::new(move |asked, before| {
            if asked.path == TOKEN {
                honest(asked, before)
            } else {
                say.clone()
            }
        })
        .await;
        let outcome = counterpart.resume().await.map(|reply| reply.state);
        assert_eq!(outcome, expected, "{told}");
    }
}

#[tokio::test]
async fn our_own_mistake_beside_a_failure_is_not_called_an_answer() {
    let counterpart = Counterpart::new(|asked, before| match asked.path.as_str() {
        ACCOUNT => status(400),
        TAXES => status(403),
        _ => honest(asked, before),
    })
    .await;
    let reply = counterpart.resume().await.unwrap();
    assert_ne!(reply.state, Rejected);
    assert_eq!((reply.state, reply.answers.len()), (Unavailable, 0));
}

#[tokio::test]
async fn another_persons_data_is_refused_whatever_else_came() {
    for (path, name) in [
        (ACCOUNT, "skattekonto-other-person.json"),
        (TAXES, "skattekonto-other-person.json"),
    ] {
        let body = fixture(name).replace(
            "kontohavare",
            if path == TAXES { "identitet" } else { "kontohavare" },
        );
        assert_eq!(with(path, json(&body)).await, Err(WrongPerson), "{path}");
    }
    let nobody = fixture("skatteuppgifter-of-nobody.json");
    assert_eq!(
        with(TAXES, json(&nobody)).await,
        Err(Malformed { at: "kontohavare" })
    );
    assert_eq!(
        with(ACCOUNT, json("{}")).await,
        Err(Malformed { at: "kontohavare" }),
        "nothing about nobody is not \"you have nothing\""
    );
}

#[tokio::test]
async fn a_certificate_of_another_issuer_is_not_believed() {
    let impostor = Counterpart::impostor(honest).await;
    assert_eq!(impostor.resume().await.err(), Some(Unreachable));
    assert!(impostor.asked().is_empty(), "the code was given away");
}
