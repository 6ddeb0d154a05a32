use std::sync::Arc;

use async_trait::async_trait;
use mn_domain::{Clock, Sensitive};
use mn_http::Request;

use super::{Collect, Order, OrderError, OrderRef, Settings, SignOrder, wire};

/// Begins, collects and cancels signature orders.
#[async_trait]
pub trait Client: Send + Sync {
    /// Begins an order.
    ///
    /// # Errors
    /// [`OrderError`] when no order began.
    async fn sign(&self, order: SignOrder<'_>) -> Result<Order, OrderError>;

    /// Asks how far an order has come. A finished order answers once: see [`super::follow`].
    ///
    /// # Errors
    /// [`OrderError`] when there was no usable answer.
    async fn collect(&self, order: &OrderRef) -> Result<Collect, OrderError>;

    /// Ends an order, so that the person can begin another at once.
    ///
    /// # Errors
    /// [`OrderError`] when BankID did not confirm the end; [`OrderError::NoSuchOrder`] when it had ended already.
    async fn cancel(&self, order: &OrderRef) -> Result<(), OrderError>;
}

/// The relying party of an agreement with BankID: mutual TLS, one base address.
#[derive(Clone)]
pub struct RelyingParty {
    settings: Settings,
    http: mn_http::Client,
    clock: Arc<dyn Clock>,
}

impl RelyingParty {
    /// Makes a client. The HTTP client holds the relying party's certificate and trusts BankID's own root only.
    #[must_use]
    pub fn new(settings: Settings, http: mn_http::Client, clock: Arc<dyn Clock>) -> Self {
        Self {
            settings,
            http,
            clock,
        }
    }

    async fn post(&self, method: &str, body: Vec<u8>) -> Result<Sensitive<Vec<u8>>, OrderError> {
        let url = self
            .settings
            .base
            .join(method)
            .map_err(|_| OrderError::OwnFault)?;
        let sent = self.http.send(Request::post(url, "application/json", body));
        let answer = sent.await.map_err(OrderError::of_exchange)?;
        if answer.is_success() {
            return Ok(answer.body);
        }
        // EXPOSE: only the error's code is read.
        Err(OrderError::of_answer(answer.status, answer.body.expose()))
    }
}

#[async_trait]
impl Client for RelyingParty {
    async fn sign(&self, order: SignOrder<'_>) -> Result<Order, OrderError> {
        let answer = self.post("sign", wire::sign(&order, &self.settings)?).await;
        let answer = answer.map_err(OrderError::at_beginning)?;
        // EXPOSE: the answer is taken apart into protected values.
        wire::begun(answer.expose(), self.clock.now())
    }

    async fn collect(&self, order: &OrderRef) -> Result<Collect, OrderError> {
        let answer = self.post("collect", wire::about(order)?).await;
        let answer = answer.map_err(OrderError::about_order)?;
        // EXPOSE: the answer is taken apart into protected values.
        wire::collected(answer.expose(), order)
    }

    async fn cancel(&self, order: &OrderRef) -> Result<(), OrderError> {
        let answer = self.post("cancel", wire::about(order)?).await;
        answer.map_err(OrderError::about_order)?;
        Ok(())
    }
}
