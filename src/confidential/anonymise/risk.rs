//! How much single rows stand out in a table's finest cells, whatever is withheld: what a steward looks
//! at when choosing levels. It names columns and no codes.
//!
//! A combination that is missing a value is one of its own; a missing value does not match all others.

use hashbrown::HashMap;

/// How much the rows of a table stand out by its dimensions at their finest published levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Risk {
    /// The source rows looked at. A row with several values of a column counts once for each.
    pub rows: u64,
    /// Those that are the only one of their combination.
    pub alone: u64,
    /// Those that share their combination with one other.
    pub in_pairs: u64,
    /// Each dimension's part in what singles rows out: the sum of the SUDA scores of all smallest sets it is in.
    pub scores: Vec<(String, u64)>,
    /// The sum of all rows' SUDA scores.
    pub score: u64,
    /// The smallest sets of dimensions that single rows out, and how many rows each does; fewest dimensions first.
    pub smallest_sets: Vec<(Vec<String>, u64)>,
    /// What is known of a sample, if the rows are one.
    pub sample: Option<SampleRisk>,
}

/// The individual risk of a sample's rows: how likely it is that someone who finds the combination in
/// the population has found that very row. In millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SampleRisk {
    /// The greatest of any row.
    pub greatest: u64,
    /// The sum over all rows: how many rows can be expected to be found.
    pub sum: u64,
}

/// A combination of codes that occurs.
pub(super) struct Combination<'a> {
    /// A code for each dimension.
    pub(super) codes: &'a [&'a str],
    /// How many rows have it; more than none.
    pub(super) count: u64,
    /// How many in the population have it, if the rows are a sample.
    pub(super) population: Option<f64>,
}

impl Risk {
    /// Looks at all combinations of a table, each of them once.
    pub(super) fn of(dimensions: &[&str], combinations: &[Combination<'_>]) -> Risk {
        let rows_in = |size: u64| combinations.iter().filter(|c| c.count == size).map(|c| c.count).sum();
        let mut risk = Risk {
            rows: combinations.iter().map(|combination| combination.count).sum(),
            alone: rows_in(1),
            in_pairs: rows_in(2),
            sample: sample_risk(combinations),
            ..Risk::default()
        };
        let named = |set: usize| (0..dimensions.len()).filter(move |at| set & (1 << at) != 0);
        let mut scores = vec![0; dimensions.len()];
        for (set, rows) in smallest_sets(dimensions.len(), combinations) {
            let score = rows * score(named(set).count(), dimensions.len());
            risk.score += score;
            named(set).for_each(|at| scores[at] += score);
            risk.smallest_sets.push((named(set).map(|at| dimensions[at].to_owned()).collect(), rows));
        }
        risk.scores = dimensions.iter().map(|name| (*name).to_owned()).zip(scores).collect();
        risk
    }
}

/// The sets of dimensions, as bits, that single out a row which no smaller set inside them does: the
/// minimal sample uniques of SUDA2 (Manning, Haglin and Keane, Data Mining and Knowledge Discovery 16,
/// 2008), with the number of such rows.
fn smallest_sets(dimensions: usize, combinations: &[Combination<'_>]) -> Vec<(usize, u64)> {
    let mut sets: Vec<usize> = (1..1 << dimensions).collect();
    sets.sort_by_key(|set| set.count_ones());
    // By combination, the smallest sets found so far.
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); combinations.len()];
    let mut smallest = Vec::new();
    for set in sets {
        let mut classes: HashMap<Vec<&str>, (u64, usize)> = HashMap::new();
        for (at, combination) in combinations.iter().enumerate() {
            let codes = combination.codes.iter().enumerate();
            let key = codes.filter(|(at, _)| set & (1 << at) != 0).map(|(_, code)| *code).collect();
            let (count, any) = classes.entry(key).or_default();
            *count = count.saturating_add(combination.count);
            *any = at;
        }
        let mut rows = 0;
        for (_, at) in classes.into_values().filter(|(count, _)| *count == 1) {
            if !found[at].iter().any(|smaller| smaller & set == *smaller) {
                found[at].push(set);
                rows += 1;
            }
        }
        if rows > 0 {
            smallest.push((set, rows));
        }
    }
    smallest
}

/// The SUDA score of a smallest set of so many dimensions among all: the product of `all - i` from the size
/// of the set up to `all - 1`. It is the number of orders in which the other dimensions can be taken up.
fn score(size: usize, all: usize) -> u64 {
    (size..all).map(|taken| (all - taken) as u64).product()
}

fn sample_risk(combinations: &[Combination<'_>]) -> Option<SampleRisk> {
    let mut sample = SampleRisk::default();
    let mut sum = 0.0;
    for combination in combinations {
        let risk = individual_risk(combination.count, combination.population?);
        sample.greatest = sample.greatest.max(millionths(risk));
        sum += risk * combination.count as f64;
    }
    sample.sum = millionths(sum);
    Some(sample)
}

fn millionths(number: f64) -> u64 {
    (number * 1e6).round() as u64
}

/// The individual risk of a row, one of `count` in the sample that have its combination, where as many as
/// `population` are estimated to have it: what 1/F is to be expected if F follows the negative binomial
/// distribution of `count` successes at `count / population` each (Benedetti and Franconi 1998, as in
/// sdcMicro). If the sample is the population, one of `count`.
///
/// It is the integral of `p^f t^(f-1) / (1 - qt)^f` from 0 to 1; by parts it follows from that of `f - 1`.
fn individual_risk(count: u64, population: f64) -> f64 {
    /// Beyond this the risk is told by its bound `p / (f - q)`, which is a hundredth of a per cent off.
    const MANY: u64 = 100;
    let count = count.max(1);
    let p = count as f64 / population.max(count as f64);
    let q = 1.0 - p;
    if count > MANY {
        return p / (count as f64 - q);
    }
    if p < 0.5 {
        let first = p / q * -p.ln();
        return (1..count).fold(first, |before, f| p / (q * f as f64) - p / q * before);
    }
    // Where most are in the sample, the recurrence loses digits, and few terms are enough.
    let (mut probability, mut risk) = (p.powi(count as i32), 0.0);
    for population in count..count + 2_000 {
        risk += probability / population as f64;
        probability *= q * population as f64 / (population + 1 - count) as f64;
    }
    risk
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of equal codes put together, as a table does.
    fn risk(dimensions: &[&str], rows: &[(&[&str], f64)]) -> Risk {
        let mut together: Vec<Combination<'_>> = Vec::new();
        for (codes, weight) in rows {
            match together.iter_mut().find(|other| other.codes == *codes) {
                Some(other) => {
                    other.count += 1;
                    other.population = other.population.map(|sum| sum + weight);
                }
                None => together.push(Combination { codes, count: 1, population: Some(*weight) }),
            }
        }
        Risk::of(dimensions, &together)
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5e-9, "{found}, expected {expected}");
    }

    #[test]
    fn risks_of_eight_records_are_sdcmicros() {
        let known = [(3, 108.0), (1, 45.5), (1, 17.0), (2, 100.0), (1, 123.5)];
        let risks = [0.013_552_97, 0.085_791_29, 0.177_075_83, 0.018_778_83, 0.039_316_25];
        for ((count, population), expected) in known.into_iter().zip(risks) {
            close(individual_risk(count, population), expected);
        }
    }

    #[test]
    fn risks_of_the_francdat_records_are_sdcmicros() {
        let known = [(2, 110.0), (2, 84.5), (1, 17.0), (1, 541.0), (1, 8.0), (1, 5.0)];
        let risks =
            [0.017_144_262, 0.022_042_326, 0.177_075_834, 0.011_654_480, 0.297_063_077, 0.402_359_478];
        for ((count, population), expected) in known.into_iter().zip(risks) {
            close(individual_risk(count, population), expected);
        }
    }

    #[test]
    fn both_ways_to_the_risk_meet_and_a_population_hides_by_its_size_alone() {
        for count in [1, 2, 5, 40, 100] {
            let at = |p: f64| individual_risk(count, count as f64 / p);
            assert!((at(0.499_999_9) - at(0.5)).abs() < 1e-6, "{count}");
            assert!((at(1.0) - 1.0 / count as f64).abs() < 1e-12, "{count}");
            assert!(at(0.01) < at(0.4) && at(0.4) < at(0.6) && at(0.6) < at(0.999), "{count}");
        }
        assert!((individual_risk(100, 250.0) / individual_risk(101, 252.5) - 1.01).abs() < 1e-3);
    }

    #[test]
    fn scores_of_the_suda_example_are_as_published() {
        let rows: [(&[&str], f64); 8] = [
            (&["20s", "m", "50k+", "hs"], 1.0),
            (&["20s", "m", "50k+", "hs"], 1.0),
            (&["20s", "m", "50k-", "hs"], 1.0),
            (&["20s", "m", "50k-", "hs"], 1.0),
            (&["20s", "f", "50k-", "univ"], 1.0),
            (&["20s", "f", "50k-", "hs"], 1.0),
            (&["20s", "f", "50k-", "middle"], 1.0),
            (&["60s", "m", "50k-", "univ"], 1.0),
        ];
        let risk = risk(&["age", "gender", "income", "education"], &rows);
        // The last four have 4, 2, 6 and 8.
        assert_eq!((risk.rows, risk.alone, risk.in_pairs, risk.score), (8, 4, 4, 20));
        let scores: Vec<u64> = risk.scores.iter().map(|(_, score)| *score).collect();
        assert_eq!(scores, [8, 6, 0, 14]);
        let sets: Vec<(String, u64)> =
            risk.smallest_sets.iter().map(|(set, rows)| (set.join(" "), *rows)).collect();
        let expected = [("age", 1), ("education", 1), ("age education", 1), ("gender education", 3)];
        assert_eq!(sets, expected.map(|(set, rows)| (set.to_owned(), rows)));
        // All are there: one alone is found for certain, and one of two every other time.
        assert_eq!(risk.sample, Some(SampleRisk { greatest: 1_000_000, sum: 6_000_000 }));
    }
}
