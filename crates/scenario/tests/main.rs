//! The scenario language, seen from outside.

mod bundled;
mod documents;
mod meaning;
mod mistakes;
mod property;
mod schema;
mod world;
