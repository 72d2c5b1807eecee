//! `README.txt`: the notes of an edition as plain text, for whoever finds the folder on a disk.

use std::fmt::Write as _;

use crate::release::Page;

/// The characters in a line, at most, unless a word is longer.
const WIDTH: usize = 88;

/// Lays out the pages one after another.
pub(super) fn render(pages: &[Page]) -> String {
    let mut out = String::new();
    for (index, page) in pages.iter().enumerate() {
        if index > 0 {
            let _ = write!(out, "\n\n{}\n\n", "-".repeat(WIDTH));
        }
        let _ = writeln!(out, "{}\n{}", page.title, "=".repeat(page.title.chars().count()));
        if let Some(warning) = &page.warning {
            out.push('\n');
            wrap(warning, "!! ", &mut out);
        }
        for section in &page.sections {
            let _ = writeln!(out, "\n{}\n{}", section.heading, "-".repeat(section.heading.chars().count()));
            for entry in &section.entries {
                if entry.term.is_empty() {
                    wrap(&entry.text, "", &mut out);
                } else {
                    let _ = writeln!(out, "{}", entry.term);
                    wrap(&entry.text, "    ", &mut out);
                }
            }
        }
    }
    out
}

/// Appends a text in lines of [`WIDTH`], each with `indent` before it.
fn wrap(text: &str, indent: &str, out: &mut String) {
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let length = indent.len() + line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && length > WIDTH {
                let _ = writeln!(out, "{indent}{line}");
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        let _ = writeln!(out, "{indent}{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::fixtures::notes;

    #[test]
    fn the_warning_comes_first_and_terms_stand_above_their_text() {
        assert_eq!(
            render(&notes().pages),
            "Klager\n======\n\n!! Opdigtede data\n\nKolonner\n--------\nregion\n    Landsdel\n=løbende tekst\n"
        );
    }

    #[test]
    fn lines_are_wrapped_between_words() {
        let mut out = String::new();
        wrap(&"ord ".repeat(40), "  ", &mut out);
        assert!(out.lines().all(|line| line.len() <= WIDTH && line.starts_with("  ord")));
        assert_eq!(out.matches("ord").count(), 40);
    }
}
