//! `detente man`: the manual.

use crate::arguments::{ManArguments, definitions};
use crate::failure::Failure;
use crate::output::{Output, note};
use clap_mangen::Man;
use detente_world::write_atomically;

pub(crate) fn run(arguments: &ManArguments, output: &Output) -> Result<(), Failure> {
    let mut root = definitions();
    root.build();
    let Some(folder) = &arguments.out else {
        return output.text(&String::from_utf8_lossy(&page(&root)?));
    };
    let mut pages = Vec::new();
    collect(&root, "", &mut pages);
    for (name, command) in &pages {
        write_atomically(&folder.join(format!("{name}.1")), &page(command)?)?;
    }
    note(&format!("wrote {} pages to {}", pages.len(), folder.display()));
    Ok(())
}

/// Every command with the name of its page, `detente-world-show`.
fn collect(command: &clap::Command, before: &str, pages: &mut Vec<(String, clap::Command)>) {
    let name = format!("{before}{}", command.get_name());
    for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
        collect(child, &format!("{name}-"), pages);
    }
    pages.push((name.clone(), command.clone().display_name(name)));
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| Failure::user(format!("cannot make a page: {error}")))?;
    Ok(page)
}
