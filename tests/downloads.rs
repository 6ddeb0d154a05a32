//! What can be taken along: how often, over which connection, and with which key it is verified.

use std::fs;
use std::process::Command;

use mn_tests::browser::Download;
use mn_tests::demo::{self, Demo};
use mn_tests::visit::Visit;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use toml::Table;

use crate::world;

async fn copy(visit: &mut Visit<'_>, page: &str, path: &str) -> Download {
    visit.open(page).await.unwrap();
    let form = visit.page.form(path).unwrap().with("som", "json");
    visit.browser.download(&visit.page, &form).await.unwrap()
}

#[tokio::test]
async fn whoever_takes_copies_without_end_is_told_to_wait_and_keeps_the_room() {
    let mut demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    demo.kill_service().unwrap();
    let file = demo.ready.dir.join("medborgarnavet.toml");
    let mut config: Table = fs::read_to_string(&file).unwrap().parse().unwrap();
    let few = Table::from_iter([("each".to_owned(), 4.into()), ("all".to_owned(), 1_000.into())]);
    let limits = config["limits"].as_table_mut().unwrap();
    limits.insert("copies".to_owned(), few.into());
    fs::write(&file, config.to_string()).unwrap();
    demo.restart_service().unwrap();

    let mut visit = Visit::new(&demo, "198501012382").await.unwrap();
    visit.log_in().await.unwrap();
    visit.agree().await.unwrap();
    // Copies and journals count together, and one comes back every fifteen seconds.
    let mut taken = 0;
    let refused = loop {
        let kind = [("/kopia", "/kopia"), ("/vem-ser-vad", "/vem-ser-vad/kopia")][taken % 2];
        let file = copy(&mut visit, kind.0, kind.1).await;
        if file.status != 200 {
            break file;
        }
        taken += 1;
        assert!(taken <= 12, "nobody stops the copying");
    };
    assert!(taken >= 4, "only {taken} copies could be taken");
    assert_eq!(refused.status, 429);
    let wait = refused.headers["retry-after"].to_str().unwrap();
    assert!(wait.parse::<u32>().is_ok_and(|wait| wait > 0), "{wait}");
    let page = String::from_utf8(refused.bytes).unwrap();
    assert!(page.contains("Vänta en liten stund") && !page.contains("medborgarnavet-egen-kopia"));
    assert!(!refused.headers.contains_key("content-disposition"));
    // What was refused is not said to have been taken.
    visit.open("/vem-ser-vad").await.unwrap();
    let rows = visit.page.all("tbody tr");
    let told = rows.iter().filter(|row| row.contains("Du sparade en")).count();
    assert_eq!(told, taken, "{rows:?}");
}

/// Sends one request over a connection that stays, and reads the whole answer.
async fn ask(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    loop {
        let mut piece = vec![0; 16 * 1024];
        let length = stream.read(&mut piece).await.unwrap();
        assert!(length > 0, "closed: {}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if length == Some(body.len()) {
            return text.into_owned();
        }
    }
}

#[tokio::test]
async fn a_connection_that_brought_a_copy_is_closed_with_the_visit_and_no_other_is() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    visit.open("/kopia").await.unwrap();
    let form = visit.page.form("/kopia").unwrap().with("som", "json");
    let body = form
        .fields
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&");
    let url = &visit.page.url;
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let cookie = visit.browser.jar.get("__Host-visit").unwrap();
    let (mut with_copy, mut other) = (
        TcpStream::connect(&host).await.unwrap(),
        TcpStream::connect(&host).await.unwrap(),
    );
    let answer = ask(
        &mut with_copy,
        &format!(
            "POST /kopia HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nCookie: __Host-visit={cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("medborgarnavet-egen-kopia"), "no copy");
    let public = format!("GET /om HTTP/1.1\r\nHost: {host}\r\n\r\n");
    // Both connections live on after their answers.
    for stream in [&mut with_copy, &mut other] {
        assert!(ask(stream, &public).await.starts_with("HTTP/1.1 200"));
    }
    visit.log_out().await.unwrap();
    assert_eq!(
        with_copy.read(&mut [0; 1]).await.unwrap_or(0),
        0,
        "it says something"
    );
    assert!(ask(&mut other, &public).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn the_key_that_verifies_receipts_is_for_everybody() {
    let world = world::shared().await;
    let mut visit = Visit::with_answers(&world, &world.anybody(), &["csn"])
        .await
        .unwrap();
    visit.log_out().await.unwrap();
    let receipt = visit.page.attributes("main a[download]", "href")[0].clone();
    let receipt = receipt.strip_prefix("data:application/jose,").unwrap();
    let address = visit.page.link("main a[href='/kvitto-nyckel.pem']").unwrap();
    // Whoever asks has no visit, and never had one.
    let key = reqwest::get(address).await.unwrap();
    assert_eq!(key.status(), 200);
    assert_eq!(key.headers()["content-type"], "application/x-pem-file");
    let key = key.text().await.unwrap();
    assert!(
        key.starts_with("-----BEGIN PUBLIC KEY-----\n") && !key.contains("PRIVATE"),
        "{key}"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let (key, kept) = (
        file("kvitto-nyckel.pem", &key),
        file("raderingskvitto.jws", receipt),
    );
    let (head, rest) = receipt.split_at(receipt.len() / 2);
    let changed = file("changed.jws", &format!("{head}A{rest}"));
    let verify = |receipt| {
        let output = Command::new(demo::program().unwrap())
            .args(["medborgarnavet", "receipt", "verify", "--key"])
            .args([&key, receipt])
            .output();
        output.unwrap().status.code()
    };
    assert_eq!(verify(&kept), Some(0));
    assert_eq!(verify(&changed), Some(1));
    // Another program reads the key, too.
    let openssl = Command::new("openssl")
        .args(["pkey", "-pubin", "-noout", "-text", "-in"])
        .arg(&key)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&openssl.stdout).contains("ED25519"));
    visit.open("/om").await.unwrap();
    assert!(visit.page.says("kvitto-nyckel.pem"), "{}", visit.page.text());
}
