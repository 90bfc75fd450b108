/// The files of `rules/` this program was built with: (path inside `rules/`, text).
pub fn shipped() -> &'static [(&'static str, &'static str)] {
    SHIPPED
}

macro_rules! rules {
    ($($path:literal,)+) => {
        &[$(($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/", $path))),)+]
    };
}

static SHIPPED: &[(&str, &str)] = rules![
    "calendars/cn.toml",
    "packs/330500.toml",
    "procedures/aggregation.toml",
    "procedures/agreement-change.toml",
    "procedures/agreement-end.toml",
    "procedures/asset-check.toml",
    "procedures/authorised-operation.toml",
    "procedures/backup.toml",
    "procedures/catalogue-registration.toml",
    "procedures/catalogue-withdrawal.toml",
    "procedures/census.toml",
    "procedures/class-dispute.toml",
    "procedures/collection.toml",
    "procedures/complaint.toml",
    "procedures/conditional-opening.toml",
    "procedures/consent.toml",
    "procedures/content-removal.toml",
    "procedures/correction.toml",
    "procedures/credit.toml",
    "procedures/defect.toml",
    "procedures/department-order.toml",
    "procedures/destruction.toml",
    "procedures/drill.toml",
    "procedures/emergency-data.toml",
    "procedures/evaluation.toml",
    "procedures/grading.toml",
    "procedures/important-data.toml",
    "procedures/important-system.toml",
    "procedures/incident.toml",
    "procedures/inspection.toml",
    "procedures/interview.toml",
    "procedures/linking-approval.toml",
    "procedures/negative-list.toml",
    "procedures/open-demand.toml",
    "procedures/open-upgrade.toml",
    "procedures/outsourcing.toml",
    "procedures/personal-right.toml",
    "procedures/plan.toml",
    "procedures/platform-merger.toml",
    "procedures/policy.toml",
    "procedures/product-certificate.toml",
    "procedures/project-review.toml",
    "procedures/purchase.toml",
    "procedures/registration.toml",
    "procedures/responsibility.toml",
    "procedures/risk-alert.toml",
    "procedures/risk-assessment.toml",
    "procedures/service-suspension.toml",
    "procedures/sharing-request.toml",
    "procedures/trading.toml",
    "procedures/training.toml",
    "procedures/transfer.toml",
    "procedures/transport-change.toml",
    "procedures/verification.toml",
    "procedures/warning.toml",
    "regions/130000.toml",
    "regions/330500.toml",
    "regions/430000.toml",
    "regions/460000.toml",
    "regulations/hainan-bigdata-2019.toml",
    "regulations/hebei-informatization-2021.toml",
    "regulations/hunan-cybersecurity-2021.toml",
    "regulations/hunan-data-2024.toml",
    "regulations/huzhou-security-2020.toml",
    "watch/breadth-unlike-past.toml",
    "watch/bulk-reads.toml",
    "watch/dormant-waking.toml",
    "watch/expiring-tokens.toml",
    "watch/export-before-departure.toml",
    "watch/key-scanning.toml",
    "watch/mass-export.toml",
    "watch/off-hours.toml",
    "watch/parallel-use.toml",
    "watch/repeated-refusals.toml",
    "watch/volume-unlike-past.toml",
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    fn listing(root: &Path, folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                listing(root, &path, found);
            } else {
                found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }

    #[test]
    fn the_program_carries_exactly_the_folder() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
        let mut found = Vec::new();
        listing(&root, &root, &mut found);
        found.sort();
        let shipped: Vec<&str> = super::shipped().iter().map(|(path, _)| *path).collect();
        assert_eq!(shipped, found, "name every file of rules/ in law/src/shipped.rs");
    }
}
