//! `same-force` 同等效力: a receipt stands in for paper, since anyone can check it with a file and a public key.

use crate::running::{Running, gongshu, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_receipt_holds_offline_and_none_does_once_a_byte_is_changed() {
    let running = Running::start(None).await;
    let (played, _) = running.play().await;
    running.app.publish().await.unwrap();
    let (_, temporary) = running.stop().await;
    let key = temporary.path().join("log.vkey");
    std::fs::write(&key, format!("{}\n", played.log_key)).unwrap();
    assert!(!played.receipts.is_empty());
    for (number, receipt) in played.receipts.iter().enumerate() {
        let file = temporary.path().join(format!("receipt-{number}.json"));
        let check = |content: &[u8]| {
            std::fs::write(&file, content).unwrap();
            gongshu().args(["verify", "--receipt"]).arg(&file).arg("--key").arg(&key).output().unwrap()
        };
        let holds = check(&receipt.file);
        assert_eq!(holds.status.code(), Some(0), "{}", text(&holds));
        let changed = String::from_utf8(receipt.file.clone()).unwrap().replacen("\\\"rows\\\":", "\\\"rows\\\":1", 1);
        assert_ne!(changed.as_bytes(), receipt.file, "the payload names its rows");
        let differs = check(changed.as_bytes());
        assert_eq!(differs.status.code(), Some(1), "{}", text(&differs));
    }
}
