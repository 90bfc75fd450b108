//! Founding a platform: keys, rules, the authority and its first administrator.

use std::collections::BTreeSet;
use std::sync::Arc;

use base::{AccountId, Clock, Entropy, OrganisationId};
use domain::account::{Account, AccountStatus, Role};
use domain::act::{Act, Actor, Context};
use domain::credential::{Credential, CredentialKind, Scope};
use domain::organisation::{Organisation, OrganisationKind};
use domain::record::{Change, Decided};
use law::{Control, Rulebook};
use seal::{Root, RootKey};
use store::{Store, Submission};

use crate::folder::{Folder, FolderError, LAYOUT, PlatformFile, write_durably};
use crate::session::Bearer;

/// What a new platform is founded with.
pub struct Founding {
    pub folder: Folder,
    /// `postgres://…`; a SQLite file in the folder where absent.
    pub database: Option<String>,
    /// GB/T 2260 code.
    pub region: String,
    /// Name of the authority 主管部门.
    pub authority: String,
    /// A rulebook of one's own, as (path inside `rules/`, text); the shipped one where absent.
    pub rules: Option<Vec<(String, String)>>,
    /// How well the store is protected 存储等级; `general4` where absent.
    pub store_level: Option<base::Grade>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

/// A founded platform, closed again.
pub struct Founded {
    pub authority: OrganisationId,
    pub administrator: AccountId,
    /// The administrator's token. Shown once; the platform keeps only its digest.
    pub token: String,
    /// The public key of the log.
    pub log_key: String,
}

/// Why no platform was founded.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// 平台层级.
    #[error("expected a level at which the law lets a platform run, found {place} ({basis}); join the one above it")]
    Level { place: String, basis: String },
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("expected a rulebook that holds together, found faults:\n{0}")]
    Rules(#[from] law::LoadErrors),
    #[error("expected a region with a rulebook ({known}), found {found:?}; give one of these codes")]
    Region { found: String, known: String },
    #[error("expected a name of 1–200 characters for the authority, found {found}")]
    Name { found: usize },
    #[error(transparent)]
    Key(#[from] seal::RootKeyError),
    #[error(transparent)]
    KeyName(#[from] ledger::KeyNameError),
    #[error(transparent)]
    Policies(#[from] access::PolicyError),
    #[error(transparent)]
    Records(#[from] store::OpenError),
    #[error(transparent)]
    Append(#[from] store::AppendError),
    #[error(transparent)]
    State(#[from] domain::record::ViewError),
    #[error("expected to write {path}: {source}; check the disk, the owner and the mode")]
    Io { path: std::path::PathBuf, source: std::io::Error },
}

/// Founds a platform. `platform.toml` is written last: a crash before leaves a folder that is not a platform.
pub async fn found(mut founding: Founding) -> Result<Founded, FoundError> {
    let shipped = || law::shipped().iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let rules = founding.rules.take().unwrap_or_else(shipped);
    let rulebook = Rulebook::parse(rules.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
    let Some(region) = rulebook.region(&founding.region) else {
        let known = rulebook.regions().map(|region| region.code.as_str()).collect::<Vec<_>>().join(", ");
        return Err(FoundError::Region { found: founding.region, known });
    };
    may_found(&founding, &rulebook, region)?;
    let entropy = Arc::clone(&founding.entropy);
    founding.folder.create()?;
    copy_rules(&founding.folder, &rules)?;
    let root = Root::new(&RootKey::create(&founding.folder.root_key(), entropy.as_ref())?);
    let origin = origin(&founding.region, entropy.as_ref());
    let signing = ledger::SigningKey::from_seed(&origin, *root.log_seed().expose())?;
    let log_key = signing.verifier().to_string();
    let path = founding.folder.log_key();
    write_durably(&path, format!("{log_key}\n").as_bytes()).map_err(|source| FoundError::Io { path, source })?;

    let now = founding.clock.now();
    let (authority, administrator) = first_records(&founding);
    let bearer = Bearer::draw(entropy.as_ref());
    let credential = Credential {
        id: bearer.credential.clone(),
        account: administrator.id.clone(),
        kind: CredentialKind::Token,
        verifier: bearer.verifier(),
        scopes: Scope::ALL.into(),
        label: "founding".to_owned(),
        expires: None,
        revoked: false,
    };
    let basis: Vec<_> = region.basis(Control::OneDoor, now.law_date()).cloned().into_iter().collect();
    let first = |act| vec![Decided::new(act, basis.clone())];
    let changes = vec![
        Change::new::<Organisation>(&authority.id, None, first(Act::OrganisationRegistered(authority.clone())))?,
        Change::new::<Account>(&administrator.id, None, first(Act::AccountOpened(administrator.clone())))?,
        Change::new::<Credential>(&credential.id, None, first(Act::CredentialIssued(credential.clone())))?,
    ];
    let policy = access::Policies::shipped()?.digest();
    let context = Context { at: now, actor: Actor::Platform, law: rulebook.digest(), policy };
    let database = founding.database.unwrap_or_else(|| format!("sqlite:{}", founding.folder.records().display()));
    let store = Store::open(&database, store::OpenOptions::default(), entropy).await?;
    let appended = store.append(Submission::new(context, changes)).await;
    store.close().await;
    appended?;
    let file = PlatformFile {
        layout: LAYOUT,
        region: founding.region,
        authority: authority.id.clone(),
        origin,
        founded: now,
        store_level: founding.store_level,
    };
    founding.folder.write(&file)?;
    Ok(Founded { authority: authority.id, administrator: administrator.id, token: bearer.reveal(), log_key })
}

/// The body that runs the platform, and the login that opens all others.
fn first_records(founding: &Founding) -> (Organisation, Account) {
    let entropy = founding.entropy.as_ref();
    let authority = Organisation {
        id: OrganisationId::random(entropy),
        name: founding.authority.trim().to_owned(),
        kind: OrganisationKind::Authority,
        region: founding.region.clone(),
        uscc: None,
        offices: BTreeSet::new(),
        reach: None,
    };
    let administrator = Account {
        id: AccountId::random(entropy),
        handle: "administrator".to_owned(),
        organisation: Some(authority.id.clone()),
        roles: [Role::Administrator].into(),
        status: AccountStatus::Open,
        stand_in: None,
    };
    (authority, administrator)
}

/// Whether the law lets a platform run at this level, and its authority has a name.
fn may_found(founding: &Founding, rulebook: &Rulebook, region: &law::Region) -> Result<(), FoundError> {
    let place = founding.region.as_str();
    let deciding = domain::Deciding { now: founding.clock.now(), rulebook, region, place };
    domain::platform::may_found(&deciding).map_err(|refusal| FoundError::Level {
        place: place.to_owned(),
        basis: refusal.basis.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    })?;
    let length = founding.authority.trim().chars().count();
    if (1..=200).contains(&length) { Ok(()) } else { Err(FoundError::Name { found: length }) }
}

/// Unique per platform, so that a receipt of one is never taken for a receipt of another.
fn origin(region: &str, entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; 4];
    entropy.fill(&mut bytes);
    format!("gongshu-{region}-{:08x}", u32::from_be_bytes(bytes))
}

/// The rulebook becomes the platform's own: changing the law here needs no new program.
fn copy_rules(folder: &Folder, rules: &[(String, String)]) -> Result<(), FoundError> {
    for (name, text) in rules {
        let path = folder.rules().join(name);
        let write = || {
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&path, text)
        };
        write().map_err(|source| FoundError::Io { path: path.clone(), source })?;
    }
    Ok(())
}
