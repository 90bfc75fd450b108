#[test]
fn peek() {
    for line in std::fs::read_to_string("/tmp/peek.txt").unwrap().lines() {
        let cut: Vec<_> = super::words::cut(line).iter().map(|w| format!("{}/{}{}", w.text, w.speech, if w.listed { "" } else { "?" })).collect();
        println!("{}\n  {:?}", cut.join(" "), super::scan_text(line).iter().map(|s| (&line[s.start..s.end], s.kind, s.score)).collect::<Vec<_>>());
    }
}
