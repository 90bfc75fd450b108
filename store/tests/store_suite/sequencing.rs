use std::fs;
use std::path::Path;

use ledger::{ProofBundle, TileBuilder};
use store::{Difference, ProofError, SequenceError, Sequencer, VerifyError};

use crate::world::{World, receipt, submission, worlds};

async fn append(world: &World, receipts: std::ops::Range<u32>) {
    let changes = receipts.map(|number| receipt(&format!("rcpt-{number}"))).collect();
    world.store.append(submission(changes)).await.unwrap();
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() { open.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    let below = |path: &std::path::PathBuf| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    let mut found: Vec<_> = found.iter().map(below).filter(|path| !path.starts_with('.')).collect();
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_published_in_the_standard_layout_and_proves_each_act() {
    for world in worlds().await {
        let sequencer = world.sequencer().await;
        assert_eq!(sequencer.sequenced().unwrap().size, 0);
        assert_eq!(files(&world.log), ["checkpoint"]);
        append(&world, 0..5).await;
        let early = sequencer.proof(0).await.unwrap_err();
        assert!(matches!(early, ProofError::NotYet { position: 0, size: 0 }), "{early}");
        assert_eq!(sequencer.wait_integrated(4).await.unwrap().size, 5);
        assert_eq!(files(&world.log), ["checkpoint", "tile/0/000.p/5", "tile/entries/000.p/5"]);

        append(&world, 5..600).await;
        let newest = sequencer.sequence_now().await.unwrap();
        assert_eq!(
            files(&world.log),
            [
                "checkpoint",
                "tile/0/000",
                "tile/0/001",
                "tile/0/002.p/88",
                "tile/1/000.p/2",
                "tile/entries/000",
                "tile/entries/001",
                "tile/entries/002.p/88",
            ]
        );
        for position in [0, 4, 255, 256, 599] {
            let bundle = sequencer.proof(position).await.unwrap();
            let bundle = ProofBundle::from_json(&serde_json::to_vec(&bundle).unwrap()).unwrap();
            let verified = bundle.verify(&world.key.verifier()).unwrap();
            assert_eq!((verified.position, verified.size, verified.root), (position, 600, newest.root));
            assert!(bundle.payload.contains(&format!("rcpt-{position}")));
        }
        let verified = world.verify().await.unwrap();
        assert_eq!((verified.acts, verified.sequenced, verified.tiles), (600, 600, 7));

        // Acts after the checkpoint are checked too, only not against it.
        append(&world, 600..610).await;
        let verified = world.verify().await.unwrap();
        assert_eq!((verified.acts, verified.sequenced), (610, 600));
    }
}

/// Each state that a kill at any instant can leave: the next run completes it and signs a log that continues it.
#[tokio::test(flavor = "multi_thread")]
async fn a_torn_log_is_made_whole_again() {
    type Tear = fn(&Path);
    let tears: [(&str, Tear); 7] = [
        ("nothing", |_| {}),
        ("no checkpoint file", |log| fs::remove_file(log.join("checkpoint")).unwrap()),
        ("half a checkpoint", |log| fs::write(log.join("checkpoint"), "data.exam").unwrap()),
        ("an open tile lost", |log| fs::remove_file(log.join("tile/0/001.p/44")).unwrap()),
        ("an open bundle cut", |log| fs::write(log.join("tile/entries/001.p/44"), [0, 32, 1]).unwrap()),
        ("a full tile cut", |log| fs::write(log.join("tile/0/000"), [7; 100]).unwrap()),
        ("all files lost", |log| fs::remove_dir_all(log).unwrap()),
    ];
    for (name, tear) in tears {
        for world in worlds().await {
            append(&world, 0..300).await;
            let sequencer = world.sequencer().await;
            let before = sequencer.sequence_now().await.unwrap();
            sequencer.stop().await;
            tear(&world.log);
            // A temporary file of a write that never ended.
            fs::create_dir_all(world.log.join("tile/0/001.p")).unwrap();
            fs::write(world.log.join("tile/0/001.p/60.tmp"), [1, 2, 3]).unwrap();
            append(&world, 300..310).await;
            let sequencer = world.sequencer().await;
            let after = sequencer.sequence_now().await.unwrap();
            assert_eq!((before.size, after.size), (300, 310), "{name}");
            assert_eq!(world.verify().await.unwrap().sequenced, 310, "{name}");
            sequencer.proof(7).await.unwrap();
        }
    }
}

/// Killed between the checkpoint file and its row: the file was perhaps seen, so the log must continue it.
#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_file_ahead_of_its_row_is_continued() {
    for world in worlds().await {
        append(&world, 0..10).await;
        let sequencer = world.sequencer().await;
        let older = sequencer.sequence_now().await.unwrap();
        append(&world, 10..300).await;
        sequencer.sequence_now().await.unwrap();
        sequencer.stop().await;
        let root: String = older.root.to_string();
        let bytes = if world.on_postgres { format!("decode('{root}', 'hex')") } else { format!("x'{root}'") };
        let checkpoint = &older.checkpoint;
        world.tamper(&format!("UPDATE sequenced SET size = 10, root = {bytes}, checkpoint = '{checkpoint}'")).await;
        assert_eq!(world.verify().await.unwrap().sequenced, 300);
        let sequencer = world.sequencer().await;
        assert_eq!(sequencer.sequenced().unwrap().size, 300);
        sequencer.stop().await;

        world.tamper("DELETE FROM sequenced").await;
        assert_eq!(world.verify().await.unwrap().sequenced, 300);
        assert_eq!(world.sequencer().await.sequenced().unwrap().size, 300);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_no_longer_follows_from_the_acts_is_not_signed() {
    for world in worlds().await {
        append(&world, 0..10).await;
        world.sequencer().await.stop().await;
        let replace = if world.on_postgres {
            "decode(repeat('ab', 32), 'hex')"
        } else {
            "unhex(replace(hex(zeroblob(32)), '00', 'ab'))"
        };
        world.tamper(&format!("UPDATE acts SET commitment = {replace} WHERE position = 3")).await;
        // As long as its files are whole the published tree is trusted, as it is what was signed.
        fs::remove_dir_all(world.log.join("tile")).unwrap();
        let error = Sequencer::start(&world.store, world.options()).await.unwrap_err();
        assert!(matches!(error, SequenceError::Diverged { size: 10 }), "{error}");

        world.tamper("DELETE FROM acts WHERE position = 5").await;
        let error = Sequencer::start(&world.store, world.options()).await.unwrap_err();
        assert!(matches!(error, SequenceError::MissingAct { position: 5 }), "{error}");
        let other = ledger::SigningKey::from_seed("data.example.cn/log", [8; 32]).unwrap();
        let options = store::SequencerOptions { key: other.into(), ..world.options() };
        let error = Sequencer::start(&world.store, options).await.unwrap_err();
        assert!(matches!(error, SequenceError::OtherKey { .. }), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_sequencers_publishes_and_the_others_follow() {
    for world in worlds().await {
        let first = world.sequencer().await;
        let second = world.sequencer().await;
        append(&world, 0..3).await;
        assert_eq!(second.sequence_now().await.unwrap().size, 0, "a follower publishes nothing");
        first.sequence_now().await.unwrap();
        assert_eq!(second.wait_integrated(2).await.unwrap().size, 3);
        second.proof(2).await.unwrap();
        first.stop().await;
        append(&world, 3..4).await;
        assert_eq!(second.sequence_now().await.unwrap().size, 4, "the follower takes over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn published_tiles_are_those_of_the_ledger() {
    for world in worlds().await {
        append(&world, 0..700).await;
        world.sequencer().await.stop().await;
        let mut builder = TileBuilder::new();
        for position in 0..700 {
            let payload = world.store.payload(position).await.unwrap().unwrap();
            let full = builder.push(ledger::commitment(&payload.salt, payload.text.as_bytes()));
            for file in full.into_iter().chain((position == 699).then(|| builder.partial_tiles()).into_iter().flatten())
            {
                assert_eq!(fs::read(world.log.join(file.path.to_string())).unwrap(), file.bytes);
            }
        }
        let wrong = ledger::SigningKey::from_seed("data.example.cn/log", [8; 32]).unwrap();
        let found = world.store.verify(&world.log, &wrong.verifier(), |_, _| {}).await.unwrap_err();
        assert!(matches!(found, VerifyError::Differs(Difference::CheckpointChanged { .. })), "{found}");
    }
}
