//! Rules on the greatest shares of a sum, `[[table.rule]]`, and their parameters.

use std::fmt;

use serde::Deserialize;
use toml::Spanned;

use super::super::codes;
use super::read::Checker;
use super::{Measure, MeasureKind};
use crate::report::{Finding, Place};

/// A rule on the shares that owners have of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concentration {
    /// The place of the sum among the table's measures.
    pub measure: usize,
    /// The rule.
    pub kind: ConcentrationKind,
}

/// The three rules of the Handbook on Statistical Disclosure Control, 2nd edition, chapter 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConcentrationKind {
    /// The `n` greatest shares are `k` per cent of the whole or more.
    Dominance {
        /// How many shares are added.
        n: Parameter,
        /// Per cent.
        k: Parameter,
    },
    /// The second greatest owner can estimate the greatest to within `p` per cent.
    Percent {
        /// Per cent.
        p: Parameter,
    },
    /// The same for one who can estimate the others to within `q` per cent beforehand.
    PriorPosterior {
        /// Per cent.
        p: Parameter,
        /// Per cent.
        q: Parameter,
    },
}

impl ConcentrationKind {
    /// The rule's name in a policy.
    pub fn name(self) -> &'static str {
        match self {
            ConcentrationKind::Dominance { .. } => "dominance",
            ConcentrationKind::Percent { .. } => "p-percent",
            ConcentrationKind::PriorPosterior { .. } => "pq",
        }
    }
}

/// A number of a rule, in tenths, which may be secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    tenths: u32,
    is_secret: bool,
}

impl Parameter {
    /// The number times ten: a percentage as per mille.
    pub fn tenths(self) -> u32 {
        self.tenths
    }
}

/// A secret number is not shown.
impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_secret {
            return f.write_str("secret");
        }
        write!(f, "{}.{}", self.tenths / 10, self.tenths % 10)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    measure: String,
    kind: KindFile,
    negative: Option<NegativeFile>,
    n: Option<Spanned<ParameterFile>>,
    k: Option<Spanned<ParameterFile>>,
    p: Option<Spanned<ParameterFile>>,
    q: Option<Spanned<ParameterFile>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KindFile {
    Dominance,
    PPercent,
    Pq,
}

/// What is done with owners whose sum is below zero; there is no default.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum NegativeFile {
    Absolute,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ParameterFile {
    Number(f64),
    Text(String),
}

/// The greatest number of shares that dominance may add.
const MAX_N: u32 = 10;

impl Checker<'_> {
    pub(super) fn concentration(
        &mut self,
        spanned: &Spanned<RuleFile>,
        measures: &[Measure],
    ) -> Option<Concentration> {
        let place = self.file.place(spanned).column("rule");
        let raw = spanned.get_ref();
        let at = measures.iter().position(|measure| measure.name == raw.measure);
        let (Some(at), Some(MeasureKind::Sum { minus, .. })) = (at, at.map(|at| &measures[at].kind)) else {
            // A measure with a fault has its own finding, and is missing here because of it.
            let message = format!("`{}` is not a measure of kind \"sum\" of this table", raw.measure);
            self.report
                .push(Finding::error(codes::RULE_INCOMPLETE, place, message).hint(
                    "rules on shares are about quantities; counts have `min_count` and `contributors`",
                ));
            return None;
        };
        if !minus.is_empty() && raw.negative.is_none() {
            self.report.push(
                Finding::error(
                    codes::RULE_INCOMPLETE,
                    place,
                    format!("`{}` subtracts, so an owner's share can be negative", raw.measure),
                )
                .hint("say `negative = \"absolute\"` to count each owner's share by its size, or sum without `minus`"),
            );
            return None;
        }
        let is_given = [raw.n.is_some(), raw.k.is_some(), raw.p.is_some(), raw.q.is_some()];
        let (wanted, names) = match raw.kind {
            KindFile::Dominance => ([true, true, false, false], "`n` and `k`"),
            KindFile::PPercent => ([false, false, true, false], "`p`"),
            KindFile::Pq => ([false, false, true, true], "`p` and `q`"),
        };
        if is_given != wanted {
            let message = format!("this rule needs {names}, and nothing else");
            self.error(codes::RULE_INCOMPLETE, place, message);
            return None;
        }
        let n = self
            .parameter("n", raw.n.as_ref(), |tenths| tenths % 10 == 0 && (10..=MAX_N * 10).contains(&tenths));
        let k = self.parameter("k", raw.k.as_ref(), |tenths| (1..1000).contains(&tenths));
        let q = self.parameter("q", raw.q.as_ref(), |tenths| (1..=1000).contains(&tenths));
        let p = self.parameter("p", raw.p.as_ref(), |tenths| (1..=1000).contains(&tenths));
        let kind = match raw.kind {
            KindFile::Dominance => ConcentrationKind::Dominance { n: n?, k: k? },
            KindFile::PPercent => ConcentrationKind::Percent { p: p? },
            KindFile::Pq => {
                let (p, q) = (p?, q?);
                if p.tenths > q.tenths {
                    self.error(codes::RULE_INCOMPLETE, place, "`p` must not be greater than `q`");
                    return None;
                }
                ConcentrationKind::PriorPosterior { p, q }
            }
        };
        Some(Concentration { measure: at, kind })
    }

    /// A parameter, from the file or from the secrets. A message never holds its value: even a
    /// secret that is no number at all may be a slip of the hand away from the right one.
    fn parameter(
        &mut self,
        name: &str,
        spanned: Option<&Spanned<ParameterFile>>,
        fits: impl Fn(u32) -> bool,
    ) -> Option<Parameter> {
        let spanned = spanned?;
        let place: Place = self.file.place(spanned).column(name);
        let (number, is_secret) = match spanned.get_ref() {
            ParameterFile::Number(number) => (Some(*number), false),
            ParameterFile::Text(text) => {
                let Some(secret) = text.strip_prefix("secret:") else {
                    let message = format!("`{name}` must be a number or \"secret:NAME\"");
                    self.error(codes::RULE_INCOMPLETE, place, message);
                    return None;
                };
                let Some(value) = self.context.secrets.get(secret) else {
                    self.report.push(
                        Finding::error(
                            codes::SECRET_MISSING,
                            place,
                            format!("the secret `{secret}` is not set"),
                        )
                        .hint(format!("set UDSTIL_SECRET_{secret}, or name it in the file of `--secrets`")),
                    );
                    return None;
                };
                (value.trim().parse().ok(), true)
            }
        };
        let tenths =
            number.filter(|number: &f64| (0.0..=10_000.0).contains(number)).map(|number| number * 10.0);
        let whole = tenths.filter(|tenths| (tenths - tenths.round()).abs() < 1e-6);
        let Some(tenths) = whole.map(|tenths| tenths.round() as u32).filter(|tenths| fits(*tenths)) else {
            let what = if is_secret { "the secret for " } else { "" };
            let message = format!("{what}`{name}` is not a number that this rule can take");
            self.report.push(Finding::error(codes::RULE_INCOMPLETE, place, message).hint(
                "`p`, `q` and `k` are per cent with at most one decimal, `n` is a whole number from 1 to 10",
            ));
            return None;
        };
        Some(Parameter { tenths, is_secret })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_parameter_is_not_shown() {
        let shown = |is_secret| format!("{:?}", Parameter { tenths: 125, is_secret });
        assert_eq!(shown(true), "secret");
        assert_eq!(shown(false), "12.5");
    }
}
