use super::{CALENDAR, LAW, LOAN, REGION, load};

fn check_shape(path: &str, old: &str, new: &str, line: usize, fault: &str) {
    let found = load(path, old, new);
    let expected = format!("{path}:{line}: expected TOML of this folder's shape, found a fault: {fault}");
    assert!(found.starts_with(&expected) && !found.contains('\n'), "expected {expected}…, found {found}");
}

#[test]
fn shapes_of_regulations() {
    check_shape(LAW, "articles = 9", "articles = 9\ncolour = 1", 7, "unknown field `colour`, expected one of `name`, ");
    check_shape(LAW, "articles = 9", "articles = \"many\"", 6, "invalid type: string \"many\", expected u16");
    check_shape(
        LAW,
        "control = \"share-classes\"",
        "control = \"two-doors\"",
        13,
        "unknown variant `two-doors`, expected one of `one-door`, ",
    );
    check_shape(
        LAW,
        "report = \"version-quality\"",
        "report = \"gossip\"",
        44,
        "unknown variant `gossip`, expected one of `version-quality`, ",
    );
    check_shape(
        LAW,
        "modality = \"definition\"",
        "modality = \"wish\"",
        10,
        "unknown variant `wish`, expected one of `obligation`, ",
    );
    check_shape(
        LAW,
        "in_force = 2020-01-01",
        "in_force = 2020-01-01T08:00:00Z",
        5,
        "expected a date such as 2019-11-01, found 2020-01-01T08:00:00Z",
    );
    check_shape(
        LAW,
        "zh = \"玩具镇议会\"",
        "zh = \" \"",
        3,
        "expected words in both languages, found a blank one; write zh and en",
    );
}

#[test]
fn shapes_of_regions() {
    check_shape(
        REGION,
        "role = \"unconditional\"",
        "role = \"loose\"",
        10,
        "unknown variant `loose`, expected one of `unconditional`, ",
    );
    check_shape(
        REGION,
        "basis = \"toytown-2020#1\"",
        "basis = \"article 1\"",
        12,
        "expected a citation such as hainan-bigdata-2019#26 or hainan-bigdata-2019#26(2b), found \"article 1\"; ",
    );
    check_shape(
        REGION,
        "code = \"statute\"",
        "code = \"Statute!\"",
        20,
        "expected a name of 1–64 characters from a–z, 0–9, '-', '_' and '.', found \"Statute!\"",
    );
    check_shape(
        REGION,
        "set_by = \"law\"",
        "set_by = \"custom\"",
        73,
        "unknown variant `custom`, expected `law` or `authority`",
    );
    check_shape(
        REGION,
        "on_return = \"restarts\"",
        "on_return = \"forgets\"",
        72,
        "unknown variant `forgets`, expected `continues` or `restarts`",
    );
    check_shape(
        REGION,
        "\"sharing.fee\"",
        "\"sharing.weather\"",
        48,
        "unknown variant `sharing.weather`, expected one of `sharing.default`, ",
    );
    check_shape(REGION, "is = \"free\"", "is = 3", 48, "expected a word or a list of words");
    check_shape(
        REGION,
        "by = \"authority\"",
        "by = \"mayor\"",
        53,
        "unknown variant `mayor`, expected one of `applicant`, ",
    );
    check_shape(
        REGION,
        "to = [\"police\", \"credit\"]",
        "to = \"police\"",
        68,
        "invalid type: string \"police\", expected a sequence",
    );
}

#[test]
fn shapes_of_procedures_and_calendars() {
    check_shape(
        LOAN,
        "by = \"applicant\"",
        "by = \"mayor\"",
        17,
        "unknown variant `mayor`, expected one of `applicant`, ",
    );
    check_shape(
        LOAN,
        "subject = \"dataset\"",
        "subject = \"mood\"",
        4,
        "unknown variant `mood`, expected one of `dataset`, ",
    );
    check_shape(
        LOAN,
        "register = \"contract\"",
        "register = \"diary\"",
        5,
        "unknown variant `diary`, expected one of `plan`, ",
    );
    check_shape(
        LOAN,
        "\"purpose-known\"",
        "\"mood-allows\"",
        19,
        "unknown variant `mood-allows`, expected one of `dataset-listed`, ",
    );
    check_shape(
        LOAN,
        "\"grant-agreement\"",
        "\"grant-wish\"",
        56,
        "unknown variant `grant-wish`, expected one of `confirm-dataset`, ",
    );
    check_shape(LOAN, "type = \"purpose\"", "type = \"wish\"", 8, "unknown variant `wish`, expected one of `text`, ");
    check_shape(LOAN, "required = \"asked\"", "required = \"perhaps\"", 9, "expected true, false or \"asked\"");
    check_shape(LOAN, "to = \"submitted\"", "to = submitted", 16, "string values must be quoted, ");
    check_shape(CALENDAR, "2020-05-09", "2020-02-30", 8, "invalid date, ");
}
