//! The whole table in each of the three formats.

use law::Control;

use super::{Desk, cell, receipted};
use crate::story::api::Reply;
use crate::story::error::StoryError;
use crate::story::teller::{Scene, Teller};

/// Original values looked for in the copies; finding one is a leak.
const LOOKED_FOR: usize = 50;

pub(super) async fn play(teller: &mut Teller<'_>, desk: &Desk<'_>) -> Result<(), StoryError> {
    for (format, name) in [("csv", "CSV"), ("jsonl", "JSON lines"), ("parquet", "Parquet")] {
        let scene =
            Scene::new(desk.reader, format!("导出整表（{name}）"), format!("exports the whole table as {name}"));
        let reply = teller.released(desk.reader, scene, desk.about("export").with("format", format)).await?;
        check(teller, desk, format, &reply)?;
        let article = teller.resting_on(Control::AgreedUse);
        let size = reply.body.len();
        let (zh, en) = (format!("{size}字节"), format!("{size} bytes"));
        teller.tell(article, receipted(&reply, &zh, &en)).await?;
    }
    Ok(())
}

fn check(teller: &Teller<'_>, desk: &Desk<'_>, format: &str, reply: &Reply) -> Result<(), StoryError> {
    let rows = desk.scope.len();
    let lines = reply.body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
    let whole = match format {
        "csv" => lines == rows + 1,
        "jsonl" => lines == rows,
        _ => reply.body.starts_with(b"PAR1") && reply.body.ends_with(b"PAR1"),
    };
    teller.must(whole, &format!("{rows} rows as {format}"), || format!("{lines} lines"))?;
    for column in ["身份证号", "手机号", "银行卡号"] {
        let mut originals = desk.scope.iter().take(LOOKED_FOR).map(|row| cell(desk.table(), row, column));
        let text = String::from_utf8_lossy(&reply.body);
        let leaked = originals.any(|original| !original.is_empty() && text.contains(original));
        teller.must(!leaked, &format!("no original {column} in the copy"), || "one")?;
    }
    Ok(())
}
