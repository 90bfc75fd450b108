//! `catalogue-elements` 目录要素: where a duty has entries name who answers for them, an entry does.

use domain::dataset::Catalogue;

use crate::catalogue::register_in;

fn without_a_post(entry: &mut Catalogue) {
    entry.responsible = None;
}

#[test]
fn an_entry_nobody_answers_for_is_not_taken_where_the_law_has_it_name_a_post() {
    let refused = "refused refusal-no-responsible-post";
    register_in("430000", without_a_post, &format!("{refused} hunan-cybersecurity-2021#38(2)"));
    register_in("130000", without_a_post, &format!("{refused} hebei-informatization-2021#28(4a)"));
    register_in(
        "430000",
        |c| c.responsible = Some(" ".to_owned()),
        "invalid catalogue.responsible=invalid-text-length",
    );
}

#[test]
fn a_post_is_named_or_the_law_asks_for_none() {
    register_in("430000", |_| {}, "dataset-registered");
    register_in("130000", |_| {}, "dataset-registered");
    register_in("460000", without_a_post, "dataset-registered");
    register_in("330500", without_a_post, "dataset-registered");
}
