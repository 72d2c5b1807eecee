//! Other datasets whose sources a rule compares with. Of such a dataset only the columns are known: neither
//! its rules nor its policy matter, so datasets may refer to each other.

use std::collections::BTreeMap;
use std::path::Path;

use super::CatalogInfo;
use super::about;
use super::file::{ConfigFile, LoadError};
use super::names::DatasetId;
use super::record_schema::{ColumnId, RecordSchema};
use super::source::{Described, SourceSpec};
use crate::report::Report;

/// A column of the source of another dataset, or of the same one.
#[derive(Clone, Debug)]
pub struct ForeignColumn {
    /// The dataset.
    pub dataset: DatasetId,
    /// Where its rows are.
    pub source: SourceSpec,
    /// What its rows look like.
    pub schema: RecordSchema,
    /// The column.
    pub column: ColumnId,
}

impl ForeignColumn {
    /// What must be known to read the source.
    pub fn described(&self) -> Described<'_> {
        Described { source: &self.source, schema: &self.schema }
    }

    /// The column's name.
    pub fn name(&self) -> &str {
        &self.schema.column(self.column).name
    }
}

/// The datasets that rules name, as far as there are such: `None` for one whose own files are not sound.
pub(super) type Foreign = BTreeMap<String, Option<(SourceSpec, RecordSchema)>>;

/// Loads the datasets with these names.
pub(super) fn load<'a>(
    names: impl Iterator<Item = &'a str>,
    root: &Path,
    info: &CatalogInfo,
) -> Result<Foreign, LoadError> {
    let mut foreign = Foreign::new();
    for name in names {
        let folder = format!("datasets/{name}");
        if !foreign.contains_key(name) && DatasetId::parse(name).is_some() && root.join(&folder).is_dir() {
            foreign.insert(name.to_owned(), described(name, &folder, root, info)?);
        }
    }
    Ok(foreign)
}

/// What is wrong with another dataset is told where that dataset is checked.
fn described(
    name: &str,
    folder: &str,
    root: &Path,
    info: &CatalogInfo,
) -> Result<Option<(SourceSpec, RecordSchema)>, LoadError> {
    let mut report = Report::new();
    let schema = RecordSchema::load(root, &format!("schemas/{name}.schema.json"), &mut report)?;
    let file = ConfigFile::read(root, &format!("{folder}/dataset.toml"), &mut report)?;
    let (Some(schema), Some(file)) = (schema, file) else { return Ok(None) };
    let columns: Vec<&str> = schema.columns.iter().map(|column| column.name.as_str()).collect();
    let about = about::parse(&file, folder, &columns, info, &mut report);
    Ok(about.map(|(_, source, ..)| (source, schema)))
}
