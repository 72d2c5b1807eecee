//! Turtle (<https://www.w3.org/TR/turtle/>).

use std::cmp::Reverse;
use std::io;

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{LiteralRef, TermRef, TripleRef};

use super::{PREFIXES, Text, blank, escaped, name_of, split};

/// A file of Turtle in the making.
pub(super) struct Turtle<'a> {
    text: Text<'a>,
    /// What the statement before was about, and what it said of it.
    subject: String,
    predicate: String,
}

impl<'a> Turtle<'a> {
    pub(super) fn begin(mut text: Text<'a>) -> Turtle<'a> {
        let mut prefixes = PREFIXES.to_vec();
        prefixes.sort_by_key(|(_, base)| Reverse(base.len()));
        for (prefix, base) in prefixes {
            text.all(["@prefix ", prefix, ": <", base, "> .\n"]);
        }
        Turtle { text, subject: String::new(), predicate: String::new() }
    }

    pub(super) fn say(&mut self, triple: TripleRef<'_>) -> io::Result<()> {
        let (subject, predicate) = (name_of(triple.subject)?, triple.predicate.as_str());
        if self.subject != subject {
            if !self.subject.is_empty() {
                self.text.push(" .\n");
            }
            subject.clone_into(&mut self.subject);
            predicate.clone_into(&mut self.predicate);
            self.name(subject);
            self.text.push(" ");
            self.predicate(predicate);
        } else if self.predicate != predicate {
            predicate.clone_into(&mut self.predicate);
            self.text.push(" ;\n\t");
            self.predicate(predicate);
        } else {
            self.text.push(" , ");
        }
        match triple.object {
            TermRef::NamedNode(node) => self.name(node.as_str()),
            TermRef::Literal(literal) => self.literal(literal),
            TermRef::BlankNode(_) => return Err(blank()),
        }
        self.text.hand_on()
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        if !self.subject.is_empty() {
            self.text.push(" .\n");
        }
        self.text.end()
    }

    fn predicate(&mut self, predicate: &str) {
        if predicate == rdf::TYPE.as_str() {
            self.text.push("a");
        } else {
            self.name(predicate);
        }
        self.text.push(" ");
    }

    fn name(&mut self, address: &str) {
        if let Some((prefix, local)) = split(address).filter(|(_, local)| can_be_local(local)) {
            self.text.all([prefix, ":"]);
            self.local(local);
        } else {
            self.text.all(["<", address, ">"]);
        }
    }

    /// A name behind its prefix (the production `PN_LOCAL`).
    fn local(&mut self, local: &str) {
        let last = local.len().saturating_sub(1);
        for (at, byte) in local.bytes().enumerate() {
            let is_plain = is_letter(byte)
                || byte.is_ascii_digit()
                || byte == b':'
                || (byte == b'-' && at > 0)
                || (byte == b'.' && at > 0 && at < last);
            if !is_plain {
                self.text.bytes.push(b'\\');
            }
            self.text.bytes.push(byte);
        }
    }

    fn literal(&mut self, literal: LiteralRef<'_>) {
        let (value, datatype) = (literal.value(), literal.datatype());
        if let Some(language) = literal.language() {
            self.quoted(value);
            self.text.all(["@", language]);
        } else if datatype == xsd::STRING {
            self.quoted(value);
        } else if datatype == xsd::DECIMAL && is_decimal(value) {
            self.text.push(value);
        } else {
            self.quoted(value);
            self.text.push("^^");
            self.name(datatype.as_str());
        }
    }

    fn quoted(&mut self, value: &str) {
        let out = &mut self.text.bytes;
        out.push(b'"');
        escaped(out, value, |byte| match byte {
            b'\t' => Some("\\t"),
            b'\n' => Some("\\n"),
            b'"' => Some("\\\""),
            b'\\' => Some("\\\\"),
            _ => None,
        });
        out.push(b'"');
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// True if a name can stand behind a prefix. Letters beyond ASCII could too, but no vocabulary has any.
fn can_be_local(local: &str) -> bool {
    let can_be = |byte: u8| byte.is_ascii_alphanumeric() || b"_:~.-!$&'()*+,;=/?#@%".contains(&byte);
    local.bytes().all(can_be)
}

/// True for a number that stands in Turtle without marks.
fn is_decimal(value: &str) -> bool {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let Some((whole, part)) = digits.split_once('.') else { return false };
    whole.bytes().all(|byte| byte.is_ascii_digit())
        && !part.is_empty()
        && part.bytes().all(|byte| byte.is_ascii_digit())
}
