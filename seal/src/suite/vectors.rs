//! The worked examples of the standards. Every implementation of an algorithm passes through here.

use aes_gcm::KeyInit;
use aes_gcm::aes::cipher::BlockCipherEncrypt;

use super::*;
use crate::suite::cipher::Refused;
use crate::suite::gcm::tests::{every_aes_gcm, every_sm4_gcm};
use crate::{SigningKey, VerifyingKey};

pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap()
}

/// One example of an authenticated cipher, in hexadecimal.
struct Example {
    nonce: &'static str,
    associated: &'static str,
    plain: &'static str,
    sealed: &'static str,
    tag: &'static str,
}

#[track_caller]
fn check(cipher: &dyn Cipher, example: &Example) {
    let (nonce, associated) = (array(example.nonce), hex(example.associated));
    let mut text = hex(example.plain);
    let tag = cipher.seal(&nonce, &associated, &mut text);
    assert_eq!((text.clone(), tag.to_vec()), (hex(example.sealed), hex(example.tag)));
    assert_eq!(cipher.open(&nonce, &associated, &mut text, &[0; 16]), Err(Refused));
    assert_eq!(text, hex(example.sealed), "a refused text is left as it was");
    assert_eq!(cipher.open(&nonce, &associated, &mut text, &tag), Ok(()));
    assert_eq!(text, hex(example.plain));
}

/// RFC 8998, appendix A.1.
const SM4_GCM: Example = Example {
    nonce: "00001234567800000000ABCD",
    associated: "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
    plain: "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD
            EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
    sealed: "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735
             D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D",
    tag: "83DE3541E4C2B58177E065A9BF7B62EC",
};

const SM4_KEY: &str = "0123456789ABCDEFFEDCBA9876543210";

#[test]
fn sm3_gives_the_examples_of_gbt_32905() {
    let digest = |text: &[u8]| Suite::National.digest(&[text]).to_vec();
    assert_eq!(digest(b"abc"), hex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"));
    assert_eq!(digest(&b"abcd".repeat(16)), hex("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"));
}

#[test]
fn sha_256_gives_the_example_of_fips_180_and_parts_are_joined() {
    let expected = hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(Suite::International.digest(&[b"a", b"", b"bc"]).to_vec(), expected);
}

#[test]
fn sm4_gives_the_examples_of_gbt_32907_once_and_a_million_times() {
    let cipher = sm4::Sm4::new(&array(SM4_KEY).into());
    let mut block = array::<16>(SM4_KEY).into();
    cipher.encrypt_block(&mut block);
    assert_eq!(block.to_vec(), hex("681EDF34D206965E86B3E94F536E4246"));
    for _ in 1..1_000_000 {
        cipher.encrypt_block(&mut block);
    }
    assert_eq!(block.to_vec(), hex("595298C7C6FD271F0402F804C33D3F66"));
}

#[test]
fn sm4_gcm_gives_the_example_of_rfc_8998() {
    let mut key = [0; 32];
    key[..16].copy_from_slice(&hex(SM4_KEY));
    check(&*Suite::National.cipher(&Secret32::new(key)), &SM4_GCM);
    for (name, cipher) in every_sm4_gcm(&array(SM4_KEY)) {
        println!("{name}");
        check(&*cipher, &SM4_GCM);
    }
}

#[test]
fn aes_256_gcm_gives_test_cases_13_and_16_of_the_gcm_specification() {
    let empty = Example {
        nonce: "000000000000000000000000",
        associated: "",
        plain: "",
        sealed: "",
        tag: "530f8afbc74536b9a963b4f1c4cb738b",
    };
    let long = Example {
        nonce: "cafebabefacedbaddecaf888",
        associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
                 8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        tag: "76fc6ece0f4e1768cddf8853bb2d551b",
    };
    let key = array("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    for (key, example) in [([0; 32], empty), (key, long)] {
        check(&*Suite::International.cipher(&Secret32::new(key)), &example);
        for (name, cipher) in every_aes_gcm(&key) {
            println!("{name}");
            check(&*cipher, &example);
        }
    }
}

#[test]
fn sm2_gives_the_example_of_gbt_32918_5() {
    let secret = array("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
    let public = hex("04
        09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
        CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13");
    let signature = hex("
        F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
        B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
    let key = SigningKey::new(Suite::National, &Secret32::new(secret)).unwrap();
    assert_eq!(key.verifying_key().as_bytes(), public);
    let read = VerifyingKey::new(Suite::National, &public).unwrap();
    assert_eq!(read.verify(b"message digest", &signature), Ok(()));
    assert!(read.verify(b"message digesu", &signature).is_err());
    assert_eq!(read.verify(b"message digest", &key.sign(b"message digest").unwrap()), Ok(()));
}

#[test]
fn ed25519_gives_test_2_of_rfc_8032() {
    let secret = array("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let key = SigningKey::new(Suite::International, &Secret32::new(secret)).unwrap();
    let public = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assert_eq!(key.verifying_key().as_bytes(), public);
    let signature = hex("
        92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assert_eq!(key.sign(&[0x72]).unwrap().to_vec(), signature);
}

#[test]
fn keys_are_derived_as_rfc_5869_says() {
    // Recomputed with Python's hmac: PRK = HMAC("salt", key); T(1) = HMAC(PRK, "info" || 0x01).
    let derived = |suite: Suite| suite.derive(&Secret32::new([7; 32]), b"salt", &[b"in", b"fo"]).expose().to_vec();
    assert_eq!(derived(Suite::National), hex("39ab3067e5701b6a654d79878b59b6e6b8d4df6435179afd098a1263e0370c53"));
    assert_eq!(derived(Suite::International), hex("4054a68338d4f0d6056eb8df097e9c6a405216aeff799102cd931e10a46f9b53"));
}
