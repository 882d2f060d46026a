//! A small HTTP server for the integration tests: it does exactly what a test says, right
//! or wrong, keeps a log of who asked for what and when, and stops when it is dropped.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// One request as the server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// When its head was complete.
    pub(crate) at: Instant,
    /// The client's port: the same for all requests of one connection.
    pub(crate) port: u16,
    /// `GET`, `HEAD` …
    pub(crate) method: String,
    /// Path and query as sent.
    pub(crate) target: String,
    /// Header fields, names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
}

impl Request {
    /// Returns a header field, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// What the server does about a request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// A proper answer; the connection stays open. HEAD gets the header only.
    Proper {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// These bytes, then the connection is closed.
    Raw(Vec<u8>),
    /// A header, then one byte of body after each pause, for ever.
    Drip(Duration),
    /// The connection is reset without a word.
    Reset,
    /// Nothing is ever answered.
    Hang,
}

impl Answer {
    /// A page.
    pub(crate) fn html(body: impl Into<String>) -> Self {
        Self::bytes("text/html; charset=utf-8", body.into().into_bytes())
    }

    /// A body of some type.
    pub(crate) fn bytes(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::Proper {
            status: 200,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }

    /// An answer without a body.
    pub(crate) fn status(status: u16) -> Self {
        Self::Proper {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A redirect.
    pub(crate) fn redirect(to: &str) -> Self {
        Self::status(302).with("location", to)
    }

    /// Adds a header field to a proper answer.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Proper { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

type Handler = dyn Fn(&Request) -> Answer + Send + Sync;

/// The server; drop it to stop it.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    handler: Box<Handler>,
    log: Mutex<Vec<Request>>,
    open: Mutex<Vec<TcpStream>>,
    stopped: AtomicBool,
}

impl Server {
    /// Starts a server that answers by a function.
    pub(crate) fn start(handler: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            log: Mutex::default(),
            open: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if of_thread.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                if let Ok(copy) = stream.try_clone() {
                    of_thread.open.lock().unwrap().push(copy);
                }
                let shared = Arc::clone(&of_thread);
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        Self {
            address,
            shared,
            thread: Some(thread),
        }
    }

    /// Starts a server of these pages (path and HTML); anything else is a 404.
    pub(crate) fn of_pages<const N: usize>(pages: [(&str, &str); N]) -> Self {
        let pages: BTreeMap<String, String> = pages
            .iter()
            .map(|(path, html)| ((*path).to_owned(), (*html).to_owned()))
            .collect();
        Self::start(move |request| match pages.get(&request.target) {
            Some(html) => Answer::html(html.clone()),
            None => Answer::status(404),
        })
    }

    /// Starts a server of the files in a directory; a path that ends in `/` is its
    /// `index.html`.
    #[allow(dead_code, reason = "for the tests of whole sites")]
    pub(crate) fn of_directory(root: &Path) -> Self {
        let root = root.to_owned();
        Self::start(move |request| {
            let path = request.target.split('?').next().unwrap_or_default();
            let mut file = root.clone();
            file.extend(
                path.split('/')
                    .filter(|part| !matches!(*part, "" | "." | "..")),
            );
            if path.ends_with('/') {
                file.push("index.html");
            }
            let kind = match file.extension().and_then(|ending| ending.to_str()) {
                Some("html" | "htm" | "shtml") => "text/html",
                Some("txt") => "text/plain",
                Some("xml") => "text/xml",
                Some("css") => "text/css",
                Some("js") => "text/javascript",
                _ => "application/octet-stream",
            };
            match std::fs::read(&file) {
                Ok(body) => Answer::bytes(kind, body),
                Err(_) => Answer::status(404),
            }
        })
    }

    /// Returns the address of a path on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns host and port.
    pub(crate) fn authority(&self) -> String {
        self.address.to_string()
    }

    /// Returns every request so far, in order of arrival.
    pub(crate) fn log(&self) -> Vec<Request> {
        self.shared.log.lock().unwrap().clone()
    }

    /// Returns the targets asked for, without robots.txt and sitemap.xml, in order of
    /// arrival; with the method unless it was GET.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.log()
            .into_iter()
            .filter(|request| !matches!(request.target.as_str(), "/robots.txt" | "/sitemap.xml"))
            .map(|request| match request.method.as_str() {
                "GET" => request.target,
                method => format!("{method} {}", request.target),
            })
            .collect()
    }

    /// Returns the requests for one target.
    pub(crate) fn asked_for(&self, target: &str) -> Vec<Request> {
        let mut log = self.log();
        log.retain(|request| request.target == target);
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        for stream in self.shared.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        while !self.stopped.load(Ordering::SeqCst) {
            let Some((length, request)) = peek_head(&stream) else {
                return;
            };
            self.log.lock().unwrap().push(request.clone());
            let answer = (self.handler)(&request);
            if matches!(answer, Answer::Reset) {
                // What was sent is still unread, so closing resets the connection. The copy
                // kept for stopping must go too, or it is not closed.
                self.forget(&stream);
                return;
            }
            let mut head = vec![0; length];
            if stream.read_exact(&mut head).is_err() || !self.answer(&mut stream, &request, answer)
            {
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
        }
    }

    /// Answers; tells whether the connection stays open.
    fn answer(&self, stream: &mut TcpStream, request: &Request, answer: Answer) -> bool {
        match answer {
            Answer::Proper {
                status,
                headers,
                body,
            } => {
                let mut text = format!(
                    "HTTP/1.1 {status} Test\r\ncontent-length: {}\r\n",
                    body.len()
                );
                for (name, value) in headers {
                    text.push_str(&format!("{name}: {value}\r\n"));
                }
                text.push_str("\r\n");
                let mut bytes = text.into_bytes();
                if request.method != "HEAD" {
                    bytes.extend(body);
                }
                stream.write_all(&bytes).is_ok()
            }
            Answer::Raw(bytes) => {
                let _ = stream.write_all(&bytes);
                false
            }
            Answer::Drip(pause) => {
                let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<";
                let mut going = stream.write_all(head).is_ok();
                while going && !self.stopped.load(Ordering::SeqCst) {
                    std::thread::sleep(pause);
                    going = stream.write_all(b"x").is_ok();
                }
                false
            }
            Answer::Reset => false,
            Answer::Hang => {
                // Until the other side gives up.
                let _ = stream.read(&mut [0]);
                false
            }
        }
    }

    fn forget(&self, stream: &TcpStream) {
        let peer = stream.peer_addr().ok();
        self.open
            .lock()
            .unwrap()
            .retain(|copy| copy.peer_addr().ok() != peer);
    }
}

/// Waits for a whole request head without taking it off the connection; returns its length
/// and the request.
fn peek_head(stream: &TcpStream) -> Option<(usize, Request)> {
    let mut buffer = vec![0; 64 * 1024];
    let mut seen = 0;
    loop {
        let length = stream.peek(&mut buffer).ok()?;
        if length == 0 {
            return None;
        }
        if let Some(end) = buffer[..length]
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
        {
            let text = String::from_utf8_lossy(&buffer[..end]).into_owned();
            let mut lines = text.split("\r\n");
            let mut first = lines.next()?.split(' ');
            let request = Request {
                at: Instant::now(),
                port: stream.peer_addr().ok()?.port(),
                method: first.next()?.to_owned(),
                target: first.next()?.to_owned(),
                headers: lines
                    .filter_map(|line| line.split_once(':'))
                    .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                    .collect(),
            };
            return Some((end + 4, request));
        }
        if length == seen {
            std::thread::sleep(Duration::from_millis(1));
        }
        seen = length;
    }
}
