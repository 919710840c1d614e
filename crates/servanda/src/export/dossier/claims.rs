//! What is said: quotes with who says them, and the circumstances of an incident.

use super::*;

/// Where and when an incident happened, behind its act.
pub(super) fn where_and_when(h: &mut Html, incident: &Incident) {
    if let Some(place) = &incident.place {
        h.raw(", ");
        place_name(h, place);
    }
    if let Some(when) = &incident.when {
        h.raw(", ").text(&when_words_with_zone(when));
    }
}

impl Page<'_> {
    /// Where and when, and who is said to have done it.
    pub(super) fn circumstances(&self, h: &mut Html, incident: &Incident) {
        where_and_when(h, incident);
        if !incident.blamed.is_empty() {
            h.raw(by_whom(incident.act)).text(&self.names(incident.blamed.keys()));
        }
        if !incident.admitted_by.is_empty() {
            h.raw("; admitted by ").text(&self.names(&incident.admitted_by));
        }
        if let Some(toll) = incident.tolls.iter().rev().find(|t| !t.casualties.is_empty()) {
            for (n, what) in [(toll.casualties.killed, "killed"), (toll.casualties.wounded, "wounded")] {
                if let Some(n) = n {
                    h.raw("; ").text(&toll_words(n)).raw(" ").raw(what);
                }
            }
        }
    }

    pub(super) fn claim(&self, h: &mut Html, id: &servanda_model::ClaimId) {
        let Some(claim) = self.index.claim(id) else { return };
        let denies = claim.polarity == Polarity::Denies;
        h.raw("<figure class=\"claim").raw(if denies { " denies" } else { "" }).raw("\">");
        self.quote(h, &claim.quote, &claim.report);
        h.raw("<figcaption>");
        self.chain(h, claim);
        h.raw(if denies { " · denies" } else { " · asserts" });
        h.raw(" · ").text(&code(claim.modality));
        for (holds, word) in [
            (claim.background, "background"),
            (claim.recital, "restates the terms"),
            (claim.retracted, "retracted"),
            (claim.justified, "admitted and called right"),
            (claim.running_count, "running count"),
        ] {
            if holds {
                h.raw(" · ").raw(word);
            }
        }
        if let Some(place) = &claim.place {
            h.raw(" · place “").foreign(&place.name).raw("”");
            if let Some(best) = place.best().filter(|b| b.canonical != place.name) {
                h.raw(" read as ").text(&best.canonical);
            }
        }
        if let Some(when) = claim.when.as_ref().filter(|w| !w.wording.is_empty()) {
            h.raw(" · time “").foreign(&when.wording).raw("” read as ").text(&when_words_with_zone(when));
        }
        h.raw(" · ").foreign(claim.id.as_str()).raw(" read by rule ").show(&claim.rule).raw("</figcaption></figure>\n");
    }

    pub(super) fn quote(&self, h: &mut Html, quote: &str, report: &ReportId) {
        h.raw("<blockquote dir=\"auto\"");
        if let Some(lang) = self.index.report(report).and_then(|r| r.lang.as_deref()) {
            h.raw(" lang=\"").text(lang).raw("\"");
        }
        h.raw(">").text(quote).raw("</blockquote>");
    }

    /// Speaker ← relay ← outlet, with the instant of publication.
    pub(super) fn chain(&self, h: &mut Html, claim: &Claim) {
        let report = self.index.report(&claim.report);
        match &claim.attribution.speaker {
            Some(speaker) => {
                h.raw("<strong>").foreign(&speaker.name).raw("</strong> (").text(self.side(&speaker.side)).raw(")");
            }
            None => {
                h.raw("<strong>speaker not named</strong>");
            }
        }
        let outlet = report.and_then(|r| r.outlet.as_deref());
        for relay in &claim.attribution.relays {
            h.raw(" ← ").foreign(&relay.name);
        }
        if let Some(outlet) = outlet
            && claim.attribution.relays.last().is_none_or(|r| r.name != outlet)
            && claim.attribution.speaker.as_ref().is_none_or(|s| s.name != outlet)
        {
            h.raw(" ← ").foreign(outlet);
        }
        h.raw(", ");
        self.publication(h, &claim.report);
    }

    /// The report, with a link to its row, and when it was published.
    pub(super) fn publication(&self, h: &mut Html, report: &ReportId) {
        let published = self.index.report(report).and_then(|r| r.published.as_deref());
        h.raw("<a href=\"#r-").show(report).raw("\">").foreign(report.as_str()).raw("</a>, published ");
        h.text(&published.map_or_else(|| "at an unknown time".to_owned(), published_words));
    }
}

fn place_name(h: &mut Html, place: &Where) {
    match place.best() {
        Some(best) => h.text(&best.canonical),
        None => h.foreign(&place.name),
    };
    h.raw(match place.precision {
        servanda_model::PlacePrecision::Exact => "",
        servanda_model::PlacePrecision::Near => " (near it)",
        servanda_model::PlacePrecision::Region => " (somewhere in it)",
    });
}
