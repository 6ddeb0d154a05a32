//! The addresses of the citizen's pages, in one place: routes and templates name the same constants.

/// Chooses municipality and application.
pub const START: &str = "/";
/// GET: what happens at login (query `kommun`, `arende`). POST: goes to the identity provider.
pub const LOGIN: &str = "/logga-in";
/// Where the identity provider sends the browser back.
pub const CALLBACK: &str = "/inloggad";
/// POST: logs out, which ends the visit.
pub const LOGOUT: &str = "/logga-ut";
/// GET: the agreement. POST: accepts it.
pub const AGREEMENT: &str = "/avtal";
/// GET: asks. POST: ends the agreement and with it the visit.
pub const END_AGREEMENT: &str = "/avtal/avsluta";
/// GET: the sources to choose from. POST: fetches those that were chosen (repeated field `kalla`).
pub const CHOOSE: &str = "/valj";
/// Answers arrive.
pub const FETCH: &str = "/hamta";
/// The parts of [`FETCH`] that change, as a fragment.
pub const FETCH_PARTS: &str = "/hamta/lage";
/// POST: asks one source again (field `kalla`).
pub const FETCH_AGAIN: &str = "/hamta/igen";
/// What was fetched; `/uppgifter/{source}` explains one source's values.
pub const VALUES: &str = "/uppgifter";
/// The form; `/ansokan/{page}` is one page of it.
pub const FORM: &str = "/ansokan";
/// What will be sent.
pub const REVIEW: &str = "/granska";
/// POST: begins the signature order. GET: shows it.
pub const SIGN: &str = "/skriv-under";
/// The parts of [`SIGN`] that change, as a fragment.
pub const SIGN_PARTS: &str = "/skriv-under/lage";
/// POST: cancels the order.
pub const SIGN_CANCEL: &str = "/skriv-under/avbryt";
/// It has been sent.
pub const SENT: &str = "/inskickad";
/// Earlier receipts; `/kvitton/{submission}` is one.
pub const RECEIPTS: &str = "/kvitton";
/// GET: asks whether to stay. POST: stays longer (field `till`: the page to come back to).
pub const EXTEND: &str = "/forlang";
/// GET: how long the room lives, as JSON `{"left": seconds, "ends": "14.52"}`; does not extend it.
pub const ROOM: &str = "/rum";
/// GET: asks. POST: deletes everything now.
pub const DELETE: &str = "/radera";
/// The visit is over.
pub const OVER: &str = "/slut";
/// Who can see what, and what has happened in this visit.
pub const SEEN: &str = "/vem-ser-vad";
/// POST: changes language (fields `sprak`, `till`).
pub const LANGUAGE: &str = "/sprak";
/// About the service and how it treats data.
pub const ABOUT: &str = "/om";
/// The accessibility statement.
pub const ACCESSIBILITY: &str = "/tillganglighet";
/// Style, script and fonts.
pub const ASSETS: &str = "/assets";
