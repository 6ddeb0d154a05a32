//! The search of the memory can fail: a build that wipes nothing is caught. `cargo xtask residue` searches the one
//! that ships.

use std::path::PathBuf;

use mn_tests::demo::program;
use mn_tests::residue::{Mode, Plan, Programs, may_search, measure};

/// An example of this package, beside the program that `MN_DEMO` or the build names.
fn leaky() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let release = here.ancestors().nth(2).unwrap();
    release.join("examples/leaky")
}

#[tokio::test]
async fn a_build_that_wipes_nothing_is_caught() {
    if !may_search() {
        assert!(
            std::env::var_os("MN_REQUIRE_ALL").is_none(),
            "the memory of others may not be read"
        );
        eprintln!("not run: the memory of others may not be read");
        return;
    }
    assert!(program().is_ok(), "the demo has not been built");
    let programs = Programs {
        service: leaky(),
        breaking: None,
    };
    let table = measure(&programs, Mode::Proxy, Plan::SMALL).await.unwrap();
    for case in ["a  alive, 10 s idle", "b  logged out, 1 s"] {
        let row = table.rows().iter().find(|row| row.case == case).unwrap();
        assert!(!row.hits.is_empty(), "{case}: nothing was found\n{table}");
    }
}
