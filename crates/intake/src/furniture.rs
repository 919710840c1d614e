//! Lines that belong to the page and not to the report.

use servanda_model::BlockKind;

/// Openings of lines that point to other reports, ask for something or credit a picture, lower case, by language.
/// The list holds what newspapers commonly print; it need not be complete to be useful.
const OPENINGS: &[&str] = &[
    // English
    "read more",
    "read also",
    "also read",
    "read next",
    "read the full",
    "see also",
    "see more",
    "related:",
    "related stor",
    "related article",
    "related news",
    "related topics",
    "related content",
    "more on this",
    "more from",
    "more:",
    "recommended:",
    "don't miss",
    "dont miss",
    "don’t miss",
    "you may also like",
    "you might also like",
    "watch:",
    "watch more",
    "listen:",
    "share this",
    "share on",
    "share via",
    "share:",
    "follow us",
    "follow our",
    "like us on",
    "join us on",
    "join our",
    "subscribe",
    "sign up",
    "get the latest",
    "get our",
    "click here",
    "support our",
    "support independent",
    "donate",
    "advertisement",
    "advertising",
    "sponsored",
    "this website uses cookies",
    "we use cookies",
    "this site uses cookies",
    "by continuing to use",
    "all rights reserved",
    "copyright",
    "(c) ",
    "© ",
    "photo:",
    "photo by",
    "photo credit",
    "photo courtesy",
    "image:",
    "image credit",
    "image source",
    "picture:",
    "file photo",
    "getty images",
    "print this",
    "email this",
    "leave a comment",
    "comments",
    "tags:",
    "tag:",
    "topics:",
    "filed under",
    "posted in",
    "most read",
    "most popular",
    "top stories",
    "trending",
    "breaking news",
    "explore further",
    "our standards:",
    "skip to",
    "back to top",
    "download our app",
    "download the app",
    "have a tip",
    "got a tip",
    "if you enjoyed",
    "like this story",
    "like this article",
    "enjoyed this",
    "story continues",
    "article continues",
    "continue reading",
    "loading",
    "previous article",
    "next article",
    "what do you think",
    "let us know",
    "report a typo",
    "report an error",
    "text size",
    "follow live",
    "view comments",
    "post a comment",
    "add a comment",
    // Russian, Ukrainian
    "читайте также",
    "читать также",
    "читайте далее",
    "подробнее:",
    "подписывайтесь",
    "подпишитесь",
    "поделиться",
    "по теме:",
    "фото:",
    "реклама",
    "смотрите также",
    "материалы по теме",
    "нашли ошибку",
    "заметили ошибку",
    "читайте також",
    "підписуйтесь",
    "поділитися",
    "все права защищены",
    // French
    "lire aussi",
    "à lire aussi",
    "a lire aussi",
    "lire la suite",
    "voir aussi",
    "partager",
    "abonnez-vous",
    "suivez-nous",
    "inscrivez-vous",
    "publicité",
    "crédit photo",
    // Spanish, Portuguese
    "lea también",
    "lee también",
    "leer más",
    "lea más",
    "le puede interesar",
    "te puede interesar",
    "compartir",
    "suscríbete",
    "suscríbase",
    "síguenos",
    "publicidad",
    "leia também",
    "leia mais",
    "veja também",
    "saiba mais",
    "compartilhe",
    "assine",
    "siga-nos",
    "publicidade",
    // German
    "lesen sie auch",
    "mehr zum thema",
    "lesen sie mehr",
    "weiterlesen",
    "auch interessant",
    "teilen",
    "anzeige",
    "das könnte sie auch interessieren",
    "foto:",
    "newsletter",
    // Italian
    "leggi anche",
    "leggi tutto",
    "condividi",
    "seguici",
    "iscriviti",
    "pubblicità",
    // Turkish, Azerbaijani
    "ayrıca okuyun",
    "bunları da",
    "i̇lgili haber",
    "ilgili haber",
    "paylaş",
    "abone ol",
    "oxuyun",
    "həmçinin oxu",
    // Arabic, Persian
    "اقرأ أيضا",
    "اقرأ المزيد",
    "اقرأ أيضًا",
    "شارك",
    "تابعونا",
    "بیشتر بخوانید",
    "همچنین بخوانید",
    // Armenian, Georgian
    "կարդացեք նաև",
    "կարդալ նաև",
    "წაიკითხეთ ასევე",
    // Chinese, Japanese, Korean
    "相关阅读",
    "相关新闻",
    "延伸閱讀",
    "相關新聞",
    "責任編輯",
    "责任编辑",
    "関連記事",
    "あわせて読みたい",
    "저작권자",
    "무단전재",
    "관련기사",
];

/// Words anywhere in a line that mark a credit or a notice of rights.
const INSIDE: &[&str] = &[
    "all rights reserved",
    "licensed under cc",
    "creative commons",
    "may not be published, broadcast",
    "image credit",
    "photo credit",
    "getty images)",
    "/getty images",
    "via getty images",
    "cookie policy",
    "privacy policy",
    "terms of service",
    "terms of use",
    "unsubscribe",
    "subject to copyright",
    "click here to",
    "sign up for our",
    "sign up here",
    "subscribe to our",
    "follow us on",
    "follow him on twitter",
    "follow her on twitter",
    "follow them on twitter",
    "newsletter",
];

/// Whether a line is furniture. Long lines are taken for what they say.
pub(crate) fn is_furniture(line: &str) -> bool {
    let line = line.trim().trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '('));
    let words = line.split_whitespace().count();
    if line.is_empty() {
        return true;
    }
    if words > 45 {
        return false;
    }
    let mut head = String::new();
    for c in line.chars().take(400).flat_map(char::to_lowercase) {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !head.ends_with(' ') {
            head.push(c);
        }
    }
    if OPENINGS.iter().any(|o| opens(&head, o, words)) {
        return true;
    }
    INSIDE.iter().any(|i| head.contains(i) && words <= 32)
}

/// Whether `head` opens with `with`. An opening of one bare word must be nearly all of the line, or stand
/// before a colon: "Subscribe now", but not "Subscribers fled".
fn opens(head: &str, with: &str, words: usize) -> bool {
    let Some(rest) = head.strip_prefix(with) else { return false };
    let bound = with.ends_with([':', ' ']) || !rest.starts_with(char::is_alphanumeric);
    let stem = with.ends_with("stor");
    (bound || stem)
        && (words <= 4 || with.contains(' ') || with.ends_with(':') || rest.trim_start().starts_with([':', '|']))
}

/// What a block of plain text is by its wording.
pub(crate) fn kind_of(line: &str, otherwise: BlockKind) -> BlockKind {
    if is_furniture(line) { BlockKind::Furniture } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_told_from_statements() {
        for line in [
            "READ MORE: Army enters the town",
            "Related: Shelling resumes",
            "Share this article",
            "“Bridge at dusk” by A. Person is licensed under CC BY 2.0",
            "Читайте также: Колонна вышла из города",
            "Photo: press service",
            "Subscribe",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in [
            "Subscribers to the truce monitoring service fled the building on Monday.",
            "Related families were evacuated from the village.",
            "Comments by the minister angered the other side, which called them a threat.",
            "The commander said the photo showed his men.",
            "Advertising revenue of the town's paper fell after the shelling, its editor said.",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }
}
