//! Characters that stand in another place than Unicode has for them now: older encodings, and documents, left them there.

/// A character in the place that Unicode has for it now.
pub fn own(sign: char) -> char {
    let sign = match sign {
        '\u{E815}'..='\u{E864}' => PRIVATE.chars().nth((sign as usize) - 0xE815).unwrap_or(sign),
        sign => sign,
    };
    match sign {
        '\u{2E80}'..='\u{2EFF}' => {
            RADICALS.iter().find(|(radical, _)| *radical == sign).map_or(sign, |(_, character)| *character)
        }
        sign => sign,
    }
}

/// What GB 18030-2000 keeps from U+E815 on, because Unicode had no place for it yet (GB 18030-2005 and 2022, the bytes FE50 to FEA0).
const PRIVATE: &str = concat!(
    "\u{2E81}\u{20087}\u{20089}\u{200CC}\u{2E84}\u{3473}\u{3447}\u{2E88}\u{2E8B}\u{9FB4}\u{359E}\u{361A}\u{360E}\u{2E8C}\u{2E97}\u{396E}",
    "\u{3918}\u{9FB5}\u{39CF}\u{39DF}\u{3A73}\u{39D0}\u{9FB6}\u{9FB7}\u{3B4E}\u{3C6E}\u{3CE0}\u{2EA7}\u{215D7}\u{9FB8}\u{2EAA}\u{4056}",
    "\u{415F}\u{2EAE}\u{4337}\u{2EB3}\u{2EB6}\u{2EB7}\u{2298F}\u{43B1}\u{43AC}\u{2EBB}\u{43DD}\u{44D6}\u{4661}\u{464C}\u{9FB9}\u{4723}",
    "\u{4729}\u{477C}\u{478D}\u{2ECA}\u{4947}\u{497A}\u{497D}\u{4982}\u{4983}\u{4985}\u{4986}\u{499F}\u{499B}\u{49B7}\u{49B6}\u{9FBA}",
    "\u{241FE}\u{4CA3}\u{4C9F}\u{4CA0}\u{4CA1}\u{4C77}\u{4CA2}\u{4D13}\u{4D14}\u{4D15}\u{4D16}\u{4D17}\u{4D18}\u{4D19}\u{4DAE}\u{9FBB}",
);

/// Radicals that look like a character which is a whole word by itself, as texts copied from documents have them. NFKC knows those of Kangxi alone.
const RADICALS: [(char, char); 34] = [
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺫', '目'),
    ('⺮', '竹'),
    ('⺼', '肉'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻑', '长'),
    ('⻒', '长'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_characters_are_those_of_the_standard() {
        assert_eq!(PRIVATE.chars().count(), 80);
        let bytes: Vec<u8> = (0x50..=0x7E).chain(0x80..=0xA0).collect();
        for (byte, expected) in bytes.into_iter().zip(PRIVATE.chars()) {
            let (read, _, _) = encoding_rs::GB18030
                .decode(&[0xFE, byte])
                .0
                .chars()
                .fold(('\0', 0, 0), |_, sign| (sign, 0, 0));
            // The decoder of browsers keeps some in their private place to this day.
            if !('\u{E000}'..='\u{F8FF}').contains(&read) {
                assert_eq!(read, expected, "FE{byte:X}");
            }
        }
    }
}
