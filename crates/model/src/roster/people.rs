//! Who may be named in a cell among other words: `白敏春 电院`, `@陈静 @陈霞`, `黄睿13812345678`.

use super::heading;
use super::name_beside::{TITLES, is_unit};
use super::value::LONGEST;
use crate::search_text::{Looks, looks_like};
use crate::text_key;

/// A word, or words that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is written, and behind it what is left without titles and roles.
    pub readings: Vec<String>,
    /// Whether it could be the name of somebody whom nobody knows.
    pub is_like_name: bool,
}

/// What stands before a name without being part of it.
const ROLES: [&str; 26] = [
    "尊敬的",
    "请",
    "邀请",
    "党委书记",
    "副书记",
    "副院长",
    "副主任",
    "副教授",
    "副处长",
    "本科生",
    "研究生",
    "博士生",
    "硕士生",
    "留学生",
    "书记",
    "院长",
    "主任",
    "教授",
    "讲师",
    "处长",
    "科长",
    "班长",
    "组长",
    "组员",
    "新生",
    "学生",
];

/// Words that lists hold beside names, and that are none.
const NO_NAMES: [&str; 26] = [
    "周一", "周二", "周三", "周四", "周五", "周六", "周日", "年生", "出生", "参加", "收到", "请假", "党员",
    "团员", "群众", "汉族", "退休", "在职", "在读", "手机", "电话", "内线", "确认", "缺席", "已到", "未到",
];

/// Who is named behind these is not on the list, but has to do with it.
const NOT_LISTED: [&str; 8] = ["制表", "填表", "审核", "经办", "联系人", "负责人", "导师", "辅导员"];

/// With which most names in ideographs begin: what begins otherwise is rather a remark.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱\
    江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲\
    翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景宫费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘\
    池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿狄索宣晋门云容敬扈晁芮都阙浦戈伏鹿薄邸雍辜乌裘亓\
    修邰赫杭况那宿鲜逯隆茹战慕危亢嵇湛宾戎勾茅於揭尉冶束檀衣展阴昝智幸奉衡尧由张劉陳楊黃趙吳孫馬許韓馮鄧蔣葉蘇魏呂盧鐘譚陸範買顧龔邵萬錢嚴歐陽司馬上官諸葛夏侯";

/// Between two names that stand in one word.
const AND: [&str; 4] = ["以及", "和", "与", "及"];

/// Signs of a name in ideographs whom nobody knows.
const LIKE_NAME: std::ops::RangeInclusive<usize> = 2..=4;
/// Signs of the shortest account or number that is looked for among other words.
const SHORTEST: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ideographs,
    Latin,
    /// Accounts, numbers, addresses.
    Signs,
    Between,
}

fn is_name_dot(sign: char) -> bool {
    matches!(sign, '·' | '•' | '・' | '‧')
}

fn kind(sign: char) -> Kind {
    if text_key::is_ideograph(sign) || is_name_dot(sign) {
        Kind::Ideographs
    } else if sign.is_ascii_digit() || matches!(sign, '@' | '_') {
        Kind::Signs
    } else if sign.is_alphabetic() || matches!(sign, '.' | '\'' | '-') {
        Kind::Latin
    } else {
        Kind::Between
    }
}

/// The words of a cell that can be somebody, in their order. None where the cell is one account or number, names somebody who has to do with the list, or is
/// a text.
pub fn words(cell: &str) -> Vec<Word> {
    // Most lines of long lists.
    if cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        return Vec::new();
    }
    let is_about_the_list = |label: &str| NOT_LISTED.iter().any(|word| label.trim().starts_with(word));
    if cell.len() > LONGEST || is_about_the_list(cell.split([':', '：', ' ', '-']).next().unwrap_or_default())
    {
        return Vec::new();
    }
    let mut words: Vec<Word> = Vec::new();
    // A single ideograph, and whether nothing but white space stands behind it so far.
    let mut single: Option<String> = None;
    for (kind, text) in pieces(cell) {
        match kind {
            Kind::Between if text.chars().all(char::is_whitespace) => {}
            Kind::Between => single = None,
            Kind::Ideographs => {
                let text = text.trim_matches(is_name_dot);
                match (single.take(), text.chars().count()) {
                    (_, 0) => {}
                    (Some(first), 1) => words.extend(in_ideographs(&format!("{first}{text}"))),
                    (None, 1) => single = Some(text.to_owned()),
                    (_, _) => words.extend(in_ideographs(text)),
                }
            }
            Kind::Latin | Kind::Signs => {
                single = None;
                words.extend(in_letters(text));
            }
        }
    }
    words
}

/// The name that stands in a cell beside an account or a number, if it is the only one.
pub fn name_among(cell: &str) -> Option<String> {
    let words = words(cell);
    let mut names = words.iter().filter(|word| word.is_like_name);
    let name = names.next()?.readings.last()?;
    let is_beside = words.iter().any(|word| word.readings[0].is_ascii());
    (is_beside && names.next().is_none()).then(|| name.clone())
}

/// Whether a cell is one name in ideographs, as names usually are.
pub fn is_like_name(cell: &str) -> bool {
    matches!(words(cell).as_slice(), [word] if word.is_like_name && word.readings[0] == cell)
}

/// The parts of a word between which it says "and", or a dot, or, in Latin letters, a space; none where it does not.
pub fn parts(word: &str) -> Vec<String> {
    let parts: Vec<String> = if word.is_ascii() {
        word.split(' ').map(str::to_owned).collect()
    } else if word.contains(is_name_dot) {
        word.split(is_name_dot).map(str::to_owned).collect()
    } else {
        let text = AND.iter().fold(word.to_owned(), |text, and| text.replace(and, "\0"));
        text.split('\0').map(str::to_owned).collect()
    };
    if parts.len() > 1 && parts.iter().all(|part| part.chars().count() > 1) { parts } else { Vec::new() }
}

/// A name in Latin letters as it may sound in Chinese, the family name first and last: `Wang Wu`, `WU, Wang`. None where a cell is no such name.
pub fn in_syllables(cell: &str) -> Vec<String> {
    let words: Vec<String> =
        cell.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let is_word =
        |word: &String| word.len() > 1 && word.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'-');
    let Some((last, first)) = words.split_last().filter(|(_, first)| (1..4).contains(&first.len())) else {
        return Vec::new();
    };
    if cell.len() > LONGEST || !words.iter().all(is_word) {
        return Vec::new();
    }
    vec![words.concat(), format!("{last}{}", first.concat())]
}

/// A cell in stretches of one kind. Latin words with a space between them are one; digits belong to the letters beside them.
fn pieces(cell: &str) -> Vec<(Kind, &str)> {
    let mut pieces: Vec<(Kind, usize, usize)> = Vec::new();
    for (at, sign) in cell.char_indices() {
        let (of_sign, end) = (kind(sign), at + sign.len_utf8());
        match pieces.last_mut() {
            Some((last, _, until)) if *last == of_sign => *until = end,
            Some((last @ (Kind::Latin | Kind::Signs), _, until))
                if matches!(of_sign, Kind::Latin | Kind::Signs) =>
            {
                (*last, *until) = (Kind::Signs, end);
            }
            _ => pieces.push((of_sign, at, end)),
        }
    }
    let mut joined: Vec<(Kind, usize, usize)> = Vec::new();
    for piece in pieces {
        if let (Kind::Latin, [.., (Kind::Latin, _, until), (Kind::Between, from, to)]) =
            (piece.0, joined.as_mut_slice())
            && &cell[*from..*to] == " "
        {
            *until = piece.2;
            joined.pop();
        } else {
            joined.push(piece);
        }
    }
    joined.into_iter().map(|(kind, from, to)| (kind, &cell[from..to])).collect()
}

fn in_ideographs(text: &str) -> Option<Word> {
    let mut readings = vec![text.to_owned()];
    let mut add = |reading: &str| {
        if reading.chars().count() > 1 && !readings.iter().any(|known| known == reading) {
            readings.push(reading.to_owned());
        }
    };
    let untitled = without_titles(text);
    let without_role = |text: &str| ROLES.iter().find_map(|role| text.strip_prefix(role)).map(str::to_owned);
    add(untitled);
    [text, untitled].into_iter().filter_map(without_role).for_each(|reading| add(&reading));
    let says_something_else = |text: &str| {
        heading::role(text).is_some()
            || TITLES.contains(&text)
            || ROLES.contains(&text)
            || NO_NAMES.contains(&text)
            || is_unit(text)
    };
    if text.chars().count() < 2 {
        return None;
    }
    let bare = readings.last().map_or(text, String::as_str);
    let is_like_name = bare.starts_with(|first| SURNAMES.contains(first))
        && LIKE_NAME.contains(&bare.chars().count())
        && !says_something_else(text)
        && !says_something_else(bare);
    Some(Word { readings, is_like_name })
}

/// Behind a name, as often as they stand there: `老师好`, `等`.
fn without_titles(text: &str) -> &str {
    let mut bare = without_how_many(text);
    while let Some(rest) = TITLES.iter().chain(&["好", "等"]).find_map(|title| bare.strip_suffix(title)) {
        bare = rest;
    }
    bare
}

/// Without what begins with how many were named, behind a name: `张三三位同学`, `李四两人`.
fn without_how_many(text: &str) -> &str {
    let counted = text.char_indices().zip(text.chars().skip(1)).find(|((at, sign), next)| {
        text[..*at].chars().nth(1).is_some()
            && "两二三四五六七八九十".contains(*sign)
            && "位名人".contains(*next)
    });
    counted.map_or(text, |((at, _), _)| &text[..at])
}

/// How people are addressed in front of a Latin name, folded.
const ADDRESSES: [&str; 7] = ["mr", "mrs", "ms", "miss", "dr", "prof", "professor"];

fn in_letters(text: &str) -> Option<Word> {
    let text = text.trim_matches(|sign: char| matches!(sign, '.' | '\'' | '-' | '@' | '_'));
    if text.chars().count() < SHORTEST || matches!(looks_like(text), Looks::Telephone(_)) {
        return None;
    }
    let mut readings = vec![text.to_owned()];
    if let Some((first, rest)) = text.split_once(' ') {
        let first = first.trim_end_matches('.').to_lowercase();
        readings.extend(ADDRESSES.contains(&&*first).then(|| rest.to_owned()));
    }
    Some(Word { readings, is_like_name: false })
}

/// Whether a cell can hold more than one value: what is said by its words is not what it says as a whole.
pub fn is_compound(cell: &str) -> bool {
    match words(cell).as_slice() {
        [] => false,
        [word] => {
            word.readings.len() > 1 || word.readings[0] != cell.trim() || !parts(&word.readings[0]).is_empty()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(cell: &str) -> Vec<String> {
        words(cell).into_iter().flat_map(|word| word.readings).collect()
    }

    #[test]
    fn names_in_syllables_are_told_from_words() {
        assert_eq!(in_syllables("Wang Wu"), ["wangwu", "wuwang"]);
        assert_eq!(in_syllables("OUYANG, Xiao-Ming"), ["ouyangxiao-ming", "xiao-mingouyang"]);
        for none in
            ["wangwu", "Wang W", "王五 Wang", "Wang Wu 5180", "a long line of words that says much", ""]
        {
            assert!(in_syllables(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn whoever_is_named_among_other_words_is_read() {
        for (cell, name) in [
            ("2. 白敏春 电院", "白敏春"),
            ("4.曹霞梅 参加", "曹霞梅"),
            ("6. 曹毅桂+1", "曹毅桂"),
            ("一、陈涵", "陈涵"),
            ("a) 陈瀚瀚", "陈瀚瀚"),
            ("√ 陈秀晨", "陈秀晨"),
            ("第1名 邓洋柏", "邓洋柏"),
            ("@程浩军", "程浩军"),
            ("陈秀晨-电院", "陈秀晨"),
            ("副院长 丁飞玉", "丁飞玉"),
            ("杜涛杰主任", "杜涛杰"),
            ("班长杜薇薇", "杜薇薇"),
            ("主任：冯毅柏（兼）", "冯毅柏"),
            ("龚乐秀/教授", "龚乐秀"),
            ("尊敬的何娜毅老师", "何娜毅"),
            ("何秋老师好", "何秋"),
            ("贺睿源等", "贺睿源"),
            ("侯静正；", "侯静正"),
            ("黄睿13812345678", "黄睿"),
            ("黄思秀：138-1234-5678", "黄思秀"),
            ("贾雨一 021-34201234", "贾雨一"),
            ("李芳阳，女，1990年生", "李芳阳"),
            ("计科2101李天刚", "李天刚"),
            ("陆 辉", "陆辉"),
            ("李国茜 <liguoqian@sjtu.edu.cn>", "liguoqian@sjtu.edu.cn"),
            ("('baihaihan'", "baihaihan"),
            ("[\"白海瀚\"", "白海瀚"),
            ("Mr. George Jones", "George Jones"),
            ("Laura Anderson 劳拉", "Laura Anderson"),
            ("阿卜杜·热合曼 电院", "阿卜杜·热合曼"),
            ("白海瀚 15:30:01", "白海瀚"),
        ] {
            assert!(read(cell).iter().any(|reading| reading == name), "{cell}: {:?}", words(cell));
        }
        for cell in ["制表人：张三", "联系人:方军然", "电院", "", "+1", "138-1234-5678"] {
            assert!(words(cell).iter().all(|word| !word.is_like_name), "{cell}: {:?}", words(cell));
        }
        assert!(read("制表人：张三").is_empty());
        assert_eq!(parts("彭辉睿和彭怡琪"), ["彭辉睿", "彭怡琪"]);
        assert_eq!(parts("邱琪和·仇睿志"), ["邱琪和", "仇睿志"]);
        assert_eq!(parts("王和平"), [""; 0]);
        let like: Vec<bool> =
            words("张三 钱某某 电院 参加 已缴费").iter().map(|word| word.is_like_name).collect();
        assert_eq!(like, [true, true, false, false, false]);
    }

    proptest! {
        #[test]
        fn words_are_part_of_their_cell(cell in "[张三李和电院老师 a-z0-9.@·，、:]{0,30}") {
            let bare = |text: &str| text.chars().filter(|sign| !sign.is_whitespace() && *sign != '·').collect::<String>();
            let plain = bare(&cell);
            for reading in words(&cell).into_iter().flat_map(|word| word.readings) {
                let reading = bare(&reading);
                prop_assert!(plain.contains(&reading), "{reading} of {cell}");
            }
        }
    }
}
