use std::io::{self, Write};

use serde::Serialize;
use zeroize::Zeroizing;

use crate::pages::Problem;

/// Counts what would be written, so that the buffer never grows: growing would leave copies behind.
struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A copy as JSON, indented for people, in a buffer that is wiped when dropped.
///
/// # Errors
/// When it cannot be written.
pub fn json(copy: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let mut count = Count(1);
    serde_json::to_writer_pretty(&mut count, copy).map_err(|_| Problem::Broken)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(count.0));
    serde_json::to_writer_pretty(&mut *bytes, copy).map_err(|_| Problem::Broken)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffer_is_as_large_as_what_it_holds_from_the_beginning() {
        let bytes = json(&["6 200 kr", "\u{e5}"]).expect("written");
        assert_eq!(bytes.capacity(), bytes.len());
        assert_eq!(
            bytes.as_slice(),
            "[\n  \"6 200 kr\",\n  \"\u{e5}\"\n]\n".as_bytes()
        );
    }
}
