use std::collections::BTreeMap;

use jiff::civil::Date;
use mn_domain::{FormId, MunicipalityId, RecipientId, Texts};
use serde::Deserialize;
use thiserror::Error;

use crate::Mistakes;

/// A municipality that offers the service to its inhabitants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// The name of its file.
    pub id: MunicipalityId,
    /// Its full name, such as `Björkviks kommun`.
    pub name: String,
    /// The place's name, such as `Björkvik`.
    pub place: String,
    /// Its code of four digits.
    pub code: String,
    /// Whether it is made up. Production refuses such a municipality.
    pub made_up: bool,
    /// Whom to call first.
    pub customer_service: Contact,
    /// Who answers for personal data.
    pub data_protection_officer: Contact,
    /// The municipality's agreement with the service.
    pub agreement: ServiceAgreement,
    /// What it offers, and which authority decides it.
    pub services: BTreeMap<FormId, RecipientId>,
}

/// Somebody to turn to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What the contact is called.
    pub name: Texts,
    /// Telephone number as it is written.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// When somebody answers, if it is said.
    pub hours: Option<Texts>,
}

/// A municipality's agreement with the service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceAgreement {
    /// What both sides call it.
    pub id: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

/// Why a municipality does not offer a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotOffered {
    /// It is not among its services.
    #[error("the municipality does not offer this form")]
    NotAmongServices,
    /// Its agreement with the service has not begun.
    #[error("the municipality's agreement has not begun")]
    NotYet,
    /// Its agreement with the service has ended.
    #[error("the municipality's agreement has ended")]
    NoLonger,
}

impl Municipality {
    /// The authority that decides a form here.
    ///
    /// # Errors
    /// [`NotOffered`] when the form cannot be sent from here today.
    pub fn offers(&self, form: &FormId, today: Date) -> Result<&RecipientId, NotOffered> {
        let recipient = self.services.get(form).ok_or(NotOffered::NotAmongServices)?;
        if today < self.agreement.from {
            return Err(NotOffered::NotYet);
        }
        if today > self.agreement.to {
            return Err(NotOffered::NoLonger);
        }
        Ok(recipient)
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    name: String,
    place: String,
    code: String,
    #[serde(default)]
    made_up: bool,
    customer_service: Contact,
    data_protection_officer: Contact,
    agreement: ServiceAgreement,
    services: BTreeMap<FormId, RecipientId>,
}

impl File {
    pub(crate) fn check(self, id: MunicipalityId, file: &str, mistakes: &mut Mistakes) -> Municipality {
        if self.name.trim().is_empty() || self.place.trim().is_empty() {
            mistakes.add(file, "name and place must say something");
        }
        if self.code.len() != 4 || !self.code.bytes().all(|b| b.is_ascii_digit()) {
            mistakes.add(file, "code must be four digits");
        }
        if self.agreement.to < self.agreement.from {
            mistakes.add(file, "the agreement ends before it begins");
        }
        self.customer_service.check("customer_service", file, mistakes);
        self.data_protection_officer
            .check("data_protection_officer", file, mistakes);
        Municipality {
            id,
            name: self.name,
            place: self.place,
            code: self.code,
            made_up: self.made_up,
            customer_service: self.customer_service,
            data_protection_officer: self.data_protection_officer,
            agreement: self.agreement,
            services: self.services,
        }
    }
}

impl Contact {
    fn check(&self, name: &str, file: &str, mistakes: &mut Mistakes) {
        mistakes.need(file, &format!("{name}.name"), &self.name);
        if let Some(hours) = &self.hours {
            mistakes.need(file, &format!("{name}.hours"), hours);
        }
        if !self.phone.bytes().any(|b| b.is_ascii_digit()) {
            mistakes.add(file, format!("{name}.phone is not a telephone number"));
        }
        if !self.email.contains('@') {
            mistakes.add(file, format!("{name}.email is not an e-mail address"));
        }
    }
}
