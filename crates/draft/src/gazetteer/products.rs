//! By which words do texts name products, and what are they in a world or in a chain?

/// Words for one product, separated by `;`, and its codes, separated by spaces.
pub(crate) struct Row {
    /// Codes of sectors, of goods of chains, or of elements.
    pub codes: &'static str,
    /// The sectors of it for a tariff, where the codes are of a chain.
    pub sectors: &'static str,
    pub words: &'static str,
}

const fn sector(codes: &'static str, words: &'static str) -> Row {
    Row { codes, sectors: codes, words }
}

const fn chain(codes: &'static str, sectors: &'static str, words: &'static str) -> Row {
    Row { codes, sectors, words }
}

/// Products by sector (the sectors of the OECD tables), then the goods of the chains.
pub(crate) const PRODUCTS: &[Row] = &[
    sector(
        "A01",
        "farm goods;farm products;agricultural goods;agricultural products;agriculture;crops;soybean;soya;soy;wheat;corn;maize;barley;sorghum;\
         grain;cereals;cotton;coffee;cocoa;banana;orange;apple;cherry;avocado;tomato;tomatoes;potato;potatoes;onion;fruit;vegetable;cattle;flowers;tea;tobacco leaf;\
         rice;nuts;almond;pistachio;oilseeds;rapeseed;canola;peas;lentil;livestock;eggs;natural rubber",
    ),
    sector("A02", "logs;round wood;roundwood;unprocessed timber"),
    sector("A03", "fish;salmon;tuna;lobster;shrimp;prawn;shellfish;oyster;scallop"),
    sector("A03 C10T12", "seafood;fishery products;marine products"),
    sector("B05 B06 C19", "energy;energy products;energy goods;fossil fuels"),
    sector("B05", "coal;coking coal;thermal coal;lignite;metallurgical coal"),
    sector("B06", "oil;crude;crude oil;petroleum;natural gas;pipeline gas"),
    sector(
        "B07",
        "iron ore;nickel ore;copper ore;copper concentrate;bauxite;manganese ore;chromium ore;cobalt hydroxide;metal ores;tin ore;uranium ore",
    ),
    sector("B08", "potash;salt;phosphate rock;natural graphite;graphite;sand;gravel;lithium ore;spodumene;diamonds"),
    sector(
        "C10T12",
        "beef;pork;poultry;chicken;meat;dairy;milk;milk powder;cheese;butter;sugar;wine;beer;whisky;whiskey;bourbon;spirits;brandy;cognac;vodka;\
         chocolate;palm oil;crude palm oil;soybean oil;soybean meal;olive oil;vegetable oil;orange juice;food;foodstuffs;cigarettes;beverage;infant formula;pasta",
    ),
    sector(
        "C13T15",
        "textile;clothing;clothes;apparel;garment;footwear;shoe;sneaker;jeans;leather;fabric;yarn;handbag;silk;carpet;luxury goods",
    ),
    sector("C16", "timber;lumber;softwood lumber;plywood;wood;wood products"),
    sector("C17_18", "paper;pulp;newsprint;cardboard;wood pulp"),
    sector(
        "C19",
        "gasoline;petrol;diesel;jet fuel;kerosene;refined oil;refined fuels;fuel oil;petroleum products;oil products;naphtha;coke",
    ),
    sector(
        "C20",
        "chemical;fertiliser;fertilizer;urea;ammonia;phosphate;lithium carbonate;lithium hydroxide;pesticide;cosmetics;soap;paint;ethanol;\
         polysilicon;hydrogen fluoride;photoresist;petrochemical;explosives",
    ),
    sector("C21", "pharmaceutical;drug;medicine;vaccine;pharmaceutical ingredients;insulin;antibiotic"),
    sector("C22", "plastic;tyre;tire;rubber;rubber gloves"),
    sector("C23", "cement;glass;ceramics;tile;bricks"),
    sector(
        "C24A",
        "steel;iron and steel;steel products;pig iron;stainless steel;rebar;steelmaker;ferroalloys;ferronickel",
    ),
    sector(
        "C24B",
        "aluminium;aluminum;copper;nickel;zinc;lead metal;tin;cobalt;gold;silver;platinum;palladium;gallium;germanium;antimony;tungsten;titanium;\
         magnesium;indium;molybdenum;bismuth;tellurium;non ferrous metals;lithium metal",
    ),
    sector("C24A C24B", "metals"),
    sector("C25", "fasteners;screws;metal products;ammunition;weapons;firearms;tools"),
    sector(
        "C26",
        "semiconductor;chip;microchip;memory chips;ai chips;processor;gpu;integrated circuits;computer;laptop;smartphone;mobile phones;phones;tablet;\
         electronics;consumer electronics;electronic goods;solar cells;solar panels;solar modules;watch;telecoms equipment;display panels;drone components;chipmaker;\
         semiconductor industry;medical imaging equipment;servers;camera",
    ),
    sector(
        "C27",
        "battery;lithium ion batteries;electrical equipment;home appliances;appliances;washing machines;refrigerator;transformer;cable;electric motors;wind turbines",
    ),
    sector(
        "C28",
        "machinery;machines;machine tools;chipmaking equipment;chipmaking tools;chip equipment;semiconductor equipment;lithography machines;lithography systems;\
         lithography tools;industrial robots;tractor;excavator;crane;air conditioners;turbines;wafer equipment",
    ),
    sector(
        "C29",
        "car;auto;automobile;vehicle;motor vehicles;passenger cars;passenger vehicles;electric vehicles;electric cars;ev;truck;lorry;heavy trucks;pickup trucks;\
         auto parts;car parts;automotive parts;vehicle parts;automotive;carmaker;automaker;engine;bus;van",
    ),
    sector("C301", "ship;vessel;boat;tanker;shipbuilder;container ships;yacht"),
    sector(
        "C302T309",
        "aircraft;plane;airliner;jet;jet engines;aircraft parts;helicopter;drone;train;locomotive;rolling stock;motorcycle;motorbike;bicycle;satellite",
    ),
    sector(
        "C31T33",
        "furniture;toy;kitchen cabinets;jewellery;jewelry;musical instruments;sports goods;medical devices",
    ),
    sector("D", "electricity;electric power"),
    sector("J_M_N", "software;chip design software;digital services;film;movie"),
    chain("lng", "B06", "lng;liquefied natural gas;liquified natural gas;liquefied gas;lng cargoes"),
    chain(
        "rare-earths",
        "C20",
        "rare earths;rare earth elements;rare earth metals;rare earth minerals;rare earth products;rare earth materials",
    ),
    chain(
        "magnet-ndfeb-standard magnet-ndfeb-heat magnet-smco",
        "C25",
        "rare earth magnets;permanent magnets;magnets;rare earth permanent magnets",
    ),
    chain(
        "magnet-ndfeb-standard magnet-ndfeb-heat",
        "C25",
        "neodymium magnets;ndfeb magnets;ndfeb;neodymium iron boron magnets;sintered magnets",
    ),
    chain("magnet-smco", "C25", "samarium cobalt magnets;smco magnets"),
    chain("La", "C20", "lanthanum"),
    chain("Ce", "C20", "cerium"),
    chain("Pr", "C20", "praseodymium"),
    chain("Nd", "C20", "neodymium"),
    chain("Pr Nd", "C20", "didymium;ndpr;ndpr oxide"),
    chain("Sm", "C20", "samarium"),
    chain("Gd", "C20", "gadolinium"),
    chain("Tb", "C20", "terbium"),
    chain("Dy", "C20", "dysprosium"),
    chain("Lu", "C20", "lutetium"),
    chain("Sc", "C20", "scandium"),
    chain("Y", "C20", "yttrium"),
    chain("oxide-Dy", "C20", "dysprosium oxide"),
    chain("metal-Dy", "C20", "dysprosium metal"),
    chain("oxide-Tb", "C20", "terbium oxide"),
    chain("metal-Tb", "C20", "terbium metal"),
    chain("oxide-Nd", "C20", "neodymium oxide"),
    chain("metal-Nd", "C20", "neodymium metal"),
    chain("oxide-Pr", "C20", "praseodymium oxide"),
];

/// Words for goods of every kind.
pub(crate) const ALL_GOODS: &str =
    "goods;all goods;products;all products;merchandise;all merchandise;all imports;all goods imports;everything";
