//! Names of the version before: scenarios, keys of cells and run folders that still use them.

use crate::negotiate::TWO;
use crate::sandbox::Sandbox;
use detente_world::renamed::{RENAMED, Sort};
use detente_world::table::{Column, Table};
use sha2::Digest;

/// What a scenario of the version before says.
const OLD: &str = r#"
[[negotiation.future]]
name = "as it stands"
probability = "75%"
source = "assumed"
[[negotiation.future]]
name = "much is lost"
probability = "25%"
source = "assumed"
case = "high"
[[measure]]
name = "leaner grades"
by = "JPN"
kind = "thrift"
economy = "JPN"
commodity = "magnet-ndfeb-heat"
use = "vehicles"
saved = "10%"
source = "an example"
"#;

fn digest(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The table as the version before wrote it.
fn as_before(mut table: Table) -> Table {
    for own in RENAMED {
        match own.sort {
            Sort::Column if own.within == table.name => {
                let columns = table.columns.iter_mut().filter(|(name, _)| name == own.new);
                columns.for_each(|(name, _)| own.old.clone_into(name));
            }
            Sort::Kind => {
                let kinds = table.columns.iter_mut().filter(|(name, _)| name == "kind");
                for (_, cells) in kinds {
                    let Column::Text(words) = cells else { continue };
                    words
                        .iter_mut()
                        .filter(|word| *word == own.new)
                        .for_each(|word| own.old.clone_into(word));
                }
            }
            _ => {}
        }
    }
    if let Some(own) = RENAMED.iter().find(|own| own.sort == Sort::Table && own.new == table.name) {
        own.old.clone_into(&mut table.name);
    }
    table
}

/// Makes the folder `deal` one that the version before wrote.
fn write_as_before(sandbox: &Sandbox) {
    let mut manifest: serde_json::Value =
        serde_json::from_str(&sandbox.read("deal/manifest.json")).unwrap();
    let page = sandbox.read("deal/report.html");
    let page_digest = digest(sandbox.read("deal/manifest.json").as_bytes());
    manifest["detente"] = "0.0.9".into();
    for file in manifest["files"].as_array_mut().unwrap() {
        let path = file["path"].as_str().unwrap().to_owned();
        let mut now = path.clone();
        if let Some(name) = path.strip_prefix("tables/") {
            let table = as_before(sandbox.table(&format!("deal/{path}")));
            let ending = name.split_once('.').unwrap().1;
            now = format!("tables/{}.{ending}", table.name);
            std::fs::remove_file(sandbox.path(&format!("deal/{path}"))).unwrap();
            let bytes = if ending == "csv" { table.to_csv() } else { table.to_parquet() };
            sandbox.write(&format!("deal/{now}"), bytes.unwrap());
        }
        file["sha256"] =
            digest(&std::fs::read(sandbox.path(&format!("deal/{now}"))).unwrap()).into();
        file["path"] = now.into();
    }
    let manifest = format!("{manifest:#}\n");
    sandbox.write("deal/report.html", page.replace(&page_digest, &digest(manifest.as_bytes())));
    sandbox.write("deal/manifest.json", manifest);
}

#[test]
fn a_folder_and_a_scenario_of_the_version_before_go_on_working_with_a_note() {
    let sandbox = Sandbox::new();
    sandbox.write("old.toml", format!("{TWO}{OLD}"));
    let said = sandbox.run(&["negotiate", "old.toml", "--out", "deal"]);
    assert_eq!(said.code, 0, "{said:?}");
    for note in ["`future` is now called `state`", "`thrift` is now called `material-efficiency`"] {
        assert!(said.err.contains(note), "{note} in {}", said.err);
    }
    assert!(!sandbox.path("deal/tables/package_futures.csv").exists());
    write_as_before(&sandbox);
    assert!(!sandbox.path("deal/tables/package_states.csv").exists());
    assert!(sandbox.read("deal/tables/package_items.csv").contains("least"));

    let verified = sandbox.run(&["verify", "deal"]);
    assert_eq!(verified.code, 0, "{verified:?}");
    assert!(
        verified.err.contains("`package_futures` is now called `package_states`"),
        "{verified:?}"
    );
    let old = sandbox.run(&["explain", "deal", "package_futures", "nash/future=as it stands/JPN"]);
    let new = sandbox.run(&["explain", "deal", "package_states", "nash/state=as it stands/JPN"]);
    assert_eq!((old.code, old.out.as_str()), (0, new.out.as_str()), "{old:?} {new:?}");
    assert!(old.err.contains("is now called") && !new.err.contains("is now called"), "{old:?}");
    let explained =
        sandbox.run(&["explain", "deal", "package_items", "relief/nash", "--column", "least"]);
    assert!(explained.code == 0 && explained.err.contains("now called `low`"), "{explained:?}");
    let printed = sandbox.run(&[
        "report",
        "deal",
        "--format",
        "json",
        "--tables",
        "package_futures",
        "--out",
        "-",
    ]);
    assert!(printed.code == 0 && printed.out.contains("package_states"), "{printed:?}");
}

#[test]
fn no_table_column_or_kind_of_this_version_has_an_old_name() {
    for table in detente_record::catalogue::tables() {
        for own in RENAMED {
            let here = own.sort == Sort::Column && own.within == table.name;
            assert!(!(own.sort == Sort::Table && own.old == table.name), "{own:?}");
            assert!(!(here && table.find(own.old).is_some()), "{own:?}");
            assert!(!here || table.find(own.new).is_some(), "{own:?}");
        }
    }
    for own in RENAMED.iter().filter(|own| own.sort == Sort::Kind) {
        let kinds = detente_scenario::kinds();
        assert!(kinds.iter().all(|(name, _)| *name != own.old), "{own:?}");
        assert!(kinds.iter().any(|(name, _)| *name == own.new), "{own:?}");
    }
}
