//! What is withheld so far, and which atoms nobody can tell apart by what is shown.

use std::collections::BTreeSet;

use super::system::{State, System};

/// The states of all cells, and for each atom a number that stands for the shown cells that it is in.
#[derive(Debug)]
pub(super) struct Pattern<'a> {
    system: &'a System,
    states: Vec<State>,
    /// For each atom the sum of its shown cells' marks.
    looks: Vec<u64>,
    /// The atoms by their looks.
    alike: BTreeSet<(u64, u32)>,
    /// The cells that became withheld since they were last asked for.
    withheld: Vec<u32>,
}

impl<'a> Pattern<'a> {
    pub(super) fn new(system: &'a System, states: Vec<State>) -> Pattern<'a> {
        let look = |atom: usize| {
            let shown = system.cells_of(atom as u32).iter().filter(|cell| states[**cell as usize].is_shown());
            shown.fold(0, |look: u64, cell| look.wrapping_add(mark(*cell)))
        };
        let looks: Vec<u64> = (0..system.atoms().len()).map(look).collect();
        let alike = looks.iter().enumerate().map(|(atom, look)| (*look, atom as u32)).collect();
        let is_withheld = |cell: &u32| states[*cell as usize].is_withheld();
        let withheld = (0..states.len() as u32).filter(is_withheld).collect();
        Pattern { system, states, looks, alike, withheld }
    }

    pub(super) fn states(&self) -> &[State] {
        &self.states
    }

    pub(super) fn into_states(self) -> Vec<State> {
        self.states
    }

    /// Changes the state of a cell.
    pub(super) fn set(&mut self, cell: usize, state: State) {
        let before = std::mem::replace(&mut self.states[cell], state);
        if state.is_withheld() && !before.is_withheld() {
            self.withheld.push(cell as u32);
        }
        if before.is_shown() == state.is_shown() {
            return;
        }
        let change = if state.is_shown() { mark(cell as u32) } else { mark(cell as u32).wrapping_neg() };
        for atom in &self.system.cells()[cell].atoms {
            let look = &mut self.looks[*atom as usize];
            self.alike.remove(&(*look, *atom));
            *look = look.wrapping_add(change);
            self.alike.insert((*look, *atom));
        }
    }

    /// True if no shown cell has an atom.
    pub(super) fn is_unseen(&self, atom: u32) -> bool {
        let mut cells = self.system.cells_of(atom).iter();
        self.looks[atom as usize] == 0 && cells.all(|cell| !self.states[*cell as usize].is_shown())
    }

    /// The atoms that are in the same shown cells as one, itself among them. Two others may seem to
    /// be by an accident of numbers, so what rests on this is checked.
    pub(super) fn alike(&self, atom: u32) -> impl Iterator<Item = u32> {
        let look = self.looks[atom as usize];
        self.alike.range((look, 0)..=(look, u32::MAX)).map(|(_, atom)| *atom)
    }

    /// The cells that became withheld since this was last asked, some of them perhaps twice.
    pub(super) fn take_withheld(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.withheld)
    }
}

/// A number for a cell, without a plan.
fn mark(cell: u32) -> u64 {
    let mut z = (u64::from(cell) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
