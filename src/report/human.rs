//! Findings for people: the message, the place, the line that made the rule, the way out.

use std::fmt;

use super::Finding;

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}[{}]: {}", self.severity, self.code.name, self.message)?;
        writeln!(f, "  --> {}", self.place)?;
        if let Some(rule) = &self.rule {
            writeln!(f, "rule: {}:{}", rule.path, rule.line)?;
            writeln!(f, "  {} | {}", rule.line, rule.text)?;
        }
        if let Some(hint) = &self.hint {
            writeln!(f, "hint: {hint}")?;
        }
        Ok(())
    }
}

/// A number with a comma after every three digits, as findings write it.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 error`, `2 errors`.
pub fn counted(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{} {noun}s", thousands(number)) }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Excerpt, Finding, Place};
    use super::*;

    #[test]
    fn a_finding_shows_its_rule_and_its_way_out() {
        let text = "{\n\n   \"enum\": [\"a\"],\n}";
        let place = Place::line("d/rows.csv", 7).column("kind").row(6);
        let finding = Finding::error(Code::new("not-in-enum", ""), place, "`kind` is wrong in row 6")
            .rule(Excerpt::of("s.json", text, 3))
            .hint("allowed is `a`");
        assert_eq!(
            finding.to_string(),
            "error[not-in-enum]: `kind` is wrong in row 6\n  --> d/rows.csv:7, column `kind`\n\
             rule: s.json:3\n  3 | \"enum\": [\"a\"],\nhint: allowed is `a`\n"
        );
    }

    #[test]
    fn a_long_line_is_cut_and_a_missing_one_is_empty() {
        let line = "æ".repeat(101);
        assert_eq!(Excerpt::of("p", &line, 1).text, format!("{}…", "æ".repeat(100)));
        assert_eq!(Excerpt::of("p", &line[..200], 1).text, "æ".repeat(100));
        assert_eq!(Excerpt::of("p", "", 1).text, "");
    }

    #[test]
    fn numbers_are_written_in_threes() {
        assert_eq!(["0", "999", "1,000", "1,234,567"], [0, 999, 1000, 1_234_567].map(thousands)[..]);
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(0, "row"), "0 rows");
    }
}
