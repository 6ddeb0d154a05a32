use mn_seal::{Pepper, Place, ServerShare, Token, VisitKeys, VisitLabels};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};

use super::Measured;
use super::rounds::{ROUNDS, median, rounded, thread_cpu};

const SIZES: [usize; 5] = [256, 4 * 1024, 16 * 1024, 64 * 1024, 1024 * 1024];
/// How much is sealed and opened in one round, whatever the size.
const BYTES: usize = 48 << 20;

/// Sealing and opening beside what ring alone does with the same bytes: a fresh nonce, the bytes of an answer copied
/// once for the sealed form and once for the opened.
pub fn run() -> Measured {
    let (token, share, pepper) = (Token::draw(), ServerShare::draw(), Pepper::draw());
    let handle = VisitLabels::of(&token).handle();
    let keys = VisitKeys::derive(&token, &share, &pepper, 1).map_err(|_| "no keys")?;
    let raw = UnboundKey::new(&AES_256_GCM, &[7; 32]).map_err(|_| "no key")?;
    let (raw, random) = (LessSafeKey::new(raw), SystemRandom::new());
    let place = || Place {
        handle: &handle,
        name: "answers/csn",
        revision: 3,
    };
    let mut rows: Vec<Value> = Vec::new();
    for size in SIZES {
        let (plain, times) = (vec![0x5a_u8; size], BYTES / size);
        let ours = || -> Measured<()> {
            let sealed = keys.seal(place(), &plain).map_err(|_| "not sealed")?;
            let opened = keys.open(place(), &sealed).map_err(|_| "not opened")?;
            // EXPOSE: made up by this program.
            std::hint::black_box(opened.expose().len());
            Ok(())
        };
        let bare = || raw_trip(&raw, &random, &plain);
        let (mut by_us, mut by_ring) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            by_us.push(megabytes_a_second(times, size, &ours)?);
            by_ring.push(megabytes_a_second(times, size, &bare)?);
        }
        let (ours, ring) = (median(by_us), median(by_ring));
        rows.push(json!({
            "bytes": size, "mb_s": ours.round(), "ring_mb_s": ring.round(), "ratio": rounded(ours / ring),
        }));
    }
    Ok(json!({ "sizes": rows }))
}

fn raw_trip(key: &LessSafeKey, random: &SystemRandom, plain: &[u8]) -> Measured<()> {
    let mut nonce = [0; 12];
    random.fill(&mut nonce).map_err(|_| "no nonce")?;
    let mut sealed = Vec::with_capacity(12 + plain.len() + 16);
    sealed.extend_from_slice(&nonce);
    let mut room = plain.to_vec();
    let fresh = Nonce::assume_unique_for_key(nonce);
    let tag = key.seal_in_place_separate_tag(fresh, Aad::from(b"answers/csn"), &mut room);
    let tag = tag.map_err(|_| "not sealed")?;
    sealed.extend_from_slice(&room);
    sealed.extend_from_slice(tag.as_ref());
    let mut again = sealed.get(12..).unwrap_or_default().to_vec();
    let fresh = Nonce::assume_unique_for_key(nonce);
    let opened = key.open_in_place(fresh, Aad::from(b"answers/csn"), &mut again);
    std::hint::black_box(opened.map_err(|_| "not opened")?.len());
    Ok(())
}

/// Bytes that went there and back, by this thread's processor time.
fn megabytes_a_second(times: usize, size: usize, trip: &dyn Fn() -> Measured<()>) -> Measured<f64> {
    let before = thread_cpu();
    for _ in 0..times {
        trip()?;
    }
    let spent = thread_cpu().saturating_sub(before).as_secs_f64();
    let bytes = u32::try_from(times * size / 1024)?;
    Ok(f64::from(bytes) * 1024.0 / 1e6 / spent)
}
