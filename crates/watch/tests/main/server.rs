//! A real server on this machine that answers as told and remembers what it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How one request is answered; the last way is repeated.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    Status(u16),
    /// A status with one more header.
    With(u16, &'static str),
    /// No answer for as long as this.
    Hang(Duration),
    /// The connection is closed without an answer.
    Close,
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub at: Instant,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn id(&self) -> String {
        self.header("Detente-Event").unwrap_or_default().to_owned()
    }
}

pub(crate) struct Server {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    pub fn start(ways: &[Way]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (seen, ways) = (Arc::clone(&received), ways.to_vec());
        // The thread ends with the test process.
        std::thread::spawn(move || {
            for (at, stream) in listener.incoming().enumerate() {
                let way = *ways.get(at).unwrap_or_else(|| ways.last().unwrap());
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || answer(stream.unwrap(), way, &seen));
            }
        });
        Self { url, received }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// One request per connection: the answer says that it is closed.
fn answer(stream: TcpStream, way: Way, seen: &Mutex<Vec<Received>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let Some(first) = lines.first() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    seen.lock().unwrap().push(Received { at: Instant::now(), path, headers, body });
    let (status, header) = match way {
        Way::Status(status) => (status, ""),
        Way::With(status, header) => (status, header),
        Way::Hang(time) => return std::thread::sleep(time),
        Way::Close => return,
    };
    let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
    let text =
        format!("HTTP/1.1 {status} x\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n");
    let mut stream = stream;
    let _ = stream.write_all(text.as_bytes());
}
