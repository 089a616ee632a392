//! Files of a person: what is wrong with them is told with file, place and what to do; CSV and XLSX
//! say the same.

use crate::small::world;
use detente_companies::{Product, Universe, Valuation, embedded, read_companies, read_prices};
use detente_world::embedded::load;
use rust_xlsxwriter::{Format, Workbook};

const OWN: &str = include_str!("../../../examples/companies.csv");

fn told(text: &str) -> String {
    let world = load("icio-2022").unwrap();
    read_companies("own.csv", text.as_bytes(), &world).unwrap_err().to_string()
}

fn workbook(text: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("companies").unwrap();
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match cell.parse::<f64>() {
                // HS codes are text with a point.
                Ok(number) if column != 5 => sheet.write_number(row, column, number).unwrap(),
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn the_example_reads_the_same_from_csv_and_from_a_workbook() {
    let world = load("icio-2022").unwrap();
    let text = read_companies("companies.csv", OWN.as_bytes(), &world).unwrap();
    let book = read_companies("companies.xlsx", &workbook(OWN), &world).unwrap();
    let plain = |universe: Universe| universe.companies;
    assert_eq!(plain(text), plain(book));
}

#[test]
fn a_table_may_stand_anywhere_in_a_sheet_and_a_stray_cell_is_told() {
    let world = load("icio-2022").unwrap();
    let table = |stray: bool| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, line) in OWN.lines().enumerate() {
            for (column, cell) in line.split(',').enumerate() {
                sheet.write_string(row as u32 + 3, column as u16 + 2, cell).unwrap();
            }
        }
        if stray {
            sheet.write_number(1_048_575, 16_383, 1).unwrap();
        }
        read_companies("companies.xlsx", &book.save_to_buffer().unwrap(), &world)
    };
    let text = read_companies("companies.csv", OWN.as_bytes(), &world).unwrap();
    assert_eq!(table(false).unwrap().companies, text.companies);
    assert_eq!(
        table(true).unwrap_err().to_string(),
        "companies.xlsx: sheet `Sheet1`, row 1048576, holds something in column 16384, which has no name; delete it, or name its column in the first row"
    );
}

#[test]
fn mistakes_are_told_all_at_once_with_their_places() {
    let text = "record,ticker,name,economy,sector,hs,value,unit\n\
        company,A,First,JPN,,,,\n\
        company,A,Second,JPN,,,,\n\
        revenue,A,,Japn,C29,,100,USD million\n\
        revenue,A,,USA,C29,,100 m,USD million\n\
        input,A,,JPN,,8708.31,5,USD million\n\
        input,B,,JPN,,8505.11,5,t/yr\n\
        inptu,A,,,,,,\n";
    let told = told(text);
    for line in [
        "own.csv, line 3, column `ticker`: `A` stands twice; give each company one row of record `company`",
        "own.csv, line 4, column `economy`: `Japn` is no economy of the world, nor a group; did you mean `JPN`",
        "own.csv, line 5, column `value`: `100 m` is not a number; write it with a point, without a unit and without separators between thousands",
        "own.csv, line 6, column `hs`: HS code `8708.31` is not in HS 2022",
        "own.csv, line 7, column `ticker`: there is no row of record `company` for `B`",
        "own.csv, line 8, column `record`: `inptu` is no record; it is one of company, revenue, plant, input, sale; did you mean `input`?",
    ] {
        assert!(told.contains(line), "{line}\n---\n{told}");
    }
}

#[test]
fn shares_above_the_whole_are_refused() {
    let text = "record,ticker,economy,sector,value,unit\ncompany,A,JPN,,,\nrevenue,A,USA,C29,100,USD million\nplant,A,JPN,C29,70,%\nplant,A,USA,C29,60,%\n";
    assert_eq!(
        told(text),
        "own.csv: the plants of `A` make 130 % of what it makes; shares of record `plant` add up to 100 % at most"
    );
    let text = text.replace("70,%", "170,%");
    assert!(told(&text).contains("line 4, column `value`: a share above 100 %"));
}

#[test]
fn a_product_is_final_or_an_input_and_rows_agree() {
    let text = "record,ticker,name,economy,sector,value,unit,product\ncompany,A,First,JPN,,,,\nrevenue,A,,USA,C29,60,USD million,final\nrevenue,A,,JPN,C29,40,USD million,input\nrevenue,A,,DEU,C29,40,USD million,finl\n";
    let told = told(text);
    assert!(
        told.contains("line 4, column `product`: another row of this sector says otherwise"),
        "{told}"
    );
    assert!(told.contains("line 5, column `product`: `finl` is neither `final`"), "{told}");
    assert!(told.ends_with("did you mean `final`?"), "{told}");
}

#[test]
fn of_many_equal_mistakes_the_first_five_are_told_and_the_others_counted() {
    let mut text = "date,ticker,close\n2025-01-02,A,-1\n".to_owned();
    (1..=300)
        .for_each(|day| text.push_str(&format!("{}/{}/2025,A,10\n", day % 12 + 1, day % 28 + 1)));
    let told = read_prices("prices.csv", text.as_bytes()).unwrap_err().to_string();
    assert_eq!(told.lines().count(), 7, "{told}");
    assert!(told.contains("line 2, column `close`: a price is above zero"), "{told}");
    assert!(
        told.ends_with("prices.csv, column `date`, as in line 3: 295 more of this kind"),
        "{told}"
    );
}

#[test]
fn day_numbers_of_a_workbook_are_dates_and_those_of_csv_are_asked_about() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in
        [["date", "ticker", "close"], ["45810", "A", "10"], ["45811", "A", "11"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, *cell).unwrap(),
            };
        }
    }
    let prices = read_prices("prices.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let days: Vec<String> = prices.days.iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2025-06-02", "2025-06-03"]);
    let told =
        read_prices("prices.csv", b"date,ticker,close\n45810,A,10\n").unwrap_err().to_string();
    assert!(told.contains("may be the day number of a spreadsheet"), "{told}");
}

#[test]
fn a_mistake_in_the_row_of_a_company_is_told_once_and_so_is_every_other_of_a_row() {
    let text = "record,ticker,name,economy,sector,hs,origin,value,unit\ncompany,A,First,Japn,,,,,\nrevenue,A,,USA,C29,,,100,USD million\ninput,A,,JPN,,8708.31,CHX,5,USD million\n";
    let told = told(text);
    assert_eq!(told.lines().count(), 3, "{told}");
    assert!(told.contains("line 2, column `economy`: `Japn`"), "{told}");
    assert!(
        told.contains("line 4, column `hs`") && told.contains("line 4, column `origin`: `CHX`"),
        "{told}"
    );
}

#[test]
fn an_empty_file_is_called_empty() {
    assert_eq!(
        told(""),
        "own.csv: it is empty; its first line names the columns, at least record, ticker, value"
    );
    let mut book = Workbook::new();
    book.add_worksheet();
    let world = load("icio-2022").unwrap();
    let told = read_companies("own.xlsx", &book.save_to_buffer().unwrap(), &world)
        .unwrap_err()
        .to_string();
    assert_eq!(told, "own.xlsx: sheet `Sheet1` is empty; its first row names the columns");
}

#[test]
fn a_heading_of_many_goods_is_asked_about_and_not_taken_for_one() {
    let text = "record,ticker,name,economy,hs,value,unit\ncompany,A,First,DEU,,,\ninput,A,,DEU,2846.90,5,t/yr\ninput,A,,DEU,2846.10,5,t/yr\n";
    let world = load("icio-2022").unwrap();
    let universe = read_companies("own.csv", text.as_bytes(), &world).unwrap();
    let [unclear, cerium] = universe.companies[0].inputs.as_slice() else { panic!("two inputs") };
    let Product::OneOf { goods, .. } = &unclear.product else { panic!("{unclear:?}") };
    assert!(
        ["oxide-Dy", "oxide-Nd", "oxide-Y"].iter().all(|good| goods.iter().any(|own| own == good)),
        "{goods:?}"
    );
    assert!(
        matches!(&cerium.product, Product::Good { good, .. } if good == "oxide-Ce"),
        "{cerium:?}"
    );
    let sale = text.replace("input,A,,DEU,2846.90", "sale,A,,DEU,2846.90");
    assert!(
        told(&sale).contains("`2846.90` covers several goods; name one in column `good`: oxide-La")
    );
}

#[test]
fn a_workbook_names_its_sheet_and_row() {
    let text = "record,ticker,name,economy,sector,hs,value,unit\ncompany,A,First,JPN,,,,\nrevenue,A,,XXX,C29,,1,USD million\n";
    let world = load("icio-2022").unwrap();
    let told = read_companies("own.xlsx", &workbook(text), &world).unwrap_err().to_string();
    assert!(
        told.starts_with(
            "own.xlsx, sheet `companies`, row 3, column `economy`: `XXX` is no economy"
        ),
        "{told}"
    );
}

#[test]
fn a_ticker_that_the_program_has_is_the_users_and_the_tables_say_so() {
    let world = load("icio-2022").unwrap();
    let text = "record,ticker,name,economy,value\ncompany,NVDA,Brake & Motor AG,DEU,\n";
    let own = read_companies("own.csv", text.as_bytes(), &world).unwrap();
    let universe = embedded(&world).unwrap().unwrap().joined(own);
    assert_eq!(
        (universe.companies.len(), universe.replaced.as_slice()),
        (27, &["NVDA".to_owned()][..])
    );
    let tables = detente_companies::company_tables(&universe, &Valuation::default(), None);
    assert_eq!(
        detente_companies::left_out(&tables[2]),
        [("NVDA".to_owned(), "Nvidia: designs chips".to_owned())]
    );
    // Nothing else of Nvidia is left among the facts.
    let own: Vec<&String> =
        tables[2].words("ticker").iter().filter(|ticker| *ticker == "NVDA").collect();
    assert_eq!(own.len(), 2);
}

#[test]
fn columns_that_are_not_known_are_named_with_the_nearest() {
    let told = told("record,tikcer,value\ncompany,A,1\n");
    assert!(
        told.contains("column `tikcer` is not known; the columns are record, ticker, value")
            && told.contains("did you mean `ticker`?"),
        "{told}"
    );
    assert!(told.contains("there is no column `ticker`"));
}

#[test]
fn prices_with_mistakes_are_refused() {
    let text = "date,ticker,close\n2025-01-02,A,10\n2025-01-02,A,11\n2025-13-02,A,10\n2025-01-03,A,-1\n2025-01-04,A,\n";
    let told = read_prices("prices.csv", text.as_bytes()).unwrap_err().to_string();
    for line in [
        "prices.csv, line 3, column `date`: `A` has two prices on 2025-01-02; keep one",
        "prices.csv, line 4, column `date`: `2025-13-02` is not a date; write it as YYYY-MM-DD",
        "prices.csv, line 5, column `close`: a price is above zero",
        "prices.csv, line 6, column `close`: the cell is empty; leave the row out where there was no trade",
    ] {
        assert!(told.contains(line), "{line}\n---\n{told}");
    }
}

#[test]
fn the_companies_of_the_program_fit_its_world_and_no_other() {
    let universe = embedded(&load("icio-2022").unwrap()).unwrap().unwrap();
    assert_eq!(universe.companies.len(), 27);
    for company in &universe.companies {
        for segment in &company.segments {
            let sold: f64 = segment.regions.iter().map(|region| region.share).sum();
            let made: f64 = segment.plants.iter().filter_map(|plant| plant.share).sum();
            assert!(
                sold < 1.0 + 1e-9 && made < 1.0 + 1e-9,
                "{}: sold {sold}, made {made}",
                company.ticker
            );
        }
    }
    assert!(
        universe
            .facts
            .iter()
            .all(|fact| !fact.source.is_empty()
                && ["A", "B", "C", "D"].contains(&fact.grade.as_str()))
    );
    // Cars and phones go to final buyers; chips, parts and materials into the products of others.
    let finished = |company: &detente_companies::Company| {
        company.segments.iter().any(|segment| segment.finished)
    };
    let final_goods: Vec<&str> = universe
        .companies
        .iter()
        .filter(|company| finished(company))
        .map(|own| own.ticker.as_str())
        .collect();
    assert_eq!(final_goods, ["AAPL", "7203.T", "7267.T", "7201.T", "7269.T", "GM", "F", "TSLA"]);
    let said = |company: &detente_companies::Company| {
        company
            .segments
            .iter()
            .all(|segment| segment.sector.is_none() || segment.product_row.is_some())
    };
    assert!(universe.companies.iter().all(said));
    assert_eq!(embedded(&world()).unwrap(), None);
    // Known figures of companies, and who sells no cars where.
    let world = load("icio-2022").unwrap();
    let revenue = |ticker: &str| universe.company(ticker).unwrap().revenue().unwrap().round();
    assert_eq!(
        ["6762.T", "SRE", "JERA", "7203.T"].map(revenue),
        [14410.0, 13185.0, 24253.0, 313965.0]
    );
    let suzuki = &universe.company("7269.T").unwrap().segments[0];
    let america = world.economy("USA").unwrap().0;
    assert!(!suzuki.elsewhere(world.economies.len()).contains(&america));
    let apple = &universe.company("AAPL").unwrap().segments[0];
    assert!(
        apple
            .regions
            .iter()
            .any(|region| region.economies.contains(&world.economy("IND").unwrap().0))
    );
    assert!(universe.company("NVDIA").unwrap_err().to_string().contains("did you mean `NVDA`?"));
}

/// Two plants of a company, whose shares are written as `shares`.
fn plants(shares: [&str; 2]) -> String {
    let [one, other] = shares;
    format!(
        "record,ticker,name,economy,sector,hs,value,unit\n\
         company,A,First,JPN,,,,\nrevenue,A,,USA,C29,,100,USD million\nplant,A,,JPN,C29,,{one},%\nplant,A,,USA,C29,,{other},%\n"
    )
}

#[test]
fn shares_are_percent_whether_the_sign_is_in_the_cell_or_in_its_format() {
    let world = load("icio-2022").unwrap();
    let shares = |name: &str, bytes: &[u8]| -> Vec<f64> {
        let read = read_companies(name, bytes, &world).unwrap_or_else(|error| panic!("{error}"));
        read.companies[0].segments[0].plants.iter().filter_map(|plant| plant.share).collect()
    };
    assert_eq!(shares("own.csv", plants(["40", "7%"]).as_bytes()), [0.4, 0.07]);
    // The cell shows 40 % and holds 0.4; another shows 7 without a format.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let formats = [Format::new().set_num_format("0%"), Format::new().set_num_format("0.0 %")];
    for (row, line) in plants(["0.4", "0.07"]).lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match cell.parse::<f64>() {
                Ok(share) if share < 1.0 => sheet.write_number_with_format(
                    row,
                    column,
                    share,
                    &formats[usize::from(row == 4)],
                ),
                Ok(number) => sheet.write_number(row, column, number),
                Err(_) => sheet.write_string(row, column, cell),
            }
            .unwrap();
        }
    }
    assert_eq!(shares("own.xlsx", &book.save_to_buffer().unwrap()), [0.4, 0.07]);
}

#[test]
fn a_fraction_with_the_unit_percent_is_asked_about() {
    let fractions = told(&plants(["0.4", "0.6"]));
    assert!(
        fractions
            .contains("line 4, column `value`: `0.4` with the unit % is 0.4 %; write 40 for 40 %"),
        "{fractions}"
    );
    let revenue = plants(["40", "60"]).replace("100,USD", "100%,USD");
    assert!(
        told(&revenue).contains("`100%` is a percentage, but the unit of the row is `USD million`")
    );
}

#[test]
fn origins_by_everyday_names_are_answered_with_the_code() {
    for (name, code) in [("Taiwan", "TWN"), ("UK", "GBR"), ("CN", "CHN"), ("490", "TWN")] {
        let text = plants(["40", "60"]).replace("plant,A,,JPN", &format!("plant,A,,{name}"));
        assert!(told(&text).contains(&format!(
            "`{name}` is no economy of the world, nor a group; write `{code}`"
        )));
    }
    let chapter = plants(["40", "60"]).replace("revenue,A,,USA,C29", "revenue,A,,USA,05");
    assert!(told(&chapter).contains("a number is no sector"), "{}", told(&chapter));
}
