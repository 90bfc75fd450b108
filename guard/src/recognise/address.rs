//! Addresses 地址, by the words they are built of.

/// Fewest characters of one.
pub(super) const SHORTEST: usize = 6;

/// Prose and lists; an address stays below.
const LONGEST: usize = 80;

/// Divisions below which a street or village follows.
const DIVISIONS: &str = "省市区县旗盟州";

/// Streets and villages.
const STREETS: &str = "路街道巷弄村镇乡屯庄里园苑胡";

/// What a house number, a building or a room is counted with.
const NUMBERED: &str = "号楼栋幢室层座院组";

/// Endings of names of bodies, works and papers, however much of an address they contain.
const NEVER: [&str; 14] = [
    "公司",
    "项目",
    "工程",
    "地块",
    "许可",
    "通知",
    "决定",
    "合作社",
    "委员会",
    "办事处",
    "政府",
    "事务所",
    "分局",
    "案",
];

/// Endings of names of bodies, unless a house number shows that they stand in an address.
const BODIES: &str = "厂店局院部会所站校社处厅馆队心户行";

/// Signs that only sentences have.
const PROSE: [char; 6] = ['。', '；', '：', '“', '”', '？'];

pub(super) fn is_address(text: &str) -> bool {
    let (mut length, mut division, mut street, mut numbered) = (0_usize, false, false, false);
    let mut counting = false;
    let mut last = ' ';
    for c in text.chars() {
        length += 1;
        if length > LONGEST || PROSE.contains(&c) {
            return false;
        }
        // A street counts only after something that names it.
        if length > 1 && STREETS.contains(c) {
            street = true;
        }
        if length > 1 && DIVISIONS.contains(c) {
            division = true;
        }
        numbered |= counting && NUMBERED.contains(c);
        counting = counts(c);
        if !c.is_whitespace() {
            last = c;
        }
    }
    if length < SHORTEST || NEVER.iter().any(|ending| text.trim_end().ends_with(ending)) {
        return false;
    }
    street && numbered || (division && (street || numbered) && !BODIES.contains(last))
}

/// A digit, a letter of a building, or a number in Han characters.
fn counts(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('０'..='９').contains(&c) || c == '*' || "一二三四五六七八九十百甲乙丙丁".contains(c)
}
