use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use mn_http::ClientError;
use mn_seal::{Handle, ServerShare};
use mn_space::{
    Change, Deposited, Ear, Ended, Entry, Life, NodeId, Opening, Shown, SlotLabel, SpaceStore, StoreError,
    Stored,
};
use redis::{Script, Value, cmd};
use thiserror::Error;
use tokio_util::sync::{CancellationToken, DropGuard};
use zeroize::Zeroizing;

use crate::answer::{self, Answer};
use crate::connect::Line;
use crate::ear;
use crate::scripts::Scripts;
use crate::settings::{Limits, Settings};
use crate::written::{Written, beat, decimal, deposited, field, flag, micros};

/// So many visits are swept, or ended, by one script: the store does nothing else meanwhile.
const BATCH: usize = 200;
/// So many milliseconds after its last beat a node counts as dead.
const PULSE: u64 = 3_000;

/// Keeps sealed bytes in Valkey or Redis, for every node of the installation.
pub struct ValkeyStore {
    line: Arc<Line>,
    scripts: Scripts,
    limits: Limits,
    ears: CancellationToken,
    _ears_end_with_it: DropGuard,
}

/// Why a store cannot be worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CheckError {
    /// Nothing answers there, or not in TLS that is vouched for.
    #[error("the store of visits cannot be reached")]
    Unreachable,
    /// It does not let us in, or not do what we need: see `deploy/README.md` for the access list.
    #[error("the store of visits refuses: user, password or access list are not as they should be")]
    Refused,
}

/// Whether an operation may be sent again when the connection broke before its answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// It changes nothing, or changes it to the same.
    Harmless,
    /// It might be done twice.
    Never,
}

impl ValkeyStore {
    /// Prepares the store; nothing is sent.
    ///
    /// # Errors
    /// [`ClientError`] when authorities, certificate or host name cannot be used.
    pub fn new(settings: Settings) -> Result<Self, ClientError> {
        let (limits, ears) = (settings.limits, CancellationToken::new());
        Ok(Self {
            line: Arc::new(Line::new(settings)?),
            scripts: Scripts::new(),
            limits,
            _ears_end_with_it: ears.clone().drop_guard(),
            ears,
        })
    }

    /// Looks whether the store answers, lets us in, and runs scripts.
    ///
    /// # Errors
    /// [`CheckError`].
    pub async fn check(&self) -> Result<(), CheckError> {
        let (_, mut connection) = self.line.get().await.map_err(|error| {
            if error.refused {
                CheckError::Refused
            } else {
                CheckError::Unreachable
            }
        })?;
        let answer: Result<Vec<Value>, _> = self.scripts.epoch.invoke_async(&mut connection).await;
        match answer {
            Ok(_) => Ok(()),
            Err(error) if error.is_io_error() || error.is_timeout() => Err(CheckError::Unreachable),
            Err(_) => Err(CheckError::Refused),
        }
    }

    /// Runs a script on a visit.
    async fn run(&self, script: &Script, again: Again, args: &[&[u8]]) -> Result<Answer, StoreError> {
        let mut invocation = script.prepare_invoke();
        for arg in args {
            invocation.arg(*arg);
        }
        let mut tries = if again == Again::Harmless { 2 } else { 1 };
        loop {
            let got = self.line.get().await.map_err(|_| StoreError::Unavailable)?;
            let (number, mut connection) = got;
            tries -= 1;
            match invocation.invoke_async::<Vec<Value>>(&mut connection).await {
                Ok(values) => return Answer::of(values),
                Err(error) if error.is_unrecoverable_error() || error.is_timeout() => {
                    self.line.broke(number).await;
                    if tries == 0 {
                        return Err(StoreError::Unavailable);
                    }
                }
                Err(_) => return Err(StoreError::Unavailable),
            }
        }
    }

    /// Sends one plain command that changes nothing, or changes it to the same.
    async fn ask(&self, command: &redis::Cmd) -> Result<i64, StoreError> {
        for _ in 0..2 {
            let got = self.line.get().await.map_err(|_| StoreError::Unavailable)?;
            let (number, mut connection) = got;
            match command.query_async::<Value>(&mut connection).await {
                Ok(Value::Int(count)) => return Ok(count),
                Ok(_) => return Ok(0),
                Err(error) if error.is_unrecoverable_error() || error.is_timeout() => {
                    self.line.broke(number).await;
                }
                Err(_) => return Err(StoreError::Unavailable),
            }
        }
        Err(StoreError::Unavailable)
    }

    async fn change(
        &self,
        handle: &Handle,
        deposit: &[u8],
        change: Option<Change>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (now, most) = (micros(now), decimal(self.limits.visit_bytes));
        let mut args: Vec<&[u8]> = vec![handle.as_bytes(), &now, deposit, &most];
        let change = change.map(Written::of).transpose()?;
        if let Some(change) = &change {
            args.extend(change.args());
        }
        let script = &self.scripts.change;
        self.run(script, Again::Never, &args).await.map(drop)
    }
}

#[async_trait]
impl SpaceStore for ValkeyStore {
    fn is_shared(&self) -> bool {
        true
    }

    async fn epoch(&self) -> Result<u64, StoreError> {
        self.run(&self.scripts.epoch, Again::Harmless, &[])
            .await?
            .number()
    }

    async fn begin(&self, handle: Handle, opening: Opening) -> Result<(), StoreError> {
        let index = opening.index.ok_or(StoreError::Conflict)?;
        let index_bytes = index.sealed.ok_or(StoreError::Conflict)?;
        let (visits, bytes) = (decimal(self.limits.visits), decimal(self.limits.bytes));
        let gone_by = opening.gone_by.as_millisecond().to_string().into_bytes();
        let args: [&[u8]; 12] = [
            handle.as_bytes(),
            b"",
            opening.share.as_bytes(),
            &opening.pseudonym,
            &opening.header,
            &micros(opening.life.ends_at),
            flag(opening.life.is_last),
            &gone_by,
            &index.revision.to_be_bytes(),
            &index_bytes,
            &visits,
            &bytes,
        ];
        self.line.share_carried();
        let script = &self.scripts.begin;
        self.run(script, Again::Never, &args).await.map(drop)
    }

    async fn entry(&self, handle: &Handle) -> Result<Entry, StoreError> {
        self.line.share_carried();
        let script = &self.scripts.entry;
        let mut answer = self.run(script, Again::Harmless, &[handle.as_bytes()]).await?;
        let epoch = answer.number()?;
        let share = Zeroizing::new(answer::array::<32>(answer.bytes()?)?);
        Ok(Entry {
            epoch,
            share: ServerShare::from_bytes(&share),
            header: answer.bytes()?,
            life: answer.life()?,
            waiting: usize::try_from(answer.number()?).map_err(|_| StoreError::Unavailable)?,
        })
    }

    async fn touch(
        &self,
        handle: &Handle,
        ends_at: Timestamp,
        is_last: bool,
        now: Timestamp,
    ) -> Result<Life, StoreError> {
        let (now, ends_at) = (micros(now), micros(ends_at));
        let args: [&[u8]; 5] = [handle.as_bytes(), &now, b"touch", &ends_at, flag(is_last)];
        self.run(&self.scripts.live, Again::Harmless, &args).await?.life()
    }

    async fn hold(
        &self,
        handle: &Handle,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Life, StoreError> {
        let (now, until) = (micros(now), until.map(micros).unwrap_or_default());
        let args: [&[u8]; 4] = [handle.as_bytes(), &now, b"hold", &until];
        self.run(&self.scripts.live, Again::Harmless, &args).await?.life()
    }

    async fn slots(&self, handle: &Handle, now: Timestamp) -> Result<Vec<SlotLabel>, StoreError> {
        let args: [&[u8]; 2] = [handle.as_bytes(), &micros(now)];
        let mut answer = self.run(&self.scripts.slots, Again::Harmless, &args).await?;
        answer::labels(answer.list()?)
    }

    async fn read(&self, handle: &Handle, slot: &SlotLabel, now: Timestamp) -> Result<Shown, StoreError> {
        let args: [&[u8]; 3] = [handle.as_bytes(), &micros(now), slot.as_bytes()];
        let mut answer = self.run(&self.scripts.read, Again::Harmless, &args).await?;
        let index = Some(answer.stored()?);
        Ok(Shown {
            index,
            slot: answer.stored()?,
        })
    }

    async fn index(&self, handle: &Handle, now: Timestamp) -> Result<Option<Stored>, StoreError> {
        let args: [&[u8]; 2] = [handle.as_bytes(), &micros(now)];
        let mut answer = self.run(&self.scripts.read, Again::Harmless, &args).await?;
        answer.stored().map(Some)
    }

    async fn swap(&self, handle: &Handle, change: Change, now: Timestamp) -> Result<(), StoreError> {
        self.change(handle, b"", Some(change), now).await
    }

    async fn deposit(
        &self,
        handle: &Handle,
        slot: &SlotLabel,
        sealed: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (now, most) = (micros(now), decimal(self.limits.visit_bytes));
        let args: [&[u8]; 5] = [handle.as_bytes(), &now, slot.as_bytes(), &sealed, &most];
        let script = &self.scripts.deposit;
        self.run(script, Again::Never, &args).await.map(drop)
    }

    async fn deposits(&self, handle: &Handle, now: Timestamp) -> Result<Vec<Deposited>, StoreError> {
        let args: [&[u8]; 2] = [handle.as_bytes(), &micros(now)];
        let mut answer = self.run(&self.scripts.deposits, Again::Harmless, &args).await?;
        let mut waiting = Vec::new();
        let mut fields = answer.list()?.into_iter();
        while let (Some(field), Some(sealed)) = (fields.next(), fields.next()) {
            waiting.push(deposited(&answer::bytes(field)?, answer::bytes(sealed)?)?);
        }
        waiting.sort_by_key(|deposit| deposit.number);
        Ok(waiting)
    }

    async fn settle(
        &self,
        handle: &Handle,
        deposit: &Deposited,
        change: Option<Change>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.change(handle, &field(deposit), change, now).await
    }

    async fn end(&self, handle: &Handle) -> Result<Ended, StoreError> {
        let script = &self.scripts.end;
        let mut answer = self.run(script, Again::Never, &[handle.as_bytes()]).await?;
        answer.ended()?.pop().ok_or(StoreError::Gone)
    }

    async fn holds(&self, handle: &Handle) -> Result<bool, StoreError> {
        let mut command = cmd("EXISTS");
        for kind in ["k", "v", "s", "d"] {
            command.arg([b"mn:", kind.as_bytes(), b":", handle.as_bytes()].concat());
        }
        self.ask(&command).await.map(|count| count > 0)
    }

    async fn sweep(&self, now: Timestamp) -> Result<Vec<Ended>, StoreError> {
        let (most, now) = (decimal(BATCH), micros(now));
        let mut all = Vec::new();
        loop {
            let script = &self.scripts.sweep;
            let mut answer = self.run(script, Again::Never, &[&most, &now]).await?;
            all.extend(answer.ended()?);
            if answer.number()? < BATCH as u64 {
                return Ok(all);
            }
        }
    }

    async fn seal_all(&self) -> Result<Vec<Ended>, StoreError> {
        let mut answer = self.run(&self.scripts.seal, Again::Harmless, &[]).await?;
        let handles = answer.list()?.into_iter().map(answer::bytes);
        let handles = handles.collect::<Result<Vec<_>, _>>()?;
        let mut all = Vec::new();
        for batch in handles.chunks(BATCH) {
            let args: Vec<&[u8]> = batch.iter().map(Vec::as_slice).collect();
            match self.run(&self.scripts.end, Again::Never, &args).await {
                Ok(mut answer) => all.extend(answer.ended()?),
                Err(StoreError::Gone) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    async fn beat(&self, node: &NodeId) -> Result<(), StoreError> {
        let mut command = cmd("SET");
        command.arg(beat(node)).arg("1").arg("PX").arg(PULSE);
        self.ask(&command).await.map(drop)
    }

    async fn is_alive(&self, node: &NodeId) -> Result<bool, StoreError> {
        let mut command = cmd("EXISTS");
        command.arg(beat(node));
        self.ask(&command).await.map(|count| count > 0)
    }

    fn listen(&self, ear: Ear) {
        let (line, ended) = (Arc::clone(&self.line), self.ears.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = ended.cancelled() => {}
                () = line.leave_shares() => {}
                () = ear::listen(Arc::clone(&line), ear) => {}
            }
        });
    }
}
