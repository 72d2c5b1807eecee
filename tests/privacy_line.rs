//! The privacy line is held by the compiler. Each case in `tests/privacy/` is code that must not compile, with what the
//! compiler says about it beside it: naming a raw batch outside `confidential`, handing one to a writer, forging a
//! public table. The `inside_` cases are compiled as if they stood in `src/`, where visibility reaches further.
//!
//! `TRYBUILD=overwrite cargo test --test privacy_line` writes what the compiler says anew; read it before you commit it.

mod common;

use std::fs;
use std::process::Command;

use common::{repository, skip};

/// The compiler whose words are checked in. Another one says the same in other words.
const RUSTC: &str = "rustc 1.95.0 ";

#[test]
fn code_that_crosses_the_line_does_not_compile() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("rustc starts").stdout;
    let version = String::from_utf8_lossy(&version);
    if !version.starts_with(RUSTC) {
        return skip(&format!(
            "what the compiler says is checked in for {RUSTC}and this is {}",
            version.trim()
        ));
    }
    let_an_intruder_in();
    trybuild::TestCases::new().compile_fail("tests/privacy/*.rs");
}

/// Writes the room `confidential` as it is, with one module more, to where a case looks for it.
fn let_an_intruder_in() {
    let room = repository().join("src/confidential");
    let text = fs::read_to_string(room.join("mod.rs")).expect("the room is there");
    let mut with_intruder = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
            let file = [room.join(format!("{name}.rs")), room.join(name).join("mod.rs")];
            let file = file.into_iter().find(|file| file.exists()).expect("a module has a file");
            with_intruder.push_str(&format!("#[path = {:?}]\n", file.display().to_string()));
        }
        with_intruder.push_str(line);
        with_intruder.push('\n');
    }
    let intruder = repository().join("tests/privacy/room/intruder.rs");
    with_intruder.push_str(&format!("\n#[path = {:?}]\nmod intruder;\n", intruder.display().to_string()));
    let folder = repository().join("target/privacy");
    fs::create_dir_all(&folder).expect("the folder is made");
    fs::write(folder.join("confidential_with_an_intruder.rs"), with_intruder).expect("the room is written");
}
