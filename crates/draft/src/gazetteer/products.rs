//! By which words do texts name products, and what are they in a world or in a chain?

use crate::tokens::stem;

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
        "honey;farm produce;food grains;paddy;grapes;lemon;mango;pineapple;blueberries;garlic;pepper;vanilla;spices;pulses;chickpeas;sunflower seeds;peanut;cut flowers;hogs;live cattle;raw cotton;wool;feed grain;oats;rye;cocoa beans;coffee beans;sugar cane;avocados;farm goods;farm products;agricultural goods;agricultural products;agriculture;crops;soybean;soya;soy;wheat;corn;maize;barley;sorghum;\
         grain;cereals;cotton;coffee;cocoa;banana;orange;apple;cherry;avocado;tomato;tomatoes;potato;potatoes;onion;fruit;vegetable;cattle;flowers;tea;tobacco leaf;\
         rice;nuts;almond;pistachio;oilseeds;rapeseed;canola;peas;lentil;livestock;eggs;natural rubber",
    ),
    sector("A02", "logs;round wood;roundwood;unprocessed timber"),
    sector(
        "A03",
        "cod;herring;mackerel;crab;squid;fresh fish;live lobsters;eel;fish;salmon;tuna;lobster;shrimp;prawn;shellfish;oyster;scallop",
    ),
    sector("A03 C10T12", "seafood;fishery products;marine products"),
    sector("B05 B06 C19", "energy;energy products;energy goods;fossil fuels"),
    sector("B05", "anthracite;steam coal;coal;coking coal;thermal coal;lignite;metallurgical coal"),
    sector(
        "B06",
        "crude petroleum;seaborne crude;urals crude;gas;pipeline oil;condensate;oil;crude;crude oil;petroleum;natural gas;pipeline gas",
    ),
    sector(
        "B07",
        "rare metal ores;copper concentrates;zinc concentrate;lithium ores;tungsten ore;cobalt ore;chrome ore;manganese ores;mineral ores;ores;iron ore;nickel ore;copper ore;copper concentrate;bauxite;manganese ore;chromium ore;cobalt hydroxide;metal ores;tin ore;uranium ore",
    ),
    sector(
        "B08",
        "rock salt;phosphates rock;fluorspar;sulphur;sulfur;barite;magnesite;talc;gypsum;quartz;rough diamonds;gemstones;lithium concentrate;granite;potash;salt;phosphate rock;natural graphite;graphite;sand;gravel;lithium ore;spodumene;diamonds",
    ),
    sector(
        "C10T12",
        "rapeseed oil;canola oil;sunflower oil;rice flour;flour;juice;canned fish;frozen fish;fish meal;coffee products;instant coffee;biscuits;confectionery;baby formula;animal feed;pet food;liquor;rum;gin;tequila;champagne;cigars;tobacco;ham;cheddar;yoghurt;sausages;noodles;raw sugar;molasses;bottled water;soft drinks;edible oil;beef;pork;poultry;chicken;meat;dairy;milk;milk powder;cheese;butter;sugar;wine;beer;whisky;whiskey;bourbon;spirits;brandy;cognac;vodka;\
         chocolate;palm oil;crude palm oil;soybean oil;soybean meal;olive oil;vegetable oil;orange juice;food;foodstuffs;cigarettes;beverage;infant formula;pasta",
    ),
    sector(
        "C13T15",
        "knitwear;t shirts;underwear;towels;bed linen;denim;sportswear;leather goods;boots;sandals;synthetic fibres;polyester;textile;clothing;clothes;apparel;garment;footwear;shoe;sneaker;jeans;leather;fabric;yarn;handbag;silk;carpet;luxury goods",
    ),
    sector(
        "C16",
        "sawn timber;sawnwood;softwood;hardwood;pallets;veneer;wood pellets;particle board;oriented strand board;timber;lumber;softwood lumber;plywood;wood;wood products",
    ),
    sector(
        "C17_18",
        "toilet paper;tissue;books;packaging paper;kraft paper;printing paper;paper;pulp;newsprint;cardboard;wood pulp",
    ),
    sector(
        "C19",
        "fuels refined;motor fuel;aviation fuel;lubricant;bitumen;lpg;liquefied petroleum gas;propane;butane;petroleum coke;heating oil;marine fuel;gasoline;petrol;diesel;jet fuel;kerosene;refined oil;refined fuels;fuel oil;petroleum products;oil products;naphtha;coke",
    ),
    sector(
        "C20",
        "ammonium nitrate;potassium chloride;caustic soda;methanol;ethylene;polyethylene;resin;dyes;glyphosate;perfume;silicone;industrial gases;neon;neon gas;helium;nitrogen;rare gases;solvents;batteries chemicals;titanium dioxide;vitamins;industrial chemicals;chemical;fertiliser;fertilizer;urea;ammonia;phosphate;lithium carbonate;lithium hydroxide;pesticide;cosmetics;soap;paint;ethanol;\
         polysilicon;hydrogen fluoride;photoresist;petrochemical;explosives",
    ),
    sector(
        "C21",
        "generic drugs;branded drugs;patented drugs;pharma;active ingredients;antibiotics;painkillers;blood products;pharmaceutical products;medicinal products;pharmaceutical;drug;medicine;vaccine;pharmaceutical ingredients;insulin;antibiotic",
    ),
    sector(
        "C22",
        "plastics products;plastic products;truck tyres;car tyres;pvc;latex gloves;conveyor belts;packaging;plastic;tyre;tire;rubber;rubber gloves",
    ),
    sector(
        "C23",
        "bricks and tiles;porcelain;solar glass;float glass;fibreglass;tableware;marble;cement;glass;ceramics;tile;bricks",
    ),
    sector(
        "C24A",
        "iron;steel plates;steel pipes;steel coils;hot rolled steel;steel wire;cast iron;ferrochrome;ferrosilicon;steel slabs;steel derivatives;scrap steel;steel;iron and steel;steel products;pig iron;stainless steel;rebar;steelmaker;ferroalloys;ferronickel",
    ),
    sector(
        "C24B",
        "scrap metal;copper scrap;aluminium scrap;aluminium foil;copper cathodes;copper pipes;bullion;manganese;niobium;tantalum;vanadium;chromium;chrome;rhodium;beryllium;lead ingots;uranium;enriched uranium;metal powders;aluminium;aluminum;copper;nickel;zinc;lead metal;tin;cobalt;gold;silver;platinum;palladium;gallium;germanium;antimony;tungsten;titanium;\
         magnesium;indium;molybdenum;bismuth;tellurium;non ferrous metals;lithium metal",
    ),
    sector("C24A C24B", "metals"),
    sector(
        "C25",
        "steel nails;bolts;wheels of steel;steel cans;aluminium cans;cutlery;knives;pipes and tubes;steel structures;munitions;small arms;kitchenware;metal furniture fittings;fasteners;screws;metal products;ammunition;weapons;firearms;tools",
    ),
    sector(
        "C26",
        "wafer;logic chips;transistors;circuit boards;printed circuit boards;sensors;telecommunications equipment;5g equipment;routers;tv;television;monitors;hard drives;clocks;optical fibre;radar;lidar;measuring instruments;photovoltaic modules;photovoltaic cells;polysilicon wafers;electronic components;solar wafers;laptops and phones;games consoles;ai accelerators;accelerators;semiconductor;chip;microchip;memory chips;ai chips;processor;gpu;integrated circuits;computer;laptop;smartphone;mobile phones;phones;tablet;\
         electronics;consumer electronics;electronic goods;solar cells;solar panels;solar modules;watch;telecoms equipment;display panels;drone components;chipmaker;\
         semiconductor industry;medical imaging equipment;servers;camera",
    ),
    sector(
        "C27",
        "battery cells;ev batteries;car batteries;energy storage systems;generators;power transformers;lamps;light bulbs;vacuum cleaners;dishwashers;refrigerators;cookers;wind turbine blades;inverters;electrical machinery;wiring harnesses;battery;lithium ion batteries;electrical equipment;home appliances;appliances;washing machines;refrigerator;transformer;cable;electric motors;wind turbines",
    ),
    sector(
        "C28",
        "farm machinery;construction machinery;forklift;bulldozer;robots;pumps;compressor;drilling equipment;mining equipment;port cranes;ship to shore cranes;container cranes;printers;boilers;elevators;escalators;etching equipment;deposition equipment;industrial machinery;machinery;machines;machine tools;chipmaking equipment;chipmaking tools;chip equipment;semiconductor equipment;lithography machines;lithography systems;\
         lithography tools;industrial robots;tractor;excavator;crane;air conditioners;turbines;wafer equipment",
    ),
    sector(
        "C29",
        "suv;saloon cars;light trucks;heavy duty trucks;trailer;semi trailers;buses and trucks;brake;gearbox;transmission;car engines;steering systems;chassis;car bodies;light vehicles;vans;tractor units;car;auto;automobile;vehicle;motor vehicles;passenger cars;passenger vehicles;electric vehicles;electric cars;ev;truck;lorry;heavy trucks;pickup trucks;\
         auto parts;car parts;automotive parts;vehicle parts;automotive;carmaker;automaker;engine;bus;van",
    ),
    sector(
        "C301",
        "lng tankers;ferry;warship;submarine;cargo ships;cruise ships;ship;vessel;boat;tanker;shipbuilder;container ships;yacht",
    ),
    sector(
        "C302T309",
        "aeroplane;jetliner;passenger jets;business jets;spacecraft;rocket;railway wagons;trams;scooter;e bikes;wagon;aerospace;aerospace parts;aviation parts;drones;aircraft;plane;airliner;jet;jet engines;aircraft parts;helicopter;drone;train;locomotive;rolling stock;motorcycle;motorbike;bicycle;satellite",
    ),
    sector(
        "C31T33",
        "sofa;mattress;upholstered furniture;bathroom vanities;sports equipment;sporting goods;fishing rods;pianos;guitars;gems;polished diamonds;syringe;medical supplies;face masks;dolls;video game controllers;ballpoint pens;brooms;furniture;toy;kitchen cabinets;jewellery;jewelry;musical instruments;sports goods;medical devices",
    ),
    sector("D", "hydropower;electricity;electric power"),
    sector(
        "J_M_N",
        "cloud services;streaming services;data services;software;chip design software;digital services;film;movie",
    ),
    chain(
        "lng",
        "B06",
        "lng;liquefied natural gas;liquified natural gas;liquefied gas;lng cargoes",
    ),
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

/// Words that name a whole sector, or nearly; every other word of a sector names only a part of it.
/// What stops or limits a flow becomes an entry only where the text speaks of the whole, since the
/// sector of "gallium" is all non-ferrous metals.
const WHOLE: &str = "agricultural goods;agricultural products;farm goods;farm products;farm produce;agriculture;crops;fish;\
    energy;energy products;energy goods;fossil fuels;coal;food;foodstuffs;wood;wood products;timber;paper;petroleum products;oil products;\
    refined fuels;refined oil;chemical;industrial chemicals;pharmaceutical;pharmaceutical products;medicinal products;medicine;drug;pharma;\
    steel;iron and steel;steel products;non ferrous metals;metals;metal products;electronics;electronic goods;electrical equipment;\
    electrical machinery;machinery;machines;industrial machinery;car;auto;automobile;automotive;vehicle;motor vehicles;ship;vessel;\
    electricity;electric power;metal ores;ores;mineral ores;digital services";

/// Whether words, each by its stem, name a whole sector.
pub(crate) fn whole(stems: &[&str]) -> bool {
    let same =
        |words: &str| words.split(' ').map(stem).eq(stems.iter().map(|word| (*word).to_owned()));
    WHOLE.split(';').any(|words| same(words.trim()))
}

/// Words for goods of every kind.
pub(crate) const ALL_GOODS: &str = "goods;all goods;products;all products;merchandise;all merchandise;all imports;all goods imports;everything";
