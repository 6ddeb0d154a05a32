use mn_domain::{Amount, SourceState};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{World, payment, stored};

/// An amount in öre as people may write it.
fn written(ore: u64, spaced: bool, comma: bool) -> String {
    let whole = (ore / 100).to_string();
    let whole = if spaced && whole.len() > 3 {
        let (head, tail) = whole.split_at(whole.len() - 3);
        format!("{head} {tail}")
    } else {
        whole
    };
    format!("{whole}{}{:02}", if comma { "," } else { "." }, ore % 100)
}

fn amount(ore: u64) -> Amount {
    format!("{}.{:02}", ore / 100, ore % 100).parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_are_exact_to_the_ore(own in prop::collection::vec((0_u64..100_000_000, any::<bool>(), any::<bool>()), 1..20)) {
        let world = World::new();
        let mut draft = world.filled();
        let mut fields = vec![
            ("har_inkomster".to_owned(), "yes".to_owned()),
            ("vantar".to_owned(), "no".to_owned()),
            ("tillgangar".to_owned(), "no".to_owned()),
        ];
        for (row, (ore, spaced, comma)) in own.iter().enumerate() {
            fields.push((format!("egna_inkomster.{row}.slag"), "lon".to_owned()));
            fields.push((format!("egna_inkomster.{row}.belopp"), written(*ore, *spaced, *comma)));
            fields.push((format!("egna_inkomster.{row}.datum"), "2026-11-01".to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        prop_assert!(world.post(&mut draft, "egna", &fields).is_done());
        let page = draft.review(&world.case());
        let completed = draft.complete(&world.case(), &page.digest).unwrap();
        let application: Value = serde_json::from_slice(completed.application.expose()).unwrap();
        let total = own.iter().map(|(ore, _, _)| ore).sum::<u64>() + 329_200 + 271_700;
        prop_assert_eq!(application["sums"]["inkomster"].as_str().unwrap(), amount(total).to_string());
        prop_assert_eq!(application["answers"]["egna_inkomster"].as_array().unwrap().len(), own.len());
    }

    #[test]
    fn fetched_rows_sum_to_what_is_kept(kept in prop::collection::vec((0_u32..100_000, any::<bool>()), 0..20)) {
        let mut world = World::new();
        let answers = kept.iter().enumerate().flat_map(|(row, (kronor, _))| {
            payment(u16::try_from(row + 1).unwrap(), "2026-11-05", &kronor.to_string())
        });
        world.answers = vec![stored("csn", SourceState::Hit, answers.collect())];
        let mut draft = world.filled();
        for (row, _) in kept.iter().enumerate().filter(|(_, (_, keep))| !keep) {
            let name = format!("row.csn/{}/csn.utbetalning.belopp/0", row + 1);
            world.post(&mut draft, "hamtat", &[(&name, "leave_out")]);
        }
        let page = draft.review(&world.case());
        let sum: u32 = kept.iter().filter(|(_, keep)| *keep).map(|(kronor, _)| kronor).sum();
        let shown = page.review.sums.iter().find(|sum| sum.id.as_str() == "inkomster").unwrap();
        prop_assert_eq!(shown.amount.expose(), (amount(u64::from(sum) * 100) + amount(40_000)).swedish());
        prop_assert_eq!(page.counts().fetched + page.left_out.len(), kept.len());
    }

    #[test]
    fn nothing_that_is_sent_can_break_the_form(fields in prop::collection::vec((".{0,40}", ".{0,40}"), 0..20)) {
        let world = World::new();
        let mut draft = world.filled();
        for section in &world.definition.sections {
            draft.apply(&world.case(), section, &fields);
        }
        let page = draft.review(&world.case());
        let bytes = draft.to_sealed_bytes().unwrap();
        prop_assert!(mn_form::Draft::from_sealed_bytes(&world.definition, &bytes).is_ok());
        prop_assert!(draft.complete(&world.case(), &page.digest).is_err());
    }
}
