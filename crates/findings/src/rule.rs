use servanda_model::RuleId;

macro_rules! rules {
    ($($name:ident $id:literal $says:literal;)*) => {
        /// The rules of judging, each named so that a proof can cite it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule { $(#[doc = $says] $name,)* }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)*];

            /// The name under which derivations cite it.
            #[must_use]
            pub fn id(self) -> RuleId {
                RuleId::from(match self { $(Rule::$name => $id,)* })
            }

            /// The rule in a sentence.
            #[must_use]
            pub fn says(self) -> &'static str {
                match self { $(Rule::$name => $says,)* }
            }
        }
    };
}

rules! {
    NotInForce "not-in-force" "Before a provision takes effect it can be neither kept nor broken.";
    Ended "ended" "A provision that was ended binds nobody afterwards.";
    NotYetAdded "not-yet-added" "A provision that a later change added binds nobody before the change.";
    RanOut "ran-out" "A provision that was agreed for a time binds nobody after it.";
    ConditionUnmet "condition-unmet" "A provision that requires another to be fulfilled applies only then.";
    ConditionNote "condition-note" "The text ties this provision to another; a person must weigh it.";
    PermissionOnly "permission" "A permission obliges nobody, so there is nothing to keep or to break.";
    Retracted "retracted" "A claim taken back by its source counts no more.";
    BeforeEffective "before-effective" "What happened before the provision took effect is no breach of it.";
    StraddlesEffective "straddles-effective" "What may have happened before the provision took effect is at most possibly a breach of it.";
    OutsideArea "outside-area" "What happened outside the provision's area does not touch it.";
    PossiblyInside "possibly-inside" "What may have happened outside the provision's area is at most possibly a breach of it.";
    InsideArea "inside-area" "What lies within the distance or zone that the terms draw, by more than the drawing may be off, is inside.";
    Rumour "rumour" "What only rumour tells may have happened or not.";
    Unplaced "unplaced" "A report that names no place cannot be laid to a provision for one part of the agreement's area.";
    NotBound "not-bound" "An act laid to somebody whom the provision does not bind does not break it.";
    AllyBound "ally-bound" "An act of an ally is one of the party where the text makes the party answer for it.";
    AllyOpen "ally-open" "Where the text leaves open whether a party answers for its ally, the ally's act is at most possibly the party's.";
    AllyNotBound "ally-not-bound" "To be allied with a party is not to be that party: what an ally does is not laid to it unless the text says so.";
    WithinNumbers "within-numbers" "A limit in numbers is broken only by a number above it.";
    BelowNumbers "below-numbers" "A standing duty in numbers is broken by a smaller number told for a whole period.";
    NotBelowNumbers "not-below-numbers" "What was done is no breach of a duty to do it, unless a smaller number is told for a whole period.";
    Permitted "permitted" "What the provision excepts by act, author, place and time is no breach.";
    EntryAfterHandover "entry-after-handover" "Entry of the receiving side into a place from the day of its handover on is what the agreement provides for.";
    EntryBeforeHandover "entry-around-handover" "Entry of the receiving side into a place whose handover is not known to be completed is at most possibly a breach.";
    ByMonitor "stated-by-monitor" "What the mandated monitor states is verified.";
    ByAdmission "admitted" "What the author's own side admits without calling it right is verified.";
    Justified "admitted-and-justified" "What the author's side admits and calls right is disputed in its meaning, not in its happening.";
    ExceptionClaimed "exception" "An act that an exception may cover is disputed until somebody judges the circumstances.";
    Corroborated "corroborated" "Origins on two sides, or a neutral one, corroborate that it happened.";
    Denied "denied" "What one side says and the accused side denies is disputed.";
    NarrowDenial "narrow-denial" "A denial of a part does not deny the rest.";
    OneSide "one-side" "What one side alone says is alleged.";
    BlameOpen "blame-open" "Where the origins lay an act to different authors, nobody is held to be its author.";
    Author "author" "An author is who admits it, whom a voice of no side or voices of two sides name, or, of what one side alone says, whom it alone names.";
    NothingReported "nothing-reported" "Silence is told apart from compliance by how much would be known.";
    OtherObject "other-object" "An act of the right kind counts for a provision only if the report speaks of its object.";
    Fulfilled "fulfilled" "A duty is fulfilled when somebody other than the one who owes it confirms the whole.";
    OwnWord "own-word" "That a duty is done, on the word of the one who owes it alone, does not suffice.";
    InPart "in-part" "A duty done in some places, in smaller numbers or still under way is done in part.";
    CompletionDenied "completion-denied" "A fulfilment that another side denies stands beside the denial.";
    FulfilmentPossible "fulfilment-possible" "A report that may mean this duty or another neither fulfils it nor lets it be called overdue.";
    Deadline "deadline" "A duty is judged against the deadline in force at the instant of knowledge.";
    Counted "counted" "A limit counted from the fulfilment of another provision begins when that one is known to be fulfilled.";
    FirstDeadline "first-deadline" "A deadline that was moved is remembered, and how the fulfilment lies against it.";
    Parallel "in-parallel" "The provision runs in parallel with another, whose state is named.";
    More "more-of-the-same" "Further incidents decided by the same rule are counted, not listed.";
}

impl Rule {
    /// Whether it only says why an incident has no bearing. Such steps come last in a proof.
    #[must_use]
    pub fn sets_aside(self) -> bool {
        use Rule::*;
        matches!(
            self,
            Retracted
                | BeforeEffective
                | OutsideArea
                | Unplaced
                | NotBound
                | WithinNumbers
                | Permitted
                | EntryAfterHandover
                | OtherObject
        )
    }
}

/// The rule cited by a derivation, if it is one of ours.
#[must_use]
pub fn rule(id: &RuleId) -> Option<Rule> {
    Rule::ALL.iter().copied().find(|r| &r.id() == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_found_by_its_name_and_says_a_sentence() {
        for &r in Rule::ALL {
            assert_eq!(rule(&r.id()), Some(r));
            assert!(r.says().ends_with('.'));
        }
    }
}
