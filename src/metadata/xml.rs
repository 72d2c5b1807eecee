//! What XML needs of a text, and how a document is written.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::catalog::{Language, Localised};

/// A document in the making.
pub(super) type Document = Writer<Vec<u8>>;

/// A document of one element, whose content `write` adds, as UTF-8 with a line for each element.
pub(super) fn document(
    root: &str,
    attributes: &[(&str, &str)],
    write: impl FnOnce(&mut Document) -> io::Result<()>,
) -> Vec<u8> {
    const IN_MEMORY: &str = "memory takes every byte";
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None))).expect(IN_MEMORY);
    let element = writer.create_element(root).with_attributes(attributes.iter().copied());
    element.write_inner_content(write).expect(IN_MEMORY);
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}

/// An element that holds a text.
pub(super) fn text(document: &mut Document, name: &str, text: &str) -> io::Result<()> {
    document.create_element(name).write_text_content(BytesText::new(&clean(text)))?;
    Ok(())
}

/// An element that holds a text in a language, or in another one that it then names.
pub(super) fn localised(
    document: &mut Document,
    name: &str,
    text: &Localised,
    language: Language,
) -> io::Result<()> {
    let (text, found) = text.get(language);
    let mut element = document.create_element(name);
    if found != language {
        element = element.with_attribute(("xml:lang", found.tag()));
    }
    element.write_text_content(BytesText::new(&clean(text)))?;
    Ok(())
}

/// An element that holds nothing but attributes.
pub(super) fn empty(document: &mut Document, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    document.create_element(name).with_attributes(attributes.iter().copied()).write_empty()?;
    Ok(())
}

/// A text as every notation can hold it: XML has no way to write most control characters, and reads
/// every end of a line as a line feed. So that all files say the same, all say it like that.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    // Bytes that the letters in question are made of; 0xC2 and 0xEF begin innocent ones too.
    let may_be_unclean = |byte: u8| matches!(byte, 0..=8 | 0x0B..=0x1F | 0x7F | 0xC2 | 0xEF);
    if !text.bytes().any(may_be_unclean) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let clean = |letter: char| match letter {
        '\r' => '\n',
        '\n' | '\t' => letter,
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        _ if letter.is_control() => '\u{fffd}',
        _ => letter,
    };
    Cow::Owned(text.chars().map(clean).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_replaced_everywhere() {
        assert_eq!(clean("a\r\nb\rc\td\u{0}e\u{1b}f\u{85}g"), "a\nb\nc\td\u{fffd}e\u{fffd}f\u{fffd}g");
        assert_eq!(clean("æ<&>\"'\u{202e}👷"), "æ<&>\"'\u{202e}👷");
    }

    #[test]
    fn a_document_holds_texts_and_no_markup_of_theirs() {
        let bytes = document("a", &[("b", "\"<")], |document| {
            text(document, "c", "</c><!-- ]]> &amp;")?;
            empty(document, "d", &[("e", "'&'")])
        });
        assert_eq!(
            String::from_utf8(bytes).expect("it is UTF-8"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a b=\"&quot;&lt;\">\n  \
             <c>&lt;/c&gt;&lt;!-- ]]&gt; &amp;amp;</c>\n  <d e=\"&apos;&amp;&apos;\"/>\n</a>\n"
        );
    }
}
