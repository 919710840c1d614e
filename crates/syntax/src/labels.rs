//! The closed label sets of the model: dependencies, tags, parts of speech, kinds of entity.

/// Declares a small `Copy` enum whose variants stand for the labels of the model.
macro_rules! labels {
    ($(#[$about:meta])* $name:ident { $($variant:ident $label:literal $meaning:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name {
            $(#[doc = concat!("`", $label, "`: ", $meaning, ".")] $variant,)*
        }

        impl $name {
            /// All labels, in order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The label as the model's authors write it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// Reads a label; `None` if the model has no such label.
            #[must_use]
            pub fn parse(label: &str) -> Option<Self> {
                match label { $($label => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

labels! {
    /// How a token depends on its head (the ClearNLP scheme that English spaCy models use).
    Dep {
        Root "ROOT" "root of its sentence",
        Acl "acl" "clause that modifies a noun: \"the plan *to withdraw*\"",
        Acomp "acomp" "adjective as complement of a verb",
        Advcl "advcl" "adverbial clause",
        Advmod "advmod" "adverb",
        Agent "agent" "the \"by\" that brings in the doer of a passive",
        Amod "amod" "adjective before a noun",
        Appos "appos" "apposition",
        Attr "attr" "nominal complement of a copula",
        Aux "aux" "auxiliary verb",
        Auxpass "auxpass" "auxiliary of the passive",
        Case "case" "case marker, such as 's",
        Cc "cc" "coordinating conjunction",
        Ccomp "ccomp" "finite clause as complement: what is said",
        Compound "compound" "part of a compound",
        Conj "conj" "second and further members of a coordination",
        Csubj "csubj" "clause as subject",
        Csubjpass "csubjpass" "clause as subject of a passive",
        Dative "dative" "indirect object",
        Dep "dep" "unclassified",
        Det "det" "determiner",
        Dobj "dobj" "direct object",
        Expl "expl" "expletive: \"there\" and empty \"it\"",
        Intj "intj" "interjection",
        Mark "mark" "word that opens a subordinate clause",
        Meta "meta" "aside that is no part of the sentence",
        Neg "neg" "negation",
        Nmod "nmod" "noun that modifies a noun",
        Npadvmod "npadvmod" "noun phrase used as adverb: \"two days *later*\"",
        Nsubj "nsubj" "subject",
        Nsubjpass "nsubjpass" "subject of a passive",
        Nummod "nummod" "number",
        Oprd "oprd" "predicate of an object: \"called it *dead*\"",
        Parataxis "parataxis" "clause set beside another",
        Pcomp "pcomp" "clause or preposition after a preposition",
        Pobj "pobj" "object of a preposition",
        Poss "poss" "possessor",
        Preconj "preconj" "first half of a paired conjunction: \"both\", \"either\"",
        Predet "predet" "word before the determiner: \"*all* the\"",
        Prep "prep" "preposition",
        Prt "prt" "particle of a phrasal verb",
        Punct "punct" "punctuation",
        Quantmod "quantmod" "modifier of a quantity: \"*about* 50\"",
        Relcl "relcl" "relative clause",
        Xcomp "xcomp" "complement clause without a subject of its own",
    }
}

labels! {
    /// Fine tag: the Penn Treebank set as OntoNotes extends it.
    Tag {
        Dollar "$" "currency sign",
        CloseQuote "''" "closing quote",
        Comma "," "comma",
        OpenBracket "-LRB-" "opening bracket",
        CloseBracket "-RRB-" "closing bracket",
        Stop "." "end of a sentence",
        Colon ":" "colon, semicolon, dash, ellipsis",
        Add "ADD" "web or mail address",
        Afx "AFX" "affix",
        Cc "CC" "coordinating conjunction",
        Cd "CD" "cardinal number",
        Dt "DT" "determiner",
        Ex "EX" "existential \"there\"",
        Fw "FW" "foreign word",
        Hyph "HYPH" "hyphen",
        In "IN" "preposition or subordinating conjunction",
        Jj "JJ" "adjective",
        Jjr "JJR" "comparative adjective",
        Jjs "JJS" "superlative adjective",
        Ls "LS" "list marker",
        Md "MD" "modal verb",
        Nfp "NFP" "superfluous punctuation",
        Nn "NN" "singular noun",
        Nnp "NNP" "singular name",
        Nnps "NNPS" "plural name",
        Nns "NNS" "plural noun",
        Pdt "PDT" "predeterminer",
        Pos "POS" "possessive ending",
        Prp "PRP" "personal pronoun",
        PrpPoss "PRP$" "possessive pronoun",
        Rb "RB" "adverb",
        Rbr "RBR" "comparative adverb",
        Rbs "RBS" "superlative adverb",
        Rp "RP" "particle",
        Sym "SYM" "symbol",
        To "TO" "\"to\" before an infinitive",
        Uh "UH" "interjection",
        Vb "VB" "verb, base form",
        Vbd "VBD" "verb, past tense",
        Vbg "VBG" "verb, -ing form",
        Vbn "VBN" "verb, past participle",
        Vbp "VBP" "verb, present, not third person singular",
        Vbz "VBZ" "verb, present, third person singular",
        Wdt "WDT" "wh-determiner",
        Wp "WP" "wh-pronoun",
        WpPoss "WP$" "possessive wh-pronoun",
        Wrb "WRB" "wh-adverb",
        Xx "XX" "unknown",
        Sp "_SP" "white space",
        OpenQuote "``" "opening quote",
    }
}

impl Tag {
    /// Whether it is a verb's: a form of a full verb or a modal.
    #[must_use]
    pub fn is_verbal(self) -> bool {
        matches!(self, Self::Md | Self::Vb | Self::Vbd | Self::Vbg | Self::Vbn | Self::Vbp | Self::Vbz)
    }
}

labels! {
    /// Part of speech (Universal Dependencies, and `SPACE`).
    Pos {
        Adj "ADJ" "adjective",
        Adp "ADP" "preposition or postposition",
        Adv "ADV" "adverb",
        Aux "AUX" "auxiliary verb",
        Cconj "CCONJ" "coordinating conjunction",
        Det "DET" "determiner",
        Intj "INTJ" "interjection",
        Noun "NOUN" "noun",
        Num "NUM" "number",
        Part "PART" "particle",
        Pron "PRON" "pronoun",
        Propn "PROPN" "name",
        Punct "PUNCT" "punctuation",
        Sconj "SCONJ" "subordinating conjunction",
        Sym "SYM" "symbol",
        Verb "VERB" "verb",
        X "X" "other",
        Space "SPACE" "white space",
    }
}

labels! {
    /// What a named entity is (the OntoNotes set).
    EntityKind {
        Cardinal "CARDINAL" "number that is of no other kind",
        Date "DATE" "date or period of a day or more",
        Event "EVENT" "named event",
        Fac "FAC" "building, road, bridge, airport",
        Gpe "GPE" "country, region, city",
        Language "LANGUAGE" "language",
        Law "LAW" "named document made into law",
        Loc "LOC" "place that is no state, region or city",
        Money "MONEY" "sum of money",
        Norp "NORP" "nationality, religious or political group",
        Ordinal "ORDINAL" "first, second, third",
        Org "ORG" "organisation",
        Percent "PERCENT" "percentage",
        Person "PERSON" "person",
        Product "PRODUCT" "product, weapon, vehicle",
        Quantity "QUANTITY" "measure, such as weight or distance",
        Time "TIME" "time shorter than a day",
        WorkOfArt "WORK_OF_ART" "title of a work",
    }
}
