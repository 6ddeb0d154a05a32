//! The keys of a visit, derived outside of the service from all that they are made of. The share is asked of a shared
//! store: nobody else can be asked.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hpke::kem::X25519HkdfSha256;
use hpke::{Kem as _, Serializable as _};
use mn_seal::{Handle, Pepper, Place, ServerShare, Token, VisitKeys, VisitLabels};
use ring::hkdf::{HKDF_SHA256, Salt};

use super::plant::Canary;
use crate::demo::Demo;
use crate::nodes::Store;
use crate::trouble::{Outcome, Trouble, ensure};
use crate::visit::Visit;

/// Share and keys of a visit that lives.
///
/// # Errors
/// When the store does not know it, or what is derived is not what opens it.
pub fn of(demo: &Demo, store: &Store, visit: &Visit<'_>) -> Outcome<Vec<Canary>> {
    let text = visit.browser.jar.get("__Host-visit").unwrap_or_default();
    let token: Token = text.parse().map_err(|_| Trouble::new("no token"))?;
    let handle = VisitLabels::of(&token).handle();
    let share: [u8; 32] = known(store, &[b"GET", &[b"mn:k:", &handle.as_bytes()[..]].concat()])?
        .try_into()
        .map_err(|_| Trouble::new("no share"))?;
    let epoch = String::from_utf8(known(store, &[b"GET", b"mn:epoch"])?)?.parse()?;
    let secret = fs::read(demo.ready.dir.join("pki/pepper"))?;
    let pepper = derived(b"mn pepper 1", &[&secret], &[])?;
    let secrets = [&URL_SAFE_NO_PAD.decode(text)?[..], &share, &pepper];
    let key = |purpose: &[u8]| derived(b"mn visit 1", &secrets, &[purpose, &u64::to_be_bytes(epoch)]);
    let (slots, pair) = (key(b"slots")?, key(b"pair")?);
    let (private, public) = X25519HkdfSha256::derive_keypair(&pair);
    let theirs = opening(store, (&token, &handle), (&share, &secret, epoch))?;
    ensure(
        theirs.public_key().as_bytes()[..] == public.to_bytes()[..],
        "the keys are derived in another way",
    )?;
    let private = private.to_bytes();
    let keys: [(&str, &[u8]); 4] = [
        ("server's share", &share),
        ("slot key", &slots),
        ("key pair", &pair),
        ("private key", &private),
    ];
    Ok(keys
        .map(|(what, bytes)| Canary::new(what, URL_SAFE_NO_PAD.encode(bytes)))
        .into())
}

/// The keys as the service derives them, if they open what the store holds.
fn opening(
    store: &Store,
    (token, handle): (&Token, &Handle),
    (share, secret, epoch): (&[u8; 32], &[u8], u64),
) -> Outcome<VisitKeys> {
    let pepper = Pepper::from_bytes(secret)?;
    let keys = VisitKeys::derive(token, &ServerShare::from_bytes(share), &pepper, epoch)?;
    let visit = [b"mn:v:", &handle.as_bytes()[..]].concat();
    let header = known(store, &[b"HGET", &visit, b"header"])?;
    let place = Place {
        handle,
        name: "header",
        revision: 0,
    };
    keys.open(place, &header)?;
    Ok(keys)
}

fn known(store: &Store, command: &[&[u8]]) -> Outcome<Vec<u8>> {
    let answer = store.ask(command)?;
    answer.ok_or_else(|| Trouble::new("the store does not know the visit"))
}

/// As the service derives them: HKDF-SHA256 over parts with their lengths before them.
fn derived(salt: &[u8], secrets: &[&[u8]], info: &[&[u8]]) -> Outcome<[u8; 32]> {
    let key = Salt::new(HKDF_SHA256, salt).extract(&framed(secrets));
    let (info, mut out) = (framed(info), [0; 32]);
    let filled = key
        .expand(&[&info], HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut out));
    filled.map_err(|_| Trouble::new("nothing can be derived"))?;
    Ok(out)
}

fn framed(parts: &[&[u8]]) -> Vec<u8> {
    let with_length = |part: &&[u8]| [&(part.len() as u64).to_be_bytes()[..], part].concat();
    parts.iter().flat_map(with_length).collect()
}
