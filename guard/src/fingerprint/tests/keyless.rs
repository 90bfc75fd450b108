//! Copies of tables without a key: rows are told by fields that leave as they are, and share marks where they are alike.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use proptest::prelude::*;

use super::attacks::{flipped, kept, leaked, mixed_by_row, re_encoded, rounded, shuffled, with};
use super::table::*;
use crate::fingerprint::*;

const CANDIDATES: usize = 200;

/// No key leaves and none is read.
fn keyless(told_by: &[&str]) -> Plan {
    plan(|draft| {
        draft.key = Vec::new();
        draft.told_by = told_by.iter().map(|name| (*name).to_owned()).collect();
        draft.fields.retain(|field| field.name != "id");
    })
}

/// A table without its key, of so many projects.
fn of_projects(rows: usize, seed: u64, projects: usize) -> RecordBatch {
    let table = with(&grants(rows, seed), "project", |column| {
        let names: StringArray = (0..column.len()).map(|row| Some(format!("项目{:04}", row * 31 % projects))).collect();
        Arc::new(names) as ArrayRef
    });
    table.project(&[1, 2, 3, 4, 5, 6, 7, 8]).unwrap()
}

#[track_caller]
fn check(attack: &str, (table, plan): (&RecordBatch, &Plan), suspect: RecordBatch, guilty: &[usize], least: usize) {
    let trace = trace(table, plan, vec![suspect], CANDIDATES);
    let named = accused(&trace);
    assert!(named.len() >= least, "{attack}: named {named:?}: {:?}, {:?}", trace.verdict, &trace.ranked[..2]);
    assert!(named.iter().all(|copy| guilty.contains(copy)), "{attack}: {named:?} hold innocents");
}

fn every_attack(table: &RecordBatch, plan: &Plan) {
    let leak = leaked(table, plan, 1).remove(0);
    let of = (table, plan);
    check("untouched", of, leak.clone(), &[3], 1);
    check("99 of 100 rows deleted", of, kept(&leak, 3, 10), &[3], 1);
    check("rows shuffled", of, shuffled(&leak), &[3], 1);
    check("columns dropped and reordered", of, leak.project(&[7, 2, 0, 4]).unwrap(), &[3], 1);
    check("half of all marked cells flipped", of, flipped(&leak), &[3], 1);
    check("numbers rounded to the bound", of, rounded(&leak), &[3], 1);
    check("written as text under other names", of, re_encoded(&leak), &[3], 1);
}

#[test]
fn a_copy_whose_rows_are_told_by_other_fields_is_named_after_every_attack() {
    every_attack(&of_projects(5_000, 1, 99_991), &keyless(&["project", "district"]));
}

#[test]
fn a_copy_of_many_rows_that_are_alike_is_named_after_every_attack() {
    // Some thirty rows are alike in both fields: they share their marks, and are found by their values.
    every_attack(&of_projects(5_000, 1, 40), &keyless(&["project", "district"]));
}

#[test]
fn rows_alike_move_by_the_same() {
    let (table, plan) = (of_projects(400, 1, 2), keyless(&["project"]));
    let marked = copy(&table, &plan, 3);
    let points = |table: &RecordBatch| -> Vec<Option<i32>> {
        let column = table.column_by_name("points").unwrap();
        column.as_any().downcast_ref::<arrow::array::Int32Array>().unwrap().iter().collect()
    };
    for project in 0..2 {
        let moved = points(&marked).into_iter().zip(points(&table)).skip(project).step_by(2);
        let moved: std::collections::BTreeSet<i32> = moved.filter_map(|(now, before)| Some(now? - before?)).collect();
        assert_eq!(moved.len(), 1, "project {project}: {moved:?}");
    }
}

#[test]
fn five_recipients_who_mix_copies_without_a_key_are_named() {
    let (table, plan) = (of_projects(4_000, 2, 99_991), keyless(&["project", "district"]));
    let copies = leaked(&table, &plan, 5);
    check("row by row", (&table, &plan), mixed_by_row(&copies), &[3, 11, 19, 27, 35], 4);
}

#[test]
fn fields_that_rows_are_told_by_and_that_are_gone_are_named() {
    let (table, plan) = (of_projects(3_000, 1, 99_991), keyless(&["project", "district"]));
    let leak = copy(&table, &plan, 3);
    let some = trace(&table, &plan, vec![leak.project(&[0, 1, 2]).unwrap()], CANDIDATES);
    assert_eq!((some.missing.as_slice(), some.by_key), (["project".to_owned()].as_slice(), false));
    let none = trace(&table, &plan, vec![leak.project(&[1, 2]).unwrap()], CANDIDATES);
    assert_eq!(none.missing, ["district", "project"]);
    assert_eq!((accused(&some), accused(&none)), (vec![3], vec![3]), "cells are found by their values alone");
    assert!(trace(&table, &plan, vec![leak], CANDIDATES).missing.is_empty());
}

#[test]
fn nobody_is_accused_of_the_original_of_another_table_or_of_a_copy_nobody_asked_about() {
    for projects in [40, 99_991] {
        let (table, plan) = (of_projects(3_000, 1, projects), keyless(&["project", "district"]));
        assert_eq!(trace(&table, &plan, vec![table.clone()], 2_000).verdict, Verdict::Original);
        let foreign = of_projects(3_000, 2, projects);
        assert!(accused(&trace(&table, &plan, vec![foreign], 2_000)).is_empty());
        let another = copy(&table, &plan, 99_999);
        assert_eq!(trace(&table, &plan, vec![another], 2_000).verdict, Verdict::NotOurs);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Whatever stands in the cells, crowds or not: of many innocent copies none reaches the threshold.
    #[test]
    fn no_innocent_is_accused_of_any_values(seed in 3_u64..1_000_000, projects in 1_usize..200, thousandths in 5_usize..900) {
        let (table, plan) = (of_projects(1_500, 1, projects), keyless(&["project", "district"]));
        let marked = copy(&of_projects(1_500, seed, projects), &plan, 99_999);
        let trace = trace(&table, &plan, vec![kept(&marked, seed, thousandths)], 1_000);
        prop_assert!(accused(&trace).is_empty(), "{:?}", trace.verdict);
    }
}
