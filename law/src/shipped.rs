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
    "procedures/catalogue-registration.toml",
    "procedures/conditional-opening.toml",
    "procedures/sharing-request.toml",
    "regions/460000.toml",
    "regulations/hainan-bigdata-2019.toml",
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
