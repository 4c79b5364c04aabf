//! What a cell of a list means, however programs and people keep it.

use super::brackets::brackets;
use super::heading::{self, SHORTEST_NUMBER};
use super::name_beside::{name_and_account, only_name, without_title};
use super::wrapping::{without_enumeration, without_marks, without_quotes};
use crate::search_text::{Looks, looks_like};
use crate::{number, text_key};

/// Bytes of the longest cell that is taken for a name or number; what is longer is a text.
pub const LONGEST: usize = 300;

/// Digits of a number that is written in groups; what is shorter could be a day.
const IN_GROUPS: std::ops::RangeInclusive<usize> = 9..=18;

/// Digits that Excel keeps of a number; it makes those behind them zeros.
const KEPT_DIGITS: usize = 15;

/// What a cell may mean, as it is written first, each reading once. Behind it come readings without what programs put around a value (`="…"`, `'`, `.0`)
/// and what people do: `1. `, quotation marks, what stands in brackets.
pub fn readings(cell: &str) -> Vec<String> {
    let mut readings: Vec<String> = Vec::new();
    let mut add = |text: &str| {
        let text = text.trim();
        if !text.is_empty() && !readings.iter().any(|known| known == text) {
            readings.push(text.to_owned());
        }
    };
    add(cell);
    if cell.len() > LONGEST {
        return readings;
    }
    let bare = number::bare(cell);
    add(bare);
    add(without_fraction(bare));
    if let Some(number) = without_thousands(bare).or_else(|| without_exponent(bare)) {
        add(&number);
    }
    let plain = without_quotes(without_enumeration(without_quotes(bare)));
    add(plain);
    if let Some(number) = without_thousands(plain) {
        add(&number);
    }
    if let Some(value) = heading::labelled(plain) {
        add(without_quotes(value));
    }
    let (outside, inside) = brackets(plain);
    add(without_quotes(outside.trim()));
    add(without_marks(outside.trim()));
    if inside.bytes().filter(u8::is_ascii_digit).count() >= SHORTEST_NUMBER {
        add(&inside);
    }
    let in_one = in_one_piece(plain);
    for number in in_one.as_deref().into_iter().chain([plain]).filter_map(only_number) {
        add(number);
    }
    if let Some(text) = in_one {
        add(&text);
    }
    if let Some((_, account)) = name_and_account(plain) {
        add(account);
    }
    readings
}

/// A cell without the spaces that stand between the groups of its number: `张三 5180 2191 0001`.
fn in_one_piece(cell: &str) -> Option<String> {
    let is_group =
        |word: &str| (2..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = cell.split_whitespace().collect();
    let from = words.iter().position(|word| is_group(word))?;
    let groups = words[from..].iter().take_while(|word| is_group(word)).count();
    let number = words[from..from + groups].concat();
    let is_number = groups > 1 && groups < words.len() && IN_GROUPS.contains(&number.len());
    is_number.then(|| [&words[..from], &[number.as_str()], &words[from + groups..]].concat().join(" "))
}

/// The number among the words of a cell, if no other digits stand in it, and it is no address.
fn only_number(cell: &str) -> Option<&str> {
    let mut numbers = cell
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    // A telephone number says nothing of who is meant.
    let is_telephone = |number: &str| matches!(looks_like(number), Looks::Telephone(_));
    let number = numbers.next().filter(|number| {
        let digits = number.strip_suffix(['x', 'X']).unwrap_or(number);
        digits.len() >= SHORTEST_NUMBER && digits.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    let is_only = numbers.next().is_none() && !cell.contains('@') && number != cell;
    (is_only && !is_telephone(number)).then_some(number)
}

/// Whether a spreadsheet has lost digits of a number: `5.18022E+11`, or zeros behind the fifteenth digit.
pub fn has_lost_digits(cell: &str) -> bool {
    let text = number::bare(cell).to_ascii_uppercase();
    if without_exponent(&text).is_some() {
        return false;
    }
    if let Some((mantissa, exponent)) = text.split_once('E') {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
        return is_digits(whole)
            && is_digits(fraction)
            && is_digits(exponent.trim_start_matches('+'))
            && (exponent.starts_with('+') || mantissa.contains('.'));
    }
    text.len() > KEPT_DIGITS
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().skip(KEPT_DIGITS).all(|byte| byte == b'0')
}

/// A number that a spreadsheet wrote with an exponent, and of which all digits are there: `5.18021910001E+11`.
fn without_exponent(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let (whole, fraction) = mantissa.split_once(['.', ','])?;
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    let digits = format!("{whole}{fraction}");
    let is_whole = whole.len() == 1 && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_whole && exponent > 0 && fraction.len() == exponent).then_some(digits)
}

/// Whether a number of which a spreadsheet lost digits, `5.18022E+11`, can have been this one: as long, and the same as far as it is there. What is
/// written otherwise can be any.
pub fn can_have_been(cell: &str, number: &str) -> bool {
    let text = number::bare(cell).to_ascii_uppercase();
    let read = || {
        let (mantissa, exponent) = text.split_once('E')?;
        let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let length = whole.len() + exponent.trim_start_matches('+').parse::<usize>().ok()?;
        Some((digits.trim_end_matches('0').to_owned(), length))
    };
    let Some((digits, length)) = read().filter(|_| has_lost_digits(cell)) else { return true };
    let number = number::key(number);
    if number.len() != length || !number.bytes().all(|byte| byte.is_ascii_digit()) || digits.is_empty() {
        return false;
    }
    let kept = digits.len().min(number.len());
    // What was kept is rounded.
    let (said, is) = (digits[..kept].parse::<u128>(), number[..kept].parse::<u128>());
    matches!((said, is), (Ok(said), Ok(is)) if said.abs_diff(is) <= 1)
}

/// Whether a cell says a number as a spreadsheet leaves it that calculates with it, without the zeros at its beginning. `numbers`: of the account that
/// the cell means.
pub fn has_lost_zeros<'a>(cell: &str, numbers: impl IntoIterator<Item = &'a str>) -> bool {
    let readings = readings(cell);
    let keys: Vec<String> = numbers.into_iter().map(number::key).collect();
    let is_same = |key: &String| readings.iter().any(|reading| number::key(reading) == *key);
    let is_cut = |key: &String| {
        let rest = key.trim_start_matches('0');
        rest.len() < key.len() && readings.iter().any(|reading| reading == rest)
    };
    !keys.iter().any(is_same) && keys.iter().any(is_cut)
}

/// A number without the zeros that a program filled it up with; `None` where there are none.
pub fn without_zeros(reading: &str) -> Option<&str> {
    let rest = reading.trim_start_matches('0');
    let is_filled = rest.len() < reading.len() && !rest.is_empty();
    (is_filled && reading.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}

/// Whether a cell says a number with zeros before it that the account's has not. `numbers`: of the account that the cell means.
pub fn has_added_zeros<'a>(cell: &str, numbers: impl IntoIterator<Item = &'a str>) -> bool {
    let readings = readings(cell);
    let keys: Vec<String> = numbers.into_iter().map(number::key).collect();
    let is_filled =
        |reading: &String| without_zeros(reading).is_some_and(|rest| keys.iter().any(|key| key == rest));
    !readings.iter().any(|reading| keys.contains(&number::key(reading))) && readings.iter().any(is_filled)
}

/// `518021910001.0` is the number that a program took for one with a fraction.
fn without_fraction(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, zeros))
            if !whole.is_empty()
                && whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
                && !zeros.is_empty()
                && zeros.bytes().all(|byte| byte == b'0') =>
        {
            whole
        }
        _ => text,
    }
}

/// `518,021,910,001` is the number that a program put marks between thousands of.
fn without_thousands(text: &str) -> Option<String> {
    let mut groups = without_fraction(text).split([',', '，']);
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()) && is_digits(first))?;
    let rest: Vec<&str> = groups.collect();
    let are_thousands = !rest.is_empty() && rest.iter().all(|group| group.len() == 3 && is_digits(group));
    are_thousands.then(|| format!("{first}{}", rest.concat()))
}

/// A name in Latin letters with its last word in front: `San Zhang`, `Brück, Zoë`.
fn turned(name: &str) -> Option<String> {
    let (first, last) = name.rsplit_once(' ')?;
    let is_word =
        |sign: char| sign.is_alphabetic() && !text_key::is_ideograph(sign) || " .,'-".contains(sign);
    name.chars().all(is_word).then(|| format!("{last} {}", first.trim_end_matches(',')))
}

/// The name that stands in a cell beside the account or the number by which somebody is looked for: `陈涛（513022558170）`.
pub fn name_beside(cell: &str) -> Option<String> {
    // What it is called is no part of a value.
    let cell = heading::labelled(cell).unwrap_or(cell);
    let name = |reading: &String| {
        let beside_number = || only_number(reading).and_then(|_| only_name(reading));
        Some(name_and_account(reading).map(|(name, _)| name).or_else(beside_number)?.to_owned())
    };
    readings(cell).iter().find_map(name)
}

/// Keys of the names that a cell may hold.
pub fn names(cell: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if cell.len() > LONGEST {
        return names;
    }
    let readings = readings(cell);
    let turned = readings.iter().filter_map(|reading| turned(reading));
    let untitled = readings.iter().filter_map(|reading| without_title(reading)).map(str::to_owned);
    for name in readings.iter().cloned().chain(turned).chain(untitled).map(|reading| text_key::key(&reading))
    {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_read_beside_a_number() {
        for cell in [
            "陈涛 513022558170",
            "陈涛（513022558170）",
            "陈涛513022558170",
            "工号513022陈涛",
            "513022558170，陈涛",
            "陈涛 chentao",
        ] {
            assert_eq!(name_beside(cell).as_deref(), Some("陈涛"), "{cell}");
        }
        for cell in [
            "陈涛",
            "513022558170",
            "学号513022558170",
            "513022558170 电院",
            "513022558170 教授",
            "李明 王强 513022558170",
            "name: 张三",
        ] {
            assert_eq!(name_beside(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_name_is_one_with_and_without_a_title() {
        for cell in ["王丽", "王丽老师", "2、王 丽  教授", "王丽 副教授"] {
            assert!(names(cell).contains(&"王丽".to_owned()), "{cell}: {:?}", names(cell));
        }
        assert!(!names("老师").contains(&String::new()) && !names("王老师").contains(&"王".to_owned()));
    }

    #[test]
    fn a_value_is_read_as_it_is_meant() {
        for (cell, meant) in [
            ("=\"518021910001\"", "518021910001"),
            ("'00123", "00123"),
            ("518021910001.0", "518021910001"),
            ("518021910001.00", "518021910001"),
            ("518,021,910,001", "518021910001"),
            ("518,021,910,001.00", "518021910001"),
            ("1. 张三", "张三"),
            ("1.张三", "张三"),
            ("12、张三", "张三"),
            ("1.513034222170", "513034222170"),
            ("5.18021910001E+11", "518021910001"),
            ("3、513034222170", "513034222170"),
            ("（3）张三", "张三"),
            ("④张三", "张三"),
            ("4 张三", "张三"),
            ("12\u{3000}张三", "张三"),
            ("• 张三", "张三"),
            ("张三（电院）", "张三"),
            ("张三 (班长)", "张三"),
            ("“张三”", "张三"),
            ("《张三》", "张三"),
            ("\"张三\"", "张三"),
            ("2）“张三”（电院）", "张三"),
            ("张三（518021910001）", "518021910001"),
            ("518021910001 张三", "518021910001"),
            ("学号：518021910001", "518021910001"),
            ("邮箱：zhangsan@sjtu.edu.cn", "zhangsan@sjtu.edu.cn"),
            ("姓名: 张三", "张三"),
            ("张三 zhangsan", "zhangsan"),
            ("zhangsan02，张三", "zhangsan02"),
            ("3. 张三、zhang.san", "zhang.san"),
            ("张三*", "张三"),
            ("△张三", "张三"),
            ("张三①", "张三"),
            ("张三 ※", "张三"),
            ("张三<休学>", "张三"),
            ("name = 张三", "张三"),
        ] {
            assert!(readings(cell).iter().any(|reading| reading == meant), "{cell}: {:?}", readings(cell));
        }
        assert_eq!(name_and_account("张三 zhangsan"), Some(("张三", "zhangsan")));
        for cell in
            ["账号 zhangsan", "张三 zhangsan limishu", "张三", "zhangsan", "张 zs", "张三 518021910001"]
        {
            assert_eq!(name_and_account(cell), None, "{cell}");
        }
        assert_eq!(names("San Zhang"), ["sanzhang", "zhangsan"]);
        assert_eq!(names("Brück, Zoë")[1], text_key::key("Zoë Brück"));
        assert_eq!(readings("zhangsan"), ["zhangsan"]);
        assert_eq!(readings(" "), [""; 0]);
        assert_eq!(readings("3.5")[0], "3.5");
    }

    #[test]
    fn digits_that_a_spreadsheet_lost_are_noticed() {
        for cell in
            ["5.18022E+11", "5.1802191E+11", "5e+11", "9.90101E+17", "990101199203110000", "=\"5.18022E+11\""]
        {
            assert!(has_lost_digits(cell), "{cell}");
        }
        for cell in [
            "518021910001",
            "518021910000000",
            "990101199203110018",
            "99010119920311000X",
            "e12",
            "1e5",
            "zhange+1",
            "",
            "E+",
        ] {
            assert!(!has_lost_digits(cell), "{cell}");
        }
    }

    proptest! {
        #[test]
        fn a_value_as_it_is_written_comes_first(cell in "\\PC{0,24}") {
            let readings = readings(&cell);
            prop_assert_eq!(readings.first().map(String::as_str), Some(cell.trim()).filter(|cell| !cell.is_empty()));
            prop_assert!(readings.len() <= 10);
        }
    }
}
