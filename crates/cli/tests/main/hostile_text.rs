//! Titles, names, notes, sources and names of files that would act where they are shown: each shows
//! and none acts.

use crate::sandbox::{CARS, Sandbox};

/// Clears the screen, names a link, turns the direction around, hides a line; HTML and Markdown
/// beside it.
const HOSTILE: &str = "x\\u001b[2J\\u001b]8;;http://evil.example\\u0007y\\u202ez\\u009b1m <img src=q onerror=w> [go](http://evil.example) www.evil.example `r` *s*";

/// A scenario whose every text is hostile.
fn hostile() -> Sandbox {
    let sandbox = Sandbox::toy();
    let text = CARS
        .replace("title = \"Cars\"", &format!("title = \"{HOSTILE}\"\ndescription = \"{HOSTILE}\""))
        .replace("name     = \"cars\"", &format!("name     = \"n{HOSTILE}\""))
        .replace("\"Proclamation 10908\"", &format!("\"s{HOSTILE}\"\nnote = \"t{HOSTILE}\""));
    sandbox.write("cars.toml", text);
    sandbox.edit("toy/economies.csv", "China", "China\u{1b}[31m\u{202e}<b>");
    sandbox.edit("toy/world.toml", "made up", &format!("made up {HOSTILE}"));
    sandbox.write(
        "own.csv",
        "record,ticker,name,economy,sector,value,unit\n\
         company,CAR,Car\u{1b}[2J\u{202e}<i>,JPN,,,\nrevenue,CAR,,USA,C29,500,USD million\n",
    );
    sandbox
}

fn acts(text: &str) -> Option<char> {
    text.chars().find(|letter| {
        (letter.is_control() && !matches!(letter, '\n' | '\t'))
            || ('\u{202a}'..='\u{202e}').contains(letter)
    })
}

#[test]
fn nothing_that_is_printed_acts_on_a_terminal() {
    let sandbox = hostile();
    let first = sandbox.run(&["run", "cars.toml", "--companies", "own.csv", "--out", "a"]);
    assert_eq!(first.code, 0, "{first:?}");
    sandbox.prints(&[
        "run",
        "cars.toml",
        "--companies",
        "own.csv",
        "--out",
        "b",
        "--set",
        "title=T\u{1b}[5mU",
    ]);
    let commands: [&[&str]; 14] = [
        &["run", "cars.toml", "--companies", "own.csv", "--out", "a"],
        &["run", "cars.toml", "--companies", "own.csv", "--out", "a", "--json"],
        &["check", "cars.toml"],
        &["compare", "a", "b"],
        &["compare", "a", "b", "--json"],
        &["companies", "a"],
        &["companies", "a", "--ticker", "CAR"],
        &["explain", "a", "trade", "JPN/USA/C29"],
        &["world", "show", "toy"],
        &["world", "check", "toy"],
        &["report", "a", "--format", "md", "--out", "-"],
        &["report", "a", "--format", "html", "--out", "-"],
        &["run", "no\u{1b}[2J\u{202e}file.toml"],
        &["explain", "a", "trade", "JPN/US\u{1b}[2JA/C29"],
    ];
    for command in commands {
        let ended = sandbox.run(command);
        assert_eq!(acts(&ended.out), None, "{command:?}: {}", ended.out);
        assert_eq!(acts(&ended.err), None, "{command:?}: {}", ended.err);
    }
    let shown = sandbox.prints(&["run", "cars.toml", "--out", "a"]);
    assert!(shown.contains("x\\u001b[2J"), "what acts is shown by its number: {shown}");
    let json = sandbox.prints(&["run", "cars.toml", "--out", "a", "--json"]);
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(read.to_string().contains("\\u001b[2J"), "in JSON it is the same character: {read}");
}

#[test]
fn no_page_and_no_markdown_has_markup_of_somebody_else() {
    let sandbox = hostile();
    sandbox.prints(&["run", "cars.toml", "--companies", "own.csv", "--out", "a"]);
    sandbox.edit("cars.toml", "25%", "10%");
    sandbox.prints(&["run", "cars.toml", "--companies", "own.csv", "--out", "b"]);
    sandbox.prints(&["compare", "a", "b", "--html", "c.html"]);
    for page in [sandbox.read("a/report.html"), sandbox.read("c.html")] {
        assert!(
            page.contains("&lt;img")
                && !page.contains("<img")
                && !page.contains("<b>")
                && !page.contains("<i>")
        );
        assert_eq!(acts(&page), None);
        assert!(!page.contains("href=\"http://evil"));
    }
    let markdown = sandbox.prints(&["report", "a", "--format", "md", "--out", "-"]);
    for live in ["<img", "[go](", "http://", " www.", "`r`", " *s*"] {
        assert!(!markdown.contains(live), "{live}: {markdown}");
    }
    assert!(markdown.contains("&lt;img") && markdown.contains("www\\.evil"), "{markdown}");
}

#[test]
fn a_parquet_file_that_stops_its_decoder_is_a_broken_file_and_no_mistake_of_ours() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&["world", "export", "toy", "--out", "second", "--format", "parquet"]);
    let whole = std::fs::read(sandbox.path("second/trade.parquet")).unwrap();
    // The decoder trusts what stands at some of these places; each of them is tried, so that a new
    // version of it is met too.
    let mut stopped = 0;
    for at in 4..whole.len() - 8 {
        for bit in [0xff_u8, 0x80, 0x40, 0x08, 0x01] {
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            let read = detente_world::table::Table::from_parquet("trade.parquet", &bytes);
            if !read
                .is_err_and(|error| error.to_string().contains("its pages contradict its index"))
            {
                continue;
            }
            stopped += 1;
            if stopped > 3 {
                return;
            }
            sandbox.write("second/trade.parquet", &bytes);
            let said = sandbox.refuses(2, &["run", "cars.toml", "--world", "second"]);
            assert!(
                said.starts_with("error: second/trade.parquet: not a whole Parquet file ("),
                "{said}"
            );
            assert!(!said.contains("internal error") && said.lines().count() <= 3, "{said}");
        }
    }
    assert!(
        stopped > 0,
        "no place stops the decoder any more: this test and `catch_unwind` in it may go"
    );
}
