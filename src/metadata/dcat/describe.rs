//! From the catalogue and its editions to what a harvester is told.

use std::collections::BTreeMap;

use oxrdf::NamedNode;

use super::model::*;
use super::names::{self, Names, part};
use super::{quality, words};
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{
    self, Catalog, CatalogInfo, Dataset, DatasetId, Language, Localised, Publication, Term,
};
use crate::release::{Edition, EditionName, FileManifest, Format};

impl<'a> Catalogue<'a> {
    /// Describes a catalogue and these editions of its datasets, in whatever order they come. An
    /// edition whose tables are not known is described by its files.
    pub fn new(catalog: &'a Catalog, editions: &'a [Edition]) -> Catalogue<'a> {
        let info = &catalog.info;
        let days = editions.iter().map(|edition| edition.name.date);
        let mut places: Vec<&'static Term> =
            catalog.datasets.iter().map(|dataset| dataset.about.spatial).collect();
        places.sort_unstable_by_key(|place| place.code);
        places.dedup();
        let mut of_dataset: BTreeMap<&DatasetId, Vec<&Edition>> = BTreeMap::new();
        for edition in editions {
            of_dataset.entry(&edition.dataset).or_default().push(edition);
        }
        let with_editions = |dataset: &'a Dataset| {
            let mut own = of_dataset.remove(&dataset.id).unwrap_or_default();
            own.sort_by_key(|edition| edition.name);
            (dataset, own)
        };
        Catalogue {
            places,
            days: days.clone().min().zip(days.max()),
            datasets: catalog.datasets.iter().map(with_editions).collect(),
            ..Catalogue::head(info)
        }
    }

    /// Describes a catalogue without its datasets.
    pub fn head(info: &'a CatalogInfo) -> Catalogue<'a> {
        let names = Names::new(info);
        Catalogue {
            node: names.of_catalogue("catalog"),
            title: info.title.clone(),
            description: with_notice(info),
            homepage: names.root(),
            publisher: publisher(info, &names),
            licence: info.licence,
            languages: info.languages.clone(),
            places: Vec::new(),
            days: None,
            info,
            datasets: Vec::new(),
        }
    }

    /// Its datasets, each described when it is asked for.
    pub fn series(&self) -> impl Iterator<Item = Series> + '_ {
        self.datasets().map(|(dataset, editions)| Series::new(self.info, dataset, editions))
    }

    /// Its datasets with their editions, oldest first.
    pub(in crate::metadata) fn datasets(&self) -> impl Iterator<Item = (&'a Dataset, &[&'a Edition])> {
        self.datasets.iter().map(|(dataset, editions)| (*dataset, editions.as_slice()))
    }

    /// What its datasets and their editions are called, without describing them.
    pub(super) fn listed(&self) -> impl Iterator<Item = Listed> + '_ {
        let names = Names::new(self.info);
        self.datasets().map(move |(dataset, editions)| {
            let subject = Subject { info: self.info, names: &names, dataset };
            let entry =
                |edition: &&Edition| (subject.edition_node(edition.name), subject.record(edition.name));
            Listed { node: subject.series_node(), editions: editions.iter().map(entry).collect() }
        })
    }
}

/// What a dataset and its editions are called.
pub(super) struct Listed {
    pub(super) node: NamedNode,
    /// Each edition with its entry in the catalogue, oldest first.
    pub(super) editions: Vec<(NamedNode, NamedNode)>,
}

impl Series {
    /// Describes a dataset and these editions of it, oldest first.
    pub fn new(info: &CatalogInfo, dataset: &Dataset, editions: &[&Edition]) -> Series {
        Subject { info, names: &Names::new(info), dataset }.series(editions)
    }
}

/// The catalogue's description, preceded by its notice.
fn with_notice(info: &CatalogInfo) -> Localised {
    words::said_beside(&info.description, |language, text| {
        match info.notice.as_ref().and_then(|notice| notice.exact(language)) {
            Some(notice) => format!("{notice} {text}"),
            None => text.to_owned(),
        }
    })
}

fn publisher(info: &CatalogInfo, names: &Names) -> Agent {
    Agent {
        node: names.of_catalogue("publisher"),
        name: Name::Localised(info.publisher.name.clone()),
        homepage: names::web(&info.publisher.url),
        kind: info.publisher.kind,
    }
}

struct Subject<'a> {
    info: &'a CatalogInfo,
    names: &'a Names,
    dataset: &'a Dataset,
}

impl Subject<'_> {
    fn node(&self, fragment: &str) -> NamedNode {
        self.names.of_dataset(&self.dataset.id, fragment)
    }

    fn series_node(&self) -> NamedNode {
        self.node("series")
    }

    fn edition_node(&self, name: EditionName) -> NamedNode {
        self.node(&format!("edition-{name}"))
    }

    fn record(&self, name: EditionName) -> NamedNode {
        self.node(&format!("record-{name}"))
    }

    fn series(&self, editions: &[&Edition]) -> Series {
        let about = self.about();
        let mut previous = None;
        let mut described = Vec::new();
        for edition in editions {
            described.push(self.edition(edition, &about, previous));
            previous = Some(edition.name);
        }
        Series { node: self.series_node(), id: self.dataset.id.to_string(), about, editions: described }
    }

    fn about(&self) -> About {
        let about = &self.dataset.about;
        let keywords = about.keywords.iter();
        About {
            title: self.marked(&about.title, words::synthetic_title),
            description: self.marked(&about.summary, words::synthetic_description),
            keywords: keywords
                .flat_map(|(language, all)| all.iter().map(|keyword| (*language, keyword.clone())))
                .collect(),
            themes: about.themes.clone(),
            frequency: about.frequency,
            place: about.spatial,
            period: about.temporal.map(|(start, end)| Period { node: self.node("period"), start, end }),
            contact: self.contact(),
            pages: self.pages(),
            provenance: Statement { node: self.node("provenance"), text: about.provenance.clone() },
            legislation: self.legislation(),
            activity: self.activity(),
            approvals: self.approvals(),
            licence: about.licence,
            rights: self.rights(),
            kind: self.kind(),
        }
    }

    /// A text that says of itself that the data were made up, if they were.
    fn marked(&self, text: &Localised, mark: fn(Language, &str) -> String) -> Localised {
        if self.dataset.about.synthetic { words::said_beside(text, mark) } else { text.clone() }
    }

    fn contact(&self) -> Contact {
        let catalog::Contact { name, email } = &self.dataset.about.contact;
        Contact { node: self.node("contact"), name: name.clone(), email: names::mailto(email) }
    }

    fn pages(&self) -> Vec<(Language, NamedNode)> {
        let page = |language: &Language| (*language, self.names.page(&self.dataset.id, *language));
        self.info.languages.iter().map(page).collect()
    }

    fn rights(&self) -> Statement {
        let licence = self.dataset.about.licence;
        let deed = licence_deed(licence).0;
        let text =
            |language: &Language| (*language, words::rights(*language, licence.label(*language), deed));
        Statement { node: self.node("rights"), text: Localised::new(self.info.languages.iter().map(text)) }
    }

    fn kind(&self) -> Option<Kind> {
        match &self.dataset.policy.publication {
            _ if self.dataset.about.synthetic => Some(Kind::Synthetic),
            Publication::Tables(_) => Some(Kind::Statistical),
            Publication::Rows(_) => None,
        }
    }

    fn legislation(&self) -> Vec<Legislation> {
        let bases = self.dataset.about.governance.legal_basis.iter().zip(1..);
        bases
            .map(|(basis, number)| {
                let page = basis.url.as_deref().and_then(names::web);
                let eli = basis.identifier().and_then(names::web);
                let own = || self.node(&format!("legal-basis-{number}"));
                Legislation { node: eli.unwrap_or_else(own), text: basis.title.clone(), page }
            })
            .collect()
    }

    fn activity(&self) -> Option<Activity> {
        let governance = &self.dataset.about.governance;
        let title = governance.processing_activity.trim();
        let assessment = governance.risk_assessment.map(|day| words::risk_assessment(&day.to_string()));
        (!title.is_empty() || assessment.is_some()).then(|| Activity {
            node: self.node("processing"),
            title: title.to_owned(),
            assessment,
        })
    }

    fn approvals(&self) -> Vec<Approval> {
        let approvers = self.dataset.about.governance.approved_by.iter().zip(1..);
        approvers
            .map(|(name, number)| {
                let node = self.node(&format!("approval-{number}"));
                let agent = Agent {
                    node: part(&node, "agent"),
                    name: Name::Plain(name.clone()),
                    homepage: None,
                    kind: None,
                };
                Approval { node, agent }
            })
            .collect()
    }

    fn edition(&self, edition: &Edition, about: &About, previous: Option<EditionName>) -> DatasetEdition {
        let name = edition.name;
        let node = self.edition_node(name);
        DatasetEdition {
            title: words::said_beside(&about.title, |language, title| {
                words::edition_title(language, title, name)
            }),
            version: name.to_string(),
            version_notes: self.version_notes(name, previous),
            previous: previous.map(|previous| self.edition_node(previous)),
            issued: name.date,
            record: Record { node: self.record(name), day: name.date },
            distributions: self.distributions(edition),
            documents: documents(edition)
                .map(|file| self.names.file(&self.dataset.id, name, &file.name))
                .collect(),
            measurements: quality::measurements(edition, &node),
            annotations: quality::annotations(self.dataset, edition, &node),
            node,
        }
    }

    /// What an edition is to the one before, and the reason that a steward gives for it.
    fn version_notes(&self, name: EditionName, previous: Option<EditionName>) -> Localised {
        let notes = words::version_notes(previous);
        let reason = self.dataset.changes.get(&name.to_string());
        words::said_beside(&notes, |language, notes| match reason.and_then(|reason| reason.exact(language)) {
            Some(reason) => format!("{notes} {reason}"),
            None => notes.to_owned(),
        })
    }

    /// The files of data: those of the tables, or, of an edition whose tables are not known, those
    /// that are named after a table.
    fn distributions(&self, edition: &Edition) -> Vec<Distribution> {
        let tables = self.tables();
        let of_tables = edition
            .tables
            .iter()
            .flat_map(|table| table.files.iter().map(|file| (tables.get(table.name.as_str()), file)));
        let by_name = edition.files.iter().filter(|_| edition.tables.is_empty()).filter_map(|file| {
            let stem = table_stem(file)?;
            Some((tables.get(stem), file))
        });
        of_tables.chain(by_name).map(|(table, file)| self.distribution(edition.name, table, file)).collect()
    }

    /// Title and description of each table of the policy.
    fn tables(&self) -> BTreeMap<&str, (&Localised, &Localised)> {
        match &self.dataset.policy.publication {
            Publication::Tables(tables) => {
                tables.iter().map(|table| (table.name.as_str(), (&table.title, &table.description))).collect()
            }
            Publication::Rows(rows) => {
                rows.iter().map(|rows| (rows.name.as_str(), (&rows.title, &rows.description))).collect()
            }
        }
    }

    fn distribution(
        &self,
        edition: EditionName,
        table: Option<&(&Localised, &Localised)>,
        file: &FileManifest,
    ) -> Distribution {
        let about = &self.dataset.about;
        // A table of an earlier edition may have gone from the policy since.
        let (title, description) = table.copied().unwrap_or((&about.title, &about.summary));
        let download = self.names.file(&self.dataset.id, edition, &file.name);
        let title = self.marked(title, words::synthetic_title);
        let first = self.info.languages.first().copied().unwrap_or(Language::Da);
        Distribution {
            node: part(&download, "distribution"),
            title: words::said_beside(&title, |_, title| format!("{title} ({})", file.format.label())),
            description: self.marked(description, words::synthetic_description),
            access: self.names.page(&self.dataset.id, first),
            download,
            format: file.format,
            bytes: file.bytes,
            sha256: file.sha256,
            issued: edition.date,
        }
    }
}

/// The table whose data a file holds, going by its name.
fn table_stem(file: &FileManifest) -> Option<&str> {
    let (stem, extension) = file.name.split_once('.')?;
    let holds_data = matches!(file.format, Format::Csv | Format::Parquet | Format::Xlsx)
        && extension == file.format.extension()
        && !stem.contains('/');
    holds_data.then(|| stem.strip_suffix("-synthetic").unwrap_or(stem))
}

/// The files that explain an edition to people.
fn documents(edition: &Edition) -> impl Iterator<Item = &FileManifest> {
    edition.files.iter().filter(|file| file.name == "README.txt")
}
