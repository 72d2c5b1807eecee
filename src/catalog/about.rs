//! `datasets/<id>/dataset.toml`: what a dataset is and who answers for it. Where its rows are, `source` reads.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::CatalogInfo;
use super::codes;
use super::file::ConfigFile;
use super::invalid::{self, OnInvalid, OnInvalidFile, QuarantineFile};
use super::policy::{Policy, Publication};
use super::rules::RuleFile;
use super::source::{self, SourceFile, SourceSpec};
use super::text::{Language, Localised};
use super::vocabulary::{self, Term};
use crate::report::{Finding, Place, Report};

/// What a dataset is, as its readers are told.
#[derive(Clone, Debug)]
pub struct About {
    /// Its title.
    pub title: Localised,
    /// What it holds, in one or two sentences.
    pub summary: Localised,
    /// Words to find it by, per language.
    pub keywords: BTreeMap<Language, Vec<String>>,
    /// EU data themes; at least one.
    pub themes: Vec<&'static Term>,
    /// How often it is updated.
    pub frequency: &'static Term,
    /// The country it covers.
    pub spatial: &'static Term,
    /// The days it covers, first and last, if it is about a period.
    pub temporal: Option<(Date, Date)>,
    /// True if the source was made up. Then every page, file and description says so.
    pub synthetic: bool,
    /// Where the data come from, as a reader is told.
    pub provenance: Localised,
    /// What a reader should know before using it.
    pub limitations: Vec<Localised>,
    /// The licence, its own or the catalogue's.
    pub licence: &'static Term,
    /// Who answers questions, its own or the catalogue's.
    pub contact: Contact,
    /// On which grounds it is published.
    pub governance: Governance,
    /// The register that it is made from: a name among the catalogue's.
    pub register: Option<String>,
    /// The chart that says the main thing, if the steward has chosen one.
    pub chart: Option<ChartChoice>,
}

/// The chart that a dataset's page begins with.
#[derive(Clone, Debug)]
pub struct ChartChoice {
    /// The published table.
    pub table: String,
    /// The published column whose values the bars stand for.
    pub by: String,
    /// The published column that the bars are as long as.
    pub measure: String,
    place: Place,
}

impl ChartChoice {
    /// A finding if the policy publishes no such table or columns.
    pub(super) fn check(&self, policy: &Policy, report: &mut Report) {
        let Publication::Tables(tables) = &policy.publication else {
            let message = "`[chart]` is for tables of counts and quantities, and this dataset publishes rows";
            report.push(Finding::error(codes::COLUMN_UNKNOWN, self.place.clone(), message));
            return;
        };
        let table = tables.iter().find(|table| table.name == self.table);
        let has_columns = table.is_some_and(|table| {
            table.dimensions.iter().any(|dimension| dimension.name == self.by)
                && table.measures.iter().any(|measure| measure.name == self.measure)
        });
        if !has_columns {
            report.push(
                Finding::error(
                    codes::COLUMN_UNKNOWN,
                    self.place.clone(),
                    "`[chart]` names a table, dimension or measure that the policy does not publish",
                )
                .hint(
                    "`table`, `by` and `measure` are names of the policy's tables, dimensions and measures",
                ),
            );
        }
    }
}

/// Who answers questions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The unit or person.
    pub name: Localised,
    /// Where to write.
    pub email: String,
}

/// On which grounds a dataset is published, and who has said so.
#[derive(Clone, Debug, Default)]
pub struct Governance {
    /// The law that allows it; at least one for confidential sources.
    pub legal_basis: Vec<LegalBasis>,
    /// The processing activity in the authority's record (GDPR article 30).
    pub processing_activity: String,
    /// The day of the risk assessment.
    pub risk_assessment: Option<Date>,
    /// Who has approved publication; at least two different ones.
    pub approved_by: Vec<String>,
}

/// A provision that a publication rests on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// What it says, in short, and where.
    pub title: Localised,
    /// Where it can be read, if that is known.
    pub url: Option<String>,
    /// The identifier of the act in the European Legislation Identifier scheme, if that is known.
    pub eli: Option<String>,
}

impl LegalBasis {
    /// The act's identifier: its own, or its address if that is one.
    pub fn identifier(&self) -> Option<&str> {
        let is_eli = |address: &&str| address.contains("/eli/");
        self.eli.as_deref().or_else(|| self.url.as_deref().filter(is_eli))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatasetFile {
    title: Spanned<Localised>,
    summary: Spanned<Localised>,
    keywords: Spanned<BTreeMap<Language, Vec<String>>>,
    themes: Spanned<Vec<String>>,
    frequency: Spanned<String>,
    spatial: Spanned<String>,
    temporal: Option<Spanned<PeriodFile>>,
    synthetic: bool,
    provenance: Spanned<Localised>,
    #[serde(default)]
    limitations: Vec<Spanned<Localised>>,
    licence: Option<Spanned<String>>,
    contact: Option<Spanned<Contact>>,
    source: Spanned<SourceFile>,
    governance: Option<Spanned<GovernanceFile>>,
    #[serde(default)]
    rule: Vec<Spanned<RuleFile>>,
    on_invalid: Option<Spanned<OnInvalidFile>>,
    quarantine: Option<Spanned<QuarantineFile>>,
    register: Option<Spanned<String>>,
    chart: Option<Spanned<ChartFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChartFile {
    table: String,
    by: String,
    measure: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodFile {
    start: Datetime,
    end: Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GovernanceFile {
    #[serde(default)]
    legal_basis: Vec<LegalBasis>,
    #[serde(default)]
    processing_activity: String,
    risk_assessment: Option<Datetime>,
    #[serde(default)]
    approved_by: Vec<String>,
}

/// Parses `dataset.toml` for a dataset with these schema columns. The rules on its table come back as
/// they are written, since they speak of code lists too.
pub(super) fn parse(
    file: &ConfigFile,
    folder: &str,
    columns: &[&str],
    catalog: &CatalogInfo,
    report: &mut Report,
) -> Option<(About, SourceSpec, OnInvalid, Vec<Spanned<RuleFile>>)> {
    let raw: DatasetFile = file.parse(report)?;
    let before = report.errors();
    let mut check = Checker { file, languages: &catalog.languages, report };

    check.complete(&raw.title, "title");
    check.complete(&raw.summary, "summary");
    check.complete(&raw.provenance, "provenance");
    for limitation in &raw.limitations {
        check.complete(limitation, "limitations");
    }
    if let Some(contact) = &raw.contact {
        complete(
            &contact.get_ref().name,
            file.place(contact).column("contact.name"),
            check.languages,
            check.report,
        );
    }
    check.keywords(&raw.keywords);
    let themes = raw
        .themes
        .get_ref()
        .iter()
        .filter_map(|code| check.term(vocabulary::THEMES, code, file.place(&raw.themes), "themes"))
        .collect::<Vec<_>>();
    if raw.themes.get_ref().is_empty() {
        check.error(
            codes::VOCABULARY,
            file.place(&raw.themes).column("themes"),
            "at least one theme is needed",
        );
    }
    let frequency = check.spanned_term(vocabulary::FREQUENCIES, &raw.frequency, "frequency");
    let spatial = check.spanned_term(vocabulary::PLACES, &raw.spatial, "spatial");
    let licence = match &raw.licence {
        Some(licence) => check.spanned_term(vocabulary::LICENCES, licence, "licence"),
        None => Some(catalog.licence),
    };
    let temporal = raw.temporal.as_ref().and_then(|period| check.period(period));
    let governance = check.governance(raw.governance.as_ref());
    let source = source::parse(file, &raw.source, folder, columns, report);
    if let Some(register) = &raw.register
        && !catalog.registers.contains_key(register.get_ref())
    {
        let known: Vec<&str> = catalog.registers.keys().map(String::as_str).collect();
        let place = file.place(register).column("register");
        let message = format!("`{}` is not a register of the catalogue", register.get_ref());
        report.push(Finding::error(codes::VOCABULARY, place, message).hint(match known.is_empty() {
            true => "add it to `[registers]` in datasets/catalog.toml".to_owned(),
            false => format!("`[registers]` in datasets/catalog.toml has {}", known.join(", ")),
        }));
    }
    let on_invalid = invalid::parse(file, raw.on_invalid.as_ref(), raw.quarantine.as_ref(), report);

    let about = About {
        title: raw.title.into_inner(),
        summary: raw.summary.into_inner(),
        keywords: raw.keywords.into_inner(),
        themes,
        frequency: frequency?,
        spatial: spatial?,
        temporal,
        synthetic: raw.synthetic,
        provenance: raw.provenance.into_inner(),
        limitations: raw.limitations.into_iter().map(Spanned::into_inner).collect(),
        licence: licence?,
        contact: raw.contact.map_or_else(|| catalog.contact.clone(), Spanned::into_inner),
        governance,
        register: raw.register.map(Spanned::into_inner),
        chart: raw.chart.map(|chart| {
            let place = file.place(&chart).column("chart");
            let ChartFile { table, by, measure } = chart.into_inner();
            ChartChoice { table, by, measure, place }
        }),
    };
    (report.errors() == before).then_some((about, source?, on_invalid?, raw.rule))
}

struct Checker<'a> {
    file: &'a ConfigFile,
    languages: &'a [Language],
    report: &'a mut Report,
}

impl Checker<'_> {
    fn error(&mut self, code: crate::report::Code, place: Place, message: impl Into<String>) {
        self.report.push(Finding::error(code, place, message));
    }

    fn complete(&mut self, text: &Spanned<Localised>, key: &str) {
        complete(text.get_ref(), self.file.place(text).column(key), self.languages, self.report);
    }

    fn keywords(&mut self, keywords: &Spanned<BTreeMap<Language, Vec<String>>>) {
        for language in self.languages {
            let own = keywords.get_ref().get(language);
            if own.is_none_or(|words| words.iter().all(|word| word.trim().is_empty())) {
                let place = self.file.place(keywords).column("keywords");
                self.error(codes::LANGUAGE_MISSING, place, format!("`keywords` has none in `{language}`"));
            }
        }
    }

    fn term(&mut self, terms: &'static [Term], code: &str, place: Place, key: &str) -> Option<&'static Term> {
        term(terms, code, place, key, self.report)
    }

    fn spanned_term(
        &mut self,
        terms: &'static [Term],
        code: &Spanned<String>,
        key: &str,
    ) -> Option<&'static Term> {
        self.term(terms, code.get_ref(), self.file.place(code), key)
    }

    fn period(&mut self, period: &Spanned<PeriodFile>) -> Option<(Date, Date)> {
        let (start, end) = (civil_date(&period.get_ref().start), civil_date(&period.get_ref().end));
        let place = self.file.place(period).column("temporal");
        match (start, end) {
            (Some(start), Some(end)) if start <= end => Some((start, end)),
            (Some(_), Some(_)) => {
                self.error(codes::DATE_INVALID, place, "the period ends before it starts");
                None
            }
            _ => {
                self.error(codes::DATE_INVALID, place, "`start` and `end` must be dates such as 2024-12-31");
                None
            }
        }
    }

    fn governance(&mut self, governance: Option<&Spanned<GovernanceFile>>) -> Governance {
        let Some(spanned) = governance else {
            let place = self.file.top().column("governance");
            self.report.push(
                Finding::error(codes::GOVERNANCE_MISSING, place, "there is no `[governance]`")
                    .hint(GOVERNANCE_HINT),
            );
            return Governance::default();
        };
        let place = self.file.place(spanned);
        let raw = spanned.get_ref();
        let risk_assessment = raw.risk_assessment.as_ref().and_then(civil_date);
        let mut approvers: Vec<&str> = raw.approved_by.iter().map(|name| name.trim()).collect();
        approvers.retain(|name| !name.is_empty());
        approvers.sort_unstable();
        approvers.dedup();
        for (missing, key, message) in [
            (raw.legal_basis.is_empty(), "legal_basis", "no legal basis is given"),
            (
                raw.processing_activity.trim().is_empty(),
                "processing_activity",
                "no processing activity is given",
            ),
            (risk_assessment.is_none(), "risk_assessment", "no dated risk assessment is given"),
            (approvers.len() < 2, "approved_by", "fewer than two different approvers are given"),
        ] {
            if missing {
                self.report.push(
                    Finding::error(codes::GOVERNANCE_MISSING, place.clone().column(key), message)
                        .hint(GOVERNANCE_HINT),
                );
            }
        }
        for basis in &raw.legal_basis {
            complete(&basis.title, place.clone().column("legal_basis.title"), self.languages, self.report);
        }
        Governance {
            legal_basis: raw.legal_basis.clone(),
            processing_activity: raw.processing_activity.clone(),
            risk_assessment,
            approved_by: raw.approved_by.clone(),
        }
    }
}

const GOVERNANCE_HINT: &str = "`[governance]` needs `legal_basis`, `processing_activity`, `risk_assessment` (a date) and two names in `approved_by`";

/// A finding for each language in which a text is missing.
pub(super) fn complete(text: &Localised, place: Place, languages: &[Language], report: &mut Report) {
    let key = place.column.clone().unwrap_or_default();
    for language in text.missing(languages) {
        report.push(
            Finding::error(
                codes::LANGUAGE_MISSING,
                place.clone(),
                format!("`{key}` has no text in `{language}`"),
            )
            .hint("every text is needed in each of the languages in datasets/catalog.toml"),
        );
    }
}

/// The term with this code, or a finding that lists the terms there are.
pub(super) fn term(
    terms: &'static [Term],
    code: &str,
    place: Place,
    key: &str,
    report: &mut Report,
) -> Option<&'static Term> {
    let found = vocabulary::find(terms, code);
    if found.is_none() {
        report.push(
            Finding::error(
                codes::VOCABULARY,
                place.column(key),
                format!("`{code}` is not a known value of `{key}`"),
            )
            .hint(format!(
                "nearest are {}; known are {}",
                vocabulary::nearest(terms, code).join(", "),
                vocabulary::listing(terms)
            )),
        );
    }
    found
}

/// A TOML date without a time of day.
pub(super) fn civil_date(datetime: &Datetime) -> Option<Date> {
    let date = datetime.date.filter(|_| datetime.time.is_none())?;
    Date::new(date.year as i16, date.month as i8, date.day as i8).ok()
}
