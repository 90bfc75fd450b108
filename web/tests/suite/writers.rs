//! Two writers on one record: one wins, the other is told.

use serde_json::json;

use super::cast::{Cast, roomy};

#[tokio::test]
async fn one_wins_and_the_other_gets_a_conflict() {
    let cast = Cast::new(roomy()).await;
    cast.listed("grants").await;
    for _ in 0..8 {
        let request = cast.requested("grants").await;
        let seen = cast.world.get(&format!("/api/v1/cases/{request}")).by(&cast.steward).expect(200).await;
        let body = json!({ "inputs": {}, "expected": seen.json["version"] });
        let path = format!("/api/v1/cases/{request}/steps/accept");
        let accept = || cast.world.post(&path, &body).by(&cast.steward).send();
        let (one, other) = tokio::join!(accept(), accept());
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.json, other.json);
        let loser = if one.status.as_u16() == 409 { &one } else { &other };
        assert_eq!(loser.json["current"].as_u64(), seen.json["version"].as_u64().map(|version| version + 1));
    }
    cast.world.stop().await;
}
