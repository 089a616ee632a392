//! How does a scenario of the version before go on working? Its old names are read as the new ones,
//! with a note ([`detente_world::renamed`] has the map).

use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::text::tree::{Table, Value};
use detente_world::renamed::{RENAMED, Renamed, Sort, find};

/// Gives old keys their new names.
pub(crate) fn bring_up(tree: &mut Table, problems: &mut Vec<Diagnostic>) {
    for change in RENAMED.iter().filter(|change| change.sort == Sort::Key) {
        let within = tree.get_mut(change.within).map(|item| &mut item.node.value);
        let Some(Value::Table(table)) = within else { continue };
        // Both names at once stay as they are: the old one is then an unknown key.
        if table.get(change.new).is_some() {
            continue;
        }
        if let Some(item) = table.get_mut(change.old) {
            change.new.clone_into(&mut item.key);
            problems.push(note(change, item.key_place));
        }
    }
}

/// The name of a kind now, with a note where it was the old one.
pub(crate) fn kind<'n>(name: &'n str, place: Place, problems: &mut Vec<Diagnostic>) -> &'n str {
    find(Sort::Kind, "", name).map_or(name, |change| {
        problems.push(note(change, place));
        change.new
    })
}

/// The change of the key `word`, which stands in the table `within`.
pub(crate) fn key(within: &str, word: &str) -> Option<&'static Renamed> {
    find(Sort::Key, within, word)
}

/// What a user reads at the place of an old name.
pub(crate) fn note(change: &Renamed, place: Place) -> Diagnostic {
    Diagnostic::warning(place, change.note(), format!("write `{}`", change.new))
}

#[cfg(test)]
mod tests {
    use crate::{Overrides, Source, read};

    const OLD: &str = "title = \"a\"\n\
        [[measure]]\nname = \"leaner\"\nby = \"JPN\"\nkind = \"thrift\"\neconomy = \"JPN\"\n\
        commodity = \"metal-Dy\"\nsaved = \"10%\"\nsource = \"s\"\n\
        [negotiation]\nparties = [\"JPN\", \"USA\"]\n\
        [[negotiation.future]]\nname = \"one\"\nprobability = 0.5\nsource = \"s\"\n\
        [[negotiation.future]]\nname = \"two\"\nprobability = 0.5\nsource = \"s\"\n";

    #[test]
    fn old_names_mean_the_new_ones_and_say_so_once_each() {
        let set = Overrides::new([
            "negotiation.future.1.probability=0.25",
            "negotiation.state.two.probability=0.75",
        ]);
        let draft = read(&Source::new("old.toml", OLD), &set);
        let notes: Vec<String> =
            draft.report().diagnostics().iter().map(|note| note.message.clone()).collect();
        assert_eq!(
            notes,
            [
                "the kind `thrift` is now called `material-efficiency`; the next version reads \
                 `material-efficiency` alone",
                "the key of `[negotiation]` `future` is now called `state`; the next version reads \
                 `state` alone",
                "the key of `[negotiation]` `future` is now called `state`; the next version reads \
                 `state` alone"
            ],
            "two in the file, one in --set"
        );
        let scenario = draft.finish().unwrap();
        assert_eq!(scenario.entries[0].kind, "material-efficiency");
        let states = &scenario.negotiation().unwrap().futures;
        assert_eq!(states.iter().map(|state| state.probability).collect::<Vec<_>>(), [0.25, 0.75]);
    }

    #[test]
    fn the_old_name_beside_the_new_one_is_unknown() {
        let both = format!(
            "{OLD}[[negotiation.state]]\nname = \"three\"\nprobability = 1\nsource = \"s\"\n"
        );
        let report = read(&Source::new("both.toml", both), &Overrides::default()).report();
        assert_eq!(report.errors(), 1, "{report:?}");
    }
}
