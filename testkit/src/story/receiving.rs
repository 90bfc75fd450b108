//! A's files become versions; their fields are recognised and graded 入库、识别、分级.

use std::io::BufWriter;
use std::path::PathBuf;

use base::{DatasetId, Grade};
use domain::dataset::Field;
use serde_json::json;

use super::Resources;
use super::api::Call;
use super::cast::{Cast, Person};
use super::error::StoryError;
use super::report::Bilingual;
use super::teller::{Scene, Teller};
use crate::tables::{Table, Written};

/// The grades the recognisers must propose for the people's table.
const PROPOSED: [(&str, Grade); 6] = [
    ("身份证号", Grade::General4),
    ("银行卡号", Grade::General4),
    ("姓名", Grade::General3),
    ("手机号", Grade::General3),
    ("住址", Grade::General3),
    ("统一社会信用代码", Grade::General1),
];

pub(super) async fn play(teller: &mut Teller<'_>, people: &Cast, resources: &Resources) -> Result<(), StoryError> {
    for (id, table) in [&resources.staff, &resources.enterprises, &resources.permits] {
        receive(teller, &people.steward, id, table).await?;
    }
    let staff = &resources.staff.0;
    recognised(teller, &people.steward, staff).await?;
    grade(teller, &people.steward, staff).await
}

async fn receive(teller: &mut Teller<'_>, steward: &Person, id: &DatasetId, table: &Table) -> Result<(), StoryError> {
    let scene = Scene::new(steward, format!("提交{id}的数据文件"), format!("sends a file for {id}"));
    teller.begin(scene);
    let (path, written) = write(teller, id, table)?;
    let reply = teller.ask(steward, Call::upload(format!("datasets/{id}/versions"), &path)).await?;
    let read: u64 = teller.part(&reply, "/inspection/rows_read")?;
    let kept: u64 = teller.part(&reply, "/inspection/rows_kept")?;
    let expected = (written.kept + written.ragged, written.kept);
    teller.must((read, kept) == expected, &format!("{expected:?} rows read and kept"), || format!("{read}, {kept}"))?;
    let aside = read - kept;
    let listed: Vec<serde_json::Value> = teller.part(&reply, "/inspection/set_aside")?;
    teller.must(listed.len() as u64 == aside, "every row set aside to be listed", || listed.len())?;
    let outcome = Bilingual::new(
        format!("读取{read}行，入库{kept}行，搁置{aside}行"),
        format!("{read} rows read, {kept} kept, {aside} set aside with line and reason"),
    );
    let article = teller.resting_on(law::Control::OneDoor);
    teller.tell(article, outcome).await
}

fn write(teller: &Teller<'_>, id: &DatasetId, table: &Table) -> Result<(PathBuf, Written), StoryError> {
    let path = teller.stage.folder.join(format!("{id}.csv"));
    let wrote = std::fs::File::create(&path).and_then(|file| table.write_to(&mut BufWriter::new(file)));
    match wrote {
        Ok(written) => Ok((path, written)),
        Err(source) => Err(teller.unwritten(path, source)),
    }
}

/// The platform has seen what the columns hold, by their values and names.
async fn recognised(teller: &mut Teller<'_>, steward: &Person, id: &DatasetId) -> Result<(), StoryError> {
    let scene = Scene::new(steward, "查看识别出的信息项", "looks at the fields as recognised");
    let reply = teller.done(steward, scene, Call::get(format!("datasets/{id}"))).await?;
    let fields: Vec<Field> = teller.part(&reply, "/dataset/fields")?;
    for (name, grade) in PROPOSED {
        let field = teller.some(fields.iter().find(|field| field.name == name), name, "no such field")?;
        let expected = format!("{name} to be proposed {grade:?}");
        teller.must(field.proposed == grade, &expected, || format!("{:?}", field.proposed))?;
    }
    let personal = fields.iter().filter(|field| field.proposed >= Grade::General3).count();
    let outcome = Bilingual::new(
        format!("{}个信息项，其中{personal}个为敏感", fields.len()),
        format!("{} fields, {personal} of them sensitive", fields.len()),
    );
    teller.tell(None, outcome).await
}

/// A person has the last word; going below the proposal needs a reason.
async fn grade(teller: &mut Teller<'_>, steward: &Person, id: &DatasetId) -> Result<(), StoryError> {
    let path = format!("datasets/{id}/grades");
    let scene = Scene::new(steward, "降低姓名的分级而不说明理由", "lowers the grade of 姓名 without a reason");
    let lower = json!({ "grades": [{ "field": "姓名", "grade": "general1" }] });
    teller.incomplete(steward, scene, Call::put(path.clone(), lower), "姓名", None).await?;
    let scene = Scene::new(steward, "确认分级：月收入定为一般3级", "confirms the grades: 月收入 becomes general 3");
    let word = json!({ "grades": [
        { "field": "月收入", "grade": "general3", "reason": "个人财产信息" },
        { "field": "出生日期", "grade": "general2", "reason": "间接识别" },
    ] });
    teller.done(steward, scene, Call::put(path, word)).await?;
    let reply = teller.ask(steward, Call::get(format!("datasets/{id}"))).await?;
    let fields: Vec<Field> = teller.part(&reply, "/dataset/fields")?;
    let income = fields.iter().find(|field| field.name == "月收入").map(Field::grade);
    teller.must(income == Some(Grade::General3), "月收入 at general 3", || format!("{income:?}"))?;
    let confirmed = Bilingual::new("分级已确认", "grades confirmed");
    teller.tell(teller.resting_on(law::Control::GradeBeforeRelease), confirmed).await
}
