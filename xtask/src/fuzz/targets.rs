//! Which readers are there, what do they read, and how is one of them called?

use detente_engine::{RunRequest, ScenarioSource, run};
use detente_firms::FirmNetwork;
use detente_record::StoredRun;
use detente_scenario::{Folder, Overrides, ResolveOptions, Source, read, resolve};
use detente_world::WorldSource;
use detente_world::import::{ImportFormat, ImportOptions, import};
use detente_world::table::Table;
use detente_world::{World, chain, embedded, pack};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Why a reader refuses, or why there is no good file.
type Refusal = Box<dyn Error>;

/// How the bytes of a file are packed: what is inside is changed, so that a check sum does not
/// guard it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Packing {
    None,
    Zip,
    Zstd,
}

/// A good file.
#[derive(Clone, Debug)]
pub(super) struct Seed {
    /// Its name, with the folder it needs.
    pub file: String,
    pub bytes: Vec<u8>,
    pub packing: Packing,
}

/// A reader.
pub(super) struct Target {
    pub name: &'static str,
    pub seeds: fn() -> Result<Vec<Seed>, Refusal>,
    /// Reads `bytes` in the place of a good file.
    pub read: fn(&Bench, &Seed, &[u8]) -> Result<(), Refusal>,
}

/// A folder that holds the good files, of which one at a time is replaced.
pub(super) struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    pub fn new(seeds: &[Seed]) -> std::io::Result<Self> {
        let bench = Self { folder: tempfile::tempdir()? };
        for seed in seeds {
            write(&bench.path(&seed.file), &seed.bytes)?;
        }
        Ok(bench)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Calls a reader of files with `bytes` in the place of the seed's.
    fn with(
        &self,
        seed: &Seed,
        bytes: &[u8],
        read: impl FnOnce(&Path) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        write(&self.path(&seed.file), bytes)?;
        let read = read(self.folder.path());
        write(&self.path(&seed.file), &seed.bytes)?;
        read
    }
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, bytes)
}

pub(super) const ALL: [Target; 17] = [
    Target { name: "scenario", seeds: scenarios, read: read_scenario },
    Target { name: "schedule", seeds: schedules, read: read_schedule },
    Target { name: "csv", seeds: tables, read: read_csv },
    Target { name: "parquet", seeds: parquets, read: read_parquet },
    Target { name: "pack", seeds: packs, read: read_pack },
    Target { name: "packed", seeds: packed, read: read_packed },
    Target { name: "map", seeds: maps, read: read_map },
    Target { name: "import", seeds: imports, read: read_import },
    Target { name: "chain", seeds: chains, read: read_chain },
    Target { name: "companies", seeds: companies, read: read_companies },
    Target { name: "workbook", seeds: workbooks, read: read_companies },
    Target { name: "prices", seeds: prices, read: read_prices },
    Target { name: "watch", seeds: watches, read: read_watch },
    Target { name: "hindcast", seeds: episodes, read: read_episode },
    Target { name: "draft", seeds: articles, read: read_draft },
    Target { name: "firms", seeds: firms, read: read_firms },
    Target { name: "run", seeds: runs, read: read_run },
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn seed(file: &str, bytes: impl Into<Vec<u8>>) -> Seed {
    Seed { file: file.to_owned(), bytes: bytes.into(), packing: Packing::None }
}

/// The files of a folder of the repository whose names end so.
fn files(folder: &str, ending: &str) -> Result<Vec<Seed>, Refusal> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join(folder))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    let chosen =
        paths.into_iter().filter(|path| path.is_file() && path.to_string_lossy().ends_with(ending));
    chosen
        .map(|path| {
            Ok(seed(&path.file_name().unwrap_or_default().to_string_lossy(), fs::read(&path)?))
        })
        .collect()
}

/// The world that readers check codes against.
fn world() -> Result<&'static World, Refusal> {
    static WORLD: OnceLock<Option<World>> = OnceLock::new();
    WORLD
        .get_or_init(|| embedded::load("icio-2022").ok())
        .as_ref()
        .ok_or_else(|| "the embedded world is broken".into())
}

fn scenarios() -> Result<Vec<Seed>, Refusal> {
    let mut seeds = files("examples", ".toml")?;
    let bundled = ["japan-us-2025-package", "hormuz-2026"];
    for name in bundled {
        let text = fs::read(root().join("scenarios").join(name).join("scenario.toml"))?;
        seeds.push(seed(&format!("{name}.toml"), text));
    }
    Ok(seeds)
}

fn read_scenario(_: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    let text = String::from_utf8_lossy(bytes);
    let source = Source::new(&seed.file, text)
        .with_folder(Folder::Disk(root().join("scenarios/japan-us-2025")));
    resolved(&source)
}

/// As `detente check` and `detente run` read it.
fn resolved(source: &Source) -> Result<(), Refusal> {
    let draft = read(source, &Overrides::default());
    let _ = draft.check(world()?).render(false);
    let scenario = draft.finish().map_err(|report| report.render(false))?;
    resolve(&scenario, world()?, &ResolveOptions::default())
        .map_err(|report| report.render(false))?;
    Ok(())
}

const SCHEDULED: &str = "title = \"A schedule\"\ndate = 2025-06-05\n[[shock]]\nname = \"rates\"\nkind = \"tariff\"\nschedule = \"rates.csv\"\nmode = \"add\"\nsource = \"drawn\"\n";

fn schedules() -> Result<Vec<Seed>, Refusal> {
    let rows = "importer,exporter,sector,rate,source,grade\nUSA,JPN,C29,25%,a proclamation,A\nUSA,EU27 -DEU,goods,0.1,,\n*,CHN,\"C26 C27\",5%,,\n";
    Ok(vec![seed("rates.csv", rows)])
}

fn read_schedule(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        let source =
            Source::new("scheduled.toml", SCHEDULED).with_folder(Folder::Disk(folder.to_owned()));
        resolved(&source)
    })
}

fn tables() -> Result<Vec<Seed>, Refusal> {
    Ok(vec![seed("a.csv", "economy,value,note\nUSA,1.5,\"a, b\"\nJPN,-2e3,\nCHN,0,\"x\"\"y\"\n")])
}

fn read_csv(_: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    Table::from_csv(&seed.file, bytes)?.to_csv()?;
    Ok(())
}

fn parquets() -> Result<Vec<Seed>, Refusal> {
    let rows = 300;
    let table = Table::new("a")
        .with_text("economy", (0..rows).map(|row| format!("E{}", row % 7)).collect())
        .with_numbers("value", (0..rows).map(|row| f64::from(row) * 0.1).collect());
    Ok(vec![seed("a.parquet", table.to_parquet()?)])
}

fn read_parquet(_: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    Table::from_parquet(&seed.file, bytes)?;
    Ok(())
}

/// Two economies and two sectors.
fn packs() -> Result<Vec<Seed>, Refusal> {
    Ok(vec![
        seed(
            "world.toml",
            "id = \"toy\"\ntitle = \"A toy\"\nyear = 2022\ncurrency = \"USD million\"\n\n[[sources]]\nname = \"made up\"\nlicence = \"CC0\"\nvintage = \"2022\"\n",
        ),
        seed("economies.csv", "economy,name,G2\nJPN,Japan,1\nUSA,United States,1\n"),
        seed(
            "sectors.csv",
            "sector,name,trade_elasticity,tradable\nC29,Cars,8,true\nK,Finance,4,true\n",
        ),
        seed(
            "trade.csv",
            "exporter,importer,sector,value\nJPN,JPN,C29,80\nJPN,USA,C29,40\nUSA,USA,C29,120\nUSA,JPN,C29,20\nJPN,JPN,K,90\nUSA,USA,K,200\nUSA,JPN,K,30\n",
        ),
        seed("use.csv", "economy,input,user,value\nJPN,K,C29,30\nUSA,C29,K,15\n"),
        seed("tariff.csv", "importer,exporter,sector,rate\nUSA,JPN,C29,0.025\n"),
    ])
}

fn read_pack(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        let world = pack::read_pack(folder)?;
        let _ = detente_world::check::check(&world);
        Ok(())
    })
}

fn packed() -> Result<Vec<Seed>, Refusal> {
    let bench = Bench::new(&packs()?)?;
    let bytes =
        pack::packed(&pack::read_pack(bench.folder.path())?, detente_world::table::Format::Csv)?;
    Ok(vec![Seed { file: "toy.tar.zst".to_owned(), bytes, packing: Packing::Zstd }])
}

fn read_packed(_: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    pack::read_packed(&seed.file, bytes)?;
    Ok(())
}

fn maps() -> Result<Vec<Seed>, Refusal> {
    Ok(vec![seed(
        "map.csv",
        "kind,from,to\neconomy,DEU,EU\neconomy,FRA,EU\nsector,C29,CARS\nsector,C301,CARS\n",
    )])
}

fn read_map(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        detente_world::aggregate(world()?, &folder.join(&seed.file))?;
        Ok(())
    })
}

fn imports() -> Result<Vec<Seed>, Refusal> {
    Ok(vec![seed(
        "icio_2020.csv",
        "V1,AUS_A01,AUS_C29,JPN_A01,JPN_C29,AUS_HFCE,JPN_HFCE,OUT\nAUS_A01,10,5,4,1,70,10,100\nAUS_C29,2,6,1,3,35,5,52\nJPN_A01,1,1,8,4,3,60,77\nJPN_C29,2,4,3,20,15,90,134\nVA,85,36,61,106,0,0,0\n",
    )])
}

fn read_import(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        import(ImportFormat::OecdIcio, &folder.join(&seed.file), &ImportOptions::default())?;
        Ok(())
    })
}

fn chains() -> Result<Vec<Seed>, Refusal> {
    let mut seeds = files("data/chains/rare-earths", ".csv")?;
    seeds.extend(files("data/chains/rare-earths", ".toml")?);
    Ok(seeds)
}

fn read_chain(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        chain::read_chain(folder)?;
        Ok(())
    })
}

fn companies() -> Result<Vec<Seed>, Refusal> {
    files("examples", "companies.csv")
}

/// The same companies as a spreadsheet would save them.
fn workbooks() -> Result<Vec<Seed>, Refusal> {
    let mut seeds = Vec::new();
    for csv in companies()? {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(csv.bytes.as_slice());
        for (row, record) in reader.records().enumerate() {
            for (column, cell) in record?.iter().enumerate() {
                let (row, column) = (u32::try_from(row)?, u16::try_from(column)?);
                // The sixth column holds HS codes, which are words.
                match cell.parse::<f64>().ok().filter(|_| column != 5) {
                    Some(number) => sheet.write(row, column, number)?,
                    None => sheet.write(row, column, cell)?,
                };
            }
        }
        seeds.push(Seed {
            file: "companies.xlsx".to_owned(),
            bytes: workbook.save_to_buffer()?,
            packing: Packing::Zip,
        });
    }
    Ok(seeds)
}

fn read_companies(_: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    detente_companies::read_companies(&seed.file, bytes, world()?)?;
    Ok(())
}

fn prices() -> Result<Vec<Seed>, Refusal> {
    Ok(vec![seed(
        "prices.csv",
        "date,ticker,close\n2025-04-01,7203.T,2600\n2025-04-02,7203.T,2610.5\n2025-04-01,F,9.8\n",
    )])
}

fn read_prices(_: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    detente_companies::read_prices(&seed.file, bytes)?;
    Ok(())
}

fn episodes() -> Result<Vec<Seed>, Refusal> {
    let mut seeds = files("hindcasts/us-tariffs-august-2025", ".toml")?;
    seeds.extend(files("hindcasts/us-tariffs-august-2025", ".csv")?);
    Ok(seeds)
}

fn read_episode(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        detente_hindcast::open(&folder.to_string_lossy())?;
        Ok(())
    })
}

fn watches() -> Result<Vec<Seed>, Refusal> {
    let text = "scenarios = \"scenarios\"\nevery = \"2 s\"\n\n[[threshold]]\nname = \"Japan's income\"\ntable = \"welfare\"\nkey = \"JPN\"\ncolumn = \"real_income_pct\"\nbelow = \"-0.07%\"\n\n[webhook]\nurl = \"http://127.0.0.1:8080/\"\nsecret_env = \"SECRET\"\n";
    Ok(vec![seed("watch.toml", text), seed("scenarios/a.toml", "title = \"A\"\n")])
}

fn read_watch(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        detente_watch::read(&folder.join("watch.toml"))?;
        Ok(())
    })
}

fn articles() -> Result<Vec<Seed>, Refusal> {
    let mut seeds = files("crates/draft/evaluation/development", ".txt")?;
    seeds.push(seed("page.html", "<html><head><title>Tariffs</title></head><body><p>The United States will impose a tariff of 25% on cars from Japan from 3 April.</p></body></html>"));
    Ok(seeds)
}

fn read_draft(_: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    let options = detente_draft::Options {
        name: seed.file.clone(),
        published: None,
        world: "icio-2022".to_owned(),
    };
    detente_draft::draft(bytes, &options, world()?)?;
    Ok(())
}

fn firms() -> Result<Vec<Seed>, Refusal> {
    Ok(vec![
        seed(
            "firms.csv",
            "firm,economy,sector,output,stock_days\nA,JPN,C29,100,10\n\"B, Ltd\",JPN,C26,60,5\nC,USA,C24,30,7\n",
        ),
        seed("suppliers.csv", "supplier,buyer,value\n\"B, Ltd\",A,20\nC,\"B, Ltd\",10\n"),
    ])
}

fn read_firms(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        FirmNetwork::read(folder)?;
        Ok(())
    })
}

/// A run of the toy world as it stands on the disk.
fn runs() -> Result<Vec<Seed>, Refusal> {
    let mut toy = packs()?;
    toy.iter_mut().for_each(|seed| seed.file = format!("toy/{}", seed.file));
    toy.push(seed("cars.toml", "title = \"Cars\"\ndate = 2025-06-05\n[[shock]]\nname = \"cars\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nrate = { add = \"25%\" }\nsource = \"drawn\"\n"));
    let bench = Bench::new(&toy)?;
    let mut request = RunRequest::new(ScenarioSource::File(bench.path("cars.toml")));
    request.world = Some(WorldSource::Pack(bench.path("toy")));
    let folder = bench.path("run");
    run(&request)?.write(&folder, detente_report::draw)?;
    let mut seeds = Vec::new();
    for place in [folder.clone(), folder.join("tables")] {
        for entry in fs::read_dir(place)? {
            let path = entry?.path();
            if path.is_file() {
                let name = path.strip_prefix(&folder)?.to_string_lossy().into_owned();
                seeds.push(seed(&name, fs::read(&path)?));
            }
        }
    }
    seeds.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(seeds)
}

fn read_run(bench: &Bench, seed: &Seed, bytes: &[u8]) -> Result<(), Refusal> {
    bench.with(seed, bytes, |folder| {
        StoredRun::read(folder)?;
        Ok(())
    })
}
