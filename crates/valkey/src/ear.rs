use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use mn_seal::Handle;
use mn_space::{Ear, Heard};
use redis::Msg;
use redis::aio::PubSub;
use tokio::time::{interval, sleep, timeout};

use crate::connect::Line;

/// Where the scripts tell of an end: the handle, or nothing at all when every visit ended.
const CHANNEL: &str = "mn:ended";
/// How often the subscription is asked whether it still lives, and how long its answer may take.
const PULSE: Duration = Duration::from_secs(2);
/// How long to wait before the next attempt.
const REST: Duration = Duration::from_millis(500);

/// Hears of ends for as long as the future runs. Whatever lies before a new subscription may have been missed.
pub async fn listen(line: Arc<Line>, ear: Ear) {
    loop {
        if let Ok(subscription) = line.subscribe(CHANNEL).await {
            line.visits_ended();
            ear(Heard::Unsure);
            hear(subscription, (&line, &ear)).await;
        }
        sleep(REST).await;
    }
}

/// Ends when the subscription does.
async fn hear(subscription: PubSub, (line, ear): (&Line, &Ear)) {
    let (mut sink, mut messages) = subscription.split();
    let mut pulse = interval(PULSE);
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(message) => {
                    line.visits_ended();
                    tell(&message, ear);
                }
                None => return,
            },
            _ = pulse.tick() => match timeout(PULSE, sink.ping::<redis::Value>()).await {
                Ok(Ok(_)) => {}
                Ok(Err(_)) | Err(_) => return,
            },
        }
    }
}

fn tell(message: &Msg, ear: &Ear) {
    let payload = message.get_payload_bytes();
    if payload.is_empty() {
        ear(Heard::AllEnded);
    } else if let Ok(handle) = payload.try_into() {
        ear(Heard::Ended(Handle::from_bytes(handle)));
    }
}
