//! `[table.protection]`: how a table's small figures are hidden, if not by withholding them.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::super::codes;
use super::super::record_schema::ColumnId;
use super::super::text::{Language, Localised};
use super::noise::NoiseTable;
use super::read::Checker;
use super::{Dimension, Measure, MeasureKind, Presence, Role};
use crate::report::{Finding, Place};

/// How small figures are hidden. All tables of a dataset are protected in the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Protection {
    /// They are withheld, and other figures with them.
    #[default]
    Withholding,
    /// The same, and of a count that is withheld for being small it is told in which range it lies.
    Ranges {
        /// So many values must remain possible of a cell that a rule forbids.
        possible: u64,
    },
    /// Each count is rounded to the nearest multiple, totals too; a half is rounded up.
    Rounding {
        /// Of what published figures are multiples.
        base: u64,
        /// So many values must remain possible of a cell that a rule forbids.
        possible: u64,
    },
    /// Each count is changed by a number that follows from the records behind it and a secret.
    CellKey(CellKeys),
}

/// The cell-key method (Thompson, Broadfoot and Elazar 2013).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellKeys {
    /// The column that tells records apart.
    pub record: ColumnId,
    /// What records' keys are made with.
    pub secret: SecretKey,
    /// How counts are changed.
    pub noise: Arc<NoiseTable>,
    /// So many values must remain possible of a cell that a rule forbids.
    pub possible: u64,
}

/// A key that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(String);

impl SecretKey {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("secret")
    }
}

impl Protection {
    /// True if published figures are the counted ones.
    pub fn is_exact(&self) -> bool {
        matches!(self, Protection::Withholding | Protection::Ranges { .. })
    }

    /// What a reader must know of figures that are not the counted ones, behind a table's description.
    /// It stands wherever the description does: on pages, in files and in catalogues.
    fn note(&self, language: Language) -> Option<String> {
        match (self, language) {
            (Protection::Withholding | Protection::Ranges { .. }, _) => None,
            (Protection::Rounding { base, .. }, Language::Da) => Some(format!(
                "Hvert tal er for sig afrundet til et multiplum af {base}, også totaler, så tal, der lægges sammen, giver ikke altid totalen."
            )),
            (Protection::Rounding { base, .. }, Language::En) => Some(format!(
                "Each figure is rounded to a multiple of {base} on its own, totals too, so figures do not always add up to the total."
            )),
            (Protection::Rounding { base, .. }, Language::Nb) => Some(format!(
                "Hvert tall er for seg avrundet til et multiplum av {base}, også totaler, så tall som legges sammen, gir ikke alltid totalen."
            )),
            (Protection::CellKey(_), language) => Some(match language {
                Language::Da => "Tallene er ændret lidt af hensyn til fortrolighed, hvert for sig og også totaler, så tal, der lægges sammen, giver ikke altid totalen. De samme poster giver altid det samme tal.",
                Language::En => "Figures are changed a little for confidentiality, each on its own and totals too, so figures do not always add up to the total. The same records always make the same figure.",
                Language::Nb => "Tallene er endret litt av hensyn til konfidensialitet, hvert for seg og også totaler, så tall som legges sammen, gir ikke alltid totalen. De samme postene gir alltid det samme tallet.",
            }.to_owned()),
        }
    }

    /// A description with the note.
    pub(super) fn noted(&self, description: &Localised) -> Localised {
        let texts = description.iter().map(|(language, text)| match self.note(language) {
            Some(note) => (language, format!("{}{} {note}", text.trim_end(), stop(text))),
            None => (language, text.to_owned()),
        });
        Localised::new(texts)
    }
}

/// A full stop, unless a text ends with one or the like.
fn stop(text: &str) -> &'static str {
    if text.trim_end().ends_with(['.', '!', '?', ':']) { "" } else { "." }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProtectionFile {
    kind: KindFile,
    possible: u64,
    base: Option<u64>,
    record: Option<String>,
    key: Option<String>,
    repeat_from: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KindFile {
    Ranges,
    Rounding,
    CellKey,
}

/// What of a table decides whether a protection goes with it.
pub(super) struct Protected<'a> {
    pub(super) presence: Presence,
    pub(super) min_count: u64,
    pub(super) dimensions: &'a [Dimension],
    pub(super) measures: &'a [Measure],
    pub(super) has_rules: bool,
}

/// The greatest base.
const MAX_BASE: u64 = 1_000;

/// A secret of fewer characters could be found by trying.
const MIN_SECRET: usize = 32;

impl Checker<'_> {
    /// The protection of a table; withholding, if nothing else is said.
    pub(super) fn protection(
        &mut self,
        spanned: Option<&Spanned<ProtectionFile>>,
        table: &Protected<'_>,
    ) -> Option<Protection> {
        let bounds = |kind: &MeasureKind| matches!(kind, MeasureKind::Least(_) | MeasureKind::Greatest(_));
        let has_bounds = table.measures.iter().any(|measure| bounds(&measure.kind));
        let Some(spanned) = spanned else {
            if has_bounds {
                let place = self.file.top().column("measure");
                let message = "measures of kind \"least\" and \"greatest\" need a `[table.protection]` of kind \"ranges\"";
                self.error(codes::RULE_INCOMPLETE, place, message);
                return None;
            }
            return Some(Protection::Withholding);
        };
        let place = self.file.place(spanned).column("protection");
        let raw = spanned.get_ref();
        let is_given = [raw.base.is_some(), raw.record.is_some(), raw.key.is_some()];
        let (wanted, names) = match raw.kind {
            KindFile::Ranges => ([false, false, false], "`possible`"),
            KindFile::Rounding => ([true, false, false], "`possible` and `base`"),
            KindFile::CellKey => {
                ([false, true, true], "`possible`, `record` and `key`, and perhaps `repeat_from`")
            }
        };
        if is_given != wanted || (raw.repeat_from.is_some() && raw.kind != KindFile::CellKey) {
            self.error(
                codes::RULE_INCOMPLETE,
                place,
                format!("this protection needs {names}, and nothing else"),
            );
            return None;
        }
        if let Some(message) = self.unfit(raw.kind, table, has_bounds) {
            self.report.push(
                Finding::error(codes::RULE_INCOMPLETE, place, message)
                    .hint("leave `[table.protection]` out: then figures are withheld"),
            );
            return None;
        }
        // What everybody knows a listed cell to hold.
        let least = u64::from(table.presence == Presence::Public);
        let base = raw.base.unwrap_or(0);
        let most = match raw.kind {
            KindFile::Ranges => table.min_count.saturating_sub(least),
            KindFile::Rounding if (2..=MAX_BASE).contains(&base) => base.div_ceil(2) - least,
            KindFile::Rounding => {
                self.error(
                    codes::RULE_INCOMPLETE,
                    place,
                    format!("`base` must be a number from 2 to {MAX_BASE}"),
                );
                return None;
            }
            KindFile::CellKey => u64::MAX,
        };
        if raw.possible < 2 || raw.possible > most {
            let message = match raw.possible {
                0 | 1 => "`possible` below 2 leaves a single value, which everybody knows".to_owned(),
                _ => format!("no more than {most} values can remain possible of the smallest cells"),
            };
            self.error(codes::THRESHOLD_TOO_LOW, place, message);
            return None;
        }
        Some(match raw.kind {
            KindFile::Ranges => Protection::Ranges { possible: raw.possible },
            KindFile::Rounding => Protection::Rounding { base, possible: raw.possible },
            KindFile::CellKey => Protection::CellKey(self.cell_keys(raw, place)?),
        })
    }

    /// Why a kind does not go with a table.
    fn unfit(&self, kind: KindFile, table: &Protected<'_>, has_bounds: bool) -> Option<&'static str> {
        let is_count = |measure: &Measure| matches!(measure.kind, MeasureKind::Count);
        let lists = self.context.lists;
        let is_list =
            |dimension: &Dimension| lists.contains_key(&self.context.schema.column(dimension.column).name);
        if table.dimensions.iter().any(is_list) {
            return Some("this protection does not go with a column of several values");
        }
        if kind == KindFile::Ranges {
            return (!has_bounds).then_some(
                "ranges are published as measures of kind \"least\" and \"greatest\", and the table has none",
            );
        }
        if !table.measures.iter().all(is_count) {
            return Some("this protection is for counts of rows, and the table has another measure");
        }
        if table.dimensions.iter().any(|dimension| dimension.is_sensitive) || table.has_rules {
            return Some("this protection does not go with `sensitive` dimensions and rules on shares");
        }
        None
    }

    fn cell_keys(&mut self, raw: &ProtectionFile, place: Place) -> Option<CellKeys> {
        let record = self.column(raw.record.as_deref()?, &[Role::Identifier], place.clone())?;
        let secret = self.secret_key(raw.key.as_deref()?, place.clone())?;
        let Some(noise) = self.context.noise else {
            let path = self.file.path().replace("policy.toml", "noise.csv");
            self.report.push(
                Finding::error(codes::FILE_MISSING, place, format!("`{path}` is not there"))
                    .hint("it says for each count and each cell key by how much the count is changed"),
            );
            return None;
        };
        match NoiseTable::parse(noise.text(), raw.repeat_from) {
            Ok(table) => Some(CellKeys { record, secret, noise: Arc::new(table), possible: raw.possible }),
            Err(fault) => {
                let place = Place::line(noise.path(), fault.line);
                self.error(codes::NOISE_INVALID, place, fault.message);
                None
            }
        }
    }

    /// A message never holds the key.
    fn secret_key(&mut self, text: &str, place: Place) -> Option<SecretKey> {
        let Some(name) = text.strip_prefix("secret:") else {
            self.error(codes::RULE_INCOMPLETE, place, "`key` must be \"secret:NAME\"");
            return None;
        };
        let Some(value) = self.context.secrets.get(name) else {
            self.report.push(
                Finding::error(codes::SECRET_MISSING, place, format!("the secret `{name}` is not set"))
                    .hint(format!("set UDSTIL_SECRET_{name}, or name it in the file of `--secrets`")),
            );
            return None;
        };
        if value.trim().chars().count() < MIN_SECRET {
            self.report.push(
                Finding::error(
                    codes::THRESHOLD_TOO_LOW,
                    place,
                    format!("the secret `{name}` has fewer than {MIN_SECRET} characters"),
                )
                .hint("draw it by lot and keep it: with another one all figures change"),
            );
            return None;
        }
        Some(SecretKey(value.trim().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_shown() {
        assert_eq!(format!("{:?}", SecretKey("x".repeat(40))), "secret");
    }

    #[test]
    fn a_note_stands_behind_a_description() {
        let description = Localised::new([(Language::En, "Visits".to_owned())]);
        let noted = Protection::Rounding { base: 5, possible: 3 }.noted(&description);
        let text = noted.in_language(Language::En);
        assert!(text.starts_with("Visits. Each figure is rounded to a multiple of 5 "), "{text}");
        assert_eq!(Protection::Withholding.noted(&description), description);
    }
}
