//! `detente explain` and `detente report` as a user meets them: what they print, what they refuse,
//! and that nothing else is touched.

use crate::sandbox::{CARS, Sandbox};

fn finished() -> Sandbox {
    let sandbox = Sandbox::toy();
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "result"]);
    sandbox
}

/// Numbers at six significant digits, and no residual: another machine's last digit is no other
/// answer.
fn rounded(text: &str) -> String {
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("  certificate")).collect();
    let text = kept.join("\n");
    let (mut out, mut number) = (String::new(), String::new());
    for letter in text.chars().chain(['\n']) {
        let inside = letter.is_ascii_digit() || (!number.is_empty() && ".e-".contains(letter));
        if inside {
            number.push(letter);
            continue;
        }
        let value = number.parse::<f64>().ok().filter(|_| number.len() > 7 && number.contains('.'));
        match value {
            Some(value) => {
                let decimals = (5 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
                out.push_str(&format!("{value:.decimals$}"));
            }
            None => out.push_str(&number),
        }
        number.clear();
        out.push(letter);
    }
    out.trim_end().to_owned()
}

#[test]
fn a_flow_is_taken_apart_down_to_the_line_of_the_scenario() {
    let sandbox = finished();
    let text = sandbox.prints(&["explain", "result", "trade", "JPN/USA/C29"]);
    insta::assert_snapshot!(rounded(&text));
}

/// An exemption of nothing is one of the parts of a duty, and three parts add up without noise.
#[test]
fn a_duty_is_told_part_by_part() {
    let sandbox = Sandbox::toy();
    let second = |name: &str, points: &str| {
        CARS[CARS.find("[[shock]]").unwrap()..].replace("\"cars\"", name).replace("25%", points)
    };
    sandbox.write(
        "cars.toml",
        format!("{CARS}\n{}\n{}", second("\"more\"", "17.768%"), second("\"exempt\"", "0%")),
    );
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "result"]);
    let text = sandbox.prints(&["explain", "result", "trade", "JPN/USA/C29"]);
    for expected in [
        "tariff from 0 to 25 %",
        "tariff from 25 to 42.768 %",
        "exempt (tariff, scenario.toml, line 26): tariff stays at 42.768 %",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn an_economy_is_taken_apart() {
    let sandbox = finished();
    insta::assert_snapshot!(rounded(&sandbox.prints(&[
        "explain",
        "result",
        "welfare",
        "economy=USA"
    ])));
}

#[test]
fn json_holds_the_same_and_depth_goes_on() {
    let sandbox = finished();
    let text = sandbox.prints(&["explain", "result", "welfare", "JPN", "--json", "--depth", "2"]);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (value["recomputed"]["same"].as_bool(), value["column"].as_str()),
        (Some(true), Some("real_income_pct"))
    );
    assert!(value["below"].as_array().is_some_and(|below| below.len() > 2));
    assert!(value["steps"].as_array().is_some_and(|steps| steps.len() > 5));
}

#[test]
fn what_is_not_there_is_answered_with_what_is_near() {
    let sandbox = finished();
    for (arguments, says) in [
        (&["welfar", "JPN"][..], "did you mean `welfare`?"),
        (&["welfare", "JPX"][..], "did you mean `JPN`?"),
        (&["welfare", "JPN", "--column", "real_wages"][..], "did you mean `real_wage_pct`"),
        (&["trade", "JPN/USA"][..], "means 2 rows of `trade`"),
    ] {
        let said = sandbox.refuses(2, &[&["explain", "result"], arguments].concat());
        assert!(said.contains(says), "{said}");
    }
    let said = sandbox.refuses(2, &["explain", "toy", "welfare", "JPN"]);
    assert!(said.contains("`toy` is not a run folder"), "{said}");
}

#[test]
fn a_changed_file_is_named_by_both() {
    let sandbox = finished();
    sandbox.edit("result/tables/sectors.csv", "C29", "C28");
    for arguments in [
        &["explain", "result", "welfare", "JPN"][..],
        &["report", "result", "--format", "xlsx"][..],
    ] {
        let said = sandbox.refuses(1, arguments);
        assert!(said.contains("tables/sectors.csv: not the bytes that were hashed"), "{said}");
    }
    let sandbox = finished();
    sandbox.edit("result/manifest.json", "\"date\": \"2025-06-05\"", "\"date\": \"2025-06-06\"");
    assert!(sandbox.refuses(1, &["report", "result"]).contains("manifest.json"));
}

#[test]
fn another_world_is_refused() {
    let sandbox = finished();
    sandbox.edit("toy/trade.csv", "USA,USA,C29,120", "USA,USA,C29,121");
    let said = sandbox.refuses(2, &["explain", "result", "welfare", "JPN"]);
    assert!(said.contains("name the right pack with --world"), "{said}");
}

#[test]
fn a_report_is_written_in_each_format_over_its_own_kind_only() {
    let sandbox = finished();
    let page = sandbox.read("result/report.html");
    std::fs::remove_file(sandbox.path("result/report.html")).unwrap();
    for _ in 0..2 {
        sandbox.prints(&["report", "result"]);
        assert_eq!(sandbox.read("result/report.html"), page);
    }
    for (format, file) in [("docx", "memo.docx"), ("memo", "memo.md")] {
        let said = sandbox.prints(&["report", "result", "--format", format]);
        assert!(said.contains(file) && sandbox.path(&format!("result/{file}")).is_file(), "{said}");
    }
    assert!(sandbox.read("result/memo.md").contains("\n## What the run finds\n"));
    let said = sandbox.refuses(2, &["report", "result", "--format", "docx", "--full"]);
    assert!(said.contains("--full writes all rows"), "{said}");
    sandbox.prints(&["report", "result", "--format", "xlsx", "--full", "--out", "full.xlsx"]);
    for format in ["xlsx", "md", "json", "docx", "memo"] {
        let file = format!("out.{format}");
        for _ in 0..2 {
            let said = sandbox.prints(&["report", "result", "--format", format, "--out", &file]);
            assert!(said.contains(&file), "{said}");
        }
        sandbox.write("letter.txt", "dear");
        let said =
            sandbox.refuses(2, &["report", "result", "--format", format, "--out", "letter.txt"]);
        assert!(said.contains("left alone"), "{said}");
    }
    assert!(
        sandbox
            .prints(&["report", "result", "--format", "md", "--out", "-"])
            .starts_with("<!-- detente report -->")
    );
    // What lies beside the hashed files changes nothing.
    sandbox.prints(&["report", "result", "--format", "json"]);
    sandbox.refuses(0, &["verify", "result"]);
}

#[test]
fn tables_can_be_chosen() {
    let sandbox = finished();
    let text = sandbox.prints(&[
        "report",
        "result",
        "--format",
        "json",
        "--tables",
        "sectors,welfare",
        "--out",
        "-",
    ]);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let names: Vec<&str> = value["tables"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|table| table["name"].as_str())
        .collect();
    assert_eq!(names, ["welfare", "sectors"]);
    let said =
        sandbox.refuses(2, &["report", "result", "--format", "json", "--tables", "wellfare"]);
    assert!(said.contains("did you mean `welfare`?"), "{said}");
    let said = sandbox.refuses(2, &["report", "result", "--tables", "welfare"]);
    assert!(said.contains("--tables"), "{said}");
}

#[test]
fn equations_are_those_of_the_options_of_the_run() {
    let sandbox = Sandbox::toy();
    let sector = |options: &str| format!("{CARS}\n[[trade.sector]]\nsector = \"C29\"\n{options}\n");
    let cases = [
        ("plain", CARS.to_owned(), "βₙⱼ Y′ₙⱼ", "μ"),
        ("profits", sector("profit-share = \"10%\""), "βₙⱼ (1−μₙⱼ) Y′ₙⱼ", "σ"),
        ("nested", sector("value-added-substitution = 0.5"), "β′ₙⱼ Y′ₙⱼ", "μ"),
    ];
    for (name, text, there, absent) in cases {
        sandbox.write(&format!("{name}.toml"), text);
        sandbox.prints(&[
            "run",
            &format!("{name}.toml"),
            "--world",
            "toy",
            "--out",
            name,
            "--quiet",
        ]);
        let page = sandbox.read(&format!("{name}/report.html"));
        let method =
            page.split("id=\"method\"").nth(1).unwrap().split("id=\"sources\"").next().unwrap();
        assert!(method.contains(there) && !method.contains(absent), "{name}: {there}");
        let told =
            sandbox.prints(&["explain", name, "sectors", "JPN/C29", "--column", "employment_pct"]);
        assert!(told.contains(there) && !told.contains(absent), "{name}: {told}");
        sandbox.refuses(0, &["verify", name]);
    }
}
