use super::{CALENDAR, check};

#[test]
fn calendars() {
    check(
        CALENDAR,
        "[2020-05-01, 2020-05-05]",
        "[2020-05-05, 2020-05-01]",
        "calendars/cn.toml:6: expected one date, or the first and the last of at most 31 days, found [2020-05-05, 2020-05-01]; correct the range",
    );
    check(
        CALENDAR,
        "[2020-05-01, 2020-05-05]",
        "[]",
        "calendars/cn.toml:6: expected one date, or the first and the last of at most 31 days, found []; correct the range",
    );
    check(
        CALENDAR,
        "[2020-05-01, 2020-05-05]",
        "[2020-05-01, 2020-06-01]",
        "calendars/cn.toml:6: expected one date, or the first and the last of at most 31 days, found [2020-05-01, 2020-06-01]; correct the range",
    );
    check(
        CALENDAR,
        "[2020-01-01]",
        "[2018-01-01]",
        "calendars/cn.toml:5: expected a date within a year of 2020, found 2018-01-01; correct it",
    );
    check(
        CALENDAR,
        "[2020-01-01]",
        "[2020-05-01]",
        "calendars/cn.toml:6: expected 2020-05-01 once, found it again; one notice decides one day",
    );
    check(
        CALENDAR,
        "2020-05-09",
        "2020-05-08",
        "calendars/cn.toml:8: expected a Saturday or Sunday, found 2020-05-08, a working day anyway; remove it",
    );
    check(
        CALENDAR,
        "2020-05-09",
        "2020-05-02",
        "calendars/cn.toml:8: expected 2020-05-02 once, found it again; one notice decides one day",
    );
    check(
        CALENDAR,
        "2020-05-09",
        "2022-05-07",
        "calendars/cn.toml:8: expected a date within a year of 2020, found 2022-05-07; correct it",
    );
    check(
        CALENDAR,
        "year = 2021",
        "year = 2020",
        "calendars/cn.toml:11: expected one year called \"2020\", found a second; rename or remove it",
    );
    check(
        CALENDAR,
        "notices = [\"https://toytown.example/2021\"]",
        "notices = []",
        "calendars/cn.toml:11: expected the address of the State Council notice, found none; add it to notices",
    );
}
