//! Worlds and tables from outside: files in, messages out.

mod embedded;
mod table;
