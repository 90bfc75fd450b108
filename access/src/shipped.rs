//! The policies that come with the program.

pub(crate) const SCHEMA: &str = include_str!("../../policies/gongshu.cedarschema");

/// File name and text.
pub(crate) const POLICIES: [(&str, &str); 11] = [
    ("administrator.cedar", include_str!("../../policies/administrator.cedar")),
    ("applicant.cedar", include_str!("../../policies/applicant.cedar")),
    ("authority.cedar", include_str!("../../policies/authority.cedar")),
    ("cases.cedar", include_str!("../../policies/cases.cedar")),
    ("everyone.cedar", include_str!("../../policies/everyone.cedar")),
    ("limits.cedar", include_str!("../../policies/limits.cedar")),
    ("operator.cedar", include_str!("../../policies/operator.cedar")),
    ("reader.cedar", include_str!("../../policies/reader.cedar")),
    ("scopes.cedar", include_str!("../../policies/scopes.cedar")),
    ("steward.cedar", include_str!("../../policies/steward.cedar")),
    ("supervision.cedar", include_str!("../../policies/supervision.cedar")),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_policy_file_is_embedded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
        let mut found: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "cedar"))
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        found.sort();
        let embedded: Vec<_> = POLICIES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, embedded);
    }
}
