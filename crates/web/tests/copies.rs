//! The shapes of what a citizen downloads are documented.

use std::fs;
use std::path::Path;

#[test]
fn the_documented_shapes_are_those_that_are_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata/schema");
    for (name, schema) in [
        ("own-copy.schema.json", mn_web::copy::schema()),
        ("journal.schema.json", mn_web::copy::journal_schema()),
    ] {
        let known = fs::read_to_string(folder.join(name)).expect("a schema");
        assert!(
            known == schema,
            "{name} is not what the types say; run `cargo xtask schema`"
        );
    }
}
