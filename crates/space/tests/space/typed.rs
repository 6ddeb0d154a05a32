use mn_space::{SlotName, SpaceError, Typed, WriteError};

use crate::house::House;

const NUMBERS: Typed<Vec<u32>> = Typed::new(SlotName::Asked);
const WORDS: Typed<Vec<String>> = Typed::new(SlotName::Asked);

#[tokio::test]
async fn a_typed_slot_gives_back_what_was_written_with_its_revision() {
    let (_, visit) = House::new().begin().await;
    assert_eq!(NUMBERS.read(&visit).await, Ok(None));
    let revision = NUMBERS.write(&visit, 0, &vec![1, 2]).await.unwrap();
    assert_eq!(NUMBERS.read(&visit).await, Ok(Some((revision, vec![1, 2]))));
    let next = NUMBERS.write(&visit, revision, &vec![3]).await.unwrap();
    assert_eq!(NUMBERS.read(&visit).await, Ok(Some((next, vec![3]))));
    NUMBERS.delete(&visit).await.unwrap();
    assert_eq!(NUMBERS.read(&visit).await, Ok(None));
}

#[tokio::test]
async fn of_two_who_write_a_typed_slot_at_once_one_is_told() {
    let (_, visit) = House::new().begin().await;
    let revision = NUMBERS.write(&visit, 0, &vec![1]).await.unwrap();
    NUMBERS.write(&visit, revision, &vec![2]).await.unwrap();
    for stale in [0, revision] {
        let late = NUMBERS.write(&visit, stale, &vec![3]).await;
        assert_eq!(late, Err(WriteError::Conflict));
    }
    assert_eq!(NUMBERS.read(&visit).await.unwrap().unwrap().1, [2]);
}

#[tokio::test]
async fn a_slot_that_holds_another_kind_is_broken() {
    let (_, visit) = House::new().begin().await;
    NUMBERS.write(&visit, 0, &vec![1]).await.unwrap();
    assert_eq!(WORDS.read(&visit).await, Err(SpaceError::Broken));
}
