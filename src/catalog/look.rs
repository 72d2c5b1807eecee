//! What a publisher's site looks like: its colours and logo, and which code list has pages of its own.
//!
//! Colours are refused that readers could not read: the contrast of each with what it stands on is
//! computed by the formula of WCAG 2.2. A logo is refused that does anything but be looked at.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::Deserialize;
use toml::Spanned;

use super::Codelist;
use super::about::complete;
use super::codes;
use super::file::{ConfigFile, LoadError};
use super::text::{Language, Localised};
use crate::report::{Finding, Place, Report};

/// The publisher's own colours and logo. What is `None` is as the stylesheet has it.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The ground of header and footer.
    pub band: Option<Colour>,
    /// What is marked, such as that data are synthetic, and the line below the header.
    pub mark: Option<Colour>,
    /// Links and bars on light ground.
    pub link: Option<Colour>,
    /// Links and bars on dark ground.
    pub link_dark: Option<Colour>,
    /// The logo beside the catalogue's name.
    pub logo: Option<Logo>,
}

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

/// A picture that is safe to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its content.
    pub bytes: Vec<u8>,
    /// `logo.svg` or `logo.png`.
    pub name: &'static str,
    /// Its width, in units of which only the ratio to the height counts.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// The code list of which each code has a page of its own.
#[derive(Clone, Debug)]
pub struct PagesBy {
    /// The list.
    pub codelist: Arc<Codelist>,
    /// What its codes are called together, such as industries.
    pub title: Localised,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LookFile {
    band: Option<Spanned<String>>,
    mark: Option<Spanned<String>>,
    link: Option<Spanned<String>>,
    link_dark: Option<Spanned<String>>,
    logo: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PagesFile {
    by: String,
    title: Localised,
}

/// The stylesheet's own colours that a publisher's stand on, or that stand on them.
const ON_BAND: Colour = Colour { rgb: [0xf4, 0xf2, 0xe7] };
const ON_MARK: Colour = Colour { rgb: [0x14, 0x20, 0x1b] };
const PAPER: Colour = Colour { rgb: [0xfb, 0xfa, 0xf5] };
const DARK_PAPER: Colour = Colour { rgb: [0x17, 0x21, 0x1d] };

/// The least contrast of text (WCAG 2.2, success criterion 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// The largest logo, in bytes.
const LARGEST_LOGO: usize = 100_000;

/// What `[look]` says.
pub(super) fn parse(
    root: &Path,
    file: &ConfigFile,
    raw: &LookFile,
    report: &mut Report,
) -> Result<Look, LoadError> {
    let mut colour = |written: &Option<Spanned<String>>, key: &str, other: Colour, what: &str| {
        let written = written.as_ref()?;
        let place = file.place(written).column(key);
        let Some(colour) = Colour::parse(written.get_ref()) else {
            report.push(
                Finding::error(codes::LOOK_INVALID, place, format!("`{key}` is not a colour"))
                    .hint("write it as \"#10231d\""),
            );
            return None;
        };
        let contrast = colour.contrast(other);
        if contrast < LEAST_CONTRAST {
            report.push(
                Finding::error(
                    codes::LOOK_CONTRAST,
                    place,
                    format!(
                        "`{key}` has a contrast of {contrast:.1} with {what}; {LEAST_CONTRAST} is needed"
                    ),
                )
                .hint("make it darker or lighter until everybody can read it"),
            );
        }
        Some(colour)
    };
    let band = colour(&raw.band, "band", ON_BAND, "the light text that stands on it");
    let mark = colour(&raw.mark, "mark", ON_MARK, "the dark text that stands on it");
    let link = colour(&raw.link, "link", PAPER, "the light ground that it stands on");
    let link_dark = colour(&raw.link_dark, "link_dark", DARK_PAPER, "the dark ground that it stands on");
    let logo = match &raw.logo {
        None => None,
        Some(path) => logo(root, path.get_ref(), &file.place(path).column("logo"), report)?,
    };
    Ok(Look { band, mark, link, link_dark, logo })
}

/// What `[pages]` says.
pub(super) fn pages_by(
    raw: &Spanned<PagesFile>,
    file: &ConfigFile,
    codelists: &BTreeMap<String, Arc<Codelist>>,
    languages: &[Language],
    report: &mut Report,
) -> Option<PagesBy> {
    let place = file.place(raw).column("pages");
    complete(&raw.get_ref().title, place.clone(), languages, report);
    let codelist = super::policy::find_codelist(&raw.get_ref().by, codelists, place, report)?;
    Some(PagesBy { codelist, title: raw.get_ref().title.clone() })
}

impl Colour {
    /// Parses `#10231d`.
    fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Colour { rgb: [part(0)?, part(2)?, part(4)?] })
    }

    /// The colour as CSS writes it.
    pub fn css(self) -> String {
        let [red, green, blue] = self.rgb;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definitions of contrast ratio and
    /// relative luminance).
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.rgb.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

fn logo(root: &Path, path: &str, place: &Place, report: &mut Report) -> Result<Option<Logo>, LoadError> {
    let mut refuse = |message: String| {
        report.push(
            Finding::error(codes::LOGO_INVALID, place.clone(), message)
                .hint("an SVG of shapes only, or a PNG, of at most 100 kB, beside datasets/catalog.toml"),
        );
        Ok(None)
    };
    if path.is_empty() || path.contains(['/', '\\']) || path.starts_with('.') {
        return refuse(format!("`{path}` is not the name of a file beside catalog.toml"));
    }
    let full = root.join("datasets").join(path);
    let bytes = match std::fs::read(&full) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return refuse(format!("`datasets/{path}` is not there"));
        }
        Err(error) => return Err(LoadError::new(&full, error)),
    };
    if bytes.len() > LARGEST_LOGO {
        return refuse(format!("`datasets/{path}` has {} bytes", bytes.len()));
    }
    match if bytes.starts_with(PNG) { png_size(&bytes) } else { svg_size(&bytes) } {
        Ok((width, height)) => {
            let name = if bytes.starts_with(PNG) { "logo.png" } else { "logo.svg" };
            Ok(Some(Logo { bytes, name, width, height }))
        }
        Err(why) => refuse(format!("`datasets/{path}` {why}")),
    }
}

/// What every PNG begins with (ISO/IEC 15948, 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn png_size(bytes: &[u8]) -> Result<(u32, u32), String> {
    let part = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes(four.try_into().ok()?)).filter(|size| (1..=10_000).contains(size))
    };
    match (bytes.get(12..16), part(16), part(20)) {
        (Some(b"IHDR"), Some(width), Some(height)) => Ok((width, height)),
        _ => Err("is not a PNG".into()),
    }
}

/// Elements of SVG that only draw. Anything else might run, load or lead somewhere.
const DRAWING: [&str; 22] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "pattern",
];

fn svg_size(bytes: &[u8]) -> Result<(u32, u32), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is neither PNG nor UTF-8")?;
    let mut reader = Reader::from_str(text);
    let mut size = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                check_element(&element)?;
                if size.is_none() {
                    if element.name().as_ref() != "svg" {
                        return Err("is not an SVG".into());
                    }
                    size = Some(view_box(&element)?);
                }
            }
            Ok(Event::DocType(_)) => return Err("has a document type".into()),
            Ok(Event::PI(_)) => return Err("has a processing instruction".into()),
            Ok(Event::Eof) => return size.ok_or_else(|| "is neither PNG nor SVG".into()),
            Ok(_) => {}
            Err(_) => return Err("is not well-formed XML".into()),
        }
    }
}

fn check_element(element: &BytesStart<'_>) -> Result<(), String> {
    let name = element.name().as_ref().to_owned();
    if !DRAWING.contains(&name.as_str()) {
        return Err(format!("has an element `{name}`"));
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| "is not well-formed XML")?;
        let key = attribute.key.as_ref().to_ascii_lowercase();
        let value = attribute.value.to_ascii_lowercase();
        let leads_out = matches!(key.as_str(), "href" | "xlink:href") && !value.starts_with('#');
        let loads = key != "xmlns" && !key.starts_with("xmlns:") && {
            value.contains("javascript:") || value.contains("@import") || value.contains("//")
        };
        if key.starts_with("on") || leads_out || loads || value.contains('&') {
            return Err(format!("has an attribute `{key}` that may run or load something"));
        }
    }
    Ok(())
}

fn view_box(element: &BytesStart<'_>) -> Result<(u32, u32), String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == "viewBox");
    let value = found.map(|attribute| attribute.value.into_owned()).unwrap_or_default();
    let parts: Vec<f64> = value.split([' ', ',']).filter_map(|part| part.parse().ok()).collect();
    let whole = |part: f64| (1.0..=100_000.0).contains(&part).then(|| part.round() as u32);
    match parts.as_slice() {
        [_, _, width, height] => whole(*width).zip(whole(*height)),
        _ => None,
    }
    .ok_or_else(|| "has no `viewBox` of a usable size".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let colour = |text| Colour::parse(text).unwrap();
        assert!((colour("#000000").contrast(colour("#ffffff")) - 21.0).abs() < 1e-9);
        assert!((colour("#777777").contrast(colour("#ffffff")) - 4.478).abs() < 1e-3);
        assert_eq!(colour("#10231d").css(), "#10231d");
        for text in ["", "10231d", "#10231", "#10231g", "#10231d0", "red", "#ææ"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_stylesheets_own_colours_can_be_read() {
        let colour = |text| Colour::parse(text).unwrap();
        for (one, other) in [
            (colour("#10231d"), ON_BAND),
            (colour("#ffd43b"), ON_MARK),
            (colour("#0b5a48"), PAPER),
            (colour("#86dcc0"), DARK_PAPER),
        ] {
            assert!(one.contrast(other) >= LEAST_CONTRAST, "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_logo_draws_and_does_nothing_else() {
        let svg = |inside: &str| {
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\">{inside}</svg>")
        };
        assert_eq!(svg_size(svg("<path d=\"M0 0\"/><use href=\"#a\"/>").as_bytes()), Ok((40, 20)));
        for inside in [
            "<script>alert(1)</script>",
            "<path onload=\"alert(1)\"/>",
            "<use href=\"https://example.org/x.svg#a\"/>",
            "<a href=\"#x\"><path/></a>",
            "<image href=\"x.png\"/>",
            "<foreignObject/>",
            "<style>@import 'x'</style>",
            "<path style=\"fill:url(//example.org/x)\"/>",
            "<animate attributeName=\"href\"/>",
            "<path d=\"&#106;avascript:\"/>",
            "<?xml-stylesheet href=\"x\"?>",
            "<path",
        ] {
            assert!(svg_size(svg(inside).as_bytes()).is_err(), "{inside}");
        }
        for text in ["", "<html/>", "<svg/>", "<!DOCTYPE svg><svg viewBox=\"0 0 1 1\"/>", "\u{fffd}"] {
            assert!(svg_size(text.as_bytes()).is_err(), "{text}");
        }
        let png = [PNG, b"\0\0\0\rIHDR\0\0\0\x28\0\0\0\x14".as_slice()].concat();
        assert_eq!(png_size(&png), Ok((40, 20)));
        assert!(png_size(PNG).is_err());
    }
}
