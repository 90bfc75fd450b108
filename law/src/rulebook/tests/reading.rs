//! Reading `rules/` whole: order and layout do not matter, every course ends, and no bytes make the loader panic.

use proptest::prelude::*;

use super::*;
use crate::check::tests::TOYTOWN;

#[test]
fn the_digest_follows_rules_and_not_layout() {
    let comment = parse(&edited("regions/460000.toml", "# 时限", "# 各环节时限\n\n")).unwrap();
    assert_eq!(comment.digest(), LAW.digest());
    let crlf: Vec<(&str, String)> = shipped().iter().map(|(path, text)| (*path, text.replace('\n', "\r\n"))).collect();
    assert_eq!(parse(&crlf).unwrap().digest(), LAW.digest());
    let longer = parse(&edited("regions/460000.toml", "working_days = 10", "working_days = 11")).unwrap();
    assert_ne!(longer.digest(), LAW.digest());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn the_order_of_files_does_not_matter(files in Just(shipped().to_vec()).prop_shuffle()) {
        prop_assert_eq!(&Rulebook::parse(files).unwrap(), &*LAW);
    }
}

proptest! {
    #[test]
    fn every_walk_through_a_procedure_comes_to_an_end(choices in prop::collection::vec(any::<prop::sample::Index>(), 1..40)) {
        for procedure in LAW.procedures() {
            let mut state = crate::START;
            for choice in &choices {
                let steps: Vec<_> = procedure.steps_from(state).collect();
                if steps.is_empty() {
                    break;
                }
                state = &choice.get(&steps).to;
                prop_assert!(procedure.states().contains(state));
            }
            prop_assert_eq!(procedure.is_end(state), procedure.steps_from(state).next().is_none());
            prop_assert!(ends(procedure, state), "{} has no way out of {}", &procedure.name, state);
        }
    }
}

/// Whether some way leads from `state` to an end.
fn ends(procedure: &Procedure, state: &str) -> bool {
    let mut reached = BTreeSet::from([state]);
    loop {
        if reached.iter().any(|state| procedure.is_end(state)) {
            return true;
        }
        let next = reached.iter().flat_map(|state| procedure.steps_from(state)).map(|step| step.to.as_str());
        let grown: BTreeSet<&str> = reached.iter().copied().chain(next).collect();
        if grown.len() == reached.len() {
            return false;
        }
        reached = grown;
    }
}

/// `text` with one of its lines, picked by `seed`, replaced by `piece`: reaches further in than free bytes do.
fn overwritten(text: &str, seed: usize, piece: &str) -> String {
    let hit = seed % text.lines().count();
    let lines = text.lines().enumerate().map(|(number, line)| if number == hit { piece } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

fn check_words<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let Err(errors) = Rulebook::parse(files) else { return };
    for error in errors.iter() {
        assert!(error.line >= 1 && error.to_string().contains("expected"), "{error}");
    }
}

#[test]
fn no_bytes_make_the_loader_panic() {
    let pick = |files: &[(&'static str, &'static str)], byte: u8| files[usize::from(byte) % files.len()];
    bolero::check!().with_iterations(400).for_each(|bytes: &[u8]| {
        let Some((first, rest)) = bytes.split_first() else { return };
        let piece = String::from_utf8_lossy(rest);
        let seed = rest.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        let (path, text) = pick(shipped(), *first);
        check_words([(path, &*piece)]);
        check_words([(path, &*overwritten(text, seed, &piece))]);
        // Whole rulebooks: the small town of the checks has every construct and is read a hundred times faster.
        let (path, text) = pick(&TOYTOWN, *first);
        let town = overwritten(text, seed, &piece);
        check_words(TOYTOWN.map(|(file, text)| (file, if file == path { &*town } else { text })));
    });
}

#[test]
fn no_line_left_out_or_said_twice_makes_the_loader_panic() {
    for (path, text) in TOYTOWN {
        for (number, line) in text.lines().enumerate() {
            for piece in ["", &format!("{line}\n{line}")] {
                let town = overwritten(text, number, piece);
                check_words(TOYTOWN.map(|(file, text)| (file, if file == path { &*town } else { text })));
            }
        }
    }
}
