//! Every answer's receipt, fetched by its holder and checked offline 回执.

use base::{Digest, ReceiptId};
use law::Control;

use super::api::Call;
use super::error::StoryError;
use super::report::Bilingual;
use super::teller::{Scene, Teller};

/// A receipt file as its holder would keep it.
#[derive(Debug, Clone)]
pub struct KeptReceipt {
    pub id: ReceiptId,
    /// Where the release stands in the log.
    pub position: u64,
    /// Digest of the answer it was given for.
    pub answer: Digest,
    /// The file's bytes: the receipt with its proof.
    pub file: Vec<u8>,
}

/// Fetches and checks every receipt. Gives them, and the key they were checked with.
pub(super) async fn play(teller: &mut Teller<'_>) -> Result<(Vec<KeptReceipt>, String), StoryError> {
    let held = std::mem::take(&mut teller.receipts);
    let Some(first) = held.first() else {
        return Err(teller.wrong("answers with receipts", "none"));
    };
    teller.begin(Scene::new(&first.holder, "取回全部回执，离线核验", "fetches every receipt and verifies it offline"));
    let key = teller.visit(Call::get("/log/key")).await?.text().trim().to_owned();
    let mut kept = Vec::with_capacity(held.len());
    for held in &held {
        let reply = teller.ask(&held.holder, Call::get(format!("receipts/{}/proof", held.id))).await?;
        let public = key.parse().map_err(|_| teller.wrong("the log's public key at /log/key", "another text"))?;
        let (receipt, position) = app::verify_receipt(&reply.body, &public)
            .map_err(|why| teller.wrong("a receipt that verifies offline", &why.to_string()))?;
        let own = receipt.id.as_str() == held.id && receipt.answer == held.answer;
        teller.must(own, "the receipt of this very answer", || receipt.id.clone())?;
        kept.push(KeptReceipt { id: receipt.id, position, answer: receipt.answer, file: reply.body });
    }
    let outcome = Bilingual::new(
        format!("{}份回执全部属实", kept.len()),
        format!("{} receipts, all true under {key}", kept.len()),
    );
    teller.tell(teller.resting_on(Control::SameForce), outcome).await?;
    Ok((kept, key))
}
