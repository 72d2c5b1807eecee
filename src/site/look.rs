//! The publisher's colours and logo, put into the one stylesheet and the header.

use serde::Serialize;

use crate::catalog::{Colour, Look};

/// The logo, as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LogoView {
    src: String,
    width: u32,
    height: u32,
}

/// The logo, seen from a page from which `root` leads to the root.
pub(super) fn logo(look: &Look, root: &str) -> Option<LogoView> {
    look.logo.as_ref().map(|logo| LogoView {
        src: format!("{root}{}", logo.name),
        width: logo.width,
        height: logo.height,
    })
}

/// The stylesheet with the publisher's colours in place of its own.
pub(super) fn stylesheet(css: &str, look: &Look) -> String {
    let set = |name: &str, colour: Option<Colour>| {
        colour.map(|colour| format!("--{name}:{};", colour.css())).unwrap_or_default()
    };
    let light =
        [set("band", look.band), set("mark", look.mark), set("link", look.link), set("bar", look.link)];
    let dark = [set("band", look.band), set("link", look.link_dark), set("bar", look.link_dark)];
    let (light, dark) = (light.concat(), dark.concat());
    let mut out = css.to_owned();
    if !light.is_empty() {
        out.push_str(&format!("\n:root{{{light}}}\n"));
    }
    if !dark.is_empty() {
        out.push_str(&format!("@media (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_set_is_replaced() {
        assert_eq!(stylesheet("a{}", &Look::default()), "a{}");
        let look = Look { band: Some(Colour { rgb: [1, 2, 3] }), ..Look::default() };
        let css = stylesheet("a{}", &look);
        assert!(css.contains(":root{--band:#010203;}") && !css.contains("--link"), "{css}");
    }
}
