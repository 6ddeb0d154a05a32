//! Tells the pretend parties how to behave.

use std::time::Duration;

use serde_json::{Value, json};

use crate::trouble::{Outcome, ensure};

/// The sandbox's control interface.
#[derive(Clone, Debug)]
pub struct Control {
    at: String,
}

/// A pretend person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// A number from the published list of test numbers.
    pub number: String,
    /// A made-up name.
    pub name: String,
    /// What the life is.
    pub life: String,
}

impl Control {
    /// The interface at an address.
    #[must_use]
    pub fn at(address: &str) -> Self {
        Self {
            at: address.trim_end_matches('/').to_owned(),
        }
    }

    async fn exchange(&self, path: &str, body: Option<&Value>) -> Outcome<(u16, Value)> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(20))
            .build()?;
        let address = format!("{}{path}", self.at);
        let request = match body {
            Some(body) => client.post(address).json(body),
            None => client.get(address),
        };
        let response = request.send().await?;
        let status = response.status().as_u16();
        Ok((status, response.json().await.unwrap_or_default()))
    }

    /// Gives an order that must be taken.
    ///
    /// # Errors
    /// When it is not.
    pub async fn tell(&self, path: &str, wish: Value) -> Outcome<Value> {
        let (status, answer) = self.exchange(path, Some(&wish)).await?;
        ensure(
            status == 200,
            format!("the sandbox refused {path} with {status}: {answer}"),
        )?;
        Ok(answer)
    }

    /// Everybody, in order.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn persons(&self) -> Outcome<Vec<Person>> {
        let (_, answer) = self.exchange("/persons", None).await?;
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let all = answer.as_array().into_iter().flatten();
        Ok(all
            .map(|one| Person {
                number: text(one, "number"),
                name: text(one, "name"),
                life: text(one, "life"),
            })
            .collect())
    }

    /// Lets one agency behave in a way towards one person.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn agency(&self, agency: &str, person: &str, behaviour: &str) -> Outcome {
        let wish = json!({"agency": agency, "person": person, "behaviour": behaviour});
        self.tell("/ssbtek", wish).await.map(drop)
    }

    /// How many times an order has been asked for that only this person may sign.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn orders_asked_for(&self, person: &str) -> Outcome<u64> {
        let (_, state) = self.exchange("", None).await?;
        Ok(state["orders_asked_for"][person].as_u64().unwrap_or_default())
    }

    /// Lets BankID take a signature and never tell it, from now on; or lets it tell again.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn hold_completions_back(&self, yes: bool) -> Outcome {
        let wish = if yes {
            json!({"fault": "hold_complete"})
        } else {
            Value::Null
        };
        self.tell("/bankid", wish).await.map(drop)
    }

    /// How many signatures BankID has counted as told and never told.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn completions_held_back(&self) -> Outcome<u64> {
        let (_, state) = self.exchange("", None).await?;
        Ok(state["completions_held_back"].as_u64().unwrap_or_default())
    }

    /// Lets a person live another life from now on.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn life(&self, person: &str, life: &Value) -> Outcome {
        let wish = json!({"person": person, "life": life});
        self.tell("/life", wish).await.map(drop)
    }

    /// Lets the pretend parties remember what they exchange with the service.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn watch(&self) -> Outcome {
        self.tell("/seen", Value::Null).await.map(drop)
    }

    /// What they have exchanged since they were last asked: whose, what it is called, and itself.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn seen(&self) -> Outcome<Vec<[String; 3]>> {
        let (_, answer) = self.exchange("/seen", None).await?;
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let all = answer.as_array().into_iter().flatten();
        Ok(all
            .map(|one| [text(one, "person"), text(one, "kind"), text(one, "value")])
            .collect())
    }

    /// The orders that wait for their user.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn orders(&self) -> Outcome<Vec<Value>> {
        let (_, answer) = self.exchange("/bankid/orders", None).await?;
        Ok(answer.as_array().cloned().unwrap_or_default())
    }

    /// Does something with an order in the pretend app.
    ///
    /// # Errors
    /// When there is no such order.
    pub async fn act(&self, start_token: &str, how: &str) -> Outcome<Value> {
        self.tell("/bankid/act", json!({"autoStartToken": start_token, "how": how}))
            .await
    }
}
