//! How are lengths and points of time written?

use std::time::Duration;

/// `500ms`, `30s`, `5m`, `2h`: more than nothing, at most a day.
///
/// # Errors
/// With what is wrong, as one line.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no length of time; write 500ms, 30s, 5m or 2h");
    let digits =
        text.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').count();
    let number: f64 = text[..digits].parse().map_err(|_| wrong())?;
    let unit = match text[digits..].trim() {
        "ms" => 1e-3,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(wrong()),
    };
    let seconds = number * unit;
    if !(1e-3..=86_400.0).contains(&seconds) {
        return Err(format!("`{text}` is not between 1ms and 24h"));
    }
    Ok(Duration::from_secs_f64(seconds))
}

/// The present, UTC, ISO 8601, whole seconds.
pub(crate) fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_carry_their_unit() {
        for (text, seconds) in [("500ms", 0.5), ("30s", 30.0), ("1.5m", 90.0), ("2h", 7200.0)] {
            assert_eq!(duration(text), Ok(Duration::from_secs_f64(seconds)));
        }
        for text in ["30", "s", "", "-1s", "0s", "3 days", "25h", "1e9s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
