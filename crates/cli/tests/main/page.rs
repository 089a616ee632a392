//! Is the page of a bundled run short, and does it answer first?

use crate::sandbox::Sandbox;

/// Words of the body of a page at most.
const MOST: usize = 4_000;

/// What a reader reads of a page: no style, script, drawing or formula, nothing that is folded away,
/// nothing of the appendix.
fn body(page: &str) -> String {
    let page = page.split("<div class=\"appendix\"").next().unwrap();
    let mut page = page.split_once("<body").unwrap().1.to_owned();
    for (from, to) in [("<svg", "</svg>"), ("<details", "</details>")] {
        // The last one holds no other of its kind.
        while let Some(start) = page.rfind(from) {
            let end = page[start..].find(to).unwrap() + start + to.len();
            page.replace_range(start..end, " ");
        }
    }
    let text =
        |piece: &str| piece.split_once('>').map_or(String::new(), |(_, text)| text.to_owned());
    page.split('<').map(text).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_report_of_the_tariffs_on_japan_answers_first_and_in_under_four_thousand_words() {
    let sandbox = Sandbox::new();
    sandbox.prints(&["run", "japan-us-2025", "--quiet", "--out", "result"]);
    let body = body(&sandbox.read("result/report.html"));
    let words: Vec<&str> = body.split_whitespace().collect();
    assert!((2_000..MOST).contains(&words.len()), "{} words", words.len());
    // The question is what the tariffs do to Japan; the answer stands among the first words.
    let first = words[..70].join(" ").replace('\u{a0}', " ");
    assert!(first.contains("Japan loses USD 2.27 billion"), "{first}");
}
