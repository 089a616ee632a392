//! Is every mark of a drawing where a reader can see it, and does no name cover another? What tests
//! ask of the text of an SVG.

use super::labels::width;

/// One element: its tag, its attributes, the words inside.
struct Element<'a> {
    tag: &'a str,
    attributes: &'a str,
    inside: &'a str,
}

impl Element<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let key = format!(" {name}=\"");
        let from = self.attributes.find(&key)? + key.len();
        Some(&self.attributes[from..from + self.attributes[from..].find('"')?])
    }

    fn number(&self, name: &str) -> f64 {
        self.text(name).map_or(0.0, |text| text.parse().unwrap())
    }
}

/// A box with what it is.
struct Boxed {
    what: String,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// Elements in file order; patterns, clips and what has a scale of its own are left out.
fn elements(svg: &str) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    let (mut at, mut hidden) = (0, 0usize);
    while let Some(open) = svg[at..].find('<').map(|open| at + open) {
        let close = open + svg[open..].find('>').unwrap();
        let body = &svg[open + 1..close];
        at = close + 1;
        let tag = body.trim_start_matches('/').split([' ', '/']).next().unwrap();
        let hides = matches!(tag, "defs" | "clipPath")
            || (tag == "g"
                && (hidden > 0 || body.contains("transform=") || body.contains("clip-path=")));
        match (hides, body.starts_with('/')) {
            (true, false) => hidden += 1,
            (_, true) if hidden > 0 && matches!(tag, "defs" | "clipPath" | "g") => hidden -= 1,
            (_, false) if hidden == 0 => {
                let inside =
                    svg[at..].find(&format!("</{tag}>")).map_or("", |end| &svg[at..at + end]);
                found.push(Element {
                    tag,
                    attributes: &body[tag.len()..],
                    inside: if body.ends_with('/') { "" } else { inside },
                });
            }
            _ => {}
        }
    }
    found
}

/// Words without tags and entities.
fn plain(inside: &str) -> String {
    let mut words = String::new();
    let mut tag = false;
    for letter in inside.chars() {
        match letter {
            '<' => tag = true,
            '>' => tag = false,
            letter if !tag => words.push(letter),
            _ => {}
        }
    }
    [("&amp;", "&"), ("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">")]
        .iter()
        .fold(words, |words, (from, to)| words.replace(from, to))
}

fn boxed(element: &Element<'_>) -> Option<Boxed> {
    let n = |name: &str| element.number(name);
    let (left, top, right, bottom) = match element.tag {
        "rect" => (n("x"), n("y"), n("x") + n("width"), n("y") + n("height")),
        "circle" => (n("cx") - n("r"), n("cy") - n("r"), n("cx") + n("r"), n("cy") + n("r")),
        "line" => {
            (n("x1").min(n("x2")), n("y1").min(n("y2")), n("x1").max(n("x2")), n("y1").max(n("y2")))
        }
        "text" => {
            let class = element.text("class").unwrap_or("");
            let size = if class.contains("panel") {
                14.5
            } else if class.contains("value") || class.contains("small") {
                12.8
            } else {
                13.5
            };
            let wide = width(&plain(element.inside), size);
            let left = match element.text("text-anchor") {
                Some("end") => n("x") - wide,
                Some("middle") => n("x") - wide / 2.0,
                _ => n("x"),
            };
            (left, n("y") - 0.72 * size, left + wide, n("y") + 0.1 * size)
        }
        _ => return None,
    };
    let what = format!("{} {}", element.tag, plain(element.inside));
    Some(Boxed { what, left, top, right, bottom })
}

/// Fails where a mark or a name leaves its drawing, where two names share a place, or where a
/// number is none.
pub(crate) fn check(panels: &str) {
    assert!(panels.contains("<svg"), "nothing is drawn");
    for svg in panels.split_inclusive("</svg>") {
        assert!(
            !svg.contains("NaN") && !svg.contains("inf\"") && !svg.contains("inf "),
            "a number is none: {svg}"
        );
        assert!(
            svg.contains(r#"role="img" aria-label=""#) && !svg.contains(r#"aria-label="""#),
            "no words: {svg}"
        );
        let view = svg[svg.find("viewBox=\"0 0 ").unwrap() + 13..].split('"').next().unwrap();
        let (wide, high) = view
            .split_once(' ')
            .map(|(wide, high)| (wide.parse::<f64>().unwrap(), high.parse::<f64>().unwrap()))
            .unwrap();
        let boxes: Vec<Boxed> = elements(svg).iter().filter_map(boxed).collect();
        for one in &boxes {
            let inside = one.left >= -1.0
                && one.top >= -1.0
                && one.right <= wide + 1.0
                && one.bottom <= high + 1.0;
            assert!(
                inside,
                "{} leaves the drawing {wide} x {high}: {} {} {} {}",
                one.what, one.left, one.top, one.right, one.bottom
            );
        }
        let words: Vec<&Boxed> = boxes.iter().filter(|one| one.what.starts_with("text")).collect();
        for (at, one) in words.iter().enumerate() {
            for other in &words[at + 1..] {
                let apart = one.right <= other.left
                    || other.right <= one.left
                    || one.bottom <= other.top
                    || other.bottom <= one.top;
                assert!(apart, "`{}` covers `{}`", one.what, other.what);
            }
        }
    }
}

#[test]
fn the_check_sees_what_leaves_and_what_covers() {
    let drawn =
        |body: &str| format!(r#"<svg viewBox="0 0 100 50" role="img" aria-label="a">{body}</svg>"#);
    check(&drawn(
        r#"<text x="10" y="20" text-anchor="start">abc</text><rect x="0" y="0" width="100" height="50"/>"#,
    ));
    for bad in [
        r#"<rect x="90" y="0" width="20" height="5"/>"#,
        r#"<text class="value" x="5" y="20" text-anchor="end">abcdef</text>"#,
        r#"<text x="10" y="20">abc</text><text x="12" y="24">def</text>"#,
        r#"<line x1="NaN" y1="0" x2="1" y2="1"/>"#,
    ] {
        assert!(std::panic::catch_unwind(|| check(&drawn(bad))).is_err(), "{bad}");
    }
}
