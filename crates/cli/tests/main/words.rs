//! Does the project write as docs/STYLE.md asks? The phrases listed there stand nowhere else, and
//! no sentence of README and documents is too long.

use std::path::{Path, PathBuf};

/// Most words of a sentence in README and documents.
const LONGEST: usize = 25;

/// Documents that tests write: the command line is code, the equations are a list of symbols.
const MADE: [&str; 2] = ["docs/cli.md", "docs/equations.md"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files that people read, below a folder.
fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            files(&path, out);
        } else if ["md", "rs", "html", "toml"].contains(&ending) && !path.ends_with("docs/STYLE.md")
        {
            out.push(path);
        }
    }
}

/// The phrases of the table in docs/STYLE.md.
fn phrases() -> Vec<String> {
    let style = std::fs::read_to_string(root().join("docs/STYLE.md")).unwrap();
    let rows = style.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(phrase, _)| phrase.to_lowercase()).collect()
}

/// The comments and texts of a program, line by line: names in code, and whatever stands in
/// backticks or braces, are left out.
fn texts_of_code(source: &str) -> String {
    let mut out = String::new();
    let mut letters = source.chars().peekable();
    let (mut comment, mut text) = (false, false);
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => {
                comment = false;
                out.push('\n');
            }
            _ if comment => out.push(letter),
            '\\' if text => {
                let next = letters.next();
                out.push(if next == Some('\n') { '\n' } else { ' ' });
            }
            '"' => {
                text = !text;
                out.push(' ');
            }
            _ if text => out.push(letter),
            '/' if letters.peek() == Some(&'/') => comment = true,
            // A quotation mark, or an escape, as a character.
            '\'' if letters.peek() == Some(&'"') => drop(letters.next()),
            '\'' if letters.peek() == Some(&'\\') => drop((letters.next(), letters.next())),
            _ => {}
        }
    }
    out
}

/// Text without what stands between a pair of marks.
fn without(text: &str, open: char, close: char) -> String {
    let mut inside = false;
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\n' => {
                inside = false;
                out.push('\n');
            }
            _ if inside => inside = letter != close,
            _ if letter == open => inside = true,
            _ => out.push(letter),
        }
    }
    out
}

/// What a person reads of a file, in small letters; lines stay in their places.
fn read_by_people(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let is_code = path.extension().is_some_and(|ending| ending == "rs");
    let plain = if is_code { without(&texts_of_code(&text), '{', '}') } else { text };
    without(&plain, '`', '`').to_lowercase()
}

/// The phrases of a file, with their lines. A phrase may run over the end of a line, and begins a
/// word.
fn found_in(text: &str, phrases: &[String]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let lines: Vec<&str> =
        text.lines().map(|line| line.trim_start_matches(['/', '!', ' '])).collect();
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).copied().unwrap_or_default();
        let both = format!(" {line} {next}");
        for phrase in phrases {
            let begins = both.match_indices(phrase.as_str()).any(|(place, _)| {
                place <= line.len() && !both[..place].ends_with(char::is_alphanumeric)
            });
            if begins {
                found.push((at + 1, phrase.clone()));
            }
        }
    }
    found
}

#[test]
fn no_phrase_that_the_style_rules_out_is_written() {
    let phrases = phrases();
    assert!(phrases.len() > 30, "{phrases:?}");
    let mut all: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/STYLE.md"]
            .map(|name| root().join(name))
            .to_vec();
    for folder in ["docs", "scenarios", "examples", "crates", "xtask/src"] {
        files(&root().join(folder), &mut all);
    }
    let mut found = Vec::new();
    // Tests may quote what is ruled out, and the map of names has the old ones.
    let quoted = |file: &Path| {
        file.components().any(|part| part.as_os_str() == "tests")
            || ["renamed.rs", "former.rs"].iter().any(|name| file.ends_with(name))
    };
    for file in all.iter().filter(|file| !quoted(file)) {
        let places = found_in(&read_by_people(file), &phrases);
        found
            .extend(places.iter().map(|(at, phrase)| format!("{}:{at}: {phrase}", file.display())));
    }
    assert!(found.is_empty(), "docs/STYLE.md has better words for:\n{}", found.join("\n"));
}

/// The paragraphs of a document, each with its first line: without code, tables and headings; an
/// item of a list is a paragraph.
fn paragraphs(text: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let (mut code, mut open) = (false, false);
    for (at, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            (code, open) = (!code, false);
            continue;
        }
        let aside = trimmed.is_empty() || trimmed.starts_with(['|', '#', '<']);
        if code || aside || (!open && line.starts_with("    ")) {
            open = false;
            continue;
        }
        let number = trimmed.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let item = trimmed.strip_prefix("- ").or(number.strip_prefix(". "));
        match (item, open) {
            (Some(item), _) => out.push((at + 1, item.to_owned())),
            (None, false) => out.push((at + 1, trimmed.to_owned())),
            (None, true) => {
                let last = out.last_mut().unwrap();
                last.1 = format!("{} {trimmed}", last.1);
            }
        }
        open = true;
    }
    out
}

/// The sentences of a paragraph, each with its number of words; code and the target of a link are
/// one word and none.
fn sentences(paragraph: &str) -> Vec<(usize, String)> {
    let code = paragraph.split('`').enumerate();
    let plain: String = code.map(|(at, part)| if at % 2 == 1 { "Code" } else { part }).collect();
    let mut out = vec![(0, String::new())];
    let shown = plain.replace("](", "\u{1}");
    for word in without(&shown, '\u{1}', ')')
        .split_whitespace()
        .map(|word| word.trim_matches(['*', '[', ']', '!']))
    {
        let begins = word
            .trim_start_matches(['"', '(', '*', '['])
            .starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit());
        let (_, last) = out.last().unwrap();
        let ended = last.trim_end_matches(['"', ')', '*']).ends_with(['.', '!', '?'])
            && !["et al.", "Rev.", "U.S."].iter().any(|short| last.ends_with(short));
        if ended && begins {
            out.push((0, String::new()));
        }
        let (words, text) = out.last_mut().unwrap();
        *words += usize::from(word.contains(char::is_alphanumeric));
        *text = format!("{text} {word}");
    }
    out
}

#[test]
fn no_sentence_of_the_documents_is_longer_than_the_style_says() {
    let mut all: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/STYLE.md"]
            .iter()
            .map(|name| root().join(name))
            .collect();
    files(&root().join("docs"), &mut all);
    let made = |file: &Path| MADE.iter().any(|name| file.ends_with(name));
    let mut found = Vec::new();
    let mut counted = 0;
    for file in all.iter().filter(|file| file.extension().is_some_and(|e| e == "md") && !made(file))
    {
        for (at, paragraph) in paragraphs(&std::fs::read_to_string(file).unwrap()) {
            for (words, text) in sentences(&paragraph) {
                counted += 1;
                if words > LONGEST {
                    found.push(format!("{}:{at}: {words} words:{text}", file.display()));
                }
            }
        }
    }
    assert!(counted > 500, "{counted} sentences");
    assert!(found.is_empty(), "at most {LONGEST} words a sentence:\n{}", found.join("\n"));
}

#[test]
fn the_looking_finds_what_it_should() {
    let phrases = ["every future".to_owned(), "thrift".to_owned()];
    let source = "/// In every\n/// future.\nlet thrift = \"thrifty\"; let c = '\"'; // a `thrift` entry\n\"{thrift}\"";
    let text = without(&without(&texts_of_code(source), '{', '}'), '`', '`').to_lowercase();
    assert_eq!(
        found_in(&text, &phrases),
        [(1, "every future".to_owned()), (3, "thrift".to_owned())]
    );
    let document = "# A heading that is left out\n\nOne two `three four`, five.\nSix [seven](eight).\n\n- An item\n  goes on.\n\n```sh\ncode\n```\n| a table |\n";
    let counts: Vec<usize> = paragraphs(document)
        .iter()
        .flat_map(|(_, paragraph)| sentences(paragraph))
        .map(|(words, _)| words)
        .collect();
    assert_eq!(counts, [4, 2, 4]);
}

/// Paths of the house that a document names in code, with the line; `{a,b}` names two.
fn paths(text: &str) -> Vec<(usize, String)> {
    let code = |line: &str| line.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, code(line)));
    let mut out = Vec::new();
    for (at, words) in lines.filter(|(_, words): &(usize, Vec<String>)| !words.is_empty()) {
        let house = |word: &String| word.starts_with("crates/") && !word.contains([' ', '*', '<']);
        for word in words.into_iter().filter(house) {
            match word
                .split_once('{')
                .and_then(|(start, rest)| Some((start, rest.split_once('}')?)))
            {
                Some((start, (names, end))) => {
                    out.extend(names.split(',').map(|name| (at, format!("{start}{name}{end}"))));
                }
                None => out.push((at, word)),
            }
        }
    }
    out
}

#[test]
fn what_the_documents_name_in_the_house_is_there() {
    let mut all = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/STYLE.md"]
        .map(|name| root().join(name))
        .to_vec();
    files(&root().join("docs"), &mut all);
    let (mut named, mut missing) = (0, Vec::new());
    for file in all.iter().filter(|file| file.extension().is_some_and(|ending| ending == "md")) {
        for (at, path) in paths(&std::fs::read_to_string(file).unwrap()) {
            named += 1;
            if !root().join(&path).exists() {
                missing.push(format!("{}:{at}: {path}", file.display()));
            }
        }
    }
    assert!(named > 40, "{named} paths were found");
    assert!(missing.is_empty(), "not in the house:\n{}", missing.join("\n"));
}
