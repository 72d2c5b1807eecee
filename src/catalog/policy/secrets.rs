//! Values that a policy names and does not hold: parameters of rules that would help an attacker.

use std::collections::BTreeMap;
use std::fmt;

/// Secret values by name, as the command line found them. They are never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Takes names and values.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Secrets {
        Secrets(pairs.into_iter().collect())
    }

    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// Shows how many there are.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}
