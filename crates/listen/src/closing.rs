use std::collections::HashSet;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Says that the connection which carries a response closes when something has ended, such as a citizen's visit.
/// Put into the response's extensions.
#[derive(Clone, Debug)]
pub struct ClosesWith {
    /// Names that something within this process; the same in all responses that belong to it.
    pub id: [u8; 32],
    /// Cancelled when it ends.
    pub ended: CancellationToken,
}

/// Waits for the first end of all that one connection has served.
pub struct Ends {
    marks: mpsc::UnboundedReceiver<ClosesWith>,
    known: HashSet<[u8; 32]>,
    waiting: JoinSet<()>,
}

impl Ends {
    pub fn new() -> (mpsc::UnboundedSender<ClosesWith>, Self) {
        let (sender, marks) = mpsc::unbounded_channel();
        (
            sender,
            Self {
                marks,
                known: HashSet::new(),
                waiting: JoinSet::new(),
            },
        )
    }

    /// Returns when anything that was marked has ended. Waits for ever when nothing was.
    pub async fn first(&mut self) {
        loop {
            tokio::select! {
                Some(mark) = self.marks.recv() => {
                    if self.known.insert(mark.id) {
                        self.waiting.spawn(mark.ended.cancelled_owned());
                    }
                }
                Some(_) = self.waiting.join_next() => return,
                else => std::future::pending().await,
            }
        }
    }
}
