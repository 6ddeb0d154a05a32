//! What the register says is proved, is proved by tests that exist.

use std::fs;
use std::path::Path;

use mn_risk::Register;

#[test]
fn every_test_that_the_register_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let register = Register::of_this_build().expect("the register is whole");
    for (risk, test) in register
        .risks()
        .iter()
        .flat_map(|risk| risk.tests.iter().map(move |test| (risk, test)))
    {
        let (file, name) = test
            .split_once(": ")
            .unwrap_or_else(|| panic!("{}: {test}", risk.id));
        let text = fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{}: no {file}", risk.id));
        assert!(
            text.contains(&format!("fn {name}(")),
            "{}: no {name} in {file}",
            risk.id
        );
    }
}
