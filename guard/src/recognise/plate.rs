use super::cell::narrow;

/// The province a plate begins with (GA 36).
pub(crate) const fn is_province(c: char) -> bool {
    matches!(
        c,
        '京' | '津'
            | '沪'
            | '渝'
            | '冀'
            | '豫'
            | '云'
            | '辽'
            | '黑'
            | '湘'
            | '皖'
            | '鲁'
            | '新'
            | '苏'
            | '浙'
            | '赣'
            | '鄂'
            | '桂'
            | '甘'
            | '晋'
            | '蒙'
            | '陕'
            | '吉'
            | '闽'
            | '贵'
            | '粤'
            | '青'
            | '藏'
            | '川'
            | '宁'
            | '琼'
    )
}

/// What a plate may end with: police, driving school, trailer, Hong Kong, Macao, consulate, trial, oversize.
const ENDINGS: &str = "警学挂港澳领试超";

/// 机动车号牌: province, letter, and 5 characters, or 6 on new-energy vehicles, where the first or last of the six
/// tells the drive.
pub(crate) fn is_plate(text: &str) -> bool {
    let mut rest = text.chars().filter(|c| !c.is_whitespace() && !"·•・.-．－".contains(*c));
    if !rest.next().is_some_and(is_province) {
        return false;
    }
    if !rest.next().and_then(narrow).is_some_and(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    let (mut length, mut digits, mut stars, mut ended) = (0, 0, 0, false);
    let (mut first, mut last) = (0_u8, 0_u8);
    for c in rest {
        if ended || length == 6 {
            return false;
        }
        length += 1;
        let Some(byte) = narrow(c).map(|b| b.to_ascii_uppercase()) else {
            ended = ENDINGS.contains(c);
            if !ended {
                return false;
            }
            continue;
        };
        match byte {
            b'0'..=b'9' => digits += 1,
            b'*' => stars += 1,
            b'I' | b'O' => return false,
            b'A'..=b'Z' => {}
            _ => return false,
        }
        if length == 1 {
            first = byte;
        }
        last = byte;
    }
    let tells_drive = |byte: u8| matches!(byte, b'A'..=b'H' | b'J' | b'K' | b'*');
    match length {
        5 => digits >= 2 || (stars >= 2 && digits + stars >= 3),
        6 => !ended && digits + stars >= 4 && (tells_drive(first) || tells_drive(last)),
        _ => false,
    }
}
