//! Calendar days, rendered once.

use jiff::civil::Date;

/// A run of days, each written as `2024-01-31`.
#[derive(Debug, Default)]
pub(super) struct Days {
    text: Vec<u8>,
}

/// The length of a written day.
const WIDTH: usize = 10;

impl Days {
    /// The days from `first` to `last`, both included.
    pub(super) fn new(first: Date, last: Date) -> Days {
        let mut text = Vec::new();
        let mut day = Some(first);
        while let Some(date) = day.filter(|date| *date <= last) {
            text.extend_from_slice(date.to_string().as_bytes());
            day = date.tomorrow().ok();
        }
        Days { text }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len() / WIDTH
    }

    /// A day as text; the last one for those beyond it.
    pub(super) fn get(&self, at: i64) -> &[u8] {
        let at = usize::try_from(at).unwrap_or(0).min(self.len().saturating_sub(1));
        self.text.get(at * WIDTH..(at + 1) * WIDTH).unwrap_or_default()
    }

    /// The year of a day as text.
    pub(super) fn year(&self, at: i64) -> &[u8] {
        self.get(at).get(..4).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_follow_the_calendar() {
        let days = Days::new(date(2024, 2, 28), date(2024, 3, 1));
        assert_eq!(days.len(), 3);
        assert_eq!(days.get(1), b"2024-02-29");
        assert_eq!(days.get(9), b"2024-03-01");
        assert_eq!(days.year(0), b"2024");
        assert_eq!(Days::default().get(0), b"");
    }
}
