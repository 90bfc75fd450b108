//! `machine-readable` 可机器读取: every cell of a table reads back from what leaves.

use exchange::Format;

use super::{sample, text};

#[test]
fn csv_is_rfc_4180() {
    let expected = "name,count,share,open,on,amount\r\n\
        王芳,1,0.1,true,1970-01-01,12.34\r\n\
        \"a,\"\"b\"\"\r\nc\",-2,NaN,false,,-0.05\r\n\
        \"\",,,,2024-10-04,\r\n\
        ,9223372036854775807,1e+300,,,0.00\r\n";
    assert_eq!(text(Format::Csv, &sample()), expected);
}

#[test]
fn json_keeps_types() {
    let expected = "[{\"name\":\"王芳\",\"count\":1,\"share\":0.1,\"open\":true,\"on\":\"1970-01-01\",\"amount\":12.34},\n\
        {\"name\":\"a,\\\"b\\\"\\r\\nc\",\"count\":-2,\"share\":null,\"open\":false,\"on\":null,\"amount\":-0.05},\n\
        {\"name\":\"\",\"count\":null,\"share\":null,\"open\":null,\"on\":\"2024-10-04\",\"amount\":null},\n\
        {\"name\":null,\"count\":9223372036854775807,\"share\":1e+300,\"open\":null,\"on\":null,\"amount\":0.00}]";
    assert_eq!(text(Format::Json, &sample()), expected);
    assert_eq!(text(Format::Json, &sample().slice(0, 0)), "[]");
    assert_eq!(text(Format::JsonLines, &sample().slice(0, 0)), "");
    assert_eq!(text(Format::JsonLines, &sample()).lines().count(), 4);
}
