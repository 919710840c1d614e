//! Calendar days as they are printed, in many languages and scripts.

use jiff::civil::{self, Date};
use servanda_model::Published;
use std::ops::Range;

/// A day found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub start: usize,
    pub end: usize,
    pub day: Date,
    /// Day and month could be exchanged.
    pub ambiguous: bool,
}

/// Beginnings of month names, January first; `|` parts what one month is called in one language. Names are those
/// of the Unicode CLDR, cut to what tells the months of a language apart.
const MONTHS: &[[&str; 12]] = &[
    // English and much of Europe
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    // German, Dutch, Scandinavian
    ["jän", "febr", "mär|mrt|maart", "april", "mai|mei|maj", "juni", "juli", "augus", "sept", "okt", "nov", "dez|des"],
    // French
    ["janv", "fév|fev", "mars", "avr", "mai", "juin", "juil", "août|aout", "sept", "octo", "nove", "déc"],
    // Spanish, Portuguese, Italian, Catalan, Galician
    [
        "ene|gen|xan",
        "feb|fev|feb",
        "mar",
        "abr|apr",
        "may|mai|mag|maig",
        "jun|giu|xuñ",
        "jul|lug|xul|juliol",
        "ago|ag",
        "set|sept",
        "out|ott|oct",
        "nov",
        "dic|dez|des|dec",
    ],
    // Russian, Bulgarian, Serbian in Cyrillic, Macedonian
    [
        "янв|јан|яну",
        "фев",
        "мар",
        "апр",
        "мая|май|мај",
        "июн|јун|юни",
        "июл|јул|юли",
        "авг",
        "сен|сеп",
        "окт",
        "ноя|ное|нов",
        "дек|дец",
    ],
    // Ukrainian
    ["січ", "лют", "берез", "квіт", "трав", "черв", "лип", "серп", "верес", "жовт", "листоп", "груд"],
    // Belarusian
    ["студз", "лют", "сакав", "крас", "мая|трав", "чэрв", "ліп", "жнів", "верас", "кастр", "ліст", "снеж"],
    // Polish
    [
        "stycz|sty",
        "lut",
        "mar",
        "kwie|kwi",
        "maj",
        "czerw|cze",
        "lip",
        "sierp|sie",
        "wrz",
        "paź|paz",
        "list",
        "grud|gru",
    ],
    // Czech
    [
        "led",
        "únor|únor",
        "břez",
        "dub",
        "květ",
        "červen|červn",
        "červenec|července",
        "srp",
        "září|zář",
        "říj",
        "listop",
        "pros",
    ],
    // Croatian, Bosnian
    [
        "siječ|sijec",
        "velja",
        "ožuj|ozuj",
        "trav",
        "svib",
        "lipan|lipnj",
        "srp",
        "kolov",
        "rujan|rujna",
        "listop",
        "studen",
        "prosin",
    ],
    // Slovene, Serbian in Latin, Slovak
    [
        "janu",
        "febru",
        "marec|mart",
        "apríl|apri",
        "máj|maj",
        "jún|juna",
        "júl|jula",
        "avg",
        "septe",
        "októ|okto",
        "novem",
        "decem",
    ],
    // Romanian
    ["ian", "febr", "marti", "apri", "mai", "iun", "iul", "augu", "sept", "octo|oct", "noi", "dece"],
    // Hungarian
    [
        "janu",
        "febr",
        "márc|marc",
        "ápr|ápri",
        "máj|máju",
        "jún|júni",
        "júl|júli",
        "aug",
        "szept|szep",
        "okt|októ",
        "nov",
        "dec",
    ],
    // Turkish
    ["ocak|oca", "şub|sub", "mart", "nis", "may", "haz", "tem", "ağu|agu", "eyl", "eki|ekim", "kas", "ara"],
    // Azerbaijani
    [
        "yanvar|yan",
        "fevral|fev",
        "mart",
        "aprel",
        "may",
        "iyun",
        "iyul",
        "avqust|avq",
        "sentyabr|sen",
        "oktyabr|okt",
        "noyabr|noy",
        "dekabr|dek",
    ],
    // Greek
    [
        "ιαν|γεν",
        "φεβ|φλεβ",
        "μαρ|μάρ",
        "απρ",
        "μαΐ|μαι|μαϊ|μάι|μαΪ",
        "ιουν|ιούν",
        "ιουλ|ιούλ",
        "αυγ|αύγ",
        "σεπ",
        "οκτ",
        "νοε|νοέ",
        "δεκ",
    ],
    // Finnish, Estonian
    [
        "tammi|jaan",
        "helmi|veebr",
        "maalis|märts",
        "huhti|apri",
        "touko|mai",
        "kesä|juuni",
        "heinä|juuli",
        "elo|augus",
        "syys|sept",
        "loka|okto",
        "marras|novem",
        "joulu|detse",
    ],
    // Lithuanian
    ["saus", "vasar", "kovo", "baland", "geguž", "biržel", "liep", "rugpj", "rugs", "spal", "lapkr", "gruod"],
    // Latvian, Albanian
    [
        "janvā|jana",
        "februā|shku",
        "mart|mars",
        "aprī|pril",
        "maij|maj",
        "jūn|qers",
        "jūl|korr",
        "augus|gush",
        "septem|shta",
        "oktob|tet",
        "novem|nën",
        "decem|dhje",
    ],
    // Indonesian, Malay, Filipino
    [
        "janua|enero",
        "febru|pebr",
        "mare|mac|mars",
        "april|abril",
        "mei|mayo",
        "juni|jun|hunyo",
        "juli|jul|hulyo",
        "agus|ogos|agos",
        "sept|setye",
        "okto|oktu",
        "nove|nobye",
        "dese|dis|disye",
    ],
    // Arabic
    [
        "يناير|كانون الثاني|جانفي",
        "فبراير|شباط|فيفري",
        "مارس|آذار|اذار",
        "أبريل|ابريل|إبريل|نيسان|أفريل",
        "مايو|أيار|ايار|ماي",
        "يونيو|حزيران|يونيه|جوان",
        "يوليو|تموز|يوليه|جويلية",
        "أغسطس|اغسطس|آب|أوت",
        "سبتمبر|أيلول|ايلول",
        "أكتوبر|اكتوبر|تشرين الأول|تشرين الاول",
        "نوفمبر|تشرين الثاني",
        "ديسمبر|كانون الأول|كانون الاول",
    ],
    // Hebrew
    [
        "ינואר|בינואר",
        "פברואר|בפברואר",
        "מרץ|במרץ|מרס",
        "אפריל|באפריל",
        "מאי|במאי",
        "יוני|ביוני",
        "יולי|ביולי",
        "אוגוסט|באוגוסט",
        "ספטמבר|בספטמבר",
        "אוקטובר|באוקטובר",
        "נובמבר|בנובמבר",
        "דצמבר|בדצמבר",
    ],
    // Persian names of our months, Urdu
    [
        "ژانویه|جنوری",
        "فوریه|فروری",
        "مارس|مارچ",
        "آوریل|اپریل",
        "مه|مئی",
        "ژوئن|جون",
        "ژوئیه|جولائی",
        "اوت|اگست",
        "سپتامبر|ستمبر",
        "اکتبر|اکتوبر",
        "نوامبر|نومبر",
        "دسامبر|دسمبر",
    ],
    // Hindi, Marathi, Nepali
    [
        "जनवरी|जानेवारी|जन",
        "फरवरी|फ़रवरी|फेब्रुवारी|फर",
        "मार्च",
        "अप्रैल|एप्रिल",
        "मई|मे",
        "जून",
        "जुलाई|जुलै",
        "अगस्त|ऑगस्ट",
        "सितंबर|सितम्बर|सप्टेंबर|सित",
        "अक्टूबर|अक्तूबर|ऑक्टोबर",
        "नवंबर|नवम्बर|नोव्हेंबर|नव",
        "दिसंबर|दिसम्बर|डिसेंबर|दिस",
    ],
    // Bengali
    [
        "জানুয়ারি|জানুয়ারী|জানুয়ারি|জানুয়ারী",
        "ফেব্রুয়ারি|ফেব্রুয়ারী|ফেব্রুয়ারি|ফেব্রুয়ারী",
        "মার্চ",
        "এপ্রিল",
        "মে",
        "জুন",
        "জুলাই",
        "আগস্ট|অগস্ট",
        "সেপ্টেম্বর",
        "অক্টোবর",
        "নভেম্বর",
        "ডিসেম্বর",
    ],
    // Tamil, Telugu
    [
        "ஜனவரி|జనవరి",
        "பிப்ரவரி|ఫిబ్రవరి",
        "மார்ச்|మార్చి",
        "ஏப்ரல்|ఏప్రిల్",
        "மே|మే",
        "ஜூன்|జూన్",
        "ஜூலை|జులై",
        "ஆகஸ்ட்|ఆగస్టు",
        "செப்டம்பர்|సెప్టెంబర్",
        "அக்டோபர்|అక్టోబర్",
        "நவம்பர்|నవంబర్",
        "டிசம்பர்|డిసెంబర్",
    ],
    // Armenian
    ["հունվ", "փետր", "մարտ", "ապր", "մայ", "հունիս", "հուլիս", "օգոս", "սեպտ", "հոկտ", "նոյ", "դեկտ"],
    // Georgian
    ["იან", "თებ", "მარ", "აპრ", "მაი", "ივნ", "ივლ", "აგვ", "სექ", "ოქტ", "ნოე", "დეკ"],
    // Thai
    [
        "มกราคม|ม.ค",
        "กุมภาพันธ์|ก.พ",
        "มีนาคม|มี.ค",
        "เมษายน|เม.ย",
        "พฤษภาคม|พ.ค",
        "มิถุนายน|มิ.ย",
        "กรกฎาคม|ก.ค",
        "สิงหาคม|ส.ค",
        "กันยายน|ก.ย",
        "ตุลาคม|ต.ค",
        "พฤศจิกายน|พ.ย",
        "ธันวาคม|ธ.ค",
    ],
];

/// Months of the Persian calendar, Farvardin first.
const PERSIAN: [&str; 12] =
    ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];

/// Words that may stand between day, month and year.
const LINKS: &[&str] = &[
    "de", "del", "di", "of", "st", "nd", "rd", "th", "г", "года", "р", "року", "m", "d", "er", "ngày", "năm", "the",
    "d'", "sa", "şi", "i",
];

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number {
        value: i32,
        digits: usize,
    },
    Month(i8),
    PersianMonth(i8),
    /// 年 or its like.
    Year,
    MonthSign,
    DaySign,
    Link,
    Sign(char),
    Other,
}

type Placed = (Token, Range<usize>);

/// All days printed in `text`, in order. `day_first` tells how to read 4/5/2020; without it, day first.
pub(crate) fn find(text: &str, day_first: Option<bool>) -> Vec<Seen> {
    // Cheap refusal: every day has a digit.
    if !text.chars().any(|c| digit(c).is_some()) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match day_at(&tokens[at..], day_first.unwrap_or(true)) {
            Some((used, day, ambiguous)) => {
                found.push(Seen { start: tokens[at].1.start, end: tokens[at + used - 1].1.end, day, ambiguous });
                at += used;
            }
            None => at += 1,
        }
    }
    found
}

fn digit(c: char) -> Option<u32> {
    let base = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        '๐'..='๙' => '๐',
        '０'..='９' => '０',
        _ => return None,
    };
    Some(c as u32 - base as u32)
}

fn tokens(text: &str) -> Vec<Placed> {
    let mut out: Vec<Placed> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}') {
            continue;
        }
        if let Some(d) = digit(c) {
            let (mut value, mut digits, mut end) = (d as i32, 1, start + c.len_utf8());
            while let Some((i, next)) = chars.peek().copied()
                && let Some(d) = digit(next)
            {
                value = value.saturating_mul(10).saturating_add(d as i32);
                digits += 1;
                end = i + next.len_utf8();
                chars.next();
            }
            out.push((Token::Number { value, digits }, start..end));
        } else if let Some(token) = sign_of(c) {
            out.push((token, start..start + c.len_utf8()));
        } else if is_letter(c) {
            let mut end = start + c.len_utf8();
            while let Some((i, next)) = chars.peek().copied()
                && (is_letter(next) || (is_thai(c) && next == '.'))
                && sign_of(next).is_none()
            {
                end = i + next.len_utf8();
                chars.next();
            }
            let (token, end) = word_token(&text[start..end], &text[start..], start);
            while chars.peek().is_some_and(|(i, _)| *i < end) {
                chars.next();
            }
            out.push((token, start..end));
        } else {
            out.push((Token::Sign(c), start..start + c.len_utf8()));
        }
    }
    out
}

fn is_letter(c: char) -> bool {
    // Combining vowel signs of Indic scripts are no letters to Unicode but belong to the word.
    c.is_alphabetic() || matches!(c, '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{300}'..='\u{36f}' | '\'' | '’')
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}')
}

fn sign_of(c: char) -> Option<Token> {
    Some(match c {
        '年' | '년' => Token::Year,
        '月' | '월' => Token::MonthSign,
        '日' | '일' => Token::DaySign,
        _ => return None,
    })
}

/// What a word that begins at `start` is, and where it ends: a month of two words takes its second along.
fn word_token(word: &str, rest: &str, start: usize) -> (Token, usize) {
    let end = start + word.len();
    let lower: String = word.chars().flat_map(char::to_lowercase).collect();
    if LINKS.contains(&lower.as_str()) {
        return (Token::Link, end);
    }
    if lower == "tháng" {
        return (Token::MonthSign, end);
    }
    if let Some(month) = PERSIAN.iter().position(|m| m.chars().eq(lower.chars().map(persian_letter))) {
        return (Token::PersianMonth(month as i8 + 1), end);
    }
    match month_of(&lower, rest) {
        Some((month, length)) => (Token::Month(month), end.max(start + length)),
        None => (Token::Other, end),
    }
}

/// Persian is often typed with the Arabic forms of two letters.
fn persian_letter(c: char) -> char {
    match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        c => c,
    }
}

/// The month that a word, or it and the next, names; with the bytes that a name of two words takes.
fn month_of(lower: &str, rest: &str) -> Option<(i8, usize)> {
    let length = lower.chars().count();
    let mut best: Option<(usize, i8, usize)> = None;
    for language in MONTHS {
        for (month, names) in (1_i8..).zip(language) {
            for name in names.split('|') {
                let chars = name.chars().count();
                let double = name.contains(' ');
                let fits = if double {
                    rest.starts_with(name)
                } else {
                    lower.starts_with(name) && length <= chars + 8 && (chars >= 3 || length == chars)
                };
                if fits && best.is_none_or(|(b, _, _)| chars > b) {
                    best = Some((chars, month, if double { name.len() } else { 0 }));
                }
            }
        }
    }
    best.map(|(_, month, bytes)| (month, bytes))
}

/// The day that begins with the first token: how many tokens it takes, and whether it is ambiguous.
fn day_at(tokens: &[Placed], day_first: bool) -> Option<(usize, Date, bool)> {
    use Token::*;
    let kind = |i: usize| tokens.get(i).map(|t| &t.0);
    let number = |i: usize| match kind(i) {
        Some(Number { value, digits }) => Some((*value, *digits)),
        _ => None,
    };
    let glued = |i: usize| tokens.get(i).zip(tokens.get(i + 1)).is_some_and(|(a, b)| a.1.end == b.1.start);
    if let Some(Month(month)) = kind(0) {
        // January 13, 2020
        let mut i = skip(tokens, 1, true);
        let (day, digits) = number(i)?;
        if digits > 2 {
            return None;
        }
        i = skip(tokens, i + 1, false);
        let (year, year_digits) = number(i)?;
        return made(year_of(year, year_digits)?, *month, day).map(|d| (i + 1, d, false));
    }
    let (first, digits) = number(0)?;
    if digits == 8 {
        return made((first / 10000) as i16, (first / 100 % 100) as i8, first % 100)
            .filter(|d| (1990..2100).contains(&d.year()))
            .map(|d| (1, d, false));
    }
    if digits == 4 {
        let year = year_of(first, digits)?;
        match (kind(1), kind(2), kind(3), kind(4)) {
            (Some(Sign(a)), Some(Number { value: m, digits: 1..=2 }), Some(Sign(b)), Some(Number { value: d, .. }))
                if a == b && matches!(a, '-' | '/' | '.' | '‐' | '–') =>
            {
                // 2020-01-13T10:00 is one number after another: only the first two digits of the day count.
                let (_, d_digits) = number(4)?;
                return (d_digits <= 2).then(|| made(year, *m as i8, *d)).flatten().map(|x| (5, x, false));
            }
            (Some(Year), Some(Number { value: m, .. }), Some(MonthSign), Some(Number { value: d, .. })) => {
                return made(year, *m as i8, *d).map(|x| (5, x, false));
            }
            _ => {}
        }
        // 2020. január 13. and 2020 m. sausio 13 d.
        let i = skip(tokens, 1, false);
        match kind(i) {
            Some(Month(month)) => {
                let i = skip(tokens, i + 1, false);
                let (day, d_digits) = number(i)?;
                return (d_digits <= 2).then(|| made(year, *month, day)).flatten().map(|x| (i + 1, x, false));
            }
            Some(PersianMonth(month)) if first < 1500 => {
                let i = skip(tokens, i + 1, false);
                let (day, _) = number(i)?;
                return from_persian(first, *month, day).map(|x| (i + 1, x, false));
            }
            _ => return None,
        }
    }
    if digits > 2 {
        return None;
    }
    // 13.01.2020, 13/1/20
    if let (Some(Sign(a)), Some((second, 1..=2)), Some(Sign(b)), Some((third, third_digits))) =
        (kind(1), number(2), kind(3), number(4))
        && a == b
        && matches!(a, '-' | '/' | '.' | '‐' | '–')
    {
        let year = match third_digits {
            4 => year_of(third, 4)?,
            2 if glued(3) => year_of(third, 2)?,
            _ => return None,
        };
        let (day, month) = match () {
            () if second > 12 => (second, first),
            () if first > 12 => (first, second),
            // Points are used where the day comes first.
            () if day_first || *a == '.' => (first, second),
            () => (second, first),
        };
        let ambiguous = first <= 12 && second <= 12 && first != second && *a != '.';
        return made(year, month as i8, day).map(|d| (5, d, ambiguous));
    }
    // 13 January 2020, 13 de enero de 2020, 13. ledna 2020, ngày 13 tháng 1 năm 2020
    let i = skip(tokens, 1, true);
    match kind(i) {
        Some(Month(month)) => {
            let i = skip(tokens, i + 1, true);
            let (year, year_digits) = number(i)?;
            made(year_of(year, year_digits)?, *month, first).map(|d| (i + 1, d, false))
        }
        Some(PersianMonth(month)) => {
            let i = skip(tokens, i + 1, true);
            let (year, 4) = number(i)? else { return None };
            from_persian(year, *month, first).map(|d| (i + 1, d, false))
        }
        Some(MonthSign) => {
            let (month, _) = number(i + 1)?;
            let i = skip(tokens, i + 2, true);
            let (year, 4) = number(i)? else { return None };
            made(year_of(year, 4)?, i8::try_from(month).ok()?, first).map(|d| (i + 1, d, false))
        }
        _ => None,
    }
}

/// Past a few linking words and signs.
fn skip(tokens: &[Placed], from: usize, slash: bool) -> usize {
    let mut i = from;
    while i < from + 3 {
        match tokens.get(i).map(|t| &t.0) {
            Some(Token::Link) => i += 1,
            Some(Token::Sign('.' | ',' | 'º' | '°' | '،' | '\'' | '’' | '/')) => i += 1,
            Some(Token::Sign('-')) if slash => i += 1,
            _ => break,
        }
    }
    i
}

fn year_of(year: i32, digits: usize) -> Option<i16> {
    let year = match digits {
        2 => 2000 + year,
        4 if (2500..2643).contains(&year) => year - 543,
        4 => year,
        _ => return None,
    };
    (1900..2100).contains(&year).then_some(year as i16).or((1300..1500).contains(&year).then_some(year as i16))
}

fn made(year: i16, month: i8, day: i32) -> Option<Date> {
    if !(1900..2100).contains(&year) {
        return (1300..1500).contains(&year).then(|| from_persian(i32::from(year), month, day)).flatten();
    }
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

/// A day of the Persian calendar by the 33-year cycle of leap years, right from 1925 to 2087
/// (Borkowski, "The Persian calendar for 3000 years", 1996).
fn from_persian(year: i32, month: i8, day: i32) -> Option<Date> {
    if !(1300..1500).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let month = i32::from(month);
    let before = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    // 1 Farvardin 1300 was 21 March 1921.
    let cycle = |y: i32| (8 * y + 21) / 33;
    let days = (year - 1300) * 365 + cycle(year - 1 + 8) - cycle(1299 + 8) + before + day - 1;
    civil::date(1921, 3, 21).checked_add(jiff::Span::new().days(days)).ok()
}

/// A date as machines write it in pages: ISO 8601 in all its spellings, RFC 2822, compact, seconds since 1970;
/// else the first day printed in it.
pub(crate) fn stamp(text: &str, day_first: Option<bool>) -> Option<Published> {
    let text = text.trim();
    if text.is_empty() || text.len() > 120 {
        return None;
    }
    if let Ok(published) = text.parse::<Published>()
        && !matches!(published, Published::Month(_))
    {
        return within_reason(published);
    }
    if text.len() >= 10 && text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 13 {
        let number = text.parse::<i64>().ok()?;
        let seconds = if text.len() == 13 { number / 1000 } else { number };
        // Ten digits that are no day of this century as YYYYMMDDhh.
        if text.len() == 13 || text.len() == 10 {
            let at = jiff::Timestamp::from_second(seconds).ok()?;
            return within_reason(Published::Instant { at, offset: jiff::tz::Offset::UTC });
        }
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(text) {
        return within_reason(Published::Instant { at: zoned.timestamp(), offset: zoned.offset() });
    }
    // 2020-01-13T10:00:00+0300, 2020-01-13T10:00:00.0000000+03:00
    if text.is_char_boundary(10.min(text.len()))
        && text.len() > 10
        && let Ok(day) = text[..10].parse::<Date>()
    {
        let time = text[10..].trim_start_matches(['T', 't', ' ']);
        let (clock, offset) = time.split_at(time.find(['Z', 'z', '+', '-']).unwrap_or(time.len()));
        // Fractions of a second are dropped and digits left out put back: `10:0:5.1230000`.
        let clock = clock.trim().split('.').next().unwrap_or("");
        let parts: Vec<String> = clock.split(':').map(|part| format!("{part:0>2}")).collect();
        let whole = format!("{day}T{}{}", parts.join(":"), offset.replace(' ', ""));
        return within_reason(whole.parse().ok().unwrap_or(Published::Date(day)));
    }
    find(text, day_first).first().map(|seen| Published::Date(seen.day)).and_then(within_reason)
}

/// The web has no page from before 1991; dates far off are defaults of some program.
fn within_reason(published: Published) -> Option<Published> {
    (1991..2100).contains(&published.first_day().year()).then_some(published)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_many_languages() {
        for text in [
            "January 13, 2020",
            "13 January 2020",
            "Mon, 13th of Jan. 2020",
            "13. Januar 2020",
            "13 janvier 2020",
            "13 de enero de 2020",
            "13 gennaio 2020",
            "13 января 2020 г.",
            "13 січня 2020",
            "13 stycznia 2020",
            "13. ledna 2020",
            "13 ianuarie 2020",
            "2020. január 13.",
            "13 Ocak 2020",
            "13 yanvar 2020",
            "13 Ιανουαρίου 2020",
            "13. tammikuuta 2020",
            "2020 m. sausio 13 d.",
            "13 Januari 2020",
            "13 يناير 2020",
            "١٣ كانون الثاني ٢٠٢٠",
            "13 בינואר 2020",
            "13 जनवरी 2020",
            "১৩ জানুয়ারি ২০২০",
            "13 հունվարի, 2020",
            "13 იანვარი 2020",
            "13 มกราคม 2563",
            "2020年1月13日",
            "2020년 1월 13일",
            "ngày 13 tháng 1 năm 2020",
            "13.01.2020",
            "13/01/2020",
            "01/13/2020",
            "2020-01-13",
            "2020/1/13",
            "2020.01.13",
            "20200113",
            "۲۳ دی ۱۳۹۸",
            "۲۳ دي ۱۳۹۸",
            "13-Jan-2020",
            "13.1.20",
        ] {
            let days: Vec<String> = find(text, None).iter().map(|s| s.day.to_string()).collect();
            assert_eq!(days, ["2020-01-13"], "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_day_are_left_alone() {
        for text in
            ["call 555-01-2020", "1-2-3", "v. 2020.01", "30 February 2020", "13 people 2020", "10:20:30", "1.234.567"]
        {
            assert_eq!(find(text, None), [], "{text}");
        }
    }

    #[test]
    fn an_ambiguous_day_follows_the_given_order() {
        assert_eq!(find("4/5/2020", Some(true))[0].day, civil::date(2020, 5, 4));
        assert_eq!(find("4/5/2020", Some(false))[0].day, civil::date(2020, 4, 5));
        assert!(find("4/5/2020", None)[0].ambiguous);
    }

    #[test]
    fn machine_dates_are_read_in_all_spellings() {
        for (text, printed) in [
            ("2020-01-13T10:00:00+0300", "2020-01-13T10:00:00+03:00"),
            ("2020-01-13T10:00:00.123Z", "2020-01-13T10:00:00.123+00:00"),
            ("2020-01-13 10:00:00", "2020-01-13"),
            ("2020-01-13T10:00:00.0000000+03:00", "2020-01-13T10:00:00+03:00"),
            ("2020-01-13T10:00:0Z", "2020-01-13T10:00:00+00:00"),
            ("Mon, 13 Jan 2020 10:00:00 +0300", "2020-01-13T10:00:00+03:00"),
            ("1578898800", "2020-01-13T07:00:00+00:00"),
            ("20200113", "2020-01-13"),
        ] {
            assert_eq!(stamp(text, None).map(|p| p.to_string()).as_deref(), Some(printed), "{text}");
        }
        assert_eq!(stamp("0001-01-01T00:00:00", None), None);
    }
}
