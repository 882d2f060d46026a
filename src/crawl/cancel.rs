//! Stopping a crawl from outside, with everything fetched so far kept.

use std::sync::Arc;

use tokio::sync::watch;

/// Waits until somebody asks the process to stop; false when the system gives no signals.
#[cfg(unix)]
async fn asked() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut ended) = signal(SignalKind::terminate()) else {
        return tokio::signal::ctrl_c().await.is_ok();
    };
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed.is_ok(),
        told = ended.recv() => told.is_some(),
    }
}

#[cfg(not(unix))]
async fn asked() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}

/// A request to stop, shared by whoever may make it and the crawls that heed it.
#[derive(Debug, Clone)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Default for Cancel {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Cancel {
    /// Returns a request that an interrupt from the keyboard makes, or who ends the program
    /// (SIGTERM: a shutdown, a time limit). A second one ends the process at once with exit
    /// code 130.
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
                    if !asked().await {
                        return;
                    }
                    shared.cancel();
                    if asked().await {
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
