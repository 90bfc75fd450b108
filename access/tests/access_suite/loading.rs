//! What does not load, and what loads but cannot be decided.

use access::{Action, Policies, PolicyError};
use domain::account::Role;

use crate::fixtures::{Asker, SHIPPED, decide};
use crate::targets::Sort;

fn schema() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/gongshu.cedarschema")).unwrap()
}

fn load(policies: &str) -> Result<Policies, PolicyError> {
    Policies::parse(&schema(), &[("test.cedar", policies)])
}

/// A text is refused, and the refusal says `words`.
fn check(policies: &str, words: &[&str]) {
    let error = load(policies).unwrap_err().to_string();
    for word in words {
        assert!(error.contains(word), "{word:?} is not in {error:?}");
    }
}

#[test]
fn faulty_policies_do_not_load() {
    check("permit (principal", &["test.cedar", "does not parse"]);
    check("permit (principal, action, resource);", &["@id", "number 1", "test.cedar"]);
    check("@id(\"a\") permit (principal, action, resource);", &["@why", "number 1"]);
    check("@id(\"a\") @why(\" \") permit (principal, action, resource);", &["@why"]);
    check("@id(\"a b\") @why(\"w\") permit (principal, action, resource);", &["\"a b\""]);
    check("@id(\"a\") @why(\"w\") permit (principal == ?principal, action, resource);", &["template"]);
    check(
        "@id(\"a\") @why(\"w\") permit (principal, action, resource);
         @id(\"a\") @why(\"v\") permit (principal, action == Action::\"see-log\", resource);",
        &["once", "a again"],
    );
    check(
        "@id(\"a\") @why(\"w\") @message(\"refusal-not-open\") forbid (principal, action, resource);",
        &["refusal-not-open", "test.cedar"],
    );
}

#[test]
fn policies_that_do_not_fit_the_schema_do_not_load() {
    let one = |scope: &str, when: &str| format!("@id(\"a\") @why(\"w\") permit ({scope}) when {{ {when} }};");
    check(&one("principal in Role::\"boss\", action, resource", "true"), &["boss"]);
    check(&one("principal, action == Action::\"burn\", resource", "true"), &["burn"]);
    check(
        &one("principal, action == Action::\"see-log\", resource", "context.scopes.contains(Scope::\"all\")"),
        &["all"],
    );
    check(&one("principal, action == Action::\"see-case\", resource", "resource.listed"), &["listed"]);
    check(&one("principal is Account, action, resource", "principal.organisation.provides"), &["organisation"]);
    check(&one("principal is Account, action == Action::\"see-log\", resource", "principal.closed == 1"), &["a"]);
    // It can never decide anything, so it is not what its author meant.
    check(&one("principal, action == Action::\"see-log\", resource is Dataset", "true"), &["a"]);
}

#[test]
fn the_schema_and_the_program_know_the_same_words() {
    let parse = |schema: &str| Policies::parse(schema, &[]).unwrap_err().to_string();
    assert!(parse("entity").contains("does not parse"));
    assert!(
        parse(&schema().replace("entity Visitor;", "entity Guest;").replace(", Visitor]", ", Guest]"))
            .contains("Visitor")
    );
    assert!(parse(&schema().replace("\"see-log\"", "\"watch-log\"")).contains("see-log"));
    let more = format!("{}\naction \"burn\" appliesTo {{ principal: Account, resource: Platform }};", schema());
    assert!(parse(&more).contains("burn"));
}

#[test]
fn a_policy_that_fails_to_evaluate_denies() {
    // The validator does not follow sums, so an overflow is the one fault that gets past it.
    let permit = "@id(\"all\") @why(\"w\") permit (principal, action, resource);";
    let overflow = "9223372036854775807 + (if resource.listed then 1 else 0) > 0";
    let target = &Sort::Dataset.targets()[1];
    assert_eq!(target.name, "dataset own listed");
    let asker = Asker::of(&[Role::Applicant], None);
    for effect in ["permit", "forbid"] {
        let broken = format!(
            "{permit} @id(\"broken\") @why(\"w\") {effect} (principal, action == Action::\"read-data\", resource) \
             when {{ {overflow} }};"
        );
        let policies = load(&broken).unwrap();
        let denied = decide(&policies, &asker, Action::ReadData, target).unwrap_err();
        assert_eq!(denied.policies, ["broken"]);
        assert_eq!(denied.message.key, "denied-policy-failed");
        assert!(decide(&policies, &asker, Action::SeeDataset, target).is_ok());
    }
}

#[test]
fn a_forbid_without_words_of_its_own_is_named() {
    let policies = load("@id(\"no\") @why(\"w\") forbid (principal, action, resource);").unwrap();
    let denied = decide(&policies, &Asker::visitor(), Action::SeeLog, &Sort::Platform.targets()[0]).unwrap_err();
    assert_eq!(denied.message, base::Message::new("denied-by-policy").with("action", "see-log").with("policy", "no"));
    assert_eq!(denied.to_string(), "expected a policy that permits see-log, found it ruled out by no");
}

#[test]
fn the_digest_is_of_what_was_written() {
    let one = ("a.cedar", "@id(\"a\") @why(\"w\") permit (principal, action, resource);");
    let two = ("b.cedar", "@id(\"b\") @why(\"w\") permit (principal, action, resource);");
    let digest = |files: &[(&str, &str)]| Policies::parse(&schema(), files).unwrap().digest();
    assert_eq!(digest(&[one, two]), digest(&[two, one]));
    assert_ne!(digest(&[one]), digest(&[one, two]));
    assert_ne!(digest(&[one]), digest(&[("a.cedar", &one.1.replace("\"w\"", "\"v\""))]));
    assert_eq!(SHIPPED.digest(), Policies::shipped().unwrap().digest());
}
