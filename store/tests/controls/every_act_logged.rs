//! `every-act-logged` 全程留痕: every change is an act, and a change made beside the log is found and named.

use std::fs;
use std::sync::{Arc, Mutex};

use domain::act::{RecordKind, RecordRef};
use store::Difference;

use crate::world::{World, connect_sqlite, one_of_each, receipt, submission, worlds};

const TABLES: [(&str, &str); 11] = [
    ("organisations", "org-1"),
    ("accounts", "acc-1"),
    ("credentials", "cred-1"),
    ("datasets", "ds-1"),
    ("versions", "ver-1"),
    ("agreements", "agr-1"),
    ("cases", "case-1"),
    ("entries", "ent-1"),
    ("notices", "ntc-1"),
    ("attachments", "att-1"),
    ("budgets", "bdg-1"),
];

/// Eleven records with views at positions 0 to 10, then 296 receipts, all published; then five more receipts.
async fn full() -> Vec<World> {
    let worlds = worlds().await;
    for world in &worlds {
        world.append_all(one_of_each()).await;
        let receipts = (11..307).map(|number| receipt(&format!("rcpt-{number}"))).collect();
        world.store.append(submission(receipts)).await.unwrap();
        world.sequencer().await.stop().await;
        let receipts = (307..312).map(|number| receipt(&format!("rcpt-{number}"))).collect();
        world.store.append(submission(receipts)).await.unwrap();
        let verified = world.verify().await.unwrap();
        assert_eq!((verified.acts, verified.sequenced, verified.tiles, verified.views), (312, 307, 5, 11));
    }
    worlds
}

/// Does `tampering`, expects `difference`, and undoes it.
async fn check(world: &World, tampering: &str, undoing: &str, difference: Difference) {
    world.tamper(tampering).await;
    assert_eq!(world.difference().await, difference, "{tampering}");
    world.tamper(undoing).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_every_view_is_checked() {
    for world in full().await {
        for (table, id) in TABLES {
            world.keep(&format!("kept_{table}"), &format!("SELECT * FROM {table}")).await;
            for column in ["version", "state", "owner", "subject", "natural_key", "status", "due"] {
                let value = match column {
                    "version" => "version + 1",
                    "due" => "coalesce(due, 0) + 1",
                    _ => &format!("coalesce({column}, '') || ' '"),
                };
                let tampering = format!("UPDATE {table} SET {column} = {value}");
                let undoing = format!("UPDATE {table} SET {column} = (SELECT {column} FROM kept_{table})");
                let difference = Difference::ViewChanged { table, id: id.to_owned(), column };
                check(&world, &tampering, &undoing, difference).await;
            }
            let lost = Difference::ViewMissing { table, id: id.to_owned() };
            let again = format!("INSERT INTO {table} SELECT * FROM kept_{table}");
            check(&world, &format!("DELETE FROM {table}"), &again, lost).await;
            for extra in ["", "aaa", "zzz"] {
                let insert =
                    format!("INSERT INTO {table} (id, version, state, status) VALUES ('{extra}', 1, '{{}}', 'x')");
                let undoing = format!("DELETE FROM {table} WHERE id = '{extra}'");
                check(&world, &insert, &undoing, Difference::ViewExtra { table, id: extra.to_owned() }).await;
            }
        }
        world.verify().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_every_act_is_checked() {
    for world in full().await {
        let bytes = |hex: &str| if world.on_postgres { format!("decode('{hex}', 'hex')") } else { format!("x'{hex}'") };
        world.keep("kept", "SELECT acts.*, salt, payload FROM acts JOIN payloads USING (position)").await;
        let kept = |column: &str, position: u64| format!("(SELECT {column} FROM kept WHERE position = {position})");
        // The first, one in the middle, the last published, one not yet published.
        for position in [0, 100, 306, 309] {
            for (column, value) in [
                ("record_kind", "'case'".to_owned()),
                ("record_id", "'another'".to_owned()),
                ("version", "7".to_owned()),
                ("name", "'data-released '".to_owned()),
                ("at", "at + 1".to_owned()),
            ] {
                let tampering = format!("UPDATE acts SET {column} = {value} WHERE position = {position}");
                let undoing =
                    format!("UPDATE acts SET {column} = {} WHERE position = {position}", kept(column, position));
                check(&world, &tampering, &undoing, Difference::ActChanged { position, column }).await;
            }
            for (column, value) in
                [("salt", bytes(&"00".repeat(32))), ("salt", bytes("00")), ("payload", "payload || ' '".to_owned())]
            {
                let tampering = format!("UPDATE payloads SET {column} = {value} WHERE position = {position}");
                let undoing =
                    format!("UPDATE payloads SET {column} = {} WHERE position = {position}", kept(column, position));
                check(&world, &tampering, &undoing, Difference::PayloadChanged { position }).await;
            }
            let commitment =
                format!("UPDATE acts SET commitment = {} WHERE position = {position}", bytes(&"00".repeat(32)));
            let undoing =
                format!("UPDATE acts SET commitment = {} WHERE position = {position}", kept("commitment", position));
            let difference = match position {
                // Without the published log nothing tells which of the two was changed.
                309 => Difference::PayloadChanged { position },
                _ => Difference::ActChanged { position, column: "commitment" },
            };
            check(&world, &commitment, &undoing, difference).await;

            let again =
                format!("INSERT INTO payloads SELECT position, salt, payload FROM kept WHERE position = {position}");
            let lost = format!("DELETE FROM payloads WHERE position = {position}");
            check(&world, &lost, &again, Difference::PayloadMissing { position }).await;
            let columns = "position, record_kind, record_id, version, name, at, commitment";
            let again = format!("INSERT INTO acts SELECT {columns} FROM kept WHERE position = {position}");
            let lost = format!("DELETE FROM acts WHERE position = {position}");
            check(&world, &lost, &again, Difference::ActMissing { position }).await;
        }
        world.verify().await.unwrap();
    }
}

/// Payload, salt and commitment made to agree again: only the published log can tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_act_is_found_by_the_log() {
    for world in full().await {
        let payload = world.store.payload(20).await.unwrap().unwrap();
        let text = payload.text.replace("\"rows\":1", "\"rows\":2");
        let commitment = ledger::commitment(&payload.salt, text.as_bytes());
        let hex = base::Digest::from_bytes(*commitment.as_bytes()).to_string();
        let bytes = if world.on_postgres { format!("decode('{hex}', 'hex')") } else { format!("x'{hex}'") };
        world.tamper(&format!("UPDATE payloads SET payload = '{text}' WHERE position = 20")).await;
        world.tamper(&format!("UPDATE acts SET commitment = {bytes} WHERE position = 20")).await;
        assert_eq!(world.difference().await, Difference::ActReplaced { position: 20 });

        // The bundle rewritten to match, then the hash tile, then all of them: the next file up still tells.
        let rewrite = |path: &str, at: usize, bytes: &[u8]| {
            let path = world.log.join(path);
            let mut content = fs::read(&path).unwrap();
            content[at..at + 32].copy_from_slice(bytes);
            fs::write(path, content).unwrap();
        };
        rewrite("tile/entries/000", 20 * 34 + 2, commitment.as_bytes());
        assert_eq!(world.difference().await, Difference::TileChanged { path: "tile/0/000".to_owned() });
        rewrite("tile/0/000", 20 * 32, commitment.leaf_hash().as_bytes());
        assert_eq!(world.difference().await, Difference::TileChanged { path: "tile/1/000.p/1".to_owned() });
        let hashes: Vec<_> = fs::read(world.log.join("tile/0/000")).unwrap();
        let root = hashes.as_chunks::<32>().0.iter().map(|hash| base::Digest::from_bytes(*hash));
        rewrite("tile/1/000.p/1", 0, root.collect::<ledger::Frontier>().root().as_bytes());
        assert_eq!(world.difference().await, Difference::RootDiffers { size: 307 });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_of_the_log_is_checked() {
    for world in full().await {
        for path in ["tile/0/000", "tile/0/001.p/51", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/51"] {
            let file = world.log.join(path);
            let good = fs::read(&file).unwrap();
            let named = Difference::TileChanged { path: path.to_owned() };
            for place in [0, 1, good.len() / 2, good.len() - 1] {
                let mut bad = good.clone();
                bad[place] ^= 1;
                fs::write(&file, bad).unwrap();
                assert_eq!(world.difference().await, named, "byte {place} of {path}");
            }
            fs::write(&file, &good[..good.len() - 1]).unwrap();
            assert_eq!(world.difference().await, named, "{path} cut");
            fs::remove_file(&file).unwrap();
            assert_eq!(world.difference().await, Difference::TileMissing { path: path.to_owned() });
            fs::write(&file, good).unwrap();
        }
        let file = world.log.join("checkpoint");
        let good = fs::read(&file).unwrap();
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 1;
            fs::write(&file, bad).unwrap();
            let found = world.difference().await;
            assert!(matches!(found, Difference::CheckpointChanged { .. }), "byte {place}: {found}");
        }
        fs::remove_file(&file).unwrap();
        assert_eq!(world.difference().await, Difference::CheckpointMissing);
        fs::write(&file, good).unwrap();
        world.verify().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_that_count_are_checked() {
    for world in full().await {
        let changed = |column| Difference::SequencedChanged { column };
        check(&world, "UPDATE sequenced SET size = 306", "UPDATE sequenced SET size = 307", changed("size")).await;
        let (tamper, undo) = ("UPDATE head SET next_position = 311", "UPDATE head SET next_position = 312");
        check(&world, tamper, undo, Difference::HeadChanged { acts: 312 }).await;
        let (tamper, undo) = ("UPDATE head SET next_position = 313", "UPDATE head SET next_position = 312");
        check(&world, tamper, undo, Difference::ActMissing { position: 312 }).await;
        let salt = if world.on_postgres { "decode('00', 'hex')" } else { "x'00'" };
        for position in [-1, 312] {
            let insert = format!("INSERT INTO payloads VALUES ({position}, {salt}, '')");
            let delete = format!("DELETE FROM payloads WHERE position = {position}");
            check(&world, &insert, &delete, Difference::PayloadExtra { position }).await;
        }
        let insert = format!("INSERT INTO acts VALUES (-1, 'receipt', 'x', 1, 'x', 0, {salt})");
        check(&world, &insert, "DELETE FROM acts WHERE position = -1", Difference::ActExtra { position: -1 }).await;
        let (tamper, undo) = (
            "UPDATE sequenced SET checkpoint = checkpoint || ' '",
            "UPDATE sequenced SET checkpoint = rtrim(checkpoint)",
        );
        check(&world, tamper, undo, changed("checkpoint")).await;
        world.tamper(&format!("UPDATE sequenced SET root = {salt}")).await;
        assert_eq!(world.difference().await, changed("root"));
    }
}

/// The whole end of the log cut off, head and all: the signed checkpoint remembers.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_cut_short_is_found_by_its_checkpoint() {
    for world in full().await {
        for table in ["acts", "payloads"] {
            world.tamper(&format!("DELETE FROM {table} WHERE position >= 300")).await;
        }
        world.tamper("UPDATE head SET next_position = 300").await;
        world.tamper("DELETE FROM sequenced").await;
        assert_eq!(world.difference().await, Difference::ActMissing { position: 300 });
    }
}

/// A record whose committed acts do not count up can only come from a forged append.
#[tokio::test(flavor = "multi_thread")]
async fn versions_count_up_from_one() {
    let world = full().await.remove(0);
    let payload = world.store.payload(311).await.unwrap().unwrap();
    let text = payload.text.replace("\"version\":1}", "\"version\":2}");
    assert_ne!(text, payload.text);
    let commitment = ledger::commitment(&payload.salt, text.as_bytes());
    let mut connection = connect_sqlite(&world.address).await;
    sqlx::query("UPDATE acts SET version = 2, commitment = $1 WHERE position = 311")
        .bind(commitment.as_bytes().as_slice())
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("UPDATE payloads SET payload = $1 WHERE position = 311")
        .bind(&text)
        .execute(&mut connection)
        .await
        .unwrap();
    let record = RecordRef { kind: RecordKind::Receipt, id: "rcpt-311".to_owned() };
    assert_eq!(world.difference().await, Difference::VersionGap { record, expected: 1, found: 2 });
}

#[tokio::test(flavor = "multi_thread")]
async fn received_versions_are_handed_to_the_caller() {
    for world in full().await {
        let received = Arc::new(Mutex::new(Vec::new()));
        let collect = |position: u64, envelope: &domain::act::Envelope| {
            received.lock().unwrap().push((position, envelope.record.id.clone()));
        };
        world.store.verify(&world.log, &world.key.verifier(), collect).await.unwrap();
        assert_eq!(*received.lock().unwrap(), [(4, "ver-1".to_owned())]);
    }
}
