use jiff::Timestamp;
use mn_space::{Change, Deposited, NodeId, SlotLabel, StoreError, Stored};

/// A change as the script takes it.
pub struct Written {
    change: Change,
    revisions: [[u8; 8]; 4],
    index: Vec<u8>,
}

impl Written {
    /// A change that follows on nothing fits nowhere.
    pub fn of(mut change: Change) -> Result<Self, StoreError> {
        let index = change.index.take().ok_or(StoreError::Conflict)?;
        let before = |stored: &Stored| stored.revision.checked_sub(1).ok_or(StoreError::Conflict);
        let revisions = [
            before(&change.slot)?,
            change.slot.revision,
            before(&index)?,
            index.revision,
        ];
        Ok(Self {
            revisions: revisions.map(u64::to_be_bytes),
            index: index.sealed.ok_or(StoreError::Conflict)?,
            change,
        })
    }

    pub fn args(&self) -> [&[u8]; 8] {
        let [old, new, index_old, index_new] = &self.revisions;
        let sealed = self.change.slot.sealed.as_deref();
        [
            self.change.label.as_bytes(),
            old,
            new,
            if sealed.is_some() { b"1" } else { b"0" },
            sealed.unwrap_or_default(),
            index_old,
            index_new,
            &self.index,
        ]
    }
}

/// A moment in microseconds, in digits.
pub fn micros(moment: Timestamp) -> Vec<u8> {
    moment.as_microsecond().to_string().into_bytes()
}

/// A number in digits.
pub fn decimal(number: usize) -> Vec<u8> {
    number.to_string().into_bytes()
}

/// The name of a deposit within its visit.
pub fn field(deposit: &Deposited) -> Vec<u8> {
    [
        deposit.number.to_string().as_bytes(),
        b":",
        deposit.slot.as_bytes(),
    ]
    .concat()
}

/// A truth as one digit.
pub const fn flag(is_set: bool) -> &'static [u8] {
    if is_set { b"1" } else { b"0" }
}

/// Where a node's beat stands.
pub fn beat(node: &NodeId) -> String {
    format!("mn:n:{}", node.as_str())
}

/// A deposit out of its name and bytes.
pub fn deposited(field: &[u8], sealed: Vec<u8>) -> Result<Deposited, StoreError> {
    let parts = field.iter().position(|byte| *byte == b':');
    let (number, label) = parts
        .and_then(|at| field.split_at_checked(at))
        .ok_or(StoreError::Unavailable)?;
    let number = std::str::from_utf8(number)
        .ok()
        .and_then(|text| text.parse().ok());
    Ok(Deposited {
        number: number.ok_or(StoreError::Unavailable)?,
        slot: SlotLabel::from_bytes(label.get(1..).unwrap_or_default()),
        sealed,
    })
}
