//! Which words show an instrument, how far it is, and where a clause ends?

/// Nouns for a duty.
pub(crate) const LEVY: &[&str] = &["tariff", "duty", "levy", "surcharge", "surtax", "tariffs"];
/// Words for sales abroad.
pub(crate) const EXPORT: &[&str] =
    &["export", "exporting", "shipment", "shipping", "sale", "selling", "supply", "delivery", "exporter"];
/// Words for purchases abroad.
pub(crate) const IMPORT: &[&str] = &["import", "importing", "purchase", "purchasing", "buying", "taking"];
/// Words that end a flow.
pub(crate) const STOP: &[&str] = &[
    "ban",
    "banned",
    "banning",
    "bar",
    "barred",
    "block",
    "blocked",
    "halt",
    "halted",
    "halting",
    "stop",
    "stopped",
    "stopping",
    "suspend",
    "suspended",
    "prohibit",
    "prohibited",
    "prohibition",
    "forbid",
    "forbade",
    "forbidden",
    "freeze",
    "froze",
    "cease",
    "ceased",
    "embargo",
    "embargoed",
    "outlaw",
    "outlawed",
    "blocking",
    "barring",
    "prohibiting",
    "suspending",
    "freezing",
    "frozen",
    "ceasing",
];
/// Words that limit a flow.
pub(crate) const CONTROL: &[&str] = &[
    "control",
    "controlled",
    "curb",
    "curbed",
    "curbing",
    "restrict",
    "restricted",
    "restriction",
    "limit",
    "limited",
    "tighten",
    "tightened",
    "licence",
    "license",
    "licensing",
    "licensed",
    "permit",
    "restricting",
    "tightening",
    "limiting",
    "controlling",
    "cap",
    "capped",
    "capping",
];
/// Words for a permission that is asked for.
pub(crate) const LICENCE: &[&str] = &["licence", "license", "licensing", "permit"];
/// Words that lower or lift a duty.
pub(crate) const CUT: &[&str] = &[
    "cut",
    "cutting",
    "lower",
    "lowered",
    "lowering",
    "reduce",
    "reduced",
    "reducing",
    "reduction",
    "scrap",
    "scrapped",
    "scrapping",
    "remove",
    "removed",
    "removing",
    "lift",
    "lifted",
    "lifting",
    "abolish",
    "abolished",
    "eliminate",
    "eliminated",
    "ease",
    "eased",
    "slash",
    "slashed",
    "waive",
    "waived",
    "exempt",
    "exempted",
    "exemption",
    "halve",
    "halved",
    "drop",
    "dropped",
    "fall",
    "repeal",
    "repealed",
    "refund",
];
/// Words after which a duty is not cut but held or raised.
pub(crate) const BUY: &[&str] =
    &["buy", "bought", "buying", "purchase", "purchasing", "spend", "sell", "sold", "selling"];
/// Words for money given.
pub(crate) const SUPPORT: &[&str] = &[
    "subsidy",
    "subsidise",
    "subsidize",
    "aid",
    "support",
    "package",
    "grant",
    "loan",
    "bailout",
    "incentive",
    "stimulus",
    "lend",
    "lends",
];
/// Words for a reply.
pub(crate) const RETALIATE: &[&str] = &["retaliate", "retaliation", "countermeasure", "reprisal"];
/// Words for a plant that stands still.
pub(crate) const SHUT: &[&str] = &[
    "shut", "shutdown", "outage", "offline", "closed", "halted", "stopped", "crippled", "knocked", "flooded",
    "damaged", "disabled",
];
/// Words for what can stand still.
pub(crate) const PLANT: &[&str] = &[
    "plant",
    "mine",
    "terminal",
    "refinery",
    "smelter",
    "facility",
    "capacity",
    "output",
    "production",
    "field",
    "train",
    "separator",
    "complex",
    "factory",
];
/// Words for a reserve.
pub(crate) const RESERVE: &[&str] = &["stockpile", "reserve", "stock"];

/// Words that ask another to act.
pub(crate) const DEMAND: &[&str] =
    &["called", "urged", "asked", "pressed", "calls", "urges", "asks", "presses", "wants", "demanded", "seek", "seeks"];
/// Verbs that put a rate on something, without a noun for the duty.
pub(crate) const PUT: &[&str] = &[
    "put", "puts", "slap", "slaps", "slapped", "impose", "imposes", "imposed", "place", "placed", "places", "levied",
    "charge", "charges",
];
/// Verbs of a sale.
pub(crate) const SELL: &[&str] = &["sell", "sells", "sold", "selling"];

/// Words that begin a clause of its own.
pub(crate) const CONNECTIVES: &[&str] = &[
    "while",
    "whereas",
    "but",
    "although",
    "though",
    "because",
    "unless",
    "after",
    "before",
    "if",
    "so",
    "when",
    "following",
    "despite",
];
/// Verbs of a purpose: "to fund biodiesel" says nothing of the action.
pub(crate) const PURPOSE: &[&str] = &[
    "fund",
    "keep",
    "help",
    "protect",
    "boost",
    "punish",
    "shield",
    "offset",
    "encourage",
    "force",
    "press",
    "pressure",
    "secure",
    "ensure",
    "pay",
    "finance",
    "prevent",
    "avoid",
    "revive",
    "defend",
];

/// Who asks what would be.
pub(crate) const HYPOTHESIS: &[&str] = &[
    "hypothetical",
    "estimate",
    "estimated",
    "model",
    "simulation",
    "simulate",
    "suppose",
    "scenario",
    "economist",
    "researcher",
    "study",
    "imagine",
    "analyst",
    "expert",
    "strategist",
    "forecaster",
];
/// Words of a threat or an open decision.
pub(crate) const THREAT: &[&str] = &[
    "threaten",
    "threatened",
    "threatening",
    "threat",
    "could",
    "may",
    "might",
    "consider",
    "considering",
    "considered",
    "warn",
    "warned",
    "warning",
    "weigh",
    "weighing",
    "mull",
    "mulling",
    "propose",
    "proposed",
    "proposal",
    "float",
    "floated",
    "study",
    "studying",
    "explore",
    "exploring",
    "discuss",
    "discussing",
    "possible",
    "potential",
    "wants",
    "want",
    "vow",
    "vowed",
    "vows",
    "expected",
    "likely",
    "eyeing",
    "urged",
    "ready",
    "can",
];
/// Words of a pause.
pub(crate) const PAUSE: &[&str] = &[
    "suspend",
    "suspended",
    "suspends",
    "suspending",
    "suspension",
    "pause",
    "paused",
    "pausing",
    "postpone",
    "postponed",
    "delay",
    "delayed",
    "shelve",
    "shelved",
    "defer",
    "deferred",
    "expired",
    "lapsed",
    "revoked",
    "rescinded",
    "withdrew",
    "withdrawn",
    "cancelled",
    "canceled",
    "struck",
];
/// Words of a denial beside "not".
pub(crate) const DENIAL: &[&str] =
    &["deny", "denied", "denies", "reject", "rejected", "never", "refrain", "refrained", "refuse", "refused"];
/// Words that point to what was said before.
pub(crate) const POINTERS: &[&str] = &["the", "these", "those", "this", "that", "such", "both"];
/// Nouns for what was said before.
pub(crate) const ANAPHORS: &[&str] = &[
    "tariff",
    "duty",
    "levy",
    "surcharge",
    "measure",
    "curb",
    "control",
    "ban",
    "rule",
    "restriction",
    "move",
    "decree",
    "order",
    "quota",
    "licence",
    "license",
    "charge",
    "rate",
    "embargo",
    "suspension",
    "pause",
    "requirement",
    "tax",
    "package",
    "purchase",
    "halt",
    "stop",
    "freeze",
    "stoppage",
    "prohibition",
    "moratorium",
    "shutdown",
    "outage",
];
/// Nouns after a nationality that make it who acts.
pub(crate) const OFFICIALS: &[&str] = &[
    "official",
    "government",
    "president",
    "ministry",
    "minister",
    "customs",
    "authority",
    "administration",
    "parliament",
    "cabinet",
    "regulator",
    "lawmaker",
    "premier",
    "chancellor",
    "leader",
    "negotiator",
    "commerce",
    "trade",
    "finance",
    "economy",
    "industry",
    "foreign",
    "prime",
];
/// Nouns after a nationality that sell.
pub(crate) const SELLERS: &[&str] = &[
    "producer",
    "maker",
    "exporter",
    "steelmaker",
    "carmaker",
    "automaker",
    "chipmaker",
    "supplier",
    "seller",
    "farmer",
    "grower",
    "miner",
    "brand",
    "manufacturer",
    "firm",
    "company",
];
/// Nouns after a nationality that buy.
pub(crate) const BUYERS: &[&str] =
    &["buyer", "importer", "utility", "refiner", "customer", "consumer", "user", "processor", "mill"];
