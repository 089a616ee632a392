//! A folder of its own, the command run in it, and a small world and scenario to begin with.

use detente_world::table::{Column, Table};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that is removed after the test; the command runs in it, so that messages hold no
/// machine's paths.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Three economies; every sector is made everywhere except `C26`, which only Japan makes.
const TOY: [(&str, &str); 5] = [
    (
        "world.toml",
        "id = \"toy\"\ntitle = \"A toy\"\nyear = 2022\ncurrency = \"USD million\"\n\n[[sources]]\nname = \"made up\"\nlicence = \"CC0\"\nvintage = \"2022\"\n",
    ),
    ("economies.csv", "economy,name,G2\nCHN,China,0\nJPN,Japan,1\nUSA,United States,1\n"),
    (
        "sectors.csv",
        "sector,name,trade_elasticity,tradable\nC26,Chips,5,true\nC29,Cars,8,true\nK,Finance,4,true\n",
    ),
    (
        "trade.csv",
        "exporter,importer,sector,value\n\
         JPN,CHN,C26,30\nJPN,JPN,C26,40\nJPN,USA,C26,50\n\
         CHN,CHN,C29,100\nCHN,USA,C29,10\nJPN,JPN,C29,80\nJPN,USA,C29,40\nUSA,USA,C29,120\nUSA,JPN,C29,20\n\
         CHN,CHN,K,150\nCHN,USA,K,20\nJPN,JPN,K,90\nUSA,USA,K,200\nUSA,JPN,K,30\nUSA,CHN,K,25\n",
    ),
    (
        "use.csv",
        "economy,input,user,value\nJPN,K,C26,30\nJPN,C26,C29,25\nUSA,C26,C29,30\nCHN,C26,C29,20\nUSA,C29,K,15\n",
    ),
];

/// A tariff on Japanese cars.
pub(crate) const CARS: &str = r#"title = "Cars"
world = "toy"
date  = 2025-06-05

[[shock]]
name     = "cars"
kind     = "tariff"
importer = "USA"
exporter = "JPN"
sector   = "C29"
rate     = { add = "25%" }
from     = 2025-04-03
source   = "Proclamation 10908"
"#;

impl Sandbox {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With the toy world as `toy/` and a scenario `cars.toml`.
    pub fn toy() -> Self {
        let sandbox = Self::new();
        for (name, text) in TOY {
            sandbox.write(&format!("toy/{name}"), text);
        }
        sandbox.write("cars.toml", CARS);
        sandbox
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces a piece of a file that has to be there once or more.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Runs the command.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        let done = command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
    }

    /// Runs the command, which has to succeed, and gives what it prints.
    pub fn prints(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 0, "{arguments:?}: {ended:?}");
        ended.out
    }

    /// Runs the command, which has to end with `code` and leave every file as it was, and gives
    /// what it says.
    pub fn refuses(&self, code: i32, arguments: &[&str]) -> String {
        let before = self.files();
        let ended = self.run(arguments);
        assert_eq!(ended.code, code, "{arguments:?}: {ended:?}");
        let after = self.files();
        assert_eq!(
            before.keys().collect::<Vec<_>>(),
            after.keys().collect::<Vec<_>>(),
            "files appeared or went"
        );
        assert!(before == after, "a file changed");
        format!("{}{}", ended.out, ended.err)
    }

    /// What the command says that has to end with 2 while another one is at work here.
    pub fn refused_beside(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 2, "{arguments:?}: {ended:?}");
        ended.err
    }

    /// Every file and folder below this one; a folder has no bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        list(self.folder.path(), "", &mut found);
        found
    }

    /// A table of a run.
    pub fn table(&self, file: &str) -> Table {
        Table::read(&self.path(file)).unwrap()
    }
}

fn list(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            list(&path, &format!("{name}/"), found);
            found.insert(format!("{name}/"), Vec::new());
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// The numbers of a column.
pub(crate) fn numbers<'a>(table: &'a Table, column: &str) -> &'a [f64] {
    table
        .column(column)
        .and_then(Column::numbers)
        .unwrap_or_else(|| panic!("{}: no numbers `{column}`", table.name))
}

/// The words of a column.
pub(crate) fn words<'a>(table: &'a Table, column: &str) -> &'a [String] {
    table
        .column(column)
        .and_then(Column::text)
        .unwrap_or_else(|| panic!("{}: no words `{column}`", table.name))
}

/// The names of the columns.
pub(crate) fn header(table: &Table) -> String {
    table.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
}
