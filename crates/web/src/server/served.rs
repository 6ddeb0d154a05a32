use std::collections::HashSet;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Marks a response as one that belongs to a visit, by the visit's end. Put into the response's extensions.
#[derive(Clone, Debug)]
pub struct ServedVisit {
    /// Names the visit within this process; the same for all responses of one visit.
    pub visit: [u8; 32],
    /// Cancelled when the visit ends.
    pub ended: CancellationToken,
}

/// Waits for the end of the first visit that one connection has served.
pub struct Ends {
    marks: mpsc::UnboundedReceiver<ServedVisit>,
    known: HashSet<[u8; 32]>,
    waiting: JoinSet<()>,
}

impl Ends {
    pub fn new() -> (mpsc::UnboundedSender<ServedVisit>, Self) {
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

    /// Returns when any visit that was marked has ended. Waits for ever when none was.
    pub async fn first(&mut self) {
        loop {
            tokio::select! {
                Some(mark) = self.marks.recv() => {
                    if self.known.insert(mark.visit) {
                        self.waiting.spawn(mark.ended.cancelled_owned());
                    }
                }
                Some(_) = self.waiting.join_next() => return,
                else => std::future::pending().await,
            }
        }
    }
}
