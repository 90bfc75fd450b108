//! Memory does not grow with the file.

use std::io::{BufWriter, Write};

use lake::ingest::{Limits, inspect};
use tempfile::NamedTempFile;

/// The most memory this process ever held, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[test]
#[ignore = "writes 2 GB and takes minutes unoptimised: run it alone, with --release"]
fn two_gigabytes_need_less_than_half_of_one() {
    let file = NamedTempFile::new().unwrap();
    let mut out = BufWriter::new(file.as_file());
    writeln!(out, "id,code,name,amount,day").unwrap();
    let (mut written, mut rows) = (0_u64, 0_u64);
    while written < 2_000_000_000 {
        let n = rows.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let line = format!("{rows},91{n:016},\"企业, {n}\",{}.{:02},2024-01-{:02}\n", n % 99_999, n % 100, 1 + n % 28);
        written += line.len() as u64;
        rows += 1;
        out.write_all(line.as_bytes()).unwrap();
    }
    out.flush().unwrap();
    let found = inspect(file.path(), &Limits::default()).unwrap();
    assert_eq!((found.rows_read, found.set_aside_count), (rows, 0));
    println!("{rows} rows, peak {} MiB", peak());
    assert!(peak() < 512, "{} MiB", peak());
}
