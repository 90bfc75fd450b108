use std::collections::BTreeSet;

use base::LawDate;
use base::identifier::generate::{self, Registrant};
use base::identifier::{id_card, id_card::Sex};
use base::region;
use proptest::prelude::*;

use super::*;

const ID: Form = Form::IdNumber { keep_region: false, keep_birth: false };
const ID_REGION: Form = Form::IdNumber { keep_region: true, keep_birth: false };
const ID_BIRTH: Form = Form::IdNumber { keep_region: false, keep_birth: true };

fn cipher(form: Form, cipher: BlockCipher) -> FormCipher {
    FormCipher::new(form, &PseudonymKey::new(&[5; 32]).encrypting_with(cipher)).unwrap()
}

fn turned(cipher: &FormCipher, way: Way, text: &str) -> Option<String> {
    let mut out = Vec::new();
    cipher.turn(way, text, &mut out).then(|| String::from_utf8(out).unwrap())
}

/// Encrypts under both ciphers, checks the way back, and hands the result of the first on.
fn there_and_back(form: Form, text: &str) -> String {
    let [aes, sm4] = [BlockCipher::Aes256, BlockCipher::Sm4].map(|block| {
        let cipher = cipher(form, block);
        let out = turned(&cipher, Way::Encrypt, text).unwrap();
        assert_eq!(turned(&cipher, Way::Decrypt, &out).as_deref(), Some(text), "{form}");
        assert_eq!(out.len(), text.len());
        out
    });
    assert_ne!((aes.as_str(), sm4.as_str()), (text, text), "{form}");
    aes
}

fn id_number(row: usize, days: u64, serial: u64) -> String {
    let region = region::all()[row % region::all().len()].code;
    let birth = LawDate::from_ymd_opt(1926, 1, 1).unwrap() + chrono::Days::new(days);
    generate::id_number(region, birth, if serial.is_multiple_of(3) { Sex::Male } else { Sex::Female }, serial)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn identity_numbers_stay_identity_numbers(row: usize, days in 0_u64..36_500, serial: u64) {
        let text = id_number(row, days, serial);
        let card = id_card::check(&text).unwrap();
        prop_assert!(id_card::check(&there_and_back(ID, &text)).is_ok());
        let same_region = id_card::check(&there_and_back(ID_REGION, &text)).unwrap();
        prop_assert_eq!(same_region.region(), card.region());
        let same_birth = id_card::check(&there_and_back(ID_BIRTH, &text)).unwrap();
        prop_assert_eq!(same_birth.birth(), card.birth());
    }

    #[test]
    fn older_identity_numbers_stay_so(province in 0_usize..30, code in 0_u32..10_000, days in 0_u64..36_500, sequence in 0_u32..1000) {
        let provinces: Vec<_> = region::all().iter().map(|d| d.code.province()).collect::<BTreeSet<_>>().into_iter().collect();
        let birth = LawDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
        let text = format!("{}{}{sequence:03}", provinces[province].number() + code, birth.format("%y%m%d"));
        for form in [ID, ID_REGION, ID_BIRTH] {
            prop_assert!(id_card::check(&there_and_back(form, &text)).is_ok());
        }
        // The same person's number of 18 characters, under a division nobody lists any more.
        let mut long = format!("{}{}{sequence:03}", provinces[province].number() + code, birth.format("%Y%m%d"));
        long.push(id_card::check_character(long.as_bytes()));
        for form in [ID, ID_REGION, ID_BIRTH] {
            prop_assert!(id_card::check(&there_and_back(form, &long)).is_ok());
        }
    }

    #[test]
    fn mobiles_and_cards_keep_their_heads_and_check_digits(number in "1[3-9][0-9]{9}", body in "[0-9]{12,18}") {
        let out = there_and_back(Form::Mobile, &number);
        prop_assert_eq!(&out[..3], &number[..3]);
        let card = format!("{body}{}", bank_card::check_character(body.as_bytes()));
        let out = there_and_back(Form::BankCard, &card);
        prop_assert_eq!(&out[..6], &card[..6]);
        let (body, check) = out.split_at(out.len() - 1);
        prop_assert_eq!(bank_card::check_character(body.as_bytes()).to_string(), check);
    }

    #[test]
    fn credit_codes_keep_both_check_characters(row: usize, serial: u32) {
        let region = region::all()[row % region::all().len()].code;
        let text = generate::uscc(Registrant::Enterprise, region, serial);
        let out = there_and_back(Form::Uscc, &text);
        prop_assert_eq!(uscc::check(&out).unwrap().region, region);
    }

    #[test]
    fn strings_keep_length_and_letters(number in "[0-9]{6,36}", capitals in "[0-9A-Z]{4,32}", mixed in "[0-9A-Za-z]{3,31}[a-z]") {
        prop_assert!(all_digits(&there_and_back(Form::Digits, &number)).is_some());
        let out = there_and_back(Form::Alphanumeric, &capitals);
        prop_assert!(out.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()));
        let out = there_and_back(Form::Alphanumeric, &mixed);
        prop_assert!(has_small(out.as_bytes()) && out.bytes().all(|b| b.is_ascii_alphanumeric()));
    }

    #[test]
    fn any_text_is_turned_back_or_left_out(text in "\\PC{0,40}|[0-9X]{0,20}") {
        for form in [ID, ID_REGION, ID_BIRTH, Form::Mobile, Form::BankCard, Form::Uscc, Form::Digits, Form::Alphanumeric] {
            let cipher = cipher(form, BlockCipher::Aes256);
            if let Some(out) = turned(&cipher, Way::Encrypt, &text) {
                prop_assert_eq!(turned(&cipher, Way::Decrypt, &out).unwrap(), text.clone());
            }
        }
    }
}

#[test]
fn what_has_not_the_form_is_left_out() {
    let check = |form: Form, text: &str| {
        assert_eq!(turned(&cipher(form, BlockCipher::Aes256), Way::Encrypt, text), None, "{form} {text}");
    };
    check(ID, "11010119900307283Y");
    check(ID, "110101199002300011");
    check(Form::Mobile, "23800138000");
    check(Form::Mobile, "1380013800");
    check(Form::BankCard, "6222020000000000001");
    check(Form::BankCard, "622202000007");
    check(Form::Uscc, "91350100M000100Y44");
    check(Form::Digits, "12345");
    check(Form::Digits, "1234567890123456789012345678901234567");
    check(Form::Alphanumeric, "ABC");
    check(Form::Alphanumeric, "AB-CD");
}

#[test]
fn other_keys_and_other_numbers_give_other_numbers() {
    let one = FormCipher::new(Form::Mobile, &PseudonymKey::new(&[1; 32])).unwrap();
    let other = FormCipher::new(Form::Mobile, &PseudonymKey::new(&[2; 32])).unwrap();
    let out: BTreeSet<_> = (0..2_000).map(|n| turned(&one, Way::Encrypt, &format!("138{n:08}")).unwrap()).collect();
    assert_eq!(out.len(), 2_000);
    assert_ne!(turned(&one, Way::Encrypt, "13800138000"), turned(&other, Way::Encrypt, "13800138000"));
    assert!(
        FormCipher::new(Form::IdNumber { keep_region: true, keep_birth: true }, &PseudonymKey::new(&[1; 32])).is_none()
    );
}
