//! A staging folder in parts, so that each dataset's edition can be written by a thread of its own.
//!
//! A part knows the files below its folder and may write there alone, so that no two parts can write the
//! same file. When it is done, the whole takes down what it has made.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;
use std::sync::Arc;

use super::Staging;

impl Staging {
    /// A part for each of these folders, of which none lies in another. The whole does not know their
    /// files until [`Staging::rejoin`].
    pub fn parts(&mut self, folders: impl Iterator<Item = String>) -> Vec<Staging> {
        let part = |folder| Staging {
            work: Arc::clone(&self.work),
            below: folder,
            files: BTreeMap::new(),
            begun: BTreeSet::new(),
        };
        let mut parts: Vec<Staging> = folders.map(part).collect();
        let of: HashMap<String, usize> =
            parts.iter().enumerate().map(|(at, part)| (part.below.clone(), at)).collect();
        for (path, staged) in mem::take(&mut self.files) {
            let part = path.match_indices('/').find_map(|(end, _)| of.get(&path[..end]));
            let files = part.map_or(&mut self.files, |at| &mut parts[*at].files);
            files.insert(path, staged);
        }
        parts
    }

    /// Takes down all that a part has made.
    pub fn rejoin(&mut self, part: Staging) {
        self.files.extend(part.files);
        self.begun.extend(part.begun);
    }

    /// True if this part may write a file; the whole may write any.
    pub(super) fn may_write(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.below.as_str());
        self.below.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
    }
}
