//! Stopping a crawl from outside, with everything fetched so far kept.

use std::sync::Arc;

use tokio::sync::watch;

/// A request to stop, shared by whoever may make it and the crawls that heed it.
#[derive(Debug, Clone)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Default for Cancel {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Cancel {
    /// Returns a request that an interrupt from the keyboard makes. A second interrupt ends
    /// the process at once with exit code 130.
    ///
    /// # Errors
    ///
    /// Fails when the system gives no thread or no signals.
    pub fn on_interrupt() -> std::io::Result<Self> {
        let cancel = Self::default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        let shared = cancel.clone();
        std::thread::Builder::new()
            .name("interrupt".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    if tokio::signal::ctrl_c().await.is_err() {
                        return;
                    }
                    shared.cancel();
                    if tokio::signal::ctrl_c().await.is_ok() {
                        // Asked for twice, so nothing may delay it.
                        std::process::exit(130);
                    }
                });
            })?;
        Ok(cancel)
    }

    /// Asks to stop; it can not be taken back.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Tells whether stopping was asked for.
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns a receiver that turns true when stopping is asked for.
    pub(super) fn watch(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }
}
