//! The policy's rules on the cells of a system: which cells may not be published, how far from the
//! truth other tables must be possible, and which sums of cells may not be known either.

use hashbrown::HashMap;

use super::super::super::protect::{
    Dominance, Insiders, Key, Quantity, Required, Share, State, System, TableShape,
};
use super::super::effect::Reason;
use super::JointPlan;
use super::contents::{Content, Contents, merge};
use super::layout::{Atom, AtomEntry, Fault, LaidOut};
use crate::catalog::{ColumnId, ConcentrationKind, MeasureKind, Presence, TablePolicy};

/// The greatest sum, in the unit of its proofs.
const MAX_SUM: i128 = 1 << 59;

/// The thresholds of one table, or the strictest of several.
#[derive(Clone, Debug, Default)]
struct Rules {
    min_count: i64,
    min_contributors: usize,
    min_owners: usize,
    /// Rules on shares, with the sum they are on.
    concentrations: Vec<(usize, Dominance)>,
}

/// What the rules say of all cells.
pub(super) struct Verdict {
    pub(super) states: Vec<State>,
    /// Why a cell is unsafe by itself; nothing, if it is safe.
    pub(super) reasons: Vec<Vec<Reason>>,
    pub(super) quantities: Vec<Quantity>,
    /// For each cell the least count that its tables publish.
    pub(super) min_counts: Vec<i64>,
}

/// The rules of all tables, and what they are asked of.
pub(super) struct Judge<'a> {
    plan: &'a JointPlan<'a>,
    laid_out: &'a LaidOut,
    system: &'a System,
    shapes: &'a [TableShape],
    contents: &'a Contents,
    rules: Vec<Rules>,
    strictest: Rules,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        plan: &'a JointPlan<'a>,
        laid_out: &'a LaidOut,
        system: &'a System,
        shapes: &'a [TableShape],
        contents: &'a Contents,
    ) -> Judge<'a> {
        let rules: Vec<Rules> = plan.tables.iter().map(|table| Rules::of(plan, table.policy)).collect();
        let strictest = rules.iter().cloned().reduce(Rules::and).unwrap_or_default();
        Judge { plan, laid_out, system, shapes, contents, rules, strictest }
    }

    /// Asks the rules of each cell.
    pub(super) fn verdict(&self) -> Result<Verdict, Fault> {
        let cells = self.system.cells();
        let mut states = Vec::with_capacity(cells.len());
        let mut reasons = Vec::with_capacity(cells.len());
        let mut listing = Vec::with_capacity(cells.len());
        for (cell, content) in cells.iter().zip(&self.contents.cells) {
            let lists = |at: &usize| self.shapes[*at].lists(&self.laid_out.trees, &cell.key);
            let tables = (0..self.shapes.len()).filter(lists);
            let rules = tables.map(|at| self.rules[at].clone()).reduce(Rules::and).unwrap_or_default();
            states.push(if cell.is_listed { State::Published } else { State::Hidden });
            reasons.push(rules.broken(content, self.plan.presence));
            listing.push(rules);
        }
        for (table, shape) in self.plan.tables.iter().zip(self.shapes) {
            for (at, dimension) in table.places.iter().zip(&table.policy.dimensions) {
                if dimension.is_sensitive {
                    self.withhold_whole_groups(*at, shape, &mut reasons);
                }
            }
        }
        for (state, reasons) in states.iter_mut().zip(&reasons) {
            if *state == State::Published && !reasons.is_empty() {
                *state = State::Primary;
            }
        }
        let quantities = self.quantities(&listing, &reasons)?;
        let min_counts = listing.iter().map(|rules| rules.min_count).collect();
        Ok(Verdict { states, reasons, quantities, min_counts })
    }

    /// Marks the cells that hold everybody of a group: who is known to be in the group is then known
    /// to have the code.
    fn withhold_whole_groups(&self, at: usize, shape: &TableShape, reasons: &mut [Vec<Reason>]) {
        let cells = self.system.cells();
        let listed = |cell: &usize| shape.lists(&self.laid_out.trees, &cells[*cell].key);
        let group = |cell: usize| {
            let mut key: Key = cells[cell].key;
            key[at] = 0;
            key
        };
        let mut sizes: HashMap<Key, i64> = HashMap::new();
        let finest = shape.levels.get(at).and_then(|levels| levels.iter().max()).copied();
        for cell in (0..cells.len()).filter(listed) {
            let level = self.laid_out.way_up(at, cells[cell].key[at]).count();
            if Some(level) == finest {
                *sizes.entry(group(cell)).or_default() += self.contents.cells[cell].count;
            }
        }
        for cell in (0..cells.len()).filter(listed).filter(|cell| cells[*cell].key[at] != 0) {
            let count = self.contents.cells[cell].count;
            if count > 0 && sizes.get(&group(cell)) == Some(&count) {
                reasons[cell].push(Reason::Group);
            }
        }
    }

    /// True if the sum of several cells may not be known.
    pub(super) fn is_unsafe_union(&self, cells: &[u32]) -> bool {
        let contents = || cells.iter().map(|cell| &self.contents.cells[*cell as usize]);
        // Distinct counts add up where entities keep apart, such as companies by home country. As many
        // as there are cells, each of which everybody knows to hold one: then each holds one.
        let are_all_one = |at: usize| contents().all(|content| content.distinct.get(at) == Some(&1));
        if self.plan.presence == Presence::Public && (0..self.plan.distinct.len()).any(are_all_one) {
            return true;
        }
        let ids = |of: fn(&Content) -> &Vec<u32>| {
            let mut ids: Vec<u32> = contents().flat_map(|content| of(content).iter().copied()).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let mut union = Content {
            count: contents().map(|content| content.count).sum(),
            contributors: ids(|content| &content.contributors),
            owners: ids(|content| &content.owners),
            ..Content::default()
        };
        if !self.strictest.concentrations.is_empty() {
            union.shares = (0..self.plan.sums.len())
                .map(|at| {
                    let mut shares = contents().flat_map(|content| content.shares(at)).copied().collect();
                    merge(&mut shares);
                    shares
                })
                .collect();
        }
        !self.strictest.broken(&union, self.plan.presence).is_empty()
    }

    /// What is summed over the cells: rows, and each sum in the greatest unit in which all its parts
    /// are whole.
    fn quantities(&self, listing: &[Rules], reasons: &[Vec<Reason>]) -> Result<Vec<Quantity>, Fault> {
        let held = &self.laid_out.held;
        let mut quantities = vec![Quantity {
            values: held.iter().map(|atom| atom.entries.iter().map(|entry| entry.count).sum()).collect(),
            shares: self.shares(|entry| entry.count),
            is_signed: false,
            at_least: i64::from(self.plan.presence == Presence::Public),
            required: reasons.iter().map(|reasons| required(reasons, 1)).collect(),
            insiders: self.contents.cells.iter().map(|content| self.counted(content)).collect(),
        }];
        for (at, (plus, minus)) in self.plan.sums.iter().enumerate() {
            let last_decimal = self.last_decimal(plus, minus);
            let sums = || held.iter().flat_map(|atom| &atom.entries).filter_map(|entry| entry.sums.get(at));
            let unit = sums().fold(last_decimal, |unit, sum| greatest_divisor(unit, sum.abs()));
            if sums().map(|sum| sum.abs() / unit).sum::<i128>() > MAX_SUM {
                return Err(Fault::TooGreat);
            }
            let value = |entry: &AtomEntry| (entry.sums.get(at).copied().unwrap_or(0) / unit) as i64;
            let in_units = |level: i128| (level.clamp(last_decimal, MAX_SUM) + unit - 1) / unit;
            let levels = || self.contents.cells.iter().zip(listing).zip(reasons);
            let required = levels().map(|((content, rules), reasons)| {
                let of_rules = if reasons.is_empty() { 0 } else { rules.required(content, at) };
                required(reasons, in_units(of_rules))
            });
            let insiders = levels().map(|((content, rules), reasons)| match reasons.is_empty() {
                true => Insiders::default(),
                // Levels are at most as great as sums, which fit.
                false => self.insiders(content, rules, at, &|level| in_units(level) as i64),
            });
            quantities.push(Quantity {
                values: held.iter().map(|atom| atom.entries.iter().map(value).sum()).collect(),
                shares: self.shares(value),
                is_signed: !minus.is_empty() || sums().any(|sum| *sum < 0),
                at_least: 0,
                required: required.collect(),
                insiders: insiders.collect(),
            });
        }
        Ok(quantities)
    }

    /// What is required of a count to owners: one more or less, as to others. Who has all there is
    /// need not think that others are there too, where everybody can see what is there.
    fn counted(&self, content: &Content) -> Insiders {
        let alone = content.owners.iter().filter(|owner| self.is_alone(content, **owner));
        Insiders { strangers: 1, owners: alone.map(|owner| (*owner, 0)).collect() }
    }

    fn is_alone(&self, content: &Content, owner: u32) -> bool {
        self.plan.presence == Presence::Public && content.is_of(owner)
    }

    /// What is required of a sum to each owner: what keeps them from estimating another's part as
    /// closely as the rules forbid. `level` takes millionths to units.
    fn insiders(
        &self,
        content: &Content,
        rules: &Rules,
        sum: usize,
        level: &dyn Fn(i128) -> i64,
    ) -> Insiders {
        let mut shares: Vec<(u32, i64)> = content
            .shares(sum)
            .iter()
            .map(|(owner, share)| (*owner, i64::try_from(share.abs()).unwrap_or(i64::MAX)))
            .collect();
        shares.sort_unstable_by_key(|(owner, share)| (std::cmp::Reverse(*share), *owner));
        let sizes: Vec<i64> = shares.iter().map(|(_, share)| *share).collect();
        let required = |own: Option<usize>| {
            let rules = rules.concentrations.iter().filter(|(at, _)| *at == sum);
            level(rules.map(|(_, rule)| rule.margin_to(&sizes, own)).max().unwrap_or(0).max(0))
        };
        let to = |(at, (owner, _)): (usize, &(u32, i64))| {
            (*owner, if self.is_alone(content, *owner) { 0 } else { required(Some(at)) })
        };
        let mut owners: Vec<(u32, i64)> = shares.iter().enumerate().map(to).collect();
        owners.sort_unstable();
        Insiders { strangers: required(None), owners }
    }

    /// The last decimal that a table publishes of a sum, in millionths.
    fn last_decimal(&self, plus: &[ColumnId], minus: &[ColumnId]) -> i128 {
        let measures = self.plan.tables.iter().flat_map(|table| &table.policy.measures);
        let decimals = measures.filter_map(|measure| match &measure.kind {
            MeasureKind::Sum { plus: p, minus: m, decimals, .. } if p == plus && m == minus => {
                Some(*decimals)
            }
            _ => None,
        });
        10_i128.pow(6 - u32::from(decimals.max().unwrap_or(0).min(6)))
    }

    /// What each owner adds to each atom; an owner of several contributors stands once.
    fn shares(&self, value: impl Fn(&AtomEntry) -> i64) -> Vec<Vec<Share>> {
        let of = |atom: &Atom| {
            let mut shares: Vec<Share> = Vec::new();
            for entry in &atom.entries {
                let Some(owner) = entry.owner else { continue };
                match shares.iter_mut().find(|share| share.owner == owner) {
                    Some(share) => share.value += value(entry),
                    None => shares.push(Share { owner, value: value(entry) }),
                }
            }
            shares
        };
        self.laid_out.held.iter().map(of).collect()
    }
}

impl Rules {
    fn of(plan: &JointPlan<'_>, table: &TablePolicy) -> Rules {
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let concentrations = table.concentrations.iter().filter_map(|rule| {
            let MeasureKind::Sum { plus, minus, .. } = &table.measures[rule.measure].kind else {
                return None;
            };
            let at = plan.sums.iter().position(|sum| *sum == (plus.as_slice(), minus.as_slice()))?;
            Some((at, dominance(rule.kind)))
        });
        Rules {
            min_count: i64::try_from(table.min_count).unwrap_or(i64::MAX),
            min_contributors: size(table.min_contributors.at_least),
            min_owners: table.owners.map_or(0, |owners| size(owners.at_least)),
            concentrations: concentrations.collect(),
        }
    }

    /// The stricter of two at each point.
    fn and(mut self, other: Rules) -> Rules {
        self.min_count = self.min_count.max(other.min_count);
        self.min_contributors = self.min_contributors.max(other.min_contributors);
        self.min_owners = self.min_owners.max(other.min_owners);
        for rule in other.concentrations {
            if !self.concentrations.contains(&rule) {
                self.concentrations.push(rule);
            }
        }
        self
    }

    /// The rules that forbid a cell. The boundary is always on the protective side.
    fn broken(&self, content: &Content, presence: Presence) -> Vec<Reason> {
        // Where presence is public, everybody sees that an empty cell is empty.
        if content.count == 0 && presence == Presence::Public {
            return Vec::new();
        }
        let is_concentrated =
            |(at, rule): &(usize, Dominance)| rule.is_unsafe(&falling_shares(content.shares(*at)));
        [
            (Reason::Count, content.count < self.min_count),
            (Reason::Contributors, content.contributors.len() < self.min_contributors),
            (Reason::Owners, content.owners.len() < self.min_owners),
            (Reason::Concentration, self.concentrations.iter().any(is_concentrated)),
        ]
        .into_iter()
        .filter_map(|(reason, is_broken)| is_broken.then_some(reason))
        .collect()
    }

    /// How far above and below its value a sum must be possible, in millionths.
    fn required(&self, content: &Content, sum: usize) -> i128 {
        let rules = self.concentrations.iter().filter(|(at, _)| *at == sum);
        let margins = rules.map(|(_, rule)| rule.margin(&falling_shares(content.shares(sum))));
        margins.max().unwrap_or(0).max(0)
    }
}

/// How far from the truth other tables must be possible. A cell that is withheld only because it
/// holds everybody of a group cannot hold more, and need not.
fn required(reasons: &[Reason], level: i128) -> Required {
    // Levels are at most as great as sums, which fit.
    let level = level as i64;
    match reasons {
        [Reason::Group] => Required { up: 0, down: level },
        _ => Required::both(level),
    }
}

fn greatest_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The sizes of shares in millionths, the greatest first.
fn falling_shares(shares: &[(u32, i128)]) -> Vec<i64> {
    let mut sizes: Vec<i64> =
        shares.iter().map(|(_, share)| i64::try_from(share.abs()).unwrap_or(i64::MAX)).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

fn dominance(kind: ConcentrationKind) -> Dominance {
    match kind {
        ConcentrationKind::Dominance { n, k } => {
            Dominance::Nk { n: (n.tenths() / 10) as usize, k: k.tenths() }
        }
        ConcentrationKind::Percent { p } => Dominance::Percent { p: p.tenths() },
        ConcentrationKind::PriorPosterior { p, q } => {
            Dominance::PriorPosterior { p: p.tenths(), q: q.tenths() }
        }
    }
}
