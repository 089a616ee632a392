//! The runs that a band is made of: the default rules at both ends and in the middle of what is
//! assumed, and the rules of others.

use super::assumptions::{Bounds, DAILY, PASSING_DAYS, TABLE_STOCK_DAYS, rating};
use crate::error::EngineError;
use detente_cascade::{ImportantInputs, Rules, SlotValues};
use detente_world::{Nature, World};

/// One run of the ensemble.
#[derive(Clone, Debug)]
pub struct Member {
    /// Name of the rules, with the end of what is assumed.
    pub name: &'static str,
    /// The rules.
    pub rules: Rules,
    /// 0 little, 1 the middle, 2 much loss.
    pub case: usize,
}

/// The member whose figures are the middle of the band.
pub const MIDDLE: usize = 1;
/// The default rules at the end of most loss.
pub const HIGH: usize = 2;

/// One member by the name of its rules, in one case of what is assumed (0 little loss, 1 the
/// middle, 2 much).
///
/// # Errors
/// If no member has such rules.
pub fn chosen_member(world: &World, rules: &str, case: usize) -> Result<Member, EngineError> {
    let all = members(world);
    // The default rules have a member for each case.
    let own = ["detente-low", "detente", "detente-high"][case];
    let wanted = if rules == "detente" { own } else { rules };
    let known: Vec<&str> =
        all.iter().map(|member| member.name).filter(|name| !name.starts_with("detente-")).collect();
    let refuse = || {
        EngineError::Cascade(format!(
            "there are no rules `{rules}`; the rules are {}",
            known.join(", ")
        ))
    };
    let found = all.iter().find(|member| member.name == wanted).cloned().ok_or_else(refuse)?;
    Ok(Member { case, ..found })
}

/// Days of need that users hold of a sector's product under the default rules, from little to much
/// loss.
pub fn table_days(sector: &Nature) -> Bounds {
    if sector.storable { TABLE_STOCK_DAYS } else { [DAILY; 3] }
}

/// Steps over which the default rules make up a gap in stock, by input: what cannot be stored is
/// not restocked, so that nobody runs on what is short.
pub fn restoration_time(natures: &[Nature]) -> SlotValues {
    let built_back = Rules::detente().restoration_time.uniform().unwrap_or(DAILY);
    let of = |sector: &Nature| if sector.storable { built_back } else { f64::INFINITY };
    SlotValues::ByInput(natures.iter().map(of).collect())
}

/// All members; [`MIDDLE`] is the default.
pub fn members(world: &World) -> Vec<Member> {
    let natures = world.natures();
    let ratings = SlotValues::ByInput(natures.iter().map(rating).collect());
    let by_input =
        |value: &dyn Fn(&Nature) -> f64| SlotValues::ByInput(natures.iter().map(value).collect());
    let detente = |name, case: usize| {
        let (own, restoration_time) = (Rules::detente(), restoration_time(&natures));
        let target_days = by_input(&|sector| table_days(sector)[case]);
        Member {
            name,
            rules: Rules { criticality: ratings.clone(), target_days, restoration_time, ..own },
            case,
        }
    };
    let days = by_input(&|sector| if sector.storable { TABLE_STOCK_DAYS[1] } else { PASSING_DAYS });
    let pichler = |name, important| Member {
        name,
        rules: Rules { target_days: days.clone(), ..Rules::pichler(ratings.clone(), important) },
        case: 1,
    };
    let boario = Rules {
        target_days: days.clone(),
        negligible_share: 1e-5,
        emulation: None,
        ..Rules::boario()
    };
    vec![
        detente("detente-low", 0),
        detente("detente", 1),
        detente("detente-high", 2),
        pichler("pichler-strong", ImportantInputs::Strongly),
        pichler("pichler-half", ImportantInputs::Half),
        pichler("pichler-weak", ImportantInputs::Weakly),
        Member { name: "boario", rules: boario, case: 1 },
    ]
}
