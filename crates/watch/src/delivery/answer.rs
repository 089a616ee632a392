//! What does an answer of a webhook mean?

use std::time::Duration;

/// Longest wait that a receiver may ask for.
const LONGEST: Duration = Duration::from_secs(86_400);

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The receiver has the event: a status from 200 to 299.
    Arrived(u16),
    /// It may arrive another time; why it did not, and the wait that the receiver asks for.
    Again(String, Option<Duration>),
    /// The receiver does not want it.
    Refused(String),
}

/// The meaning of a status: 408, 429 and from 500 on are repeated; redirects are not followed, for
/// a signed event is for one address.
pub(crate) fn of_status(
    status: u16,
    location: Option<&str>,
    retry_after: Option<&str>,
    now: i64,
) -> Answer {
    match status {
        200..=299 => Answer::Arrived(status),
        300..=399 => {
            let to = location.map_or(String::new(), |to| format!(" to `{to}`"));
            Answer::Refused(format!(
                "status {status}, a redirect{to}; redirects are not followed, name the address itself"
            ))
        }
        408 | 429 | 500.. => {
            Answer::Again(format!("status {status}"), retry_after.and_then(|text| asked(text, now)))
        }
        _ => Answer::Refused(format!("status {status}")),
    }
}

/// `Retry-After`: seconds, or a date (RFC 9110, 10.2.3).
fn asked(text: &str, now: i64) -> Option<Duration> {
    let text = text.trim();
    let seconds = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
            u64::try_from(date.as_second() - now).unwrap_or(0)
        }
    };
    Some(Duration::from_secs(seconds).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_arrivals_failures_or_refusals() {
        assert_eq!(of_status(204, None, None, 0), Answer::Arrived(204));
        for status in [408, 429, 500, 502, 503, 504, 599] {
            assert_eq!(
                of_status(status, None, None, 0),
                Answer::Again(format!("status {status}"), None)
            );
        }
        for status in [400, 401, 403, 404, 410, 422] {
            assert_eq!(
                of_status(status, None, Some("3"), 0),
                Answer::Refused(format!("status {status}"))
            );
        }
        let Answer::Refused(why) = of_status(301, Some("https://elsewhere"), None, 0) else {
            panic!("followed")
        };
        assert!(why.contains("`https://elsewhere`"), "{why}");
    }

    #[test]
    fn a_receiver_may_ask_for_a_wait() {
        let wait = |text: &str| match of_status(429, None, Some(text), 784_111_777) {
            Answer::Again(_, wait) => wait,
            other => panic!("{other:?}"),
        };
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:57 GMT"), Some(Duration::from_secs(20)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:07 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("999999999"), Some(LONGEST));
        assert_eq!(wait("soon"), None);
    }
}
