//! Why did a request not arrive, and what is to be done about it?
//!
//! What a client meets on its way to a receiver is reported with the remedy, above all where HTTPS
//! refuses: a certificate can be mended while the event waits.

use rustls::CertificateError::{
    Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
    NotValidYetContext, UnknownIssuer,
};
use rustls::Error as Tls;
use std::io::ErrorKind;

/// What went wrong between here and the receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What is wrong and what to do, as one line.
    pub why: String,
    /// Whether it is about trust, for which the authorities of the system have to be read again.
    pub trust: bool,
}

/// The failure behind the error of a request to the receiver `name` (host, with its port where one
/// is written).
pub(crate) fn of_error(error: &ureq::Error, name: &str) -> Failure {
    let plain = |why: String| Failure { why, trust: false };
    match error {
        ureq::Error::Timeout(_) => plain("no answer in time".to_owned()),
        ureq::Error::HostNotFound => {
            plain(format!("no host is found under the name of `{name}`; is it spelled right?"))
        }
        ureq::Error::ConnectionFailed => plain(nobody(name)),
        ureq::Error::Rustls(tls) => of_tls(tls, name),
        ureq::Error::Io(source) => {
            match source.get_ref().and_then(|inner| inner.downcast_ref::<Tls>()) {
                Some(tls) => of_tls(tls, name),
                None if source.kind() == ErrorKind::ConnectionRefused => plain(nobody(name)),
                None => plain(format!("`{name}`: {source}")),
            }
        }
        other => plain(format!("`{name}`: {other}")),
    }
}

fn nobody(name: &str) -> String {
    format!("nobody accepts connections at `{name}`; is the receiver running?")
}

fn of_tls(error: &Tls, name: &str) -> Failure {
    let why = match error {
        Tls::InvalidCertificate(wrong) => certificate(wrong, name),
        // So says the verifier of the platform where it has found none.
        Tls::General(what) if what.contains("No CA certificates") => format!(
            "this system names no authority whose certificates are trusted, so that `{name}` cannot be; install them (the package \
             ca-certificates), or name a PEM file of them in SSL_CERT_FILE and start again"
        ),
        Tls::InvalidMessage(_) => {
            format!(
                "`{name}` answers, but not in HTTPS; is it the right port, or should `url` begin with http://?"
            )
        }
        other => format!("no HTTPS with `{name}`: {other}"),
    };
    Failure { why, trust: true }
}

/// What is wrong with the certificate that the receiver `name` presents.
fn certificate(wrong: &rustls::CertificateError, name: &str) -> String {
    let of = format!("the certificate of `{name}`");
    match wrong {
        UnknownIssuer => format!(
            "{of} is signed by no authority that this system trusts; have the receiver present one that is, with the certificates \
             between, or add its authority to those of the system (or to the PEM file that SSL_CERT_FILE names)"
        ),
        NotValidForNameContext { presented, .. } => {
            let names: Vec<String> =
                presented.iter().map(|name| format!("`{}`", bare(name))).collect();
            let names = if names.is_empty() { "no name".to_owned() } else { names.join(", ") };
            format!(
                "{of} is for {names}; write in `url` a name that it is for, or have the receiver present one for this name"
            )
        }
        NotValidForName => {
            format!("{of} is for another name; write in `url` the name that it is for")
        }
        ExpiredContext { not_after, .. } => {
            let until = time(not_after.as_secs());
            format!(
                "{of} was valid until {until}; have it renewed, or set the clock of this machine"
            )
        }
        Expired => {
            format!("{of} is no longer valid; have it renewed, or set the clock of this machine")
        }
        NotValidYetContext { not_before, .. } => {
            let from = time(not_before.as_secs());
            format!(
                "{of} is valid from {from} on; set the clock of this machine, or that of whoever issued it"
            )
        }
        NotValidYet => format!(
            "{of} is not valid yet; set the clock of this machine, or that of whoever issued it"
        ),
        other => format!("{of} cannot be used: {other}"),
    }
}

/// `DnsName("example.org")` as `example.org`.
fn bare(name: &str) -> &str {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
    inner.trim_matches('"')
}

/// A time in seconds since 1970.
fn time(seconds: u64) -> String {
    let found =
        i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    found.map_or_else(|| format!("second {seconds}"), |time| time.to_string())
}
