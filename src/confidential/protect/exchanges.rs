//! Witnesses where rows have sets: rows that have one value more, and as many that have one less.
//!
//! Nobody sees which rows of a place have which sets. So in each place where a row has the set `{a}` it could
//! have `{a, t}`, and the other way round; no number of rows changes then, and no figure of another value than `t`.
//! Where no row has `t` beside others, two rows do: `{t}` and `{a, b}` become `{a}` and `{b}`. With such
//! exchanges at the corners of a cube of places only cells of `t` change, as in a table of its own.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::audit::{Audit, Demand, Moves};
use super::cheapest::Offer;
use super::pools::Between;
use super::system::{State, System};
use super::tree::Key;

/// How many places of a cell are tried as the first corner, those first that can give most.
const MAX_STARTS: usize = 24;

/// How many cubes are looked at for one proof.
const MAX_CUBES: usize = 2_000;

/// How many values of a cell are tried.
const MAX_VALUES: usize = 4;

/// Where rows have sets, and which sets differ in one value.
#[derive(Debug)]
pub(super) struct Exchanges<'a> {
    /// What readers lose with each cell.
    price: &'a [i64],
    between: &'a Between,
    place_at: HashMap<Key, u32>,
    /// For each dimension the codes of places.
    codes: Vec<Vec<u32>>,
    /// For each value the numbers of sets without it, and with it beside the same.
    differing: BTreeMap<u32, Vec<(u32, u32)>>,
    /// For each value the set that holds nothing else.
    single: BTreeMap<u32, u32>,
}

/// What makes rows of a place have one value more, or less.
#[derive(Clone, Debug)]
struct Exchange {
    moves: Moves,
    /// How much each cell changes that does.
    changes: Vec<(u32, i64)>,
    room: i64,
}

impl Exchanges<'_> {
    /// None, if no dimension has sets, or several do. `price` is one at least of each cell.
    pub(super) fn new<'a>(system: &'a System, price: &'a [i64]) -> Option<Exchanges<'a>> {
        let between = system.between()?;
        let (members, places) = (&between.members, &between.places);
        let by_members: HashMap<&[u32], u32> = members.values().map(Vec::as_slice).zip(0..).collect();
        let (mut differing, mut single) = (BTreeMap::<u32, Vec<(u32, u32)>>::new(), BTreeMap::new());
        for (with, of) in (0..).zip(members.values()) {
            if let [value] = of[..] {
                single.insert(value, with);
            }
            for value in of {
                let rest: Vec<u32> = of.iter().copied().filter(|member| member != value).collect();
                if let Some(without) = by_members.get(&rest[..]) {
                    differing.entry(*value).or_default().push((*without, with));
                }
            }
        }
        let codes = (0..system.dimensions()).map(|at| {
            let mut codes: Vec<u32> = places.iter().map(|place| place.key[at]).collect();
            codes.sort_unstable();
            codes.dedup();
            codes
        });
        Some(Exchanges {
            price,
            between,
            codes: codes.collect(),
            place_at: places.iter().map(|place| place.key).zip(0..).collect(),
            differing,
            single,
        })
    }

    /// Exchanges that give a missing proof and change nothing published.
    pub(super) fn search(&self, audit: &Audit<'_>, states: &[State], demand: &Demand) -> Option<Moves> {
        self.cheapest(audit, states, demand, 1, &[]).map(|offer| offer.moves)
    }

    /// What all rows of a topic's cell are, whatever their sets.
    pub(super) fn rows_of(&self, system: &System, cell: usize) -> Option<usize> {
        let mut key = system.cells()[cell].key;
        let code = std::mem::take(&mut key[self.between.dimension]);
        system.cell_at(&key).filter(|_| code != 0).map(|cell| cell as usize)
    }

    /// The exchanges that give a missing proof and whose published cells cost readers least, beside others that
    /// have been made `before`. Ways that cost `most` or more are not looked for.
    pub(super) fn cheapest(
        &self,
        audit: &Audit<'_>,
        states: &[State],
        demand: &Demand,
        most: i64,
        before: &[(u32, i64)],
    ) -> Option<Offer> {
        let system = audit.system;
        let cell = &system.cells()[demand.cell];
        if cell.key[self.between.dimension] == 0 {
            return None;
        }
        let need = audit.need(demand.quantity, demand.cell, demand.way, demand.attacker).max(1);
        let is_inside = |atom: &u32| cell.atoms.binary_search(atom).is_ok();
        let values = self.single.iter().filter(|(_, set)| {
            let atoms = self.between.places.iter().filter_map(|place| place.atoms[**set as usize]);
            atoms.clone().any(|atom| is_inside(&atom))
        });
        let mut search = Search {
            index: self,
            audit,
            states,
            demand,
            need,
            most,
            before: system.pooled(before).into_iter().collect(),
            found: HashMap::new(),
            best: None,
            left: MAX_CUBES,
        };
        for (value, set) in values.take(MAX_VALUES) {
            search.found.clear();
            let places = self.between.places.iter();
            let inside: Vec<bool> =
                places.map(|place| place.atoms[*set as usize].is_some_and(|atom| is_inside(&atom))).collect();
            search.of_value(*value, &inside);
        }
        search.best
    }
}

struct Search<'a> {
    index: &'a Exchanges<'a>,
    audit: &'a Audit<'a>,
    states: &'a [State],
    demand: &'a Demand,
    need: i64,
    /// It must cost less.
    most: i64,
    /// How much each pool has changed before.
    before: HashMap<u32, i64>,
    /// The exchanges of the value that is looked at, by place and sign.
    found: HashMap<(u32, i64), Option<Exchange>>,
    best: Option<Offer>,
    left: usize,
}

impl Search<'_> {
    fn is_done(&self) -> bool {
        self.left == 0 || self.best.as_ref().is_some_and(|best| best.cost == 0)
    }

    /// Looks at cubes of places for one value. Which places are inside the cell is given.
    fn of_value(&mut self, value: u32, inside: &[bool]) {
        let sign = self.demand.way.sign();
        let key = self.audit.system.cells()[self.demand.cell].key;
        let dimensions = (0..self.index.codes.len()).filter(|at| self.index.codes[*at].len() > 1);
        let (of_cell, free): (Vec<usize>, Vec<usize>) = dimensions.partition(|at| key[*at] != 0);
        let mut starts: Vec<(i64, u32)> = Vec::new();
        for place in (0..inside.len() as u32).filter(|place| inside[*place as usize]) {
            let room = self.exchange(place, value, sign).map_or(0, |exchange| exchange.room);
            if room >= self.need {
                starts.push((-room, place));
            }
        }
        starts.sort_unstable();
        starts.truncate(MAX_STARTS);
        let mut subsets: Vec<u32> = (0..1_u32 << of_cell.len()).collect();
        subsets.sort_by_key(|subset| (std::cmp::Reverse(subset.count_ones()), *subset));
        for subset in subsets {
            let sides: Vec<usize> =
                (0..of_cell.len()).filter(|at| subset & 1 << at != 0).map(|at| of_cell[at]).collect();
            for (_, start) in &starts {
                self.around(*start, value, &sides, &free, inside);
                if self.is_done() {
                    return;
                }
            }
        }
    }

    /// Looks at the cubes with one corner in a place.
    fn around(&mut self, start: u32, value: u32, sides: &[usize], free: &[usize], inside: &[bool]) {
        let mut others = vec![self.index.between.places[start as usize].key];
        for at in sides {
            let codes = &self.index.codes[*at];
            others = others
                .iter()
                .flat_map(|key| {
                    codes.iter().filter(|code| **code != key[*at]).map(|code| {
                        let mut key = *key;
                        key[*at] = *code;
                        key
                    })
                })
                .collect();
        }
        let first = self.index.between.places[start as usize].key;
        for opposite in others {
            let one = self.corners(&first, &opposite, sides);
            // The half of a cube that lies at the other code of a dimension may lie elsewhere in the free ones.
            let splits = sides.iter().filter(|_| !free.is_empty());
            let moved: Vec<Vec<(Key, i64)>> =
                splits.filter_map(|at| self.elsewhere(&one, *at, &first, value, free)).collect();
            for corners in std::iter::once(one).chain(moved) {
                self.left = self.left.saturating_sub(1);
                self.weigh(&corners, value, start, inside);
                if self.is_done() {
                    return;
                }
            }
        }
    }

    /// The corners of a cube, and their signs.
    fn corners(&self, first: &Key, opposite: &Key, sides: &[usize]) -> Vec<(Key, i64)> {
        let mut corners = vec![(*first, self.demand.way.sign())];
        for at in sides {
            for index in 0..corners.len() {
                let (mut key, sign) = corners[index];
                key[*at] = opposite[*at];
                corners.push((key, -sign));
            }
        }
        corners
    }

    /// The same cube with its half at another code of a dimension where that can move most.
    fn elsewhere(
        &mut self,
        corners: &[(Key, i64)],
        split: usize,
        first: &Key,
        value: u32,
        free: &[usize],
    ) -> Option<Vec<(Key, i64)>> {
        let mut best: Option<(i64, Key)> = None;
        for free_codes in self.free_codes(free) {
            if free.iter().all(|at| free_codes[*at] == first[*at]) {
                continue;
            }
            let mut room = i64::MAX;
            for (key, sign) in corners.iter().filter(|(key, _)| key[split] != first[split]) {
                let key = with(key, &free_codes, free);
                let place = self.index.place_at.get(&key).copied();
                let exchange = place.and_then(|place| self.exchange(place, value, *sign));
                room = room.min(exchange.map_or(0, |exchange| exchange.room));
            }
            if room >= self.need && best.is_none_or(|(most, _)| room > most) {
                best = Some((room, free_codes));
            }
        }
        let (_, free_codes) = best?;
        let moved = |(key, sign): &(Key, i64)| match key[split] == first[split] {
            true => (*key, *sign),
            false => (with(key, &free_codes, free), *sign),
        };
        Some(corners.iter().map(moved).collect())
    }

    fn free_codes(&self, free: &[usize]) -> Vec<Key> {
        let mut keys = vec![Key::default()];
        for at in free {
            let codes = &self.index.codes[*at];
            keys = keys
                .iter()
                .flat_map(|key| {
                    codes.iter().map(|code| {
                        let mut key = *key;
                        key[*at] = *code;
                        key
                    })
                })
                .collect();
        }
        keys
    }

    /// Takes a cube if it is the best so far.
    fn weigh(&mut self, corners: &[(Key, i64)], value: u32, start: u32, inside: &[bool]) {
        let mut changes: Vec<(u32, i64)> = Vec::new();
        let mut places: Vec<(u32, i64)> = Vec::new();
        for (key, sign) in corners {
            let Some(place) = self.index.place_at.get(key).copied() else { return };
            if place != start && inside[place as usize] {
                return;
            }
            let need = self.need;
            let Some(exchange) = self.exchange(place, value, *sign).filter(|exchange| exchange.room >= need)
            else {
                return;
            };
            changes.extend(&exchange.changes);
            places.push((place, *sign));
        }
        add_up(&mut changes);
        let (at, audit) = (self.demand.quantity, self.audit);
        let (mut cost, mut cells, mut towards) = (0_i64, Vec::new(), 0);
        for (cell, change) in changes {
            let index = cell as usize;
            match self.states[index] {
                State::Given => return,
                State::Published => {
                    cost = cost.saturating_add(self.index.price[index]);
                    cells.push(index);
                }
                State::Hidden | State::Primary | State::Secondary => {}
            }
            if index == self.demand.cell {
                towards = change * self.demand.way.sign();
            }
            let is_enough = || {
                let after = i128::from(audit.total(at, index)) + i128::from(change) * i128::from(self.need);
                after >= i128::from(audit.known_of_all(at, index))
            };
            if change < 0 && audit.quantities[at].at_least > 0 && !is_enough() {
                return;
            }
        }
        if towards <= 0 || cost >= self.best.as_ref().map_or(self.most, |best| best.cost) {
            return;
        }
        let mut moves: Moves = Vec::new();
        for (place, sign) in places {
            if let Some(Some(exchange)) = self.found.get(&(place, sign)) {
                moves.extend(exchange.moves.iter().map(|(atom, change)| (*atom, change * self.need)));
            }
        }
        add_up(&mut moves);
        self.best = Some(Offer { cells, moves, cost });
    }

    /// What makes a row of a place have a value, or not have it: of all ways the one that can be taken most often.
    fn exchange(&mut self, place: u32, value: u32, sign: i64) -> Option<&Exchange> {
        if !self.found.contains_key(&(place, sign)) {
            let found = self.look(place, value, sign);
            self.found.insert((place, sign), found);
        }
        self.found.get(&(place, sign)).and_then(Option::as_ref)
    }

    fn look(&self, place: u32, value: u32, sign: i64) -> Option<Exchange> {
        let at = self.demand.quantity;
        let is_signed = self.audit.quantities[at].is_signed;
        let atoms = &self.index.between.places[place as usize].atoms;
        let slack = |atom: u32| {
            let [_, set] = self.audit.system.pools().map_or([atom; 2], |pools| pools.of[atom as usize]);
            let before = self.before.get(&set).copied().unwrap_or(0);
            match is_signed {
                true => i64::MAX,
                false => self.audit.slack(at, set, self.demand.attacker).saturating_add(before),
            }
        };
        let mut best: Option<(i64, Moves)> = None;
        let mut offer = |room: i64, moves: &dyn Fn() -> Moves| {
            if room > 0 && best.as_ref().is_none_or(|(most, _)| room > *most) {
                best = Some((room, moves()));
            }
        };
        let differing = |value: &u32| self.index.differing.get(value).map_or(&[][..], Vec::as_slice);
        let both = |(without, with): &(u32, u32)| Some((atoms[*without as usize]?, atoms[*with as usize]?));
        for (without, with) in differing(&value).iter().filter_map(both) {
            let losing = if sign > 0 { without } else { with };
            offer(slack(losing), &|| vec![(without, -sign), (with, sign)]);
        }
        if best.as_ref().is_none_or(|(room, _)| *room < self.need) {
            let mut offer = |room: i64, moves: &dyn Fn() -> Moves| {
                if room > 0 && best.as_ref().is_none_or(|(most, _)| room > *most) {
                    best = Some((room, moves()));
                }
            };
            let alone = |value: &u32| self.index.single.get(value).and_then(|set| atoms[*set as usize]);
            let own = alone(&value)?;
            for other in self.index.single.keys().filter(|other| **other != value) {
                let Some(single) = alone(other) else { continue };
                for (without, with) in differing(other).iter().filter_map(both) {
                    let losing = if sign > 0 { [single, without] } else { [own, with] };
                    if losing[0] == losing[1] {
                        continue;
                    }
                    offer(slack(losing[0]).min(slack(losing[1])), &|| {
                        let mut moves = vec![(own, sign), (single, -sign), (without, -sign), (with, sign)];
                        add_up(&mut moves);
                        moves
                    });
                }
            }
        }
        let (room, moves) = best?;
        let cells =
            |atom: u32, change: i64| self.audit.system.cells_of(atom).iter().map(move |cell| (*cell, change));
        let mut changes: Vec<(u32, i64)> =
            moves.iter().flat_map(|(atom, change)| cells(*atom, *change)).collect();
        add_up(&mut changes);
        Some(Exchange { moves, changes, room })
    }
}

/// A place with some other codes.
fn with(key: &Key, codes: &Key, dimensions: &[usize]) -> Key {
    let mut key = *key;
    for at in dimensions {
        key[*at] = codes[*at];
    }
    key
}

/// Adds what stands for the same number up, in rising order, and leaves out what is nothing.
pub(super) fn add_up(changes: &mut Vec<(u32, i64)>) {
    changes.sort_unstable_by_key(|(number, _)| *number);
    changes.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = kept.1.saturating_add(next.1);
        }
        is_same
    });
    changes.retain(|(_, change)| *change != 0);
}

#[cfg(test)]
mod tests {
    use super::super::audit::Way;
    use super::super::quantity::{Quantity, Required};
    use super::super::tree::{TableShape, Tree};
    use super::*;

    /// Two places; topics 1, 2 and 3, with the sets 4 = {1}, 5 = {2}, 6 = {3}, 7 = {1, 2} and 8 = {2, 3}. One table
    /// counts rows by place, another by place and topic, both with the whole country.
    fn system() -> System {
        let mut topics = Tree::new(&[0, 0, 0]).unwrap();
        for set in [vec![1], vec![2], vec![3], vec![1, 2], vec![2, 3]] {
            topics.add_set(set);
        }
        let trees = [Tree::new(&[0, 0]).unwrap(), topics];
        let shapes =
            [vec![vec![0, 1], vec![0]], vec![vec![0, 1], vec![1]]].map(|levels| TableShape { levels });
        let atoms = [1, 2].into_iter().flat_map(|place| (4..9).map(move |set| key(place, set))).collect();
        System::new(&trees, &shapes, atoms).unwrap()
    }

    fn key(place: u32, set: u32) -> Key {
        let mut key = Key::default();
        (key[0], key[1]) = (place, set);
        key
    }

    /// The sets that change in each place, and the cells that have to be withheld.
    type Offered = (Vec<(Key, i64)>, Vec<Key>);

    /// What is offered for a place's topic, given how many rows each place has of each set.
    fn offered(values: [[i64; 5]; 2], cell: Key, way: Way) -> Option<Offered> {
        let system = system();
        let cell = system.cell(&cell).unwrap();
        let mut states: Vec<State> = system
            .cells()
            .iter()
            .map(|cell| if cell.is_listed { State::Published } else { State::Hidden })
            .collect();
        states[cell] = State::Primary;
        let quantity = Quantity {
            values: values.concat(),
            shares: Vec::new(),
            is_signed: false,
            at_least: 0,
            required: vec![Required::both(1); states.len()],
            insiders: Vec::new(),
        };
        let quantities = [quantity];
        let audit = Audit::new(&system, &quantities, &states);
        let price: Vec<i64> = (0..states.len()).map(|cell| audit.total(0, cell) + 1).collect();
        let exchanges = Exchanges::new(&system, &price).unwrap();
        let demand = Demand { quantity: 0, cell, way, attacker: None };
        let offer = exchanges.cheapest(&audit, &states, &demand, i64::MAX, &[])?;
        let moves = offer.moves.iter().map(|(atom, change)| (system.atoms()[*atom as usize], *change));
        Some((moves.collect(), offer.cells.iter().map(|cell| system.cells()[*cell].key).collect()))
    }

    #[test]
    fn a_row_has_a_topic_more_and_one_elsewhere_has_it_less() {
        let values = [[0, 5, 0, 1, 0], [6, 5, 0, 2, 0]];
        let (moves, cells) = offered(values, key(1, 1), Way::Up).unwrap();
        assert_eq!(moves, [(key(1, 5), -1), (key(1, 7), 1), (key(2, 5), 1), (key(2, 7), -1)]);
        assert_eq!(cells, [key(2, 1)]);
        let (moves, _) = offered(values, key(1, 1), Way::Down).unwrap();
        assert_eq!(moves, [(key(1, 5), 1), (key(1, 7), -1), (key(2, 5), -1), (key(2, 7), 1)]);
    }

    #[test]
    fn two_rows_have_a_topic_less_where_none_has_it_beside_others() {
        let values = [[1, 0, 0, 0, 1], [6, 5, 0, 0, 0]];
        let (moves, cells) = offered(values, key(1, 1), Way::Down).unwrap();
        assert_eq!(moves[..4], [(key(1, 4), -1), (key(1, 5), 1), (key(1, 6), 1), (key(1, 8), -1)]);
        assert_eq!(cells, [key(2, 1)]);
    }

    #[test]
    fn there_is_no_way_where_each_row_has_the_topic() {
        assert_eq!(offered([[3, 0, 0, 0, 0], [6, 5, 0, 2, 0]], key(1, 1), Way::Up), None);
    }
}
