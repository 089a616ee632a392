//! How is one event sent once?

use super::answer::{Answer, of_status};
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
    url: String,
    secret: Option<Vec<u8>>,
}

impl Client {
    /// A client; nothing is sent yet.
    pub fn new(webhook: &Webhook, secret: Option<Vec<u8>>) -> Self {
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
        Self { agent: config.into(), url: webhook.url.clone(), secret }
    }

    /// One attempt.
    pub fn post(&self, event: &Event) -> Answer {
        let (body, now) = (event.json(), jiff::Timestamp::now().as_second());
        let mut request =
            self.agent.post(&self.url).content_type("application/json").header("Detente-Event", &event.id);
        if let Some(secret) = &self.secret {
            let Some(signature) = sign(secret, now, &body) else {
                return Answer::Refused("the secret cannot sign".to_owned());
            };
            request = request.header(SIGNATURE, &signature);
        }
        match request.send(body.as_str()) {
            Ok(response) => {
                let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
                of_status(response.status().as_u16(), header("Location"), header("Retry-After"), now)
            }
            Err(ureq::Error::BadUri(why)) => Answer::Refused(format!("the address cannot be used: {why}")),
            Err(ureq::Error::Timeout(_)) => Answer::Again("no answer in time".to_owned(), None),
            Err(error) => Answer::Again(error.to_string(), None),
        }
    }
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
