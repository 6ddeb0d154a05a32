//! What the errors of the contract mean. Their words are never kept: they may quote the question.

use mn_domain::SourceState;

use crate::ssbtek::reading::{Fault, Origin};
use crate::ssbtek::tree::Element;

/// Reads `error`, `hamtaBastjanstInformationFault` or `testaBastjanstInformationFault`.
pub fn fault(error: &Element) -> Fault {
    let origin = match error.child("kalla").and_then(Element::text) {
        Some("SSBT") => Origin::Ssbt,
        Some("BT") => Origin::Bt,
        _ => Origin::Unknown,
    };
    Fault {
        origin,
        code: error.child("felkod").and_then(Element::text).and_then(shown),
    }
}

/// A code that may be shown and logged: short, plain, and with too few digits to be a person's number.
pub fn shown(code: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    (code.len() <= 40 && digits <= 7 && code.chars().all(plain)).then(|| code.to_owned())
}

/// The state of an agency that answered with an error.
pub fn state(fault: &Fault) -> SourceState {
    if fault.origin == Origin::Ssbt {
        return SourceState::Unavailable;
    }
    match fault.code.as_deref() {
        Some("400" | "-1004" | "-1005" | "-1006" | "-1007" | "LEFI-VERSION") => SourceState::Rejected,
        Some("401" | "403" | "OBEHORIG") => SourceState::NotEntitled,
        _ => SourceState::Unavailable,
    }
}

/// The state of one of Skatteverket's five parts, where 404 says that there is nothing.
pub fn state_of_part(fault: &Fault) -> SourceState {
    match (fault.origin, fault.code.as_deref()) {
        (Origin::Bt, Some("404")) => SourceState::NoHit,
        _ => state(fault),
    }
}

/// The state of every agency when the whole call failed: SOAP says whose fault it was.
pub fn state_of_call(fault: &Fault, faultcode: Option<&str>) -> SourceState {
    let by_code = state(fault);
    let ours = faultcode.map(|code| code.rsplit(':').next().unwrap_or(code));
    match ours {
        _ if by_code != SourceState::Unavailable => by_code,
        Some("Client" | "VersionMismatch" | "MustUnderstand") if fault.origin != Origin::Ssbt => {
            SourceState::Rejected
        }
        _ => SourceState::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_could_be_a_person_is_not_shown() {
        assert_eq!(shown("LEFI-VERSION").as_deref(), Some("LEFI-VERSION"));
        assert_eq!(shown("9071004").as_deref(), Some("9071004"));
        for bad in [
            "198501012382",
            "850101-2382",
            "fel <b>",
            "fel kod",
            &"x".repeat(41),
        ] {
            assert_eq!(shown(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_time_out_of_the_joint_service_is_worth_another_try() {
        let fault = |origin, code: &str| Fault {
            origin,
            code: Some(code.to_owned()),
        };
        assert_eq!(state(&fault(Origin::Ssbt, "400")), SourceState::Unavailable);
        assert_eq!(state(&fault(Origin::Bt, "403")), SourceState::NotEntitled);
        assert_eq!(state(&fault(Origin::Bt, "400")), SourceState::Rejected);
        assert_eq!(state(&fault(Origin::Bt, "500")), SourceState::Unavailable);
        assert_eq!(state_of_part(&fault(Origin::Bt, "404")), SourceState::NoHit);
        assert_eq!(state(&fault(Origin::Bt, "404")), SourceState::Unavailable);
    }
}
