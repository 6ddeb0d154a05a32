//! What is offered where: municipalities, the authorities that decide, the agreement between citizen and
//! service, and what is decided for production. All of it is data in `metadata/`; none of it is code.
//!
//! [`Offer::load`] reads the folder once at start and names every mistake at once.

mod agreement;
mod load;
mod municipality;
mod recipient;
mod scope;

pub use agreement::{Agreement, AgreementVersion};
pub use load::{Folder, Mistake, Mistakes};
pub use municipality::{Contact, Municipality, NotOffered, ServiceAgreement};
pub use recipient::{ChannelKind, Recipient};
pub use scope::{Decision, Scope, Use};

mod offer;
pub use offer::Offer;
