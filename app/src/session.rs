//! Who is asking: a bearer secret becomes a session, or nothing.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use access::{Permit, Principal, Resource};
use base::{CredentialId, Digest, Entropy, Message, Timestamp};
use domain::account::{Account, AccountStatus};
use domain::act::{Actor, RecordRef};
use domain::credential::{Credential, CredentialKind, Scope, Verifier};
use domain::organisation::Organisation;
use domain::record::Record;
use quick_cache::sync::Cache;
use subtle::ConstantTimeEq;

use crate::platform::App;
use crate::problem::Problem;

/// Sessions held in memory at a time.
const KEPT: usize = 10_000;

/// An authenticated request.
#[derive(Debug, Clone)]
pub struct Session {
    pub account: Account,
    pub organisation: Option<Organisation>,
    pub scopes: BTreeSet<Scope>,
    pub credential: CredentialId,
    expires: Option<Timestamp>,
    /// The records this rests on and their versions, so that a release can be tied to them.
    pub(crate) rests_on: Vec<(RecordRef, u64)>,
    generation: u64,
}

impl Session {
    pub fn actor(&self) -> Actor {
        Actor::Account { account: self.account.id.clone(), organisation: self.account.organisation.clone() }
    }

    pub(crate) fn principal(&self) -> Principal<'_> {
        Principal::new(&self.account, self.organisation.as_ref(), &self.scopes)
    }
}

/// Someone who has not said who they are: may see what is public.
#[derive(Debug, Clone, Copy, Default)]
pub struct Visitor;

/// On whose word acts are appended. Code without a permit, a person's own credential or a timer has none.
pub(crate) enum Mandate<'a> {
    /// The policies permit it to this session.
    Permitted(&'a Session, Permit),
    /// A person about their own login, before there is a session.
    Own(Actor),
    /// A timer, or whoever holds the platform's folder.
    Platform,
}

impl Mandate<'_> {
    pub(crate) fn actor(&self) -> Actor {
        match self {
            Self::Permitted(session, _) => session.actor(),
            Self::Own(actor) => actor.clone(),
            Self::Platform => Actor::Platform,
        }
    }
}

/// A bearer secret as it travels: `gs_<credential>_<secret>`. Never printed.
pub(crate) struct Bearer {
    pub(crate) credential: CredentialId,
    secret: String,
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bearer({}, …)", self.credential)
    }
}

impl Bearer {
    /// Draws a fresh secret of 256 bits.
    pub(crate) fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0_u8; 32];
        entropy.fill(&mut bytes);
        let secret = Digest::from_bytes(bytes).to_string();
        Self { credential: CredentialId::random(entropy), secret }
    }

    fn parse(text: &str) -> Option<Self> {
        let (credential, secret) = text.strip_prefix("gs_")?.split_once('_')?;
        let fits = secret.len() == 64;
        fits.then(|| credential.parse().ok()).flatten().map(|credential| Self { credential, secret: secret.to_owned() })
    }

    /// What the holder keeps.
    pub(crate) fn reveal(&self) -> String {
        format!("gs_{}_{}", self.credential, self.secret)
    }

    /// A random secret needs no slow hash: it cannot be guessed.
    pub(crate) fn verifier(&self) -> Verifier {
        Verifier::new(Digest::of(self.secret.as_bytes()).to_string())
    }
}

/// Sessions already checked, by digest of the bearer text.
pub(crate) struct Sessions(Cache<Digest, Arc<Session>>);

impl Default for Sessions {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl App {
    /// Checks a bearer secret.
    pub async fn authenticate(&self, bearer: &str) -> Result<Arc<Session>, Problem> {
        let now = self.clock.now();
        let key = Digest::of(bearer.as_bytes());
        if let Some(session) = self.sessions.0.get(&key)
            && session.generation == self.store.generation()
            && session.expires.is_none_or(|end| now < end)
        {
            return Ok(session);
        }
        let generation = self.store.generation();
        let parsed = Bearer::parse(bearer).ok_or_else(|| wrong("unauthenticated-malformed"))?;
        let credential = self
            .store
            .load::<Credential>(parsed.credential.as_str())
            .await?
            .ok_or_else(|| wrong("unauthenticated-unknown"))?;
        check(&credential.state, &parsed, now)?;
        let session = Arc::new(self.session(credential, generation).await?);
        self.sessions.0.insert(key, Arc::clone(&session));
        Ok(session)
    }

    async fn session(
        &self,
        credential: domain::record::Loaded<Credential>,
        generation: u64,
    ) -> Result<Session, Problem> {
        let account = self
            .store
            .load::<Account>(credential.state.account.as_str())
            .await?
            .ok_or_else(|| wrong("unauthenticated-account-closed"))?;
        match account.state.status {
            AccountStatus::Open => {}
            AccountStatus::Suspended => return Err(wrong("unauthenticated-account-suspended")),
            AccountStatus::Closed => return Err(wrong("unauthenticated-account-closed")),
        }
        let organisation = match &account.state.organisation {
            Some(id) => self.store.load::<Organisation>(id.as_str()).await?.map(|loaded| loaded.state),
            None => None,
        };
        Ok(Session {
            rests_on: vec![
                (Credential::reference(&credential.state.id), credential.version),
                (Account::reference(&account.state.id), account.version),
            ],
            expires: credential.state.expires,
            credential: credential.state.id,
            scopes: credential.state.scopes,
            account: account.state,
            organisation,
            generation,
        })
    }

    /// Permission to change something; the permit goes into the [`Mandate`].
    pub(crate) fn authorise(
        &self,
        session: &Session,
        action: access::Action,
        resource: &Resource<'_>,
    ) -> Result<Permit, Problem> {
        Ok(self.policies.authorise(&session.principal(), action, resource)?)
    }

    /// Permission to see something: the permit is spent here.
    pub(crate) fn allow(
        &self,
        session: &Session,
        action: access::Action,
        resource: &Resource<'_>,
    ) -> Result<(), Problem> {
        self.authorise(session, action, resource).map(drop)
    }
}

fn wrong(key: &str) -> Problem {
    Problem::Unauthenticated(Message::new(key))
}

fn check(credential: &Credential, bearer: &Bearer, now: Timestamp) -> Result<(), Problem> {
    let same: bool = credential.verifier.expose().as_bytes().ct_eq(bearer.verifier().expose().as_bytes()).into();
    if !same || credential.kind == CredentialKind::Password {
        return Err(wrong("unauthenticated-unknown"));
    }
    if credential.revoked {
        return Err(wrong("unauthenticated-revoked"));
    }
    if credential.expires.is_some_and(|end| now >= end) {
        return Err(wrong("unauthenticated-expired"));
    }
    Ok(())
}
