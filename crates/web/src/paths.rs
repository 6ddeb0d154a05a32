//! The addresses of the citizen's pages, in one place: routes and templates name the same constants.

use mn_form::RowRef;

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
/// Where a source that met the citizen itself sends the browser back: `/tillbaka/{source}`.
pub const BACK: &str = "/tillbaka";
/// What was fetched; `/uppgifter/{source}` explains one source's values.
pub const VALUES: &str = "/uppgifter";
/// The page about one value that is not right: whom to tell. POST: what is right instead (fields `text`, `revision`).
#[must_use]
pub fn wrong(value: &RowRef) -> String {
    format!("{VALUES}/{}/stammer-inte?varde={value}", value.source)
}
/// GET: adds a file of one's own, and tells which there are; `/egna-filer/{number}` is one. POST: adds one (multipart: `fil`).
pub const OWN_FILES: &str = "/egna-filer";
/// POST: removes one file (field `fil`).
pub const OWN_FILE_REMOVE: &str = "/egna-filer/ta-bort";
/// The end of a file's address where it is given back as it came.
pub const OWN_FILE_ITSELF: &str = "/filen";
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
/// The name that a saved receipt of a deletion gets.
pub const DELETION_RECEIPT: &str = "raderingskvitto.jws";
/// The public half of the key that signs receipts of deletions, as PEM.
pub const RECEIPT_KEY: &str = "/kvitto-nyckel.pem";
/// The name that it gets when it is saved.
pub const RECEIPT_KEY_FILE: &str = "kvitto-nyckel.pem";
/// The visit is over.
pub const OVER: &str = "/slut";
/// Who can see what, and what has happened in this visit.
pub const SEEN: &str = "/vem-ser-vad";
/// GET: offers a copy of everything. POST: gives it (field `som`: `html` or `json`).
pub const COPY: &str = "/kopia";
/// POST: gives a copy of the journal (field `som`: `html` or `json`).
pub const JOURNAL: &str = "/vem-ser-vad/kopia";
/// Takes home what was written, or brings it back.
pub const LATER: &str = "/fortsatt-senare";
/// POST: what was written, as a file (fields `losenfras`, `losenfras-igen`).
pub const LATER_SAVE: &str = "/fortsatt-senare/spara";
/// POST: brings a file back (multipart: `fil`, `losenfras`, `revision`).
pub const LATER_OPEN: &str = "/fortsatt-senare/oppna";
/// POST: changes language (fields `sprak`, `till`).
pub const LANGUAGE: &str = "/sprak";
/// About the service and how it treats data.
pub const ABOUT: &str = "/om";
/// The accessibility statement.
pub const ACCESSIBILITY: &str = "/tillganglighet";
/// Whether text is a path of this site, as browsers read it: they take a backslash for a slash, and leave out tabs and
/// line breaks wherever these stand.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// Style, script and fonts.
pub const ASSETS: &str = "/assets";

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn a_path_of_ours_leads_nowhere_else() {
        for ours in ["/", "/uppgifter/csn", "/ansokan/x/rad?rad=csn/0/a.b/0", "/a%09b"] {
            assert!(is_ours(ours), "{ours}");
        }
        let foreign = [
            "",
            "uppgifter",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/\0",
            "/ /evil.example",
            "/\u{e5}",
            "https://evil.example",
            "javascript:alert(1)",
        ];
        for foreign in foreign {
            assert!(!is_ours(foreign), "{foreign:?}");
        }
    }
}
