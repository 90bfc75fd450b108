use proptest::prelude::*;

use super::*;
use crate::LawDate;

fn read(json: &str) -> Result<Mask, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn quantity() -> impl Strategy<Value = Quantity> {
    (-1_000_000_i64..1_000_000).prop_map(|n| Quantity::whole(n).unwrap())
}

fn generalisations() -> impl Strategy<Value = Generalisation> {
    use Generalisation as G;
    prop_oneof![
        Just(G::Month),
        Just(G::Quarter),
        Just(G::Year),
        any::<u16>().prop_map(G::Years),
        (any::<u8>(), 1_i32..9999)
            .prop_map(|(width, year)| G::Age { width, on: LawDate::from_ymd_opt(year, 2, 3).unwrap() }),
        Just(G::Province),
        Just(G::City),
        Just(G::District),
        any::<u64>().prop_map(G::Band),
        prop_oneof![Just(IndustryLevel::Section), Just(IndustryLevel::Division), Just(IndustryLevel::Group)]
            .prop_map(G::Industry),
    ]
}

fn forms() -> impl Strategy<Value = Form> {
    prop_oneof![
        any::<(bool, bool)>().prop_map(|(keep_region, keep_birth)| Form::IdNumber { keep_region, keep_birth }),
        Just(Form::Mobile),
        Just(Form::BankCard),
        Just(Form::Uscc),
        Just(Form::Digits),
        Just(Form::Alphanumeric),
    ]
}

fn masks() -> impl Strategy<Value = Mask> {
    let option = || proptest::option::of(quantity());
    prop_oneof![
        Just(Mask::Keep),
        Just(Mask::Redact),
        any::<(u8, u8)>().prop_map(|(head, tail)| Mask::Partial { head, tail }),
        (0..Kind::ALL.len()).prop_map(|n| Mask::Style { kind: Kind::ALL[n] }),
        Just(Mask::Pseudonym),
        forms().prop_map(|form| Mask::Encrypt { form }),
        generalisations().prop_map(|to| Mask::Generalise { to }),
        (option(), option()).prop_map(|(bottom, top)| Mask::TopBottom { bottom, top }),
        any::<i8>().prop_map(|places| Mask::Round { places }),
        (prop_oneof![Just(NoiseShape::Laplace), Just(NoiseShape::Gaussian)], quantity(), quantity())
            .prop_map(|(shape, scale, bound)| Mask::Noise { shape, scale, bound }),
        Just(Mask::Shuffle),
        Just(Mask::FreeText),
        Just(Mask::Drop),
    ]
}

proptest! {
    #[test]
    fn json_holds_exactly_the_masks_whose_parameters_make_sense(mask in masks()) {
        let json = serde_json::to_string(&mask).unwrap();
        match mask.check() {
            Ok(()) => prop_assert_eq!(read(&json).unwrap(), mask),
            Err(fault) => prop_assert!(read(&json).unwrap_err().contains(&fault.to_string())),
        }
    }

    #[test]
    fn only_keep_is_worth_nothing_and_only_redact_and_drop_everything(mask in masks(), kind in 0..=Kind::ALL.len()) {
        let strength = mask.strength(Kind::ALL.get(kind).copied());
        prop_assert_eq!(strength == Strength::None, mask == Mask::Keep);
        prop_assert_eq!(strength == Strength::Redacted, matches!(mask, Mask::Redact | Mask::Drop));
    }

    #[test]
    fn a_kind_never_makes_a_mask_worth_more(mask in masks(), kind in 0..Kind::ALL.len()) {
        // Its own style is the exception: it knows the kind.
        prop_assume!(!matches!(mask, Mask::Style { .. } | Mask::Partial { .. }));
        prop_assert!(mask.strength(Some(Kind::ALL[kind])) <= mask.strength(None));
    }
}

#[test]
fn masks_read_as_agreements_write_them() {
    let check = |json: &str, shown: &str| assert_eq!(read(json).unwrap().to_string(), shown, "{json}");
    check(r#"{"mask":"keep"}"#, "keep");
    check(r#"{"mask":"partial","head":6,"tail":4}"#, "partial(6,4)");
    check(r#"{"mask":"style","kind":"id-number"}"#, "style(id-number)");
    check(r#"{"mask":"encrypt","form":"mobile"}"#, "encrypt(mobile)");
    check(r#"{"mask":"encrypt","form":{"id-number":{"keep-region":true}}}"#, "encrypt(id-number, same region)");
    check(r#"{"mask":"encrypt","form":{"id-number":{}}}"#, "encrypt(id-number)");
    check(r#"{"mask":"generalise","to":"year"}"#, "generalise(year)");
    check(r#"{"mask":"generalise","to":{"band":100}}"#, "generalise(band 100)");
    check(r#"{"mask":"generalise","to":{"years":10}}"#, "generalise(10 years)");
    check(r#"{"mask":"generalise","to":{"age":{"width":5,"on":"2026-01-01"}}}"#, "generalise(age by 5 on 2026-01-01)");
    check(r#"{"mask":"generalise","to":{"industry":"division"}}"#, "generalise(industry division)");
    check(r#"{"mask":"top-bottom","top":"90"}"#, "top-bottom(to 90)");
    check(r#"{"mask":"top-bottom","bottom":1,"top":9.5}"#, "top-bottom(from 1 to 9.5)");
    check(r#"{"mask":"round","places":-3}"#, "round(-3)");
    check(r#"{"mask":"noise","shape":"laplace","scale":"0.5","bound":"2"}"#, "noise(laplace 0.5 within 2)");
    check(r#"{"mask":"free-text"}"#, "free-text");
}

#[test]
fn a_senseless_parameter_is_refused_with_what_is_allowed() {
    let check = |json: &str, expected: &str| {
        let error = read(json).unwrap_err();
        assert!(error.contains(expected), "{json}: {error}");
    };
    check(r#"{"mask":"generalise","to":{"band":0}}"#, "expected a band width of 1 or more");
    check(r#"{"mask":"generalise","to":{"years":1}}"#, "expected a span of 2 to 100 years, found 1");
    check(r#"{"mask":"generalise","to":{"age":{"width":51,"on":"2026-01-01"}}}"#, "expected age bands of 2 to 50");
    check(r#"{"mask":"round","places":7}"#, "expected 6 to -12 places");
    check(r#"{"mask":"top-bottom"}"#, "expected a bottom, a top or both");
    check(r#"{"mask":"top-bottom","bottom":2,"top":2}"#, "expected the bottom below the top");
    check(r#"{"mask":"noise","shape":"laplace","scale":0,"bound":1}"#, "expected a scale of noise above 0");
    check(r#"{"mask":"noise","shape":"laplace","scale":2,"bound":1}"#, "at least its scale 2");
    check(r#"{"mask":"encrypt","form":{"id-number":{"keep-region":true,"keep-birth":true}}}"#, "keep one of them");
    check(r#"{"mask":"encrypt","form":{"id-number":{"region":true}}}"#, "unknown field");
    check(r#"{"mask":"partial","head":6,"tail":4,"middle":1}"#, "unknown field");
    check(r#"{"mask":"blur"}"#, "unknown variant");
}

#[test]
fn strength_follows_what_a_kind_gives_away() {
    let check = |json: &str, kind: Option<Kind>, expected: Strength| {
        assert_eq!(read(json).unwrap().strength(kind), expected, "{json} {kind:?}");
    };
    let (id, address) = (Some(Kind::IdNumber), Some(Kind::Address));
    check(r#"{"mask":"partial","head":6,"tail":4}"#, id, Strength::Partial);
    check(r#"{"mask":"partial","head":7,"tail":4}"#, id, Strength::Weak);
    check(r#"{"mask":"partial","head":6,"tail":4}"#, None, Strength::Weak);
    check(r#"{"mask":"style","kind":"id-number"}"#, id, Strength::Partial);
    check(r#"{"mask":"style","kind":"name"}"#, id, Strength::Weak);
    check(r#"{"mask":"style","kind":"address"}"#, address, Strength::Generalised);
    check(r#"{"mask":"encrypt","form":{"id-number":{}}}"#, id, Strength::Pseudonym);
    check(r#"{"mask":"encrypt","form":{"id-number":{"keep-birth":true}}}"#, id, Strength::Partial);
    check(r#"{"mask":"generalise","to":"district"}"#, address, Strength::Generalised);
    check(r#"{"mask":"generalise","to":{"band":10}}"#, id, Strength::Weak);
    check(r#"{"mask":"generalise","to":{"band":10}}"#, None, Strength::Generalised);
    check(r#"{"mask":"generalise","to":{"band":1}}"#, None, Strength::Weak);
    let (birth, income) = (Some(Kind::BirthDate), Some(Kind::Income));
    check(r#"{"mask":"generalise","to":"year"}"#, birth, Strength::Generalised);
    check(r#"{"mask":"generalise","to":"month"}"#, birth, Strength::Partial);
    check(r#"{"mask":"generalise","to":"year"}"#, income, Strength::Weak);
    check(r#"{"mask":"generalise","to":{"band":1000}}"#, income, Strength::Generalised);
    check(r#"{"mask":"partial","head":1,"tail":0}"#, Some(Kind::Password), Strength::Weak);
    assert!(Strength::ALL.is_sorted());
    for strength in Strength::ALL {
        assert_eq!(serde_json::to_value(strength).unwrap(), strength.name());
    }
}

#[test]
fn any_bytes_are_read_as_a_mask_or_refused_without_panic() {
    bolero::check!().for_each(|bytes: &[u8]| {
        if let Ok(mask) = serde_json::from_slice::<Mask>(bytes) {
            assert_eq!(mask.check(), Ok(()));
            assert!(!mask.to_string().is_empty());
        }
    });
}
