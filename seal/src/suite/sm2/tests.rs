use ::sm2::dsa::SigningKey;
use ::sm2::dsa::signature::Signer as _;
use ::sm2::elliptic_curve::bigint::{NonZero, U256};
use ::sm2::elliptic_curve::point::AffineCoordinates;
use ::sm2::elliptic_curve::sec1::ToSec1Point;
use ::sm2::elliptic_curve::{Group, PrimeField};
use hkdf::hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;

use super::residue::{FieldPrime, Modulus, Words};
use super::*;
use crate::suite::national::{USER_ID, identity};
use crate::suite::vectors::hex;

/// Every multiplier this machine can run.
fn every() -> Vec<(&'static str, &'static dyn Comb)> {
    let mut all: Vec<(&'static str, &'static dyn Comb)> = vec![("words", &WordComb)];
    #[cfg(target_arch = "x86_64")]
    all.extend(ifma::IfmaComb::detect().map(|found| ("ifma", found as _)));
    all
}

/// x of k · G by the sm2 crate.
fn oracle(scalar: Words) -> Words {
    let scalar = ::sm2::Scalar::from_repr(to_bytes(scalar).into()).unwrap();
    from_bytes(&::sm2::ProjectivePoint::mul_by_generator(&scalar).to_affine().x().into())
}

fn words(text: &str) -> Words {
    from_bytes(&hex(text).try_into().unwrap())
}

fn below<M: Modulus>() -> impl Strategy<Value = Words> {
    // Half of them near an end of the range, or of a word.
    let word = prop_oneof![any::<u64>(), 0_u64..4, (0_u64..4).prop_map(|less| u64::MAX - less)];
    proptest::array::uniform4(word).prop_filter("below the modulus", |words| residue::below::<M>(*words).into())
}

fn number(words: Words) -> U256 {
    U256::from_be_slice(&to_bytes(words))
}

/// A secret from 1 to n - 2.
fn usable() -> impl Strategy<Value = Words> {
    below::<Order>().prop_filter("not zero and not the last", |words| {
        *words != [0; 4] && number(*words).wrapping_add(&U256::ONE) < number(Order::WORDS)
    })
}

fn arithmetic_is_that_of<M: Modulus + std::fmt::Debug>(a: Words, b: Words) {
    let modulus = NonZero::new(number(M::WORDS)).unwrap();
    let (x, y) = (Residue::<M>::new(a), Residue::<M>::new(b));
    let (a, b) = (number(a), number(b));
    assert_eq!(number(x.plus(y).words()), a.add_mod(&b, &modulus));
    assert_eq!(number(x.minus(y).words()), a.sub_mod(&b, &modulus));
    assert_eq!(number(x.times(y).words()), a.mul_mod(&b, &modulus));
    assert_eq!(number(x.negative().words()), a.neg_mod(&modulus));
    assert_eq!(bool::from(x.is_zero()), a == U256::ZERO);
    assert_eq!(x.or(y, 0.into()), x);
    assert_eq!(x.or(y, 1.into()), y);
    let unit = if a == U256::ZERO { Residue::ZERO } else { Residue::one() };
    assert_eq!(x.times(x.inverse()), unit);
}

#[test]
fn a_number_not_below_the_modulus_is_reduced() {
    for (given, left) in [(FieldPrime::WORDS, [0; 4]), ([u64::MAX; 4], [0, 0xffff_ffff, 0, 0x1_0000_0000])] {
        assert_eq!(Residue::<FieldPrime>::new(given).words(), left);
    }
}

#[test]
fn the_table_holds_odd_multiples_of_the_powers_of_the_base_point() {
    let points = table::multiples();
    assert_eq!(points.len(), digits::DIGITS * digits::MULTIPLES);
    let mut power = ::sm2::ProjectivePoint::GENERATOR;
    for row in points.chunks(digits::MULTIPLES).rev() {
        let mut multiple = power;
        for point in row {
            let expected = multiple.to_affine().to_sec1_point(false);
            let found = [&[4][..], &to_bytes(point.x.words()), &to_bytes(point.y.words())].concat();
            assert_eq!(found, expected.as_bytes());
            multiple += power.double();
        }
        power = (0..digits::WIDTH).fold(power, |point, _| point.double());
    }
}

#[test]
fn scalars_at_the_edges_are_multiplied() {
    let mut scalars: Vec<Words> = (1..300).map(|small| [small, 0, 0, 0]).collect();
    let from_order = |less: u64| {
        let order = number(Order::WORDS);
        from_bytes(&order.wrapping_sub(&U256::from_u64(less)).to_be_bytes().into())
    };
    scalars.extend((1..300).map(from_order));
    // A lone bit, and all bits below it.
    for power in (1..256).map(|place| U256::ONE.shl(place)).filter(|power| *power < number(Order::WORDS)) {
        scalars.extend([power, power.wrapping_sub(&U256::ONE)].map(|scalar| from_bytes(&scalar.to_be_bytes().into())));
    }
    // Were the lowest digit added first, the last sum of this one, 30 · 2^252 - n, would meet its equal.
    scalars.push(words("e0000000ffffffffffffffffffffffff8dfc2094de39fad4ac440bf6c62abedd"));
    // Half the order, rounded either way.
    scalars.push(words("7fffffff7fffffffffffffffffffffffb901efb590e30295a9ddfa049ceaa091"));
    scalars.push(words("7fffffff7fffffffffffffffffffffffb901efb590e30295a9ddfa049ceaa092"));
    let expected: Vec<_> = scalars.iter().map(|scalar| oracle(*scalar)).collect();
    for (name, comb) in every() {
        for (place, (found, expected)) in comb.abscissas(&scalars).iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "{name}, {:x?}", scalars[place]);
        }
    }
}

#[test]
fn any_number_of_scalars_is_multiplied_in_order() {
    let scalars: Vec<Words> = (1..=35).map(|small| [small, small, 0, small]).collect();
    let expected: Vec<_> = scalars.iter().map(|scalar| oracle(*scalar)).collect();
    for (name, comb) in every() {
        for number in 0..=scalars.len() {
            assert_eq!(comb.abscissas(&scalars[..number]), expected[..number], "{name}");
        }
    }
}

/// An order so small that three nonces of four are drawn again.
#[derive(Clone, Copy)]
struct Quarter;

impl Modulus for Quarter {
    const WORDS: Words = [1, 0, 0, 1 << 62];
    const NEGATIVE_INVERSE: u64 = u64::MAX;
    const SQUARE: Words = [0; 4];
}

/// RFC 6979, section 3.2, step by step.
fn nonce_step_by_step(secret: &[u8; 32], digest: &[u8; 32], order: Words) -> Words {
    let hmac = |key: &[u8; 32], parts: &[&[u8]]| -> [u8; 32] {
        let mut mac = Hmac::<::sm3::Sm3>::new_from_slice(key).unwrap();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    };
    let (mut value, mut key) = ([1; 32], [0; 32]);
    for mark in [0, 1] {
        key = hmac(&key, &[&value, &[mark], secret, digest]);
        value = hmac(&key, &[&value]);
    }
    loop {
        value = hmac(&key, &[&value]);
        let nonce = number(from_bytes(&value));
        if nonce != U256::ZERO && nonce < number(order) {
            return from_bytes(&value);
        }
        key = hmac(&key, &[&value, &[0]]);
        value = hmac(&key, &[&value]);
    }
}

proptest! {
    #[test]
    fn arithmetic_is_that_of_big_integers(
        a in below::<FieldPrime>(), b in below::<FieldPrime>(), c in below::<Order>(), d in below::<Order>(),
    ) {
        arithmetic_is_that_of::<FieldPrime>(a, b);
        arithmetic_is_that_of::<Order>(c, d);
    }

    #[test]
    fn nonces_are_those_of_rfc_6979_drawn_again_too(
        secret in any::<[u8; 32]>(), digests in proptest::collection::vec(any::<[u8; 32]>(), 0..20),
    ) {
        let expected = |order| digests.iter().map(move |digest| nonce_step_by_step(&secret, digest, order));
        let found = nonce::nonces::<Order>(sm3::compressor(), &secret, &digests);
        prop_assert_eq!(found.to_vec(), expected(Order::WORDS).collect::<Vec<_>>());
        let found = nonce::nonces::<Quarter>(sm3::compressor(), &secret, &digests);
        prop_assert_eq!(found.to_vec(), expected(Quarter::WORDS).collect::<Vec<_>>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn every_multiplier_gives_the_points_of_the_sm2_crate(
        scalars in proptest::collection::vec(below::<Order>().prop_filter("zero", |words| *words != [0; 4]), 1..20),
    ) {
        let expected: Vec<_> = scalars.iter().map(|scalar| oracle(*scalar)).collect();
        for (name, comb) in every() {
            prop_assert_eq!(comb.abscissas(&scalars), expected.clone(), "{}", name);
        }
    }

    #[test]
    fn signatures_are_bit_for_bit_those_of_the_sm2_crate(
        secret in usable(),
        messages in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..150), 0..70),
    ) {
        let secret = to_bytes(secret);
        let portable = SigningKey::from_slice(USER_ID, &secret).unwrap();
        let public = portable.verifying_key().as_affine().to_sec1_point(false).as_bytes().try_into().unwrap();
        let messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
        let expected: Vec<[u8; 64]> = messages.iter().map(|message| portable.sign(message).to_bytes().into()).collect();
        for (name, comb) in every() {
            let signer = Signer::on(comb, sm3::compressor(), &secret, public, identity(&public));
            prop_assert_eq!(signer.sign_many(&messages), Some(expected.clone()), "{}", name);
            let first = messages.len().min(1);
            prop_assert_eq!(signer.sign_many(&messages[..first]), Some(expected[..first].to_vec()), "{}", name);
        }
    }
}
