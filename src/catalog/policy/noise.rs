//! The table of changes of the cell-key method: `datasets/<id>/noise.csv`.
//!
//! For each count and each cell key it says by how much the count is changed. It must be complete: a
//! gap filled with 0 would publish some small counts as they are (as one well-known program does).

/// How counts are changed. A count of 0 never is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoiseTable {
    /// For the counts 1, 2, … the change for each key.
    changes: Vec<Vec<i64>>,
    /// Greater counts than there are go through those from here on again and again.
    repeat_from: u64,
}

/// A table of changes that cannot be used: in which line, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoiseError {
    pub(super) line: u64,
    pub(super) message: String,
}

/// How many cell keys there are.
const KEYS: usize = 256;

/// Tables of more counts than this are mistakes.
const MAX_COUNTS: u64 = 10_000;

const HEADER: [&str; 4] = ["count", "first_key", "last_key", "change"];

impl NoiseTable {
    /// Reads a table. `repeat_from` is the first of the counts that greater ones go through; without
    /// it greater ones are changed like the last.
    pub(super) fn parse(text: &str, repeat_from: Option<u64>) -> Result<NoiseTable, NoiseError> {
        let fault = |line: u64, message: &str| NoiseError { line, message: message.to_owned() };
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        if !reader.headers().is_ok_and(|header| header.iter().eq(HEADER)) {
            return Err(fault(1, "the header must be `count,first_key,last_key,change`"));
        }
        let mut found: Vec<Vec<Option<i64>>> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(1, csv::Position::line);
                fault(line, "the row has another number of cells than the header")
            })?;
            let line = record.position().map_or(1, csv::Position::line);
            let number = |at: usize| record[at].parse::<i64>().ok();
            let keys = |at: usize| record[at].parse::<usize>().ok().filter(|key| *key < KEYS);
            let (Some(count), Some(first), Some(last), Some(change)) =
                (number(0), keys(1), keys(2), number(3))
            else {
                return Err(fault(line, "a row is a count, two keys from 0 to 255, and a change"));
            };
            if !(1..=MAX_COUNTS as i64).contains(&count) || first > last {
                return Err(fault(line, "counts are 1 to 10000, and the first key is not above the last"));
            }
            if change < -count || change > MAX_COUNTS as i64 {
                return Err(fault(line, "the change would make the count negative, or is too great"));
            }
            // `count` lies between 1 and MAX_COUNTS.
            let count = count as usize;
            if found.len() < count {
                found.resize(count, vec![None; KEYS]);
            }
            for key in &mut found[count - 1][first..=last] {
                if key.replace(change).is_some() {
                    return Err(fault(line, "a key of this count stands in two rows"));
                }
            }
        }
        let changes: Option<Vec<Vec<i64>>> =
            found.into_iter().map(|keys| keys.into_iter().collect()).collect();
        let changes = changes.filter(|changes| !changes.is_empty());
        let changes = changes.ok_or_else(|| {
            fault(1, "the table must say a change for each key 0 to 255 of each count from 1")
        })?;
        let last = changes.len() as u64;
        let repeat_from = repeat_from.unwrap_or(last);
        if !(1..=last).contains(&repeat_from) {
            return Err(fault(1, "`repeat_from` must be a count of the table"));
        }
        let table = NoiseTable { changes, repeat_from };
        if table.has_gaps() {
            let message = "a published figure could come from two counts and not from one between them";
            return Err(fault(1, message));
        }
        Ok(table)
    }

    /// What is published of a count, for a cell key.
    pub fn published(&self, count: u64, key: u8) -> u64 {
        match self.changes_of(count) {
            Some(changes) => count.saturating_add_signed(changes[usize::from(key)]),
            None => 0,
        }
    }

    /// The least and the greatest count that a published figure can come from, to one who knows the
    /// table and not the keys; each count between them is possible too.
    pub fn possible(&self, published: u64) -> (u64, u64) {
        let counts = self.counts_behind(published);
        (counts.first().copied().unwrap_or(published), counts.last().copied().unwrap_or(published))
    }

    fn counts_behind(&self, published: u64) -> Vec<u64> {
        let all = || self.changes.iter().flatten().copied();
        let (least, most) = (all().min().unwrap_or(0).min(0), all().max().unwrap_or(0).max(0));
        let counts = published.saturating_add_signed(-most)..=published.saturating_add_signed(-least);
        counts.filter(|count| self.can_become(*count, published)).collect()
    }

    fn can_become(&self, count: u64, published: u64) -> bool {
        match self.changes_of(count) {
            Some(changes) => {
                changes.iter().any(|change| count.checked_add_signed(*change) == Some(published))
            }
            None => published == 0,
        }
    }

    fn changes_of(&self, count: u64) -> Option<&Vec<i64>> {
        let last = self.changes.len() as u64;
        let row = match count {
            0 => return None,
            _ if count <= last => count,
            _ => self.repeat_from + (count - self.repeat_from) % (last - self.repeat_from + 1),
        };
        self.changes.get(row as usize - 1)
    }

    /// True if the counts behind some figure are not all that lie between the least and the greatest.
    fn has_gaps(&self) -> bool {
        let most = self.changes.iter().flatten().copied().max().unwrap_or(0).unsigned_abs();
        let figures = 0..=2 * self.changes.len() as u64 + most;
        figures.map(|figure| self.counts_behind(figure)).any(|counts| {
            counts.first().zip(counts.last()).is_some_and(|(a, b)| b - a + 1 != counts.len() as u64)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts below 10 become 0, others the nearest multiple of 5.
    fn ten_five() -> NoiseTable {
        let mut text = "count,first_key,last_key,change\n".to_owned();
        let changes = [-1, -2, -3, -4, -5, -6, -7, -8, -9, 0, -1, -2, 2, 1, 0];
        for (count, change) in (1..).zip(changes) {
            text += &format!("{count},0,255,{change}\n");
        }
        NoiseTable::parse(&text, Some(11)).unwrap()
    }

    #[test]
    fn the_ten_five_rule() {
        // C14: the table of the Office for National Statistics has 750 counts, of which those from
        // 501 on are gone through again; its pattern repeats every five counts from 11 on.
        let table = ten_five();
        let ons = |n: u64| if n > 750 { (n - 1) % 250 + 501 } else { n };
        for count in 0..3_000 {
            let same = ons(count);
            let rounded = if same < 10 { 0 } else { (same + 2) / 5 * 5 };
            assert_eq!(table.published(count, 77), count + rounded - same, "{count}");
        }
        assert_eq!(table.possible(0), (0, 9));
        assert_eq!(table.possible(10), (10, 12));
        assert_eq!(table.possible(1_000), (998, 1_002));
    }

    #[test]
    fn the_handbooks_example() {
        // C15: of count 3 and a cell key above 0.7 the change is +1.
        let table = NoiseTable::parse(
            "count,first_key,last_key,change\n1,0,127,-1\n1,128,255,1\n2,0,255,0\n3,0,76,-1\n3,77,179,0\n3,180,255,1\n",
            None,
        );
        assert_eq!(table.unwrap().published(3, 205), 4);
    }

    #[test]
    fn a_table_with_a_gap_is_refused() {
        let check = |rows: &str, line: u64| {
            let text = format!("count,first_key,last_key,change\n{rows}");
            assert_eq!(NoiseTable::parse(&text, None).unwrap_err().line, line, "{rows}");
        };
        check("1,0,254,0\n", 1);
        check("2,0,255,0\n", 1);
        check("1,0,255,-2\n", 2);
        check("1,0,255,0\n1,9,9,1\n", 3);
        check("1,0,256,0\n", 2);
        // 3 can become 0, and neither 1 nor 2 can.
        check("1,0,255,1\n2,0,255,1\n3,0,255,-3\n", 1);
    }
}
