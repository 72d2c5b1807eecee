//! `openapi.json`: the API described by an OpenAPI 3.1 document.
//!
//! The document says of every answer which keys it always has and what they hold. Judges hold each
//! answer to it, so a key that an answer has and the document does not is an error there.

use serde_json::{Map, Value, json};

use super::{Endpoint, FOLDER};
use crate::catalog::vocabulary::licence_deed;
use crate::catalog::{CatalogInfo, Language};

/// The version of the API: a new first number gets a new folder, a new second one adds keys.
const VERSION: &str = "1.0.0";

/// The document.
pub(super) fn document(info: &CatalogInfo) -> Value {
    let title = info.title.in_language(Language::En);
    let (deed, _) = licence_deed(info.licence);
    let paths: Map<String, Value> =
        Endpoint::ALL.into_iter().map(|endpoint| (format!("/{}", endpoint.path()), path(endpoint))).collect();
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": {
            "title": format!("{title}: API"),
            "summary": "The catalogue, its datasets, editions and code lists as static JSON files",
            "description": "Every answer is a file that changes only when a new edition is published. There is no \
                key to apply for and no query: filter what you have fetched. Within version 1, keys are \
                added but never removed or given another meaning, so ignore keys that you do not know.",
            "version": VERSION,
            "contact": {
                "name": info.contact.name.in_language(Language::En),
                "email": info.contact.email,
            },
            "license": { "name": info.licence.label(Language::En), "url": deed },
        },
        "servers": [{ "url": format!("{}{}", info.base_url, FOLDER.trim_end_matches('/')) }],
        "paths": paths,
        "components": { "schemas": schemas(), "parameters": parameters(), "responses": {
            "NotFound": {
                "description": "There is no such file. A page for people is sent.",
                "content": { "text/html": { "schema": { "type": "string" } } },
            },
        } },
    })
}

/// The one operation of a path.
fn path(endpoint: Endpoint) -> Value {
    let (id, summary, schema) = match endpoint {
        Endpoint::Catalogue => ("getCatalogue", "The catalogue, with a line for each dataset", "Catalogue"),
        Endpoint::Dataset => ("getDataset", "What a dataset is, and where its files are", "Dataset"),
        Endpoint::Schema => {
            ("getSchema", "The tables of a dataset's newest edition, column by column", "Schema")
        }
        Endpoint::Editions => ("listEditions", "The editions of a dataset, newest first", "Editions"),
        Endpoint::Edition => ("getEdition", "An edition, with the digest of each of its files", "Edition"),
        Endpoint::Codelist => ("getCodelist", "A code list that published tables refer to", "Codelist"),
        Endpoint::Description => ("getDescription", "This document", "Description"),
    };
    let named = ["dataset", "edition", "codelist"];
    let parameters: Vec<Value> = named
        .iter()
        .filter(|name| endpoint.path().contains(&format!("{{{name}}}")))
        .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }))
        .collect();
    let mut get = json!({
        "operationId": id,
        "summary": summary,
        "responses": {
            "200": {
                "description": summary,
                "content": { "application/json": { "schema": reference(schema) } },
            },
        },
    });
    if !parameters.is_empty() {
        get["parameters"] = Value::Array(parameters);
        get["responses"]["404"] = json!({ "$ref": "#/components/responses/NotFound" });
    }
    json!({ "get": get })
}

fn parameters() -> Value {
    let parameter = |name: &str, description: &str, pattern: &str| {
        json!({
            "name": name,
            "in": "path",
            "required": true,
            "description": description,
            "schema": { "type": "string", "pattern": pattern },
        })
    };
    json!({
        "dataset": parameter("dataset", "A dataset's `id`", "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"),
        "edition": parameter(
            "edition",
            "An edition's `name`: its day, with a number from the second of a day on",
            EDITION,
        ),
        "codelist": parameter("codelist", "A code list's `name`", "^.+$"),
    })
}

const EDITION: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([.][0-9]+)?$";

fn schemas() -> Value {
    let texts = || reference("Texts");
    let term = || reference("Term");
    let url = || json!({ "type": "string", "format": "uri" });
    let urls =
        || json!({ "type": "object", "additionalProperties": url(), "propertyNames": reference("Language") });
    let text = || json!({ "type": "string" });
    let count = || json!({ "type": "integer", "minimum": 0 });
    let flag = || json!({ "type": "boolean" });
    let day = || json!({ "type": "string", "format": "date" });
    let edition = || json!({ "type": "string", "pattern": EDITION });
    let keywords = || json!({ "type": "object", "additionalProperties": list(text()), "propertyNames": reference("Language") });
    json!({
        "Language": { "type": "string", "enum": Language::ALL.map(Language::tag) },
        "Texts": {
            "description": "A text by the tags of the languages that it is in",
            "type": "object",
            "propertyNames": reference("Language"),
            "additionalProperties": { "type": "string" },
            "minProperties": 1,
        },
        "Term": object("A term of a controlled vocabulary of the EU", &[
            ("code", text()), ("uri", url()), ("label", texts()),
        ], &[]),
        "Licence": object("A licence: its code and URI in the EU's vocabulary, its own page, its SPDX identifier", &[
            ("code", text()), ("uri", url()), ("label", texts()), ("page", url()), ("spdx", text()),
        ], &[]),
        "Contact": object("Who answers questions", &[("name", texts()), ("email", text())], &[]),
        "Catalogue": object("The catalogue", &[
            ("title", texts()), ("description", texts()), ("languages", list(reference("Language"))),
            ("publisher", object("The authority that publishes", &[("name", texts()), ("url", text())], &[])),
            ("contact", reference("Contact")), ("licence", reference("Licence")),
            ("pages", urls()), ("feeds", urls()),
            ("files", object("What else describes the catalogue to machines", &[
                ("openapi", url()), ("datapackage", url()), ("turtle", url()), ("jsonld", url()), ("rdfxml", url()),
            ], &[])),
            ("datasets", list(reference("CatalogueDataset"))),
            ("codelists", list(object("A code list", &[("name", text()), ("title", texts()), ("url", url())], &[]))),
        ], &[("notice", texts()), ("updated", day())]),
        "CatalogueDataset": object("A dataset in short; its answer is at `url`", &[
            ("id", text()), ("title", texts()), ("description", texts()), ("keywords", keywords()),
            ("themes", list(term())), ("synthetic", flag()), ("url", url()),
        ], &[("edition", edition()), ("updated", day())]),
        "Dataset": object("A dataset. `synthetic` means that its source was made up", &[
            ("id", text()), ("title", texts()), ("description", texts()), ("keywords", keywords()),
            ("themes", list(term())), ("frequency", term()), ("spatial", term()), ("synthetic", flag()),
            ("provenance", texts()), ("limitations", list(texts())), ("licence", reference("Licence")),
            ("contact", reference("Contact")), ("governance", reference("Governance")),
            ("pages", urls()), ("feeds", urls()), ("editions", url()), ("schema", url()),
        ], &[
            ("temporal", object("The first and the last day that it covers", &[("start", day()), ("end", day())], &[])),
            ("edition", object("The newest edition; `latest` is a folder that always shows the newest one", &[
                ("name", edition()), ("date", day()), ("url", url()), ("latest", url()),
            ], &[])),
        ]),
        "Governance": object("On which grounds a dataset is published", &[
            ("legalBasis", list(object("A provision", &[("title", texts())], &[("url", text()), ("eli", text())]))),
            ("processingActivity", text()), ("approvedBy", list(text())),
        ], &[("riskAssessment", day())]),
        "Schema": object("The tables of an edition", &[
            ("dataset", text()), ("tables", list(reference("Table"))),
        ], &[("edition", edition())]),
        "Table": object("A table. `withheldRows` is absent where rows are public by themselves", &[
            ("name", text()), ("title", texts()), ("description", texts()), ("rows", count()),
            ("primaryKey", list(text())), ("columns", list(reference("Column"))),
        ], &[("withheldRows", count())]),
        "Column": object("A column. A status column says why the measure before it is empty; `unknown` is the code \
            for what the source does not say", &[
            ("name", text()), ("label", texts()), ("description", texts()),
            ("role", json!({ "type": "string", "enum": ["dimension", "measure", "status", "plain"] })),
            ("type", json!({ "type": "string", "enum": ["string", "integer", "decimal"] })),
            ("empty", count()),
        ], &[("decimals", count()), ("unit", texts()), ("codelist", url()), ("unknown", text())]),
        "Editions": object("The editions of a dataset, newest first", &[
            ("dataset", text()),
            ("editions", list(object("An edition in short", &[
                ("name", edition()), ("date", day()), ("notes", texts()), ("url", url()),
            ], &[]))),
        ], &[("latest", edition())]),
        "Edition": object("An edition: once published, its files never change", &[
            ("dataset", text()), ("name", edition()), ("date", day()), ("notes", texts()), ("synthetic", flag()),
            ("folder", url()), ("editions", url()), ("files", list(reference("File"))),
        ], &[("previous", edition())]),
        "File": object("A file of an edition", &[
            ("name", text()), ("url", url()), ("mediaType", text()), ("bytes", count()),
            ("sha256", json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })),
        ], &[]),
        "Codelist": object("A code list, down to the deepest level that any table publishes", &[
            ("name", text()), ("title", texts()), ("source", texts()), ("official", flag()),
            ("codes", list(object("A code; level 1 is the top. Days are as the list's source writes them", &[
                ("code", text()), ("level", count()), ("label", texts()),
            ], &[("parent", text()), ("validFrom", text()), ("validTo", text())]))),
        ], &[]),
        "Description": {
            "description": "An OpenAPI document",
            "type": "object",
            "required": ["openapi", "info", "paths"],
        },
    })
}

/// An object with these keys, the first ones always and the others sometimes.
fn object(description: &str, always: &[(&str, Value)], sometimes: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        always.iter().chain(sometimes).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = always.iter().map(|(name, _)| *name).collect();
    json!({ "description": description, "type": "object", "required": required, "properties": properties })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}
