//! What does a news text say that could be an entry of a scenario? Rules and gazetteers; no model,
//! no network.
//!
//! `docs/draft.md` says what is recognised, how sure it is and how well it does.
//!
//! ```
//! use detente_draft::{Options, Status, draft};
//! let world = detente_world::embedded::load("icio-2022")?;
//! let text = "The United States will impose an additional 25% tariff on cars from Japan from 3 April 2025.";
//! let options = Options { name: "article.txt".into(), published: None, world: "icio-2022".into() };
//! let drafted = draft(text.as_bytes(), &options, &world)?;
//! let action = &drafted.actions[0];
//! assert_eq!((action.actor[0].value.as_str(), action.target[0].value.as_str()), ("USA", "JPN"));
//! assert_eq!((action.amount[0].value.as_str(), action.status), ("25%", Status::Announced));
//! assert!(drafted.toml(&world).contains("rate     = { add = \"25%\" }"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | step | module | gives |
//! |---|---|---|
//! | is it a text or a page, where are its sentences | `input`, `page`, `tokens` | tokens with their bytes |
//! | what do words mean | `gazetteer`, `dates`, `numbers`, `amounts`, `reading` | mentions and clauses |
//! | which instrument, in which words | `anchors`, `split` | a segment for each action |
//! | who, towards whom, when, how far | `heads`, `roles`, `when`, `status` | the parts of an [`Action`] |
//! | what is left out, what has ended | `exceptions`, `ends` | exceptions and ends of an action |
//! | what later sentences add | `extract`, `merge` | the actions of a text |
//! | how is it written down | `entry`, `write`, `json`, `confidence` | TOML or JSON |
//! | how well does it do | [`evaluation`] | precision and recall |

mod action;
mod amounts;
mod anchors;
mod confidence;
mod dates;
mod ends;
mod entry;
mod error;
pub mod evaluation;
mod exceptions;
mod extract;
mod gazetteer;
mod heads;
mod input;
mod json;
mod merge;
mod numbers;
mod page;
mod reading;
mod roles;
mod split;
mod status;
mod tokens;
mod when;
mod write;

pub use action::{Action, Evidence, Found, Instrument, Span, Status};
pub use confidence::COUNTS;
pub use error::DraftError;
pub use input::LONGEST;

use detente_world::World;
use jiff::civil::Date;

/// The most actions of one text.
pub const MOST_ACTIONS: usize = 200;

/// How a text is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of the file, for messages and for the source of each entry.
    pub name: String,
    /// The day of publication; by default that of a dateline.
    pub published: Option<Date>,
    /// The world as the draft names it, such as `icio-2022`.
    pub world: String,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// Name of the file.
    pub name: String,
    /// The text; of a web page the words that it shows.
    pub text: String,
    /// The world as the draft names it.
    pub world: String,
    /// Its first line, where that is a title.
    pub title: Option<String>,
    /// The day that relative dates count from.
    pub published: Option<Date>,
    /// The actions, in the order in which they are first spoken of.
    pub actions: Vec<Action>,
    /// Sentences with the words of an action that no rule could read: questions of the draft.
    pub unread: Vec<Span>,
}

/// Reads a text.
///
/// # Errors
/// [`DraftError`] if it is no text, or holds more than [`MOST_ACTIONS`].
pub fn draft(bytes: &[u8], options: &Options, world: &World) -> Result<Drafted, DraftError> {
    let text = page::words(input::text_of(bytes, &options.name)?, &options.name)?;
    let text = input::text_of(text.as_bytes(), &options.name)?;
    let article = input::article(text);
    let published = options.published.or(article.dateline);
    let gazetteer = gazetteer::Gazetteer::new(world);
    let (actions, unread) = extract::actions(&article, &gazetteer, published, MOST_ACTIONS);
    if actions.len() > MOST_ACTIONS {
        return Err(DraftError::TooMany { name: options.name.clone(), limit: MOST_ACTIONS });
    }
    Ok(Drafted {
        name: options.name.clone(),
        text: text.to_owned(),
        world: options.world.clone(),
        title: article.title,
        published,
        actions,
        unread,
    })
}
