//! Scores of small catalogues that are written out here.

use oxrdf::{Literal, NamedNode, Triple};

use super::*;
use crate::metadata::dcat::vocab::dct;

fn node(name: &str) -> NamedNode {
    NamedNode::new(format!("https://example.org/{name}")).expect("an address")
}

#[test]
fn the_points_add_up_to_405() {
    assert_eq!(indicators::ALL.iter().map(|indicator| indicator.points).sum::<u32>(), MOST_POINTS);
    let of = |dimension: &str| {
        let own = indicators::ALL.iter().filter(|indicator| indicator.dimension == dimension);
        own.map(|indicator| indicator.points).sum::<u32>()
    };
    let dimensions = ["findability", "accessibility", "interoperability", "reusability", "contextuality"];
    assert_eq!(dimensions.map(of), [100, 100, 110, 75, 20]);
}

#[test]
fn the_best_described_file_counts_and_a_bare_dataset_gets_nothing() {
    let dataset = node("d");
    let mut said = vec![Triple::new(dataset.clone(), rdf::TYPE, dcat::DATASET_CLASS)];
    let bare = scores(&said, Reach::NotChecked);
    assert_eq!(bare[0].points(Verdict::Missing), MOST_POINTS);
    for (name, code) in [("pdf", "PDF"), ("csv", "CSV")] {
        let file = node(name);
        let format =
            NamedNode::new(format!("http://publications.europa.eu/resource/authority/file-type/{code}"))
                .expect("an address");
        said.push(Triple::new(dataset.clone(), dcat::DISTRIBUTION, file.clone()));
        said.push(Triple::new(file, dct::FORMAT, format));
    }
    said.push(Triple::new(dataset, dct::ISSUED, Literal::new_simple_literal("2026-01-01")));
    let score = &scores(&said, Reach::NotChecked)[0];
    // Format 20, open 20, machine-readable 20, issued 5.
    assert_eq!(score.points(Verdict::Got), 65);
    assert_eq!(score.points(Verdict::NotChecked), 0, "there is no address to check");
    let table = score.table("d").to_string();
    assert!(table.starts_with("d: 65 of 405 points, Bad\n"), "{table}");
    assert!(table.contains("give `keywords` in dataset.toml"), "{table}");
}

#[test]
fn an_address_counts_only_if_it_answers() {
    let (dataset, file) = (node("d"), node("f"));
    let said = [
        Triple::new(dataset.clone(), rdf::TYPE, dcat::DATASET_CLASS),
        Triple::new(dataset, dcat::DISTRIBUTION, file.clone()),
        Triple::new(file.clone(), dcat::ACCESS_URL, node("page")),
        Triple::new(file, dcat::DOWNLOAD_URL, node("f.csv")),
    ];
    let open = &scores(&said, Reach::NotChecked)[0];
    assert_eq!((open.points(Verdict::Got), open.points(Verdict::NotChecked)), (20, 80));
    let answers = |address: &str| address.ends_with("page");
    let half = &scores(&said, Reach::Checked(&answers))[0];
    assert_eq!((half.points(Verdict::Got), half.points(Verdict::NotChecked)), (70, 0));
}

#[test]
fn ratings_are_those_of_the_methodology() {
    use Rating::*;
    assert_eq!(
        [120, 121, 220, 221, 350, 351, 405].map(Rating::of),
        [Bad, Sufficient, Sufficient, Good, Good, Excellent, Excellent]
    );
}
