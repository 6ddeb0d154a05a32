use jiff::Timestamp;
use mn_seal::Handle;
use mn_space::{Ended, Life, SlotLabel, StoreError, Stored};
use redis::Value;

/// What a script answered, read from left to right. What does not look like an answer of ours is
/// [`StoreError::Unavailable`].
pub struct Answer(std::vec::IntoIter<Value>);

impl Answer {
    /// Takes the first number off, which tells whether it was done.
    pub fn of(values: Vec<Value>) -> Result<Self, StoreError> {
        let mut answer = Self(values.into_iter());
        match answer.number()? {
            0 => Ok(answer),
            1 => Err(StoreError::Gone),
            2 => Err(StoreError::Conflict),
            3 => Err(StoreError::Full),
            _ => Err(StoreError::Unavailable),
        }
    }

    fn next(&mut self) -> Result<Value, StoreError> {
        self.0.next().ok_or(StoreError::Unavailable)
    }

    /// A number, however it was sent.
    pub fn number(&mut self) -> Result<u64, StoreError> {
        match self.next()? {
            Value::Int(number) => u64::try_from(number).map_err(|_| StoreError::Unavailable),
            value => text(&bytes(value)?)?.parse().map_err(|_| StoreError::Unavailable),
        }
    }

    /// Bytes that must be there.
    pub fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        bytes(self.next()?)
    }

    /// Bytes that may be missing.
    pub fn optional(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        match self.0.next() {
            None | Some(Value::Nil) => Ok(None),
            Some(value) => bytes(value).map(Some),
        }
    }

    /// A list of values.
    pub fn list(&mut self) -> Result<Vec<Value>, StoreError> {
        list(self.next()?)
    }

    /// A revision and what was sealed under it; revision 0 where there is none.
    pub fn stored(&mut self) -> Result<Stored, StoreError> {
        let (revision, sealed) = (self.optional()?, self.optional()?);
        let revision = match revision {
            None => 0,
            Some(bytes) => u64::from_be_bytes(bytes.try_into().map_err(|_| StoreError::Unavailable)?),
        };
        Ok(Stored { revision, sealed })
    }

    /// Idle deadline, whether it is the last, hold.
    pub fn life(&mut self) -> Result<Life, StoreError> {
        Ok(Life {
            ends_at: moment(&self.bytes()?)?.ok_or(StoreError::Unavailable)?,
            is_last: self.bytes()? == b"1",
            held_until: moment(&self.bytes()?)?,
        })
    }

    /// The visits that a script ended.
    pub fn ended(&mut self) -> Result<Vec<Ended>, StoreError> {
        self.list()?.into_iter().map(ended).collect()
    }
}

fn ended(value: Value) -> Result<Ended, StoreError> {
    let mut parts = Answer(list(value)?.into_iter());
    let handle = Handle::from_bytes(array(parts.bytes()?)?);
    let pseudonym = array(parts.bytes()?)?;
    let life = Life {
        ends_at: Timestamp::UNIX_EPOCH,
        is_last: parts.bytes()? == b"1",
        held_until: None,
    };
    let mut slots = labels(parts.list()?)?;
    slots.sort();
    slots.dedup();
    Ok(Ended {
        handle,
        pseudonym,
        reason: life.reason(),
        slots,
    })
}

/// Labels of slots.
pub fn labels(values: Vec<Value>) -> Result<Vec<SlotLabel>, StoreError> {
    let labels = values.into_iter();
    labels
        .map(|label| Ok(SlotLabel::from_bytes(&bytes(label)?)))
        .collect()
}

/// Bytes of one value.
pub fn bytes(value: Value) -> Result<Vec<u8>, StoreError> {
    match value {
        Value::BulkString(bytes) => Ok(bytes),
        _ => Err(StoreError::Unavailable),
    }
}

/// Bytes of a known length.
pub fn array<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Unavailable)
}

fn list(value: Value) -> Result<Vec<Value>, StoreError> {
    match value {
        Value::Array(values) => Ok(values),
        _ => Err(StoreError::Unavailable),
    }
}

fn text(bytes: &[u8]) -> Result<&str, StoreError> {
    std::str::from_utf8(bytes).map_err(|_| StoreError::Unavailable)
}

/// Microseconds since 1970, in digits; nothing where there are none.
fn moment(bytes: &[u8]) -> Result<Option<Timestamp>, StoreError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let micros: i64 = text(bytes)?.parse().map_err(|_| StoreError::Unavailable)?;
    let moment = Timestamp::from_microsecond(micros);
    moment.map(Some).map_err(|_| StoreError::Unavailable)
}
