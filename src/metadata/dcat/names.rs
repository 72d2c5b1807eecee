//! What things are called: an address for each, so that no node is blank.
//!
//! An edition, a contact or a checksum is named by an address that can be opened, with a fragment
//! behind it: whoever follows the name lands on the page or the file that it is about.

use std::borrow::Cow;

use oxrdf::NamedNode;

use crate::catalog::{CatalogInfo, DatasetId, Language};
use crate::release::EditionName;

/// The addresses below a site's root.
#[derive(Clone, Debug)]
pub(super) struct Names {
    base: String,
    first: Option<Language>,
}

impl Names {
    pub(super) fn new(info: &CatalogInfo) -> Names {
        let base = match NamedNode::new(&info.base_url) {
            Ok(base) => base.into_string(),
            Err(_) => escaped(&info.base_url).into_owned(),
        };
        Names { base, first: info.languages.first().copied() }
    }

    /// Something below the root. What is not allowed in an address is escaped.
    fn below(&self, path: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{}", self.base, escaped(path)))
    }

    /// The root itself.
    pub(super) fn root(&self) -> NamedNode {
        self.below("")
    }

    /// Something about the catalogue as a whole.
    pub(super) fn of_catalogue(&self, fragment: &str) -> NamedNode {
        self.below(&format!("#{fragment}"))
    }

    /// A dataset's page.
    pub(super) fn page(&self, dataset: &DatasetId, language: Language) -> NamedNode {
        // The first language stands at the root.
        match self.first {
            Some(first) if first != language => self.below(&format!("{language}/datasets/{dataset}/")),
            _ => self.below(&format!("datasets/{dataset}/")),
        }
    }

    /// Something about a dataset, named on its page.
    pub(super) fn of_dataset(&self, dataset: &DatasetId, fragment: &str) -> NamedNode {
        self.below(&format!("datasets/{dataset}/#{fragment}"))
    }

    /// A file of an edition.
    pub(super) fn file(&self, dataset: &DatasetId, edition: EditionName, file: &str) -> NamedNode {
        self.below(&format!("data/{dataset}/{edition}/{file}"))
    }
}

/// A name inside the thing that another name stands for.
pub(super) fn part(node: &NamedNode, fragment: &str) -> NamedNode {
    let mark = if node.as_str().contains('#') { '-' } else { '#' };
    NamedNode::new_unchecked(format!("{}{mark}{fragment}", node.as_str()))
}

/// An address from the configuration, if it can be made one: only the web.
pub(super) fn web(address: &str) -> Option<NamedNode> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web.then(|| NamedNode::new(escaped(address).into_owned()).ok())?
}

/// Where to write to.
pub(super) fn mailto(address: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("mailto:{}", escaped(address)))
}

/// Escapes every byte that an address may not hold. What is escaped already stays as it is.
fn escaped(text: &str) -> Cow<'_, str> {
    use std::fmt::Write as _;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte);
    let (before, after) = text.split_once('#').unwrap_or((text, ""));
    if before.bytes().chain(after.bytes()).all(is_plain) {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let is_escape =
        |at: usize| bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    let mut out = String::with_capacity(text.len());
    let mut in_fragment = false;
    for (at, byte) in bytes.iter().copied().enumerate() {
        let keep = match byte {
            b'%' => is_escape(at),
            b'#' => !std::mem::replace(&mut in_fragment, true),
            _ => is_plain(byte),
        };
        if keep {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_may_not_hold_is_escaped_once() {
        assert_eq!(escaped("https://x.org/a b\"<>%20%zz#c#d"), "https://x.org/a%20b%22%3C%3E%20%25zz#c%23d");
        assert_eq!(escaped("æ\u{202e}"), "%C3%A6%E2%80%AE");
    }

    #[test]
    fn only_the_web_is_an_address() {
        assert!(web("https://example.org/a").is_some());
        for address in ["javascript:alert(1)", "", "/a", "http://[", "https://"] {
            let node = web(address);
            assert!(node.is_none_or(|node| NamedNode::new(node.as_str()).is_ok()), "{address}");
        }
    }
}
