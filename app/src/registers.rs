//! Registers 登记簿: entries by register, by number, and those published to everyone.

use base::{EntryId, Message};
use domain::entry::{Entry, EntryStatus};
use domain::record::Record;
use law::Register;
use store::Filter;

use crate::page::Page;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Which entries to list.
#[derive(Debug, Clone)]
pub struct EntryList {
    pub register: Register,
    pub after: Option<EntryId>,
    pub limit: u32,
}

impl App {
    /// The entries of a register in force: those published for a visitor, and one's own body's besides.
    pub async fn entries(&self, session: Option<&Session>, list: EntryList) -> Result<Page<Entry>, Problem> {
        let filter = Filter {
            status: Some(format!("{}/{}", list.register, EntryStatus::Entered.as_str())),
            after_id: list.after.map(|id| id.to_string()),
            limit: Some(list.limit),
            ..Filter::default()
        };
        let found = self.store.list::<Entry>(&filter).await?;
        let visible = |entry: &Entry| visible(session, entry);
        Ok(Page::of(
            found,
            list.limit,
            |loaded| loaded.state.id.to_string(),
            |loaded| visible(&loaded.state).then_some(loaded.state),
        ))
    }

    pub async fn entry(&self, session: Option<&Session>, id: &EntryId) -> Result<Entry, Problem> {
        let found = self.store.load::<Entry>(id.as_str()).await?.map(|loaded| loaded.state);
        found.filter(|entry| visible(session, entry)).ok_or_else(|| Problem::missing(Entry::KIND, id.as_str()))
    }

    /// A certificate by its number 证书核验: whoever holds the number may ask, and learns whether it still holds.
    pub async fn certificate(&self, number: &str) -> Result<Entry, Problem> {
        let found = self.store.find::<Entry>(number).await?.map(|loaded| loaded.state);
        found.ok_or_else(|| Problem::NotFound(Message::new("not-found").with("kind", "certificate").with("id", number)))
    }
}

/// Published for everyone; else for the holder, the maker and those who watch over the registers.
fn visible(session: Option<&Session>, entry: &Entry) -> bool {
    use domain::account::Role;
    let Some(session) = session else { return entry.published.is_some() };
    let own = crate::cases::consumer(session) == entry.holder || session.account.organisation == entry.maker;
    let watches =
        [Role::Authority, Role::Auditor, Role::Regulator].iter().any(|role| session.account.roles.contains(role));
    entry.published.is_some() || own || watches
}
