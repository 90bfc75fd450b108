use std::collections::BTreeSet;

use domain::account::{Account, AccountStatus, Role};
use domain::agreement::Consumer;
use domain::organisation::{OFFICES, Organisation, OrganisationKind};
use law::Actor as Part;

/// Somebody with the body they act for.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) account: Account,
    pub(crate) organisation: Option<Organisation>,
    /// What they are made to play, whatever the case.
    pub(crate) seat: Part,
}

/// The `number`-th person who plays `part` in `region`. Every part has a body of its own.
pub(crate) fn person(part: Part, number: u8, region: &str) -> Person {
    use OrganisationKind as Kind;
    let (body, kind, role) = match part {
        Part::Applicant => ("asker", Kind::Department, Role::Reader),
        Part::Provider => ("holder", Kind::Department, Role::Steward),
        Part::Consumer => ("user", Kind::Department, Role::Reader),
        Part::Respondent => ("concerned", Kind::Department, Role::Steward),
        Part::Authority => ("bureau", Kind::Authority, Role::Authority),
        Part::Superior => ("upper-bureau", Kind::Authority, Role::Authority),
        Part::Operator => ("operator", Kind::Operator, Role::Operator),
        Part::Exchange => ("exchange", Kind::Exchange, Role::Operator),
        Part::Anyone | Part::Platform => return citizen(number),
        office => (office.name(), Kind::Department, Role::Authority),
    };
    let organisation = Organisation {
        id: body.parse().unwrap(),
        name: body.to_owned(),
        kind,
        region: if part == Part::Superior { above(region) } else { region.to_owned() },
        uscc: None,
        offices: OFFICES.into_iter().filter(|office| *office == part).collect(),
        reach: None,
    };
    Person {
        account: account(&format!("{body}-{number}"), Some(body), role),
        organisation: Some(organisation),
        seat: part,
    }
}

/// A person who asks in their own name.
fn citizen(number: u8) -> Person {
    let account = account(&format!("citizen-{number}"), None, Role::Applicant);
    Person { account, organisation: None, seat: Part::Anyone }
}

fn account(id: &str, organisation: Option<&str>, role: Role) -> Account {
    Account {
        id: id.parse().unwrap(),
        handle: id.to_owned(),
        organisation: organisation.map(|id| id.parse().unwrap()),
        roles: [role].into(),
        status: AccountStatus::Open,
        stand_in: None,
    }
}

/// The province of a city, the country of a province.
fn above(region: &str) -> String {
    if region.ends_with("0000") { "000000".to_owned() } else { format!("{}0000", &region[..2]) }
}

/// On whose behalf a person asks.
pub(crate) fn applicant(person: &Person) -> Consumer {
    match &person.account.organisation {
        Some(id) => Consumer::Organisation(id.clone()),
        None => Consumer::Account(person.account.id.clone()),
    }
}

impl Person {
    /// What they play in a case `applicant` opened, told without asking the engine.
    pub(crate) fn plays(&self, opener: &Consumer) -> BTreeSet<Part> {
        let mut parts = BTreeSet::from([Part::Anyone, self.seat]);
        // The authority of a region above acts in its parts too.
        parts.extend((self.seat == Part::Superior).then_some(Part::Authority));
        parts.remove(&Part::Applicant);
        parts.extend((&applicant(self) == opener).then_some(Part::Applicant));
        parts
    }
}
