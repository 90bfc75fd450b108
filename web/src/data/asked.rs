//! What every question about data says.

use app::Question;
use base::{AgreementId, DatasetId};

use crate::extract::from_json;
use crate::problem::Failure;

/// Names of fields in a query: `a,b`, or a JSON array where a name holds a comma.
pub(super) fn names(text: Option<&str>) -> Result<Option<Vec<String>>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    if text.starts_with('[') {
        return from_json(text.as_bytes()).map(Some).map_err(|_| Failure::parameter("fields"));
    }
    Ok(Some(text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()))
}

pub(super) fn question(
    dataset: DatasetId,
    agreement: Option<AgreementId>,
    purpose: String,
    fields: Option<&str>,
) -> Result<Question, Failure> {
    Ok(Question { agreement, purpose, dataset: Some(dataset), fields: names(fields)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(names(Some(text)).unwrap().unwrap(), expected, "{text}");
        };
        check("a", &["a"]);
        check("姓名,身份证号", &["姓名", "身份证号"]);
        check(r#"["a,b","c"]"#, &["a,b", "c"]);
        check("", &[]);
        assert!(names(Some("[1]")).is_err());
        assert!(names(None).unwrap().is_none());
    }
}
