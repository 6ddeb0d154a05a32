//! Orders and what time does to them.

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::BankId;
use super::request::StartRequest;
use crate::faults::lock;
use crate::jose;
use crate::pki::Purpose;

/// An order must be opened in the app within this time.
const START_SECONDS: i64 = 30;
/// An order must be finished within this time.
const FINISH_SECONDS: i64 = 180;
/// How long a finished or failed order can be collected.
const KEEP_COMPLETE_SECONDS: i64 = 180;
const KEEP_FAILED_SECONDS: i64 = 300;
/// How much older than a second a QR code may be when it is scanned.
const QR_PATIENCE: i64 = 10;

/// An order.
#[expect(clippy::struct_field_names, reason = "the API's own name")]
#[derive(Clone, Debug)]
pub struct Order {
    /// Its name.
    pub order_ref: String,
    /// Starts the app on the same device.
    pub auto_start_token: String,
    /// Public part of the QR codes.
    pub qr_start_token: String,
    /// Secret part of the QR codes.
    pub qr_start_secret: String,
    /// Login or signature.
    pub purpose: Purpose,
    /// What was asked for.
    pub request: StartRequest,
    /// When it began.
    pub began: Timestamp,
    /// A hint to give in place of the true one while it is pending.
    pub hint: Option<String>,
    /// Where it is.
    pub state: State,
}

/// Where an order is.
#[derive(Clone, Debug)]
pub enum State {
    /// Nobody has opened it.
    Waiting,
    /// It is open in the app.
    Opened,
    /// The app works; the completion is given out from this time on.
    Working(Timestamp, Box<Value>),
    /// It failed.
    Failed(String, Timestamp),
    /// It is done.
    Complete(Box<Value>, Timestamp),
}

impl Order {
    /// Lets time pass.
    fn age(&mut self, now: Timestamp) {
        let began = self.began;
        match &self.state {
            State::Waiting if began + START_SECONDS.seconds() < now => {
                self.state = State::Failed("startFailed".to_owned(), began + START_SECONDS.seconds());
            }
            State::Opened if began + FINISH_SECONDS.seconds() < now => {
                self.state = State::Failed("expiredTransaction".to_owned(), began + FINISH_SECONDS.seconds());
            }
            State::Working(ready, _)
                if began + FINISH_SECONDS.seconds() < *ready && began + FINISH_SECONDS.seconds() < now =>
            {
                self.state = State::Failed("expiredTransaction".to_owned(), began + FINISH_SECONDS.seconds());
            }
            State::Working(ready, done) if *ready <= now => {
                self.state = State::Complete(done.clone(), *ready);
            }
            _ => {}
        }
    }

    /// Tells whether it can still be collected.
    fn is_kept(&self, now: Timestamp) -> bool {
        match &self.state {
            State::Complete(_, at) => *at + KEEP_COMPLETE_SECONDS.seconds() >= now,
            State::Failed(_, at) => *at + KEEP_FAILED_SECONDS.seconds() >= now,
            _ => true,
        }
    }

    /// Tells whether it waits for the user.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Waiting | State::Opened | State::Working(..))
    }

    /// The content of the QR code at a second.
    pub fn qr(&self, second: i64) -> String {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, self.qr_start_secret.as_bytes());
        let code = ring::hmac::sign(&key, second.to_string().as_bytes());
        format!(
            "bankid.{}.{second}.{}",
            self.qr_start_token,
            jose::hex(code.as_ref())
        )
    }

    fn is_scanned_by(&self, content: &str, now: Timestamp) -> bool {
        let parts: Vec<&str> = content.split('.').collect();
        let ["bankid", token, second, _] = parts.as_slice() else {
            return false;
        };
        let Ok(second) = second.parse::<i64>() else {
            return false;
        };
        let age = now.as_second() - self.began.as_second() - second;
        *token == self.qr_start_token && (-2..=QR_PATIENCE).contains(&age) && self.qr(second) == content
    }
}

/// How a tester points at an order.
pub enum Pointer<'a> {
    /// By the link on the same device.
    AutoStart(&'a str),
    /// By scanning.
    Qr(&'a str),
    /// By name, as no real app can.
    Reference(&'a str),
}

impl BankId {
    /// Runs something on all orders after time has passed over them.
    pub fn with_orders<T>(
        &self,
        work: impl FnOnce(&mut std::collections::HashMap<String, Order>, Timestamp) -> T,
    ) -> T {
        let now = self.world.clock.now();
        let mut orders = lock(&self.orders);
        orders.values_mut().for_each(|order| order.age(now));
        orders.retain(|_, order| order.is_kept(now));
        work(&mut orders, now)
    }

    /// Begins an order; `None` when the person has one already, which ends both.
    pub fn start(&self, purpose: Purpose, request: StartRequest) -> Option<Order> {
        self.with_orders(|orders, now| {
            if let Some(number) = request.requirement.personal_number.as_deref() {
                *lock(&self.asked).entry(number.to_owned()).or_insert(0) += 1;
                let same = |order: &&mut Order| {
                    order.is_pending() && order.request.requirement.personal_number.as_deref() == Some(number)
                };
                let mut refused = false;
                for order in orders.values_mut().filter(same) {
                    order.state = State::Failed("cancelled".to_owned(), now);
                    refused = true;
                }
                if refused {
                    return None;
                }
            }
            let id = || uuid::Uuid::new_v4().to_string();
            let order = Order {
                order_ref: id(),
                auto_start_token: id(),
                qr_start_token: id(),
                qr_start_secret: id(),
                purpose,
                request,
                began: now,
                hint: None,
                state: State::Waiting,
            };
            orders.insert(order.order_ref.clone(), order.clone());
            let things = [
                ("orderRef", order.order_ref.as_str()),
                ("autoStartToken", &order.auto_start_token),
                ("qrStartToken", &order.qr_start_token),
                ("qrStartSecret", &order.qr_start_secret),
                ("visible", &order.request.visible_text()),
            ];
            let person = order.request.requirement.personal_number.as_deref();
            self.world.seen.note(person.unwrap_or_default(), &things);
            Some(order)
        })
    }

    /// Tells an order's state; a finished one is told once.
    pub fn collect(&self, order_ref: &str) -> Option<Value> {
        self.with_orders(|orders, _| {
            let order = orders.get(order_ref)?;
            let pending = |hint: &str| {
                let hint = order.hint.as_deref().unwrap_or(hint);
                json!({"orderRef": order_ref, "status": "pending", "hintCode": hint})
            };
            let (answer, done) = match &order.state {
                State::Waiting => (pending("outstandingTransaction"), false),
                State::Opened => (pending("userSign"), false),
                State::Working(..) => (pending("processing"), false),
                State::Failed(hint, _) => (
                    json!({"orderRef": order_ref, "status": "failed", "hintCode": hint}),
                    true,
                ),
                State::Complete(done, _) => (
                    json!({"orderRef": order_ref, "status": "complete", "completionData": done}),
                    true,
                ),
            };
            if done {
                orders.remove(order_ref);
            }
            Some(answer)
        })
    }

    /// Ends an order at the relying party's wish; false when there is none pending.
    pub fn cancel(&self, order_ref: &str) -> bool {
        self.with_orders(|orders, _| {
            let pending = orders.get(order_ref).is_some_and(Order::is_pending);
            pending && orders.remove(order_ref).is_some()
        })
    }

    /// Opens an order in the app.
    pub fn open(&self, pointer: &Pointer<'_>) -> Option<Order> {
        self.with_orders(|orders, now| {
            let fits = |order: &&mut Order| match pointer {
                Pointer::AutoStart(token) => order.auto_start_token == *token,
                Pointer::Qr(content) => order.is_scanned_by(content, now),
                Pointer::Reference(name) => order.order_ref == *name,
            };
            let order = orders
                .values_mut()
                .find(fits)
                .filter(|order| order.is_pending())?;
            if matches!(order.state, State::Waiting) {
                order.state = State::Opened;
            }
            Some(order.clone())
        })
    }

    /// Lists the orders that wait for their user, oldest first.
    pub fn pending(&self) -> Vec<Order> {
        self.with_orders(|orders, _| {
            let mut pending: Vec<_> = orders
                .values()
                .filter(|order| order.is_pending())
                .cloned()
                .collect();
            pending.sort_by_key(|order| order.began);
            pending
        })
    }

    /// Forgets every order and wish.
    pub fn reset(&self) {
        lock(&self.orders).clear();
        self.wish(None);
    }
}
