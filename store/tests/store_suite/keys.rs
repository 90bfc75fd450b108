//! Wrapped keys: kept, changed and erased in the commit of the acts that speak of them.

use std::sync::Arc;

use store::{AppendError, KeptKey, KeyChange, KeyId, Submission};

use crate::world::{World, register, submission, worlds};

fn id(kind: &str, name: &str, generation: u32) -> KeyId {
    KeyId { kind: kind.to_owned(), name: name.to_owned(), generation }
}

fn key(id: KeyId, holder: Option<KeyId>, body: &str) -> KeptKey {
    KeptKey { id, holder, body: body.to_owned() }
}

fn region() -> KeptKey {
    key(id("region", "460000", 1), None, "region-one")
}

fn dataset(name: &str) -> KeptKey {
    key(id("dataset", name, 1), Some(region().id), &format!("wrapped-{name}"))
}

fn with(act: &str, keys: Vec<KeyChange>) -> Submission {
    Submission { keys, ..submission(vec![register(act)]) }
}

async fn held(world: &World) -> Vec<KeyId> {
    let held = world.store.keys_held_by(&region().id, None).await.unwrap();
    held.into_iter().map(|key| key.id).collect()
}

async fn with_keys() -> Vec<World> {
    let worlds = worlds().await;
    for world in &worlds {
        assert!(world.store.keep_key(&region()).await.unwrap());
        for name in ["ds-1", "ds-2", "ds-3"] {
            assert!(world.store.keep_key(&dataset(name)).await.unwrap());
        }
    }
    worlds
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_kept_once_and_found_by_name_and_holder() {
    for world in with_keys().await {
        let again = key(region().id, None, "another");
        assert!(!world.store.keep_key(&again).await.unwrap(), "the first one stands");
        assert_eq!(world.store.newest_key("region", "460000").await.unwrap(), Some(region()));
        assert_eq!(world.store.key(&id("region", "460000", 2)).await.unwrap(), None);
        assert_eq!(held(&world).await, ["ds-1", "ds-2", "ds-3"].map(|name| id("dataset", name, 1)));
        let after = id("dataset", "ds-2", 1);
        let rest = world.store.keys_held_by(&region().id, Some(&after)).await.unwrap();
        assert_eq!(rest, [dataset("ds-3")]);
        assert_eq!(world.store.top_keys().await.unwrap(), [region()]);
        assert_eq!(world.store.keys(Some(&after)).await.unwrap(), [dataset("ds-3"), region()]);
        let orphan = key(id("version", "ver-1", 1), Some(id("dataset", "ds-9", 1)), "x");
        let refused = world.store.keep_key(&orphan).await.unwrap_err();
        assert!(matches!(&refused, AppendError::KeyMoved { key } if key.name == "ds-9"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_happens_whole_with_its_act_or_not_at_all() {
    for world in with_keys().await {
        let second = key(id("region", "460000", 2), None, "region-two");
        let rewrap = |name: &str, was: &str| KeyChange::Rewrap {
            key: key(id("dataset", name, 1), Some(second.id.clone()), &format!("rewrapped-{name}")),
            was: was.to_owned(),
        };
        let put = KeyChange::Put(second.clone());
        let erase = KeyChange::Erase(region().id);
        // One child was changed since it was read.
        let moved = vec![put.clone(), rewrap("ds-1", "wrapped-ds-1"), rewrap("ds-2", "older"), erase.clone()];
        let refused = world.store.append(with("org-1", moved)).await.unwrap_err();
        assert!(matches!(&refused, AppendError::KeyMoved { key } if key.name == "ds-2"), "{refused}");
        // One child was forgotten, or came since.
        let short = vec![put.clone(), rewrap("ds-1", "wrapped-ds-1"), erase.clone()];
        assert!(world.store.append(with("org-1", short)).await.is_err());
        assert_eq!(held(&world).await.len(), 3);
        assert_eq!(world.store.head_position().await.unwrap(), 0);
        let children = ["ds-1", "ds-2", "ds-3"].map(|name| rewrap(name, &format!("wrapped-{name}")));
        let whole = [put].into_iter().chain(children).chain([erase]).collect();
        world.store.append(with("org-1", whole)).await.unwrap();
        assert!(held(&world).await.is_empty());
        assert_eq!(world.store.top_keys().await.unwrap(), std::slice::from_ref(&second));
        let under = world.store.keys_held_by(&second.id, None).await.unwrap();
        assert_eq!(
            under.iter().map(|key| key.body.as_str()).collect::<Vec<_>>(),
            ["ds-1", "ds-2", "ds-3"].map(|name| format!("rewrapped-{name}"))
        );
        // Who still holds the old generation cannot wrap by it any more.
        let late = key(id("dataset", "ds-4", 1), Some(region().id), "late");
        assert!(matches!(world.store.keep_key(&late).await, Err(AppendError::KeyMoved { .. })));
        world.sequencer().await.stop().await;
        world.verify().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_key_is_nowhere_in_the_file() {
    for world in with_keys().await {
        let version = key(id("version", "ver-1", 1), Some(dataset("ds-1").id), "marked-wrapped-key-of-ver-1");
        world.store.append(with("org-1", vec![KeyChange::Put(version.clone())])).await.unwrap();
        assert_eq!(world.store.key(&version.id).await.unwrap(), Some(version.clone()));
        world.store.scrub_keys().await.unwrap();
        let lies = || {
            (!world.on_postgres).then(|| {
                let path = world.address.trim_start_matches("sqlite:").to_owned();
                let bytes = ["", "-wal"].map(|end| std::fs::read(format!("{path}{end}")).unwrap_or_default()).concat();
                bytes.windows(version.body.len()).any(|window| window == version.body.as_bytes())
            })
        };
        assert!(lies().unwrap_or(true), "it can be found as long as it stands");
        world.store.append(with("org-2", vec![KeyChange::Erase(version.id.clone())])).await.unwrap();
        world.store.scrub_keys().await.unwrap();
        assert_eq!(world.store.key(&version.id).await.unwrap(), None);
        assert!(!lies().unwrap_or(false));
        // Erasing again changes nothing, and the log holds.
        world.store.append(with("org-3", vec![KeyChange::Erase(version.id.clone())])).await.unwrap();
        world.sequencer().await.stop().await;
        world.verify().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_draw_a_key_at_the_same_time_one_keeps_it() {
    for world in with_keys().await {
        let world = Arc::new(world);
        let draws = (0..8).map(|n| {
            let world = Arc::clone(&world);
            tokio::spawn(async move {
                let drawn = key(id("dataset", "ds-9", 1), Some(region().id), &format!("drawn-{n}"));
                world.store.keep_key(&drawn).await.unwrap().then_some(drawn)
            })
        });
        let mut kept = Vec::new();
        for draw in draws {
            kept.extend(draw.await.unwrap());
        }
        assert_eq!(kept.len(), 1);
        assert_eq!(world.store.newest_key("dataset", "ds-9").await.unwrap().as_ref(), kept.first());
    }
}
