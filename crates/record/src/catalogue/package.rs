//! What do the tables of a negotiation hold?

use crate::row::Text;
use detente_world::Band;

crate::declare! {
    fn tables;

    /// An item of a deal.
    PackageItem<'a> = "package_items", Package, "What is agreed", "item and deal", [item, deal] {
        item: Text<'a>, Words, "Name of the measure";
        by: Text<'a>, Words, "Who gives it";
        r#for: Text<'a>, Words, "Who gets it";
        kind: Text<'a>, Words, "Kind of the measure";
        unit: Text<'a>, Words,
            "Unit of `low`, `high` and `agreed`; empty for what is taken or left";
        from: Text<'a>, Date, "First day";
        deal: Text<'a>, Words, "Name of the deal: a solution, `everything`, a budget, or `none`";
        low: f64, AsTheRowSays, "End of the range where the item has the smallest effect";
        high: f64, AsTheRowSays, "End of the range where it has the largest effect";
        agreed: f64, AsTheRowSays, "What is agreed";
        level: f64, Share, "Place between the two, 0 is not taken";
        cost_musd: Option<Band>, PresentValue,
            "Cost at that level, the mean over states of the world; empty where it is not known",
            "present-value";
        taken: bool, YesNo, "Whether the deal has it";
    }

    /// What a deal is worth to an economy.
    PackagePayoff<'a> = "package_payoffs", Package, "What each deal is worth to whom",
    "deal and economy", [deal, economy] {
        deal: Text<'a>, Words, "Name of the deal: a solution, `everything`, a budget, or `none`";
        economy: Text<'a>, Words, "Code or group";
        role: Text<'a>, Words, "`party` or `third`";
        cost_not_known: Text<'a>, Words,
            "Its measures whose cost is not known: it pays at least, and gains at most, what the row says";
        weeks_musd: f64, PresentValue, "Gain over weeks", "gain";
        months_musd: f64, PresentValue, "Gain over months", "gain";
        years_musd: f64, PresentValue, "Gain over years", "gain";
        cost_musd: f64, PresentValue, "What the economy pays, negative", "gain";
        risk_musd: f64, PresentValue, "What bearing the risk costs, negative", "gain";
        gain_musd: Band, PresentValue,
            "The sum of these, the mean over states of the world less risk; lowest and highest over states",
            "gain";
        probability_gain: f64, Share, "Probability of the states in which it gains";
        given_musd: f64, PresentValue,
            "Transfers that it gives by what is negotiated, the mean over states of the world";
        outlay_musd: f64, PresentValue,
            "What counts towards budgets: cost, support at home and transfers given, the mean over states of the world";
    }

    /// What a deal is worth to an economy in one state of the world.
    PackageState<'a> = "package_states", Package, "Deals by state of the world",
    "deal, state of the world and economy", [deal, state, economy] {
        deal: Text<'a>, Words, "Name of the deal: a solution, `everything`, a budget, or `none`";
        state: Text<'a>, Words, "Name of the state of the world";
        economy: Text<'a>, Words, "Code or group";
        probability: f64, Share, "Probability of the state";
        gain_musd: f64, PresentValue, "Gain in that state", "gain";
    }

    /// What a package is worth to a party.
    PackagePoint<'a> = "package_frontier", Package, "Packages and the Pareto frontier",
    "package and party", [point, party] {
        point: Text<'a>, Words, "Name of the package";
        solution: Text<'a>, Words, "Deals that it is; empty for none";
        package: Text<'a>, Words, "Its items";
        party: Text<'a>, Words, "Code or group of the party";
        gain_musd: f64, PresentValue, "Gain of the party in expectation, after risk", "gain";
        on_frontier: bool, YesNo,
            "Whether no package shown is as good for all and better for one";
    }

    /// What an item of the deal is worth to a party.
    PackageLedger<'a> = "package_ledger", Package, "What each item is worth to whom",
    "item and party", [item, party] {
        item: Text<'a>, Words, "Name of the measure";
        by: Text<'a>, Words, "Who gives it";
        r#for: Text<'a>, Words, "Who gets it";
        party: Text<'a>, Words, "Code or group of the party";
        role: Text<'a>, Words, "`gives`, `gets`, `both` or `none`";
        effect_from: Text<'a>, Date, "From when it acts";
        paid_by: Text<'a>, Words, "Who pays";
        additionality: Text<'a>, Words, "Whether it would have happened anyway, in words";
        deal: Text<'a>, Words,
            "Deal that the row is about: `nash`, or `everything` where there is none";
        level: Text<'a>, Words, "Level agreed, of which all figures of the row are";
        cost_musd: Option<f64>, PresentValue,
            "What this party pays, the mean over states of the world; empty where it is not known",
            "present-value";
        worth_first_musd: f64, PresentValue,
            "What it adds where no other item is agreed, over the states of the world", "gain";
        worth_last_musd: f64, PresentValue,
            "Loss where it alone is taken out of the deal, over the states of the world", "gain";
        additional_share: f64, Share, "What would not have happened anyway";
        budget_musd: f64, PresentValue,
            "Budget of the party for what it lays out, transfers included; inf without one";
    }

    /// The price of an item for a party.
    PackagePrice<'a> = "package_shapley", Package, "A price for each item", "item and party",
    [item, party] {
        item: Text<'a>, Words, "Name of the measure";
        party: Text<'a>, Words, "Code or group of the party";
        deal: Text<'a>, Words,
            "Deal whose items are priced: `nash`, or `everything` where there is none";
        level: Text<'a>, Words,
            "Level agreed, which is priced; empty for what parties have before any item is agreed";
        shapley_musd: f64, PresentValue,
            "Mean of what the item adds over all orders of agreeing; those of a party add up to its gain",
            "shapley";
        first_musd: f64, PresentValue, "What it adds as the first", "gain";
        last_musd: f64, PresentValue, "What it adds as the last", "gain";
        shapley_error_musd: f64, PresentValue,
            "Standard error of the price, 0 where every order was counted";
    }

    /// What is chosen where a party has more or less without a deal.
    PackageShift<'a> = "package_sensitivity", Package, "Deals under other disagreement points",
    "shift, concept and party", [shifted_party, shift_musd, concept, party] {
        shifted_party: Text<'a>, Words, "Party whose disagreement point is moved";
        concept: Text<'a>, Words, "Solution";
        party: Text<'a>, Words, "Code or group of the party";
        package: Text<'a>, Words, "Package chosen then";
        shift_musd: f64, PresentValue, "How far it is moved";
        gain_musd: f64, PresentValue, "Gain of the party", "gain";
    }

    /// Whether a party keeps a deal under a punishment.
    PackageEnforcement<'a> = "package_enforcement", Package, "Would they keep to it",
    "party and punishment", [party, punishment] {
        party: Text<'a>, Words, "Code or group of the party";
        punishment: Text<'a>, Words, "What follows a breach";
        deviation_musd_per_year: f64, MoneyPerYear, "Gain of a year of breaking it", "enforcement";
        agreement_musd_per_year: f64, MoneyPerYear, "Gain of a year of keeping it", "enforcement";
        punished_musd_per_year: f64, MoneyPerYear, "Gain of a year of punishment", "enforcement";
        critical_discount_factor: f64, Share,
            "From which discount factor the party keeps the deal", "enforcement";
        discount_factor: f64, Share, "Which one it has", "enforcement";
        holds: bool, YesNo, "Whether it keeps the deal", "enforcement";
        margin_musd: f64, PresentValue,
            "What keeping is worth more than breaking", "enforcement";
        hold_up_year: f64, Years,
            "Year in which walking away would gain most, from one; 0 for never", "enforcement";
        hold_up_musd: f64, PresentValue, "What it would gain", "enforcement";
    }

    /// What it takes for a party to sign a deal.
    PackageSweetener<'a> = "package_sweetener", Package,
    "The least payment that makes a party sign", "deal and party", [deal, party] {
        deal: Text<'a>, Words, "Name of the deal: a solution, `everything`, a budget, or `none`";
        party: Text<'a>, Words, "Code or group of the party";
        paid_by: Text<'a>, Words, "Who pays";
        payment_musd: f64, PresentValue,
            "The least payment, 0 where the party signs anyway", "gain";
        payer_gain_musd: f64, PresentValue, "What the payer is left with", "gain";
    }
}
