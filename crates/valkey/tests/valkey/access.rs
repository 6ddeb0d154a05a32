//! Who may come to the store: TLS that is vouched for, and a user of its access list.

use std::fs;

use mn_domain::Sensitive;
use mn_http::Identity;
use mn_space::{SpaceStore as _, StoreError};
use mn_valkey::{Address, CheckError, Credentials, Settings, ValkeyStore};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

use crate::conformance;
use crate::server::{LIMITS, Server, access_list};

fn credentials(password: &str) -> Credentials {
    Credentials {
        user: "medborgarnavet".to_owned(),
        password: Sensitive::new(password.to_owned()),
    }
}

fn listed(folder: &TempDir, password: &str) -> Vec<String> {
    let file = folder.path().join("users.acl");
    fs::write(&file, access_list(password)).unwrap();
    vec!["--aclfile".to_owned(), file.display().to_string()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_access_list_is_enough_for_every_promise_and_for_nothing_more() {
    let server = Server::with(|folder| listed(folder, "planterat-losenord"));
    let limits = mn_valkey::Limits {
        visits: conformance::VISITS,
        visit_bytes: conformance::VISIT_BYTES,
        ..LIMITS
    };
    let mine = || server.settings(limits, Some(credentials("planterat-losenord")));
    let store = ValkeyStore::new(mine()).unwrap();
    assert_eq!(store.check().await, Ok(()));
    let make = async || {
        let store: conformance::Store = std::sync::Arc::new(ValkeyStore::new(mine()).unwrap());
        store.seal_all().await.unwrap();
        store
    };
    conformance::every_promise(make).await;
    let stream = tokio::net::UnixStream::connect(server.socket()).await.unwrap();
    let info = redis::RedisConnectionInfo::default()
        .set_username("medborgarnavet")
        .set_password("planterat-losenord")
        .set_skip_set_lib_name();
    let (mut hand, driver) = redis::aio::MultiplexedConnection::new_with_config(
        &info,
        stream,
        redis::AsyncConnectionConfig::new(),
    )
    .await
    .unwrap();
    tokio::spawn(driver);
    for forbidden in [
        &["GET", "elsewhere"][..],
        &["KEYS", "*"],
        &["CONFIG", "GET", "*"],
        &["MONITOR"],
        &["SAVE"],
        &["FLUSHALL"],
        &["DUMP", "mn:epoch"],
        &["SUBSCRIBE", "elsewhere"],
    ] {
        let mut command = redis::cmd(forbidden[0]);
        command.arg(&forbidden[1..]);
        let refused = command.query_async::<redis::Value>(&mut hand).await.unwrap_err();
        assert_eq!(refused.code(), Some("NOPERM"), "{forbidden:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_or_none_is_refused_and_named_at_the_start() {
    let server = Server::with(|folder| listed(folder, "planterat-losenord"));
    for wrong in [Some(credentials("fel")), None] {
        let store = ValkeyStore::new(server.settings(LIMITS, wrong)).unwrap();
        assert_eq!(store.check().await, Err(CheckError::Refused));
        assert_eq!(store.epoch().await, Err(StoreError::Unavailable));
    }
}

/// An authority of one's own, with a certificate for one name.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params
            .distinguished_name
            .push(DnType::CommonName, "Planterad utfärdare");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { issuer }
    }

    fn pem(&self) -> String {
        self.issuer.pem()
    }

    fn certify(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (
            params.signed_by(&key, &self.issuer).unwrap().pem(),
            key.serialize_pem(),
        )
    }
}

/// A port of the loopback that nobody listens on just now.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn over_tls(authority: &Authority, port: u16) -> (Server, Identity) {
    let ours = authority.certify("medborgarnavet");
    let server = Server::with(|folder| {
        let (certificate, key) = authority.certify("localhost");
        let write = |name: &str, pem: &str| {
            let file = folder.path().join(name);
            fs::write(&file, pem).unwrap();
            file.display().to_string()
        };
        let mut arguments = listed(folder, "planterat-losenord");
        arguments.extend(["--bind".to_owned(), "127.0.0.1".to_owned()]);
        arguments.extend(["--tls-port".to_owned(), port.to_string()]);
        arguments.extend(["--tls-cert-file".to_owned(), write("cert.pem", &certificate)]);
        arguments.extend(["--tls-key-file".to_owned(), write("key.pem", &key)]);
        arguments.extend(["--tls-ca-cert-file".to_owned(), write("ca.pem", &authority.pem())]);
        arguments
    });
    let identity = Identity {
        chain_pem: ours.0.into_bytes(),
        key_pem: Sensitive::new(ours.1.into_bytes()),
    };
    (server, identity)
}

fn tls(authority: &Authority, host: &str, port: u16, identity: Option<Identity>) -> ValkeyStore {
    ValkeyStore::new(Settings {
        address: Address::Tls {
            host: host.to_owned(),
            port,
            roots_pem: authority.pem().into_bytes(),
            identity,
        },
        credentials: Some(credentials("planterat-losenord")),
        limits: LIMITS,
    })
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_the_network_it_goes_by_tls_with_certificates_on_both_sides() {
    let (authority, port) = (Authority::new(), free_port());
    let (_server, identity) = over_tls(&authority, port);
    let store = tls(&authority, "localhost", port, Some(identity.clone()));
    assert_eq!(store.check().await, Ok(()));
    let (handle, mut opening) = conformance::opening();
    opening.index = Some(mn_space::Stored {
        revision: 1,
        sealed: Some(b"index".to_vec()),
    });
    store.begin(handle, opening).await.unwrap();
    assert_eq!(store.holds(&handle).await, Ok(true));
    let nobody = tls(&authority, "localhost", port, None);
    assert_eq!(
        nobody.check().await,
        Err(CheckError::Unreachable),
        "no certificate of ours"
    );
    let other_name = tls(&authority, "127.0.0.1", port, Some(identity.clone()));
    assert_eq!(
        other_name.check().await,
        Err(CheckError::Unreachable),
        "not its name"
    );
    let stranger = tls(&Authority::new(), "localhost", port, Some(identity));
    assert_eq!(
        stranger.check().await,
        Err(CheckError::Unreachable),
        "nobody vouches"
    );
}
