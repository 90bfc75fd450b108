//! The OpenAPI document is committed, complete and true.

use std::path::Path;

use reqwest::Method;
use serde_json::Value;

use super::cast::roomy;
use super::world::World;

#[test]
fn the_committed_document_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.json");
    let current = web::openapi().unwrap();
    if std::env::var_os("GONGSHU_BLESS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == current, "openapi.json is stale: run this test with GONGSHU_BLESS=1 and commit the file");
}

#[test]
fn every_operation_says_what_can_go_wrong() {
    let document: Value = serde_json::from_str(&web::openapi().unwrap()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{place}");
            for status in ["400", "401", "429", "500", "503"] {
                let problem = &operation["responses"][status]["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(problem, "#/components/schemas/Problem", "{place} {status}");
            }
            for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
                let described = |parameter: &Value| parameter["name"] == name && parameter["in"] == "path";
                assert!(operation["parameters"].as_array().unwrap().iter().any(described), "{place} {name}");
            }
            if method != "get" && path.starts_with("/api") && operation["security"].is_null() {
                assert!(["/api/v1/sessions", "/api/v1/applicants"].contains(&path.as_str()), "{place} is open");
            }
        }
    }
    assert!(names.len() > 35, "{names:?}");
}

/// Routes come in by `routes!` only, which takes them from the described operations.
#[test]
fn no_route_goes_undescribed() {
    fn look(folder: &Path) {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for way in [".route(\"", ".route_service(\"", ".nest(\"", ".nest_service(\""] {
                let outside = text.split("#[cfg(test)]").next().unwrap();
                assert!(!outside.contains(way), "{} uses {way}", path.display());
            }
        }
    }
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
}

/// Every described operation is there: it asks who is asking, or answers, or misses its record — but knows its path.
#[tokio::test]
async fn every_operation_is_served() {
    let world = World::new(roomy()).await;
    for (path, item) in world.document["paths"].as_object().unwrap() {
        let concrete: Vec<_> = path.split('/').map(|part| if part.starts_with('{') { "none" } else { part }).collect();
        for (name, operation) in item.as_object().unwrap() {
            let method: Method = name.to_ascii_uppercase().parse().unwrap();
            let reply = world.ask(method, &concrete.join("/")).send().await;
            assert_ne!(reply.status, 405, "{name} {path}");
            assert!(!reply.text().contains("没有这个地址"), "{name} {path}");
            let open = operation["security"].is_null() || operation["security"][0].as_object().unwrap().is_empty();
            assert_eq!(reply.status == 401, !open, "{name} {path}: {}", reply.status);
        }
    }
    world.stop().await;
}
