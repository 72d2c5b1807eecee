//! How numbers, dates, sizes and periods are written in each language.
//!
//! Files are written the same way for everyone; only pages follow a language. Nothing here asks the
//! machine for its locale.

use jiff::civil::Date;

use crate::catalog::Language;

/// A space that a line is not broken at.
const NO_BREAK: char = '\u{a0}';

/// A number as a reader of this language writes it, from how it stands in a file: `1234.5` becomes
/// `1.234,5`. A text that is no such number comes out as it went in.
pub(super) fn number(text: &str, language: Language) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("\u{2212}", digits));
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(a, b)| (a, Some(b)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !decimals.is_none_or(all_digits) {
        return text.to_owned();
    }
    let (group, point) = match language {
        Language::Da => ('.', ','),
        Language::En => (',', '.'),
        Language::Nb => (NO_BREAK, ','),
    };
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push(point);
        out.push_str(decimals);
    }
    out
}

/// A whole number.
pub(super) fn count(value: u64, language: Language) -> String {
    number(&value.to_string(), language)
}

/// A share of a whole in per cent, with one decimal; never rounded to 0 or 100 unless it is exactly
/// that.
pub(super) fn percent(part: u64, whole: u64, language: Language) -> String {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    let rounded = (part * 2000 + whole) / (2 * whole);
    let tenths = match part {
        0 => 0,
        _ if part == whole => 1000,
        _ => rounded.clamp(1, 999),
    };
    let shown =
        if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) };
    let shown = number(&shown, language);
    match language {
        Language::En => format!("{shown}%"),
        Language::Da | Language::Nb => format!("{shown}{NO_BREAK}%"),
    }
}

/// A size in powers of a thousand, short enough to compare at a glance.
pub(super) fn size(bytes: u64, language: Language) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes}{NO_BREAK}B");
    }
    // Tenths of the unit, rounded up so that a size is never understated.
    let mut tenths = bytes.div_ceil(100);
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths = tenths.div_ceil(1000);
        unit += 1;
    }
    let shown = if tenths >= 100 {
        count(tenths.div_ceil(10), language)
    } else {
        number(&format!("{}.{}", tenths / 10, tenths % 10), language)
    };
    let unit = UNITS.get(unit).copied().unwrap_or("TB");
    format!("{shown}{NO_BREAK}{unit}")
}

const MONTHS: [[&str; 12]; 3] = [
    [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
];

fn month_name(month: i8, language: Language) -> &'static str {
    let names = match language {
        Language::Da => &MONTHS[0],
        Language::En => &MONTHS[1],
        Language::Nb => &MONTHS[2],
    };
    usize::try_from(month - 1).ok().and_then(|index| names.get(index).copied()).unwrap_or("")
}

/// A day: `21. november 2026`, `21 November 2026`.
pub(super) fn date(date: Date, language: Language) -> String {
    let month = month_name(date.month(), language);
    let dot = if language == Language::En { "" } else { "." };
    format!("{}{dot}{NO_BREAK}{month} {}", date.day(), date.year())
}

/// From one day to another; whole years are named by their years.
pub(super) fn days(first: Date, last: Date, language: Language) -> String {
    let begins_year = (first.month(), first.day()) == (1, 1);
    let ends_year = (last.month(), last.day()) == (12, 31);
    if begins_year && ends_year {
        return if first.year() == last.year() {
            first.year().to_string()
        } else {
            format!("{}–{}", first.year(), last.year())
        };
    }
    format!("{} – {}", date(first, language), date(last, language))
}

/// The name of a published period: `2024-S1` is `1. halvår 2024`. `None` if it is not a period, or
/// is a year, which needs no name.
pub(super) fn period(code: &str, language: Language) -> Option<String> {
    let (year, part) = code.split_once('-')?;
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nth = |digits: &str, last: u8| digits.parse::<u8>().ok().filter(|n| (1..=last).contains(n));
    if let Some(half) = part.strip_prefix('S') {
        let half = nth(half, 2)?;
        return Some(match language {
            Language::Da => format!("{half}. halvår {year}"),
            Language::En if half == 1 => format!("first half of {year}"),
            Language::En => format!("second half of {year}"),
            Language::Nb => format!("{half}. halvår {year}"),
        });
    }
    if let Some(quarter) = part.strip_prefix('Q') {
        let quarter = nth(quarter, 4)?;
        return Some(match language {
            Language::Da | Language::Nb => format!("{quarter}. kvartal {year}"),
            Language::En => format!("quarter {quarter} of {year}"),
        });
    }
    let month = nth(part, 12).filter(|_| part.len() == 2)?;
    Some(format!("{} {year}", month_name(i8::try_from(month).ok()?, language)))
}

/// What a language calls itself.
pub(super) fn own_name(language: Language) -> &'static str {
    match language {
        Language::Da => "Dansk",
        Language::En => "English",
        Language::Nb => "Norsk bokmål",
    }
}

/// A key that sorts text as the language's alphabet does, without regard to case: in Danish and
/// Norwegian æ, ø and å (and aa) come last.
pub(super) fn sort_key(text: &str, language: Language) -> Vec<u32> {
    let lower = text.to_lowercase();
    if language == Language::En {
        return lower.chars().map(u32::from).collect();
    }
    let last = u32::from('z');
    lower
        .replace("aa", "å")
        .chars()
        .map(|letter| match letter {
            'æ' | 'ä' => last + 1,
            'ø' | 'ö' => last + 2,
            'å' => last + 3,
            other if u32::from(other) > last => u32::from(other) + 3,
            other => u32::from(other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Da, En, Nb};

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(number("1234.5", Da), "1.234,5");
        assert_eq!(number("1234.5", En), "1,234.5");
        assert_eq!(number("1234567", Nb), "1\u{a0}234\u{a0}567");
        assert_eq!(number("-0.5", Da), "\u{2212}0,5");
        assert_eq!(number("100", Da), "100");
        for text in ["", "-", "1.", ".5", "1.2.3", "DK-84", "1e3", "２"] {
            assert_eq!(number(text, Da).trim_start_matches('\u{2212}'), text.trim_start_matches('-'));
        }
    }

    #[test]
    fn a_share_is_never_rounded_away() {
        assert_eq!(percent(0, 1000, Da), "0\u{a0}%");
        assert_eq!(percent(1, 1_000_000, Da), "0,1\u{a0}%");
        assert_eq!(percent(999_999, 1_000_000, En), "99.9%");
        assert_eq!(percent(1, 3, Da), "33,3\u{a0}%");
        assert_eq!(percent(7, 7, Da), "100\u{a0}%");
        assert_eq!(percent(0, 0, Da), "0\u{a0}%");
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(999, Da), "999\u{a0}B");
        assert_eq!(size(1_000, Da), "1,0\u{a0}kB");
        assert_eq!(size(44_100, Da), "45\u{a0}kB");
        assert_eq!(size(9_949, En), "10\u{a0}kB");
        assert_eq!(size(999_950, Da), "1,0\u{a0}MB");
        assert_eq!(size(2_660_000, Da), "2,7\u{a0}MB");
        assert_eq!(size(u64::MAX, En), "18,446,745\u{a0}TB");
    }

    #[test]
    fn dates_and_periods_follow_the_language() {
        let day = Date::constant(2026, 11, 21);
        assert_eq!(date(day, Da), "21.\u{a0}november 2026");
        assert_eq!(date(day, En), "21\u{a0}November 2026");
        let new_year = Date::constant(2026, 1, 1);
        assert_eq!(days(new_year, Date::constant(2027, 12, 31), Da), "2026–2027");
        assert_eq!(days(new_year, Date::constant(2026, 12, 31), Da), "2026");
        assert_eq!(days(new_year, day, Da), "1.\u{a0}januar 2026 – 21.\u{a0}november 2026");
        assert_eq!(period("2024-S1", Da).as_deref(), Some("1. halvår 2024"));
        assert_eq!(period("2024-03", Nb).as_deref(), Some("mars 2024"));
        assert_eq!(period("2024-Q4", En).as_deref(), Some("quarter 4 of 2024"));
        for code in ["2024", "2024-S3", "2024-13", "2024-3", "_U", "DK-84", "ååå-01"] {
            assert_eq!(period(code, Da), None, "{code}");
        }
    }

    #[test]
    fn the_alphabet_ends_in_ae_oe_aa() {
        let mut words = ["Ål", "Zebra", "Øre", "Abe", "Ært", "Aarhus"];
        words.sort_by_key(|word| sort_key(word, Da));
        assert_eq!(words, ["Abe", "Zebra", "Ært", "Øre", "Ål", "Aarhus"].map(|w| w).as_slice());
    }
}
