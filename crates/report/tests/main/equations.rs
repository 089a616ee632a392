//! The equations of the trade engine, as docs/equations.md shows them: from the same source as
//! page, exports and `explain`.

use crate::sample::sample;
use detente_record::catalogue::{Closure, Engine, TradeForm};
use detente_report::{json_text, markdown, page};

/// The forms that the page of the documentation shows: none of the options, and each by itself.
fn shown() -> Vec<TradeForm> {
    let plain = TradeForm::default();
    vec![
        plain,
        TradeForm { nested: true, ..plain },
        TradeForm { profits: true, ..plain },
        TradeForm { specific: true, ..plain },
        TradeForm { final_nested: true, ..plain },
        TradeForm { two_nests: true, ..plain },
        TradeForm { caps: true, ..plain },
        TradeForm { deficits: Closure::WorldShare, ..plain },
        TradeForm { deficits: Closure::Zero, ..plain },
        TradeForm { deficits: Closure::Proportional, ..plain },
        TradeForm {
            nested: true,
            profits: true,
            specific: true,
            final_nested: true,
            two_nests: true,
            caps: true,
            ..plain
        },
    ]
}

fn documented() -> String {
    let mut out = "# The equations of the yearly engine\n\n\
        Written by `UPDATE_EQUATIONS=1 cargo test --release -p detente-report equations`; a test compares. The page of a run, its\n\
        exports and `detente explain` show the equations of the options of that run, from the same source\n\
        (`crates/record/src/catalogue/forms.rs`). A hat is new over baseline, a prime new; n importer, i exporter, j and k sectors.\n"
        .to_owned();
    let plain: Vec<String> =
        TradeForm::default().equations().iter().map(|own| own.text.to_string()).collect();
    for (at, form) in shown().into_iter().enumerate() {
        let all = form.equations();
        let own = all.iter().filter(|own| own.engine == Engine::Trade);
        let own = own.filter(|own| at == 0 || !plain.contains(&own.text.to_string()));
        let title =
            if at == 0 { "Without options".to_owned() } else { format!("With {}", form.words()) };
        out.push_str(&format!("\n## {title}\n\n"));
        if at > 0 {
            out.push_str("These differ from those without options:\n\n");
        }
        for equation in own {
            let number = if equation.number.is_empty() {
                String::new()
            } else {
                format!("{} ", equation.number)
            };
            out.push_str(&format!(
                "- **{number}{}**\n  `{}`\n  {}\n",
                equation.title, equation.text, equation.symbols
            ));
        }
    }
    out
}

#[test]
fn the_documentation_shows_the_equations_of_the_source() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/equations.md");
    if std::env::var_os("UPDATE_EQUATIONS").is_some() {
        std::fs::write(path, documented()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        documented(),
        "make it again with UPDATE_EQUATIONS=1"
    );
}

#[test]
fn page_and_exports_show_the_equations_of_the_options() {
    let plain = TradeForm::default();
    let profits = "ŵₙ Lₙ = Σⱼ βₙⱼ (1−μₙⱼ) Y′ₙⱼ";
    for (form, there, absent) in [
        (plain, "ŵₙ Lₙ = Σⱼ βₙⱼ Y′ₙⱼ", "μ"),
        (TradeForm { profits: true, ..plain }, profits, "σ"),
        (TradeForm { nested: true, ..plain }, "m̂ᵢⱼ = ( Σₖ gᵢ,ₖⱼ P̂ᵢₖ^(1−εⱼ) )^(1/(1−εⱼ))", "μ"),
    ] {
        let mut sample = sample(false);
        sample.summary.form = Some(form);
        let html = page(&sample.summary, &sample.views()).unwrap();
        // Each formula has its plain text as the alternative.
        let method = html.split("id=\"method\"").nth(1).unwrap();
        assert!(method.contains(there), "{there}");
        assert!(
            !method.split("id=\"sources\"").next().unwrap().contains(absent),
            "{absent} of an option that is not used"
        );
        let [_, _, sectors, _] = &sample.tables;
        let text = json_text(&sample.summary, &[sectors]).unwrap();
        let told: serde_json::Value = serde_json::from_str(&text).unwrap();
        let wanted = form.equation("factors").unwrap().text.into_owned();
        assert!(
            told["equations"].as_array().unwrap().iter().any(|own| own["text"] == wanted),
            "{text}"
        );
        assert!(
            markdown(&sample.summary, &sample.views(), &[sectors], false)
                .unwrap()
                .contains(&wanted.replace('_', "\\_"))
        );
    }
}
