//! A webhook over HTTPS: a real server with a certificate that is right, wrong, and mended. Where
//! the system looks for authorities is told by SSL_CERT_FILE.

use crate::sandbox::{CARS, Ended, Sandbox};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SECRET: &str = "a secret of the test";

/// An authority that signs certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Self(CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// What a server with a certificate for `name` needs, valid until the end of `year`.
    fn server(&self, name: &str, year: i32) -> Arc<ServerConfig> {
        let mut parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (parameters.not_before, parameters.not_after) =
            (date_time_ymd(2020, 1, 1), date_time_ymd(year, 12, 31));
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.0).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        Arc::new(
            config
                .with_no_client_auth()
                .with_single_cert(vec![certificate.der().clone()], key)
                .unwrap(),
        )
    }
}

/// Head and body of a request.
type Request = (String, String);

/// Says 204 to every request, with the certificate of the moment; without one it does not speak
/// TLS.
struct Receiver {
    port: u16,
    certificate: Arc<Mutex<Option<Arc<ServerConfig>>>>,
    received: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    fn start(certificate: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (certificate, received) =
            (Arc::new(Mutex::new(certificate)), Arc::<Mutex<Vec<Request>>>::default());
        let (present, seen) = (Arc::clone(&certificate), Arc::clone(&received));
        // The thread ends with the test process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
                let present = present.lock().unwrap().clone();
                let done = match present {
                    Some(config) => {
                        answer(StreamOwned::new(ServerConnection::new(config).unwrap(), stream))
                    }
                    None => plain(stream),
                };
                seen.lock().unwrap().extend(done.ok());
            }
        });
        Self { port, certificate, received }
    }

    fn present(&self, certificate: Arc<ServerConfig>) {
        *self.certificate.lock().unwrap() = Some(certificate);
    }

    fn received(&self) -> Vec<Request> {
        self.received.lock().unwrap().clone()
    }
}

/// One request over TLS; an error if the client turns away.
fn answer(stream: StreamOwned<ServerConnection, TcpStream>) -> std::io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head += &line;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut stream = reader.into_inner();
    stream.write_all(b"HTTP/1.1 204 x\r\nConnection: close\r\n\r\n")?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok((head, String::from_utf8(body).unwrap()))
}

/// What a server of another protocol says.
fn plain(mut stream: TcpStream) -> std::io::Result<Request> {
    stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")?;
    std::io::copy(&mut stream, &mut std::io::sink())?;
    Err(std::io::ErrorKind::InvalidData.into())
}

/// A folder with a crossing to be told to `receiver` at `host`, and `authorities` as those that the
/// system trusts.
fn sandbox(receiver: &Receiver, host: &str, authorities: &str) -> Sandbox {
    let sandbox = Sandbox::toy();
    let url = format!("https://user:word@{host}:{}/hook?token=hidden", receiver.port);
    let threshold = "name = \"cars\"\ntable = \"trade\"\nkey = \"JPN/USA/C29\"\ncolumn = \"change_pct\"\nbelow = \"-20%\"";
    let webhook =
        format!("url = \"{url}\"\nsecret_env = \"SECRET\"\nbackoff = \"50ms\"\nattempts = 2");
    let file = format!(
        "scenarios = \"cars.toml\"\nworld = \"toy\"\n[[threshold]]\n{threshold}\n[webhook]\n{webhook}\n"
    );
    sandbox.write("watch.toml", file);
    sandbox.write("cars.toml", CARS);
    sandbox.write("authorities.pem", authorities);
    sandbox
}

fn command(sandbox: &Sandbox, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.args(["watch", "watch.toml"]).args(more).current_dir(sandbox.path(""));
    command
        .env("SSL_CERT_FILE", sandbox.path("authorities.pem"))
        .env_remove("SSL_CERT_DIR")
        .env("SECRET", SECRET);
    for proxy in
        ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    {
        command.env_remove(proxy);
    }
    command
}

fn look(sandbox: &Sandbox) -> Ended {
    let done = command(sandbox, &["--once", "--json"]).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
}

/// Whether a request is the one event of the sandbox, signed.
fn is_the_event(sandbox: &Sandbox, (head, body): &Request) {
    let event: serde_json::Value = serde_json::from_str(body).unwrap();
    let logged: serde_json::Value =
        serde_json::from_str(&sandbox.read("watch.state/events.jsonl")).unwrap();
    assert_eq!(event, logged);
    let header = |name: &str| {
        head.lines()
            .find_map(|line| line.split_once(':').filter(|(own, _)| own.eq_ignore_ascii_case(name)))
    };
    let signature = header(detente_watch::SIGNATURE).unwrap().1.trim();
    assert!(detente_watch::verify(SECRET.as_bytes(), signature, body).is_some(), "{signature}");
    assert_eq!(header("Detente-Event").unwrap().1.trim(), event["id"].as_str().unwrap());
    assert!(head.starts_with("POST /hook?token=hidden HTTP/1.1"), "{head}");
}

#[test]
fn a_certificate_of_a_trusted_authority_carries_the_signed_event() {
    let authority = Authority::new("Test");
    let receiver = Receiver::start(Some(authority.server("127.0.0.1", 4000)));
    let sandbox = sandbox(&receiver, "127.0.0.1", &authority.pem());
    let told = look(&sandbox);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{told:?}");
    let received = receiver.received();
    assert_eq!(received.len(), 1);
    is_the_event(&sandbox, &received[0]);
}

#[test]
fn a_certificate_that_is_not_right_is_refused_with_a_remedy_and_the_event_waits_for_it() {
    let (authority, other) = (Authority::new("Test"), Authority::new("Other"));
    let right = authority.server("127.0.0.1", 4000);
    let cases = [
        (
            Some(other.server("127.0.0.1", 4000)),
            "is signed by no authority that this system trusts; have the receiver",
        ),
        (
            Some(authority.server("elsewhere.example", 4000)),
            "is for `elsewhere.example`; write in `url` a name that it is for",
        ),
        (
            Some(authority.server("127.0.0.1", 2021)),
            "was valid until 2021-12-31T00:00:00Z; have it renewed",
        ),
        (
            None,
            "answers, but not in HTTPS; is it the right port, or should `url` begin with http://?",
        ),
    ];
    for (wrong, why) in cases {
        let receiver = Receiver::start(wrong);
        let sandbox = sandbox(&receiver, "127.0.0.1", &authority.pem());
        let refused = look(&sandbox);
        assert_eq!((refused.code, receiver.received().len()), (1, 0), "{refused:?}");
        assert_eq!(refused.err.matches(why).count(), 2, "two attempts: {}", refused.err);
        assert!(
            refused.err.contains("given up until the next start after 2 attempts"),
            "{}",
            refused.err
        );
        assert!(refused.err.contains(&format!("`127.0.0.1:{}`", receiver.port)), "{}", refused.err);
        assert!(
            !refused.err.contains("word") && !refused.err.contains("hidden"),
            "{}",
            refused.err
        );
        receiver.present(Arc::clone(&right));
        let mended = look(&sandbox);
        assert_eq!(
            (mended.code, mended.out.as_str()),
            (0, ""),
            "delivered, not printed again: {mended:?}"
        );
        let received = receiver.received();
        assert_eq!(received.len(), 1, "{why}");
        is_the_event(&sandbox, &received[0]);
    }
}

#[test]
fn a_system_without_authorities_says_so() {
    let receiver = Receiver::start(Some(Authority::new("Test").server("127.0.0.1", 4000)));
    let refused = look(&sandbox(&receiver, "127.0.0.1", ""));
    assert_eq!((refused.code, receiver.received().len()), (1, 0), "{refused:?}");
    assert!(
        refused.err.contains("this system names no authority whose certificates are trusted"),
        "{}",
        refused.err
    );
}

#[test]
fn an_authority_that_is_added_while_the_watch_goes_on_is_seen_by_the_next_attempt() {
    let (authority, other) = (Authority::new("Test"), Authority::new("Other"));
    let receiver = Receiver::start(Some(authority.server("127.0.0.1", 4000)));
    let sandbox = sandbox(&receiver, "127.0.0.1", &other.pem());
    sandbox.edit("watch.toml", "attempts = 2", "attempts = 1000");
    let mut child =
        command(&sandbox, &[]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    let refused =
        said.find_map(|line| line.ok().filter(|line| line.contains("attempt 1 for event")));
    assert!(refused.unwrap().contains("is signed by no authority that this system trusts"));
    sandbox.write("authorities.pem", authority.pem());
    let begun = Instant::now();
    while receiver.received().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the authority was not seen");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success()
    );
    // Read to the end, or the child waits for somebody to read what it says.
    said.for_each(drop);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    is_the_event(&sandbox, &receiver.received()[0]);
}
