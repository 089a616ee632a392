//! How is one event sent once?

use super::answer::{Answer, of_status};
use super::failure::of_error;
use super::signature::{SIGNATURE, sign};
use crate::error::WatchError;
use crate::event::Event;
use crate::file::Webhook;
use std::sync::Arc;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// A webhook with its secret.
pub(crate) struct Client {
    agent: Agent,
    webhook: Webhook,
    secret: Option<Vec<u8>>,
}

impl Client {
    /// A client; nothing is sent yet.
    pub fn new(webhook: &Webhook, secret: Option<Vec<u8>>) -> Self {
        Self { agent: agent(webhook), webhook: webhook.clone(), secret }
    }

    /// One attempt.
    pub fn post(&mut self, event: &Event) -> Answer {
        let (body, now) = (event.json(), jiff::Timestamp::now().as_second());
        let mut request = self
            .agent
            .post(&self.webhook.url)
            .content_type("application/json")
            .header("Detente-Event", &event.id);
        if let Some(secret) = &self.secret {
            let Some(signature) = sign(secret, now, &body) else {
                return Answer::Refused("the secret cannot sign".to_owned());
            };
            request = request.header(SIGNATURE, &signature);
        }
        match request.send(body.as_str()) {
            Ok(response) => {
                let header =
                    |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
                of_status(
                    response.status().as_u16(),
                    header("Location"),
                    header("Retry-After"),
                    now,
                )
            }
            Err(ureq::Error::BadUri(why)) => {
                Answer::Refused(format!("the address cannot be used: {why}"))
            }
            Err(error) => {
                let failure = of_error(&error, name(&self.webhook.url));
                if failure.trust {
                    // Authorities are read once per agent: another one sees those that were added
                    // since.
                    self.agent = agent(&self.webhook);
                }
                Answer::Again(failure.why, None)
            }
        }
    }
}

/// Reads the authorities that the system trusts when it first speaks HTTPS.
fn agent(webhook: &Webhook) -> Agent {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(provider)
        .build();
    let config = Agent::config_builder()
        .timeout_global(Some(webhook.timeout))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("detente/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
        .build();
    config.into()
}

/// Host and port of an address: user, password, path and query may hold what nobody should read in
/// a log.
fn name(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

/// The secret of a webhook, from the environment.
pub(crate) fn secret(
    webhook: &Webhook,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Vec<u8>>, WatchError> {
    let Some(name) = &webhook.secret else { return Ok(None) };
    let missing = |what| WatchError::Secret { variable: name.clone(), what };
    let secret = variable(name).ok_or_else(|| missing("not set"))?;
    if secret.is_empty() { Err(missing("empty")) } else { Ok(Some(secret.into_bytes())) }
}
