//! The house rules that a compiler does not know: who may use whom, how large things are, what is nowhere.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use crate::sources::{self, Source};

/// Which crates of the house each crate may use. An arrow only points at a crate named before.
const MAY_USE: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("law", &["base"]),
    ("ledger", &["base"]),
    ("guard", &["base"]),
    ("seal", &["base"]),
    ("domain", &["base", "law"]),
    ("access", &["base", "law", "domain"]),
    ("store", &["base", "law", "ledger", "domain"]),
    ("lake", &["base", "law", "guard", "seal", "domain"]),
    ("exchange", &["base", "law", "guard", "seal", "domain", "lake"]),
    ("app", &["base", "law", "ledger", "guard", "seal", "domain", "access", "store", "lake", "exchange"]),
    // What leaves over HTTP is made by `app`; the crates above it lend the types of its answers.
    ("web", &["base", "law", "ledger", "domain", "access", "lake", "exchange", "app"]),
    ("testkit", &["base", "law", "domain", "app"]),
    // The program hands in the real randomness, which `seal` keeps.
    ("gongshu", &["base", "law", "ledger", "seal", "domain", "lake", "app", "web", "testkit"]),
    ("benches", &["base", "law", "guard", "seal", "domain", "store", "lake", "app", "web", "testkit"]),
    ("xtask", &[]),
];

/// Crates that do no I/O, and what they must not bring in by any way.
const PURE: &[&str] = &["base", "law", "ledger", "guard", "domain", "access", "seal"];
const IMPURE: &[&str] = &["tokio", "sqlx", "axum", "object_store", "hyper", "reqwest", "datafusion", "deltalake"];

/// Engines and the crates that alone may name them.
const OWNED: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("datafusion", &["lake"]),
    ("deltalake", &["lake"]),
    ("object_store", &["lake"]),
    ("parquet", &["lake", "exchange"]),
    ("axum", &["web"]),
    ("utoipa", &["web"]),
    ("cedar-policy", &["access"]),
    ("argon2", &["app"]),
    // Noise must never repeat, so it has no place in a kernel.
    ("opendp", &["app"]),
    // The platform calls out with notices only.
    ("reqwest", &["app", "testkit"]),
    ("lettre", &["app"]),
];

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 70;

/// Where the real clock and real randomness enter.
const REAL: &[&str] = &["app/src/system.rs", "seal/src/entropy.rs"];
const GLOBALS: &[&str] = &["Utc::now", "Local::now", "SystemTime::now", "getrandom::fill", "rand::rng", "thread_rng"];
const MEANINGLESS: &[&str] = &["util", "utils", "helper", "helpers", "manager", "managers"];

fn metadata() -> Metadata {
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let options = ["--offline".to_owned(), "--locked".to_owned(), "--filter-platform".to_owned(), host];
    let mut command = MetadataCommand::new();
    command.manifest_path(sources::root().join("Cargo.toml")).other_options(options);
    command.exec().expect("cargo metadata answers; run `cargo fetch --locked` first")
}

/// The folder a member lies in, which is the name it is called by.
fn members(metadata: &Metadata) -> BTreeMap<PackageId, String> {
    let name =
        |package: &cargo_metadata::Package| package.manifest_path.parent().unwrap().file_name().unwrap().to_owned();
    metadata.workspace_packages().into_iter().map(|package| (package.id.clone(), name(package))).collect()
}

/// Fails with every fault at once.
fn check(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}\n  {}\n", faults.join("\n  "));
}

#[test]
fn arrows_point_upwards() {
    let metadata = metadata();
    let members = members(&metadata);
    let packages: BTreeMap<&str, &str> = metadata
        .workspace_packages()
        .into_iter()
        .map(|package| (package.name.as_str(), members[&package.id].as_str()))
        .collect();
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut faults = Vec::new();
    for package in metadata.workspace_packages() {
        let name = members[&package.id].as_str();
        let Some(allowed) = rules.get(name) else {
            faults.push(format!("{name}: give the new crate its line in MAY_USE and in docs/ARCHITECTURE.md"));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|used| used.kind != DependencyKind::Development) {
            if let Some(used) = packages.get(dependency.name.as_str()).filter(|used| !allowed.contains(*used)) {
                faults.push(format!("{name} uses {used}: move what it needs into a crate both may use"));
            }
        }
    }
    let mut before = BTreeSet::new();
    for (name, allowed) in MAY_USE {
        let down = allowed.iter().filter(|used| !before.contains(*used));
        faults.extend(down.map(|used| format!("MAY_USE itself lets {name} use {used}, which comes after it")));
        before.insert(*name);
    }
    check("An arrow of the house points the wrong way:", &faults);
}

/// The code map is what a person reads: its order must be the one the arrows have.
#[test]
fn the_code_map_tells_the_order() {
    let text = std::fs::read_to_string(sources::root().join("docs/ARCHITECTURE.md")).unwrap();
    let map = text.lines().skip_while(|line| !line.starts_with("| crate |")).take_while(|line| line.starts_with('|'));
    let listed: Vec<&str> = map.filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let place = |name: &str| listed.iter().position(|listed| *listed == name);
    let mut faults = Vec::new();
    for (name, allowed) in MAY_USE {
        let Some(own) = place(name) else {
            faults.push(format!("{name} has no line; say what it owns and where to look first"));
            continue;
        };
        let below = allowed.iter().filter(|used| place(used).is_none_or(|used| used > own));
        faults.extend(below.map(|used| format!("{name} may use {used}, which stands below it; move the line")));
    }
    check("docs/ARCHITECTURE.md, code map:", &faults);
}

#[test]
fn engines_stay_in_their_rooms() {
    let metadata = metadata();
    let members = members(&metadata);
    let owners: BTreeMap<&str, &[&str]> = OWNED.iter().copied().collect();
    let mut faults = Vec::new();
    for package in metadata.workspace_packages() {
        let name = members[&package.id].as_str();
        for dependency in package.dependencies.iter().filter(|used| used.kind != DependencyKind::Development) {
            let used = dependency.name.as_str();
            if owners.get(used).is_some_and(|owners| !owners.contains(&name)) {
                let owner = owners[used].join(" and ");
                faults.push(format!("{name} names {used}: only {owner} may; let it offer what {name} needs"));
            }
        }
    }
    check("An engine is named outside its room:", &faults);
}

#[test]
fn pure_crates_do_no_io() {
    let metadata = metadata();
    let members = members(&metadata);
    let resolve = metadata.resolve.as_ref().unwrap();
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let names: BTreeMap<&PackageId, &str> =
        metadata.packages.iter().map(|package| (&package.id, package.name.as_str())).collect();
    let mut faults = Vec::new();
    for (id, name) in members.iter().filter(|(_, name)| PURE.contains(&name.as_str())) {
        let mut seen = BTreeSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            if IMPURE.contains(&names[next]) {
                faults.push(format!(
                    "{name} brings in {}: it does no I/O; `cargo tree -p` shows by which way",
                    names[next]
                ));
            }
            let normal = nodes[next]
                .deps
                .iter()
                .filter(|used| used.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
            open.extend(normal.map(|used| &used.pkg));
        }
    }
    check("A pure crate is not pure:", &faults);
}

fn production() -> impl Iterator<Item = Source> {
    sources::all().into_iter().filter(|source| !source.is_test())
}

#[test]
fn rooms_are_small() {
    let mut faults = Vec::new();
    for source in production() {
        let text = source.production();
        let lines = text.lines().count();
        if lines > FILE_LINES {
            faults.push(format!("{}: {lines} lines; give it a folder and split it by what it does", source.path));
        }
        for (name, line, length) in sources::functions(&sources::code(text)) {
            if length > FUNCTION_LINES {
                faults.push(format!("{}:{line}: fn {name} has {length} lines; name its parts", source.path));
            }
        }
    }
    check(&format!("At most {FILE_LINES} lines to a file and {FUNCTION_LINES} to a function:"), &faults);
}

#[test]
fn time_and_randomness_are_arguments() {
    let mut faults = Vec::new();
    for source in production().filter(|source| !REAL.contains(&source.path.as_str())) {
        let code = sources::code(source.production());
        for (number, line) in code.lines().enumerate() {
            for global in GLOBALS.iter().filter(|global| line.contains(*global)) {
                let path = &source.path;
                faults.push(format!("{path}:{}: {global}; take a `base::Clock` or `base::Entropy`", number + 1));
            }
        }
    }
    check("The real clock and real randomness enter in two places only:", &faults);
}

#[test]
fn nothing_is_left_undone() {
    // Written apart, so that this file does not find itself.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimpl", "emented!"), concat!("to", "do!(")];
    let mut faults = Vec::new();
    for source in sources::all() {
        for (number, line) in source.text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                let path = &source.path;
                faults.push(format!("{path}:{}: {word}; do it now, or write an issue and leave no mark", number + 1));
            }
        }
    }
    check("Something was put off:", &faults);
}

#[test]
fn names_are_nouns_of_the_field() {
    let mut faults = Vec::new();
    let meaningless = |name: &str| name.split(['_', '-']).any(|word| MEANINGLESS.contains(&word));
    for source in sources::all() {
        let parts = source.path.trim_end_matches(".rs").split('/');
        for part in parts.filter(|part| meaningless(part)) {
            faults.push(format!("{}: {part} says nothing; name it after what it is", source.path));
        }
        for line in sources::code(&source.text).lines() {
            let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            let modules = words.windows(2).filter(|pair| pair[0] == "mod").map(|pair| pair[1]);
            for name in modules.filter(|name| meaningless(name)) {
                faults.push(format!("{}: mod {name} says nothing; name it after what it is", source.path));
            }
        }
    }
    check("A name without a noun:", &faults);
}
