//! What a recipient sees.

use mn_domain::{Clock, SystemClock};
use mn_package::PartName;

use crate::fixture::{Bench, json, problem};

#[tokio::test]
async fn a_recipient_lists_looks_and_fetches() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    let list = json(&bench.get("submissions").await);
    assert_eq!(
        (
            list["total"].as_u64(),
            list["limit"].as_u64(),
            list["page"].as_u64()
        ),
        (Some(1), Some(20), Some(1))
    );
    assert_eq!(list["submissions"][0]["submission"], submission.to_string());
    assert_eq!(list["submissions"][0]["state"], "offered");
    let whole = json(&bench.get(&format!("submissions/{submission}")).await);
    assert_eq!(whole["recipient"], "bjorkvik-socialnamnd");
    let parts = whole["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 3);
    for part in parts {
        let name = part["name"].as_str().unwrap();
        let response = bench.get(&format!("submissions/{submission}/parts/{name}")).await;
        assert_eq!(response.headers.get("content-type").unwrap(), "application/jose");
        // EXPOSE: a test reads the envelope.
        let body = response.body.expose();
        assert_eq!(
            mn_seal::sha256(body).to_string(),
            part["sha256"].as_str().unwrap()
        );
        assert_eq!(body.len() as u64, part["size"].as_u64().unwrap());
    }
    let whole = json(&bench.get(&format!("submissions/{submission}")).await);
    assert_eq!(whole["state"], "fetched");
    assert_eq!(bench.log.count("SubmissionFetched"), 1);
}

#[tokio::test]
async fn what_is_anothers_or_not_sent_does_not_exist() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    let unsent = bench.pending(mn_domain::SubmissionId::from_random([3; 16]), SystemClock.now());
    bench.outbox.prepare(&unsent).await.unwrap();
    let list = json(&bench.get_as(&bench.other, "submissions").await.unwrap());
    assert_eq!(
        (
            list["total"].as_u64(),
            list["submissions"].as_array().unwrap().len()
        ),
        (Some(0), 0)
    );
    for path in [
        format!("submissions/{submission}"),
        format!("submissions/{submission}/parts/{}", PartName::Application),
    ] {
        let response = bench.get_as(&bench.other, &path).await.unwrap();
        assert_eq!(problem(&response), (404, "not-found".to_owned()), "{path}");
        assert_eq!(bench.get(&path).await.status, 200, "{path}");
    }
    let unsent = bench.get(&format!("submissions/{}", unsent.submission)).await;
    assert_eq!(problem(&unsent), (404, "not-found".to_owned()));
}

#[tokio::test]
async fn bad_addresses_and_queries_get_a_problem() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    for path in [
        "submissions/not-an-id",
        "other",
        "../../",
        &format!("submissions/{submission}/parts/secret.txt"),
        &format!("submissions/{submission}/parts/signature/../manifest"),
        &format!("submissions/{submission}/parts/application.pdf"),
    ] {
        assert_eq!(
            problem(&bench.get(path).await),
            (404, "not-found".to_owned()),
            "{path}"
        );
    }
    for query in [
        "limit=0",
        "limit=101",
        "page=0",
        "page=-1",
        "limit=x",
        "limit=5&sort=asc",
        "page=99999999999",
    ] {
        let response = bench.get(&format!("submissions?{query}")).await;
        assert_eq!(problem(&response), (400, "query".to_owned()), "{query}");
    }
    let response = bench.get(&format!("submissions/{submission}/events")).await;
    assert_eq!(problem(&response), (405, "method-not-allowed".to_owned()));
}

#[tokio::test]
async fn the_list_is_paged() {
    let bench = Bench::new().await;
    for _ in 0..3 {
        bench.send().await;
    }
    let page = async |number: u32| {
        let list = json(&bench.get(&format!("submissions?limit=2&page={number}")).await);
        assert_eq!(list["total"], 3);
        list["submissions"].as_array().unwrap().len()
    };
    assert_eq!([page(1).await, page(2).await, page(3).await], [2, 1, 0]);
}
