//! `one-door` 统一平台: data leaves through the gate only, and nothing of a question runs below what the gate put there.

use lake::QueryLimits;

use super::masks_on_output::stage;

#[tokio::test]
async fn nothing_runs_below_the_governed_scan() {
    let (platform, grant) = stage().await;
    for (sql, above) in [
        ("SELECT id FROM people WHERE phone = '13900130004'", "FilterExec"),
        ("SELECT id FROM people WHERE id > 'n-10' ORDER BY name LIMIT 3", "SortExec"),
        ("SELECT id FROM people LIMIT 1", "Limit"),
        ("SELECT count(*) FROM people", "AggregateExec"),
        ("SELECT min(birth), max(birth) FROM people", "AggregateExec"),
        ("SELECT p.id FROM people p JOIN visits v ON p.id = v.person WHERE v.ward = 'ward1'", "Join"),
    ] {
        let plan = platform.lake.query_plan(&grant, sql, &QueryLimits::default()).await.unwrap();
        let lines: Vec<_> = plan.lines().collect();
        let depth = |line: &str| line.len() - line.trim_start().len();
        let mut scans = 0;
        for (number, line) in lines.iter().enumerate() {
            if line.trim_start().starts_with("GovernedScan: fields=") {
                scans += 1;
                assert!(lines.get(number + 1).is_none_or(|next| depth(next) <= depth(line)), "{plan}");
                assert!(!line.contains("note") && !line.contains("region") && !line.contains("diagnosis"), "{plan}");
                assert!(line.trim_end().ends_with(']'), "{plan}");
                let masked = !line.contains("name=") || line.contains("name=partial(1,0)");
                assert!(masked, "the plan shows what each field leaves under: {plan}");
            }
        }
        assert!(scans >= 1 && plan.contains(above), "{plan}");
    }
}
