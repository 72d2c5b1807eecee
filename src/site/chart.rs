//! Charts as SVG: columns over time, or bars with their names above them. Every chart has a title
//! and a description, and stands beside a table that says the same.

use serde::Serialize;

/// A chart, all of whose lengths are computed.
#[derive(Serialize)]
pub(super) struct Chart {
    /// What its identifiers begin with on the page.
    id: String,
    title: String,
    description: String,
    width: u32,
    height: u32,
    /// True if a dashed line tells that something is withheld.
    is_open: bool,
    marks: Vec<Mark>,
}

/// A bar with its name and figure.
#[derive(Serialize)]
struct Mark {
    x: String,
    y: String,
    width: String,
    height: String,
    name: Option<Label>,
    value: Option<Label>,
    /// Where a dashed line tells that there is more, which is withheld.
    more: Option<String>,
}

#[derive(Serialize)]
struct Label {
    x: String,
    y: String,
    text: String,
    /// The figure, where it follows the name.
    figure: Option<String>,
    anchor: &'static str,
}

/// What a bar stands for.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: String,
    /// `None` if the figure is withheld.
    pub(super) size: Option<f64>,
    /// True if only a part of the sum is known.
    pub(super) is_open: bool,
}

/// No more bars than this are drawn.
pub(super) const MAX_BARS: usize = 40;

const WIDTH: f64 = 640.0;
const LETTERS: usize = 70;
/// About how wide a letter of the chart's type is.
const LETTER: f64 = 8.5;

/// Bars or columns; `None` if there is nothing to compare. `is_time` puts them side by side.
pub(super) fn draw(
    id: &str,
    title: String,
    description: String,
    bars: &[Bar],
    is_time: bool,
) -> Option<Chart> {
    let sizes = || bars.iter().filter_map(|bar| bar.size);
    let greatest = sizes().fold(0.0, f64::max);
    if !(2..=MAX_BARS).contains(&bars.len())
        || sizes().count() < 2
        || greatest <= 0.0
        || sizes().any(|s| s < 0.0)
    {
        return None;
    }
    let (height, marks) = if is_time { columns(bars, greatest) } else { rows(bars, greatest) };
    Some(Chart {
        id: id.to_owned(),
        title,
        description,
        width: WIDTH as u32,
        height: height as u32,
        is_open: bars.iter().any(|bar| bar.is_open),
        marks,
    })
}

/// Bars below each other: a line with the name and the figure, and the bar below it. The figure follows
/// the name, so that a narrow screen shows both without being moved.
fn rows(bars: &[Bar], greatest: f64) -> (f64, Vec<Mark>) {
    const STEP: f64 = 46.0;
    let marks = bars.iter().zip(0u32..).map(|(bar, nth)| {
        let top = f64::from(nth) * STEP;
        let length = bar.size.map_or(0.0, |size| size / greatest * (WIDTH - 60.0));
        Mark {
            x: "0".into(),
            y: unit(top + 24.0),
            width: unit(length),
            height: "12".into(),
            name: Some(Label {
                x: "0".into(),
                y: unit(top + 16.0),
                text: cut(&bar.name),
                figure: Some(bar.value.clone()),
                anchor: "start",
            }),
            value: None,
            more: bar.is_open.then(|| format!("M{} {}h40", unit(length + 4.0), unit(top + 30.0))),
        }
    });
    (bars.len() as f64 * STEP, marks.collect())
}

/// Columns beside each other, with names below and figures above where there is room for them.
fn columns(bars: &[Bar], greatest: f64) -> (f64, Vec<Mark>) {
    const TOP: f64 = 40.0;
    const ROOM: f64 = 200.0;
    let step = WIDTH / bars.len() as f64;
    let width = |text: &str| text.chars().count() as f64 * LETTER + 8.0;
    let widest = bars.iter().map(|bar| width(&bar.name)).fold(0.0, f64::max);
    // The names at both ends lie wholly on one side of their columns.
    let every = if widest > step { (1.5 * widest / step - 0.5).ceil() as usize } else { 1 };
    let last = bars.len() - 1;
    let marks = bars.iter().enumerate().map(|(nth, bar)| {
        let left = nth as f64 * step;
        let length = bar.size.map_or(0.0, |size| size / greatest * ROOM);
        let has_name = nth == last || nth % every == 0 && last - nth >= every;
        let label = |y: f64, text: &str| {
            // A text at either end that is wider than its column begins or ends with the chart.
            let is_wide = width(text) > step;
            let (x, anchor) = match nth {
                0 if is_wide => (left, "start"),
                _ if nth == last && is_wide => (WIDTH, "end"),
                _ => (left + step / 2.0, "middle"),
            };
            let (x, y, text) = (unit(x), unit(y), text.to_owned());
            Label { x, y, text, figure: None, anchor }
        };
        Mark {
            x: unit(left + step * 0.1),
            y: unit(TOP + ROOM - length),
            width: unit(step * 0.8),
            height: unit(length),
            name: has_name.then(|| label(TOP + ROOM + 24.0, &bar.name)),
            // Where there is no room for all figures there is for one: the greatest.
            value: (width(&bar.value) <= step || bar.size == Some(greatest))
                .then(|| label(TOP + ROOM - length - 18.0, &bar.value)),
            more: bar
                .is_open
                .then(|| format!("M{} {}v-12", unit(left + step / 2.0), unit(TOP + ROOM - length - 2.0))),
        }
    });
    (TOP + ROOM + 36.0, marks.collect())
}

/// A length with one decimal.
fn unit(length: f64) -> String {
    format!("{length:.1}")
}

/// A name that fits above its bar; the whole of it is in the table.
fn cut(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    let short: String = name.chars().take(LETTERS - 1).collect();
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(size: Option<f64>) -> Bar {
        Bar { name: "x".into(), value: "1".into(), size, is_open: size.is_none() }
    }

    fn chart(sizes: &[Option<f64>], is_time: bool) -> Option<Chart> {
        let bars: Vec<Bar> = sizes.iter().map(|size| bar(*size)).collect();
        draw("c", "t".into(), "d".into(), &bars, is_time)
    }

    #[test]
    fn a_chart_compares_at_least_two_figures() {
        for sizes in
            [&[][..], &[Some(1.0)], &[Some(1.0), None], &[Some(0.0), Some(0.0)], &[Some(1.0), Some(-1.0)]]
        {
            assert!(chart(sizes, false).is_none(), "{sizes:?}");
        }
        let chart = chart(&[Some(2.0), Some(1.0), None], false).unwrap();
        assert_eq!(chart.marks[0].width, "580.0");
        assert_eq!(chart.marks[1].width, "290.0");
        assert_eq!((chart.marks[2].width.as_str(), chart.marks[2].more.is_some()), ("0.0", true));
    }

    #[test]
    fn columns_stay_inside() {
        let sizes: Vec<Option<f64>> = (1..=MAX_BARS).map(|n| Some(n as f64)).collect();
        let chart = chart(&sizes, true).unwrap();
        let number = |text: &String| text.parse::<f64>().unwrap();
        for mark in &chart.marks {
            assert!(number(&mark.x) >= 0.0 && number(&mark.x) + number(&mark.width) <= WIDTH);
            assert!(
                number(&mark.y) >= 0.0 && number(&mark.y) + number(&mark.height) <= f64::from(chart.height)
            );
        }
    }

    #[test]
    fn names_below_columns_do_not_touch() {
        for (name, count) in [("x", MAX_BARS), ("september 2024", 12), ("september 2024", 3), ("2024", 40)] {
            let bars: Vec<Bar> =
                (0..count).map(|n| Bar { name: name.into(), ..bar(Some(1.0 + n as f64)) }).collect();
            let chart = draw("c", "t".into(), "d".into(), &bars, true).unwrap();
            let mut end = 0.0;
            for label in chart.marks.iter().filter_map(|mark| mark.name.as_ref()) {
                let (x, width) = (label.x.parse::<f64>().unwrap(), name.chars().count() as f64 * LETTER);
                let from = match label.anchor {
                    "start" => x,
                    "end" => x - width,
                    _ => x - width / 2.0,
                };
                assert!(from >= end, "{name} {count}: {from} {end}");
                end = from + width;
            }
            assert!(end <= WIDTH + 0.1, "{name} {count}");
        }
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(cut(&"å".repeat(300)).chars().count(), LETTERS);
    }
}
