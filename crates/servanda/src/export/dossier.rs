//! The dossier: one HTML file that holds everything needed to defend, or to attack, a finding.
//!
//! No script, nothing loaded from elsewhere. The same outcome gives the same bytes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use servanda_model::{
    Act, ActorId, Agreement, Claim, Contradiction, ContradictionKind, Control, Finding, Incident, Order, Polarity,
    Position, Provision, ReportId, Side, StanceObject, Status, Step, Where, Zone,
};

use super::html::Html;
use super::instant::{deadline_word, deadline_words, instant_words, when_words};
use super::json::code;
use super::timeline::timeline;
use crate::pipeline::{Index, Outcome};

const STYLE: &str = include_str!("dossier.css");

/// Writes the dossier of an outcome.
#[must_use]
pub fn dossier(outcome: &Outcome) -> String {
    let page = Page { index: outcome.index(), zone: outcome.zone(), outcome };
    let mut h = Html::default();
    h.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    h.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    h.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    h.raw("<title>")
        .text(page.title())
        .raw(" – dossier</title>\n<style>\n")
        .raw(STYLE)
        .raw("</style>\n</head>\n<body>\n");
    h.raw("<a class=\"skip\" href=\"#board\">Skip to the board</a>\n<div class=\"page\">\n");
    page.header(&mut h);
    h.raw("<main>\n");
    page.board(&mut h);
    page.provisions(&mut h);
    page.contradictions(&mut h);
    page.misstated(&mut h);
    page.positions(&mut h);
    page.control(&mut h);
    page.incidents(&mut h);
    page.reports(&mut h);
    glossary(&mut h);
    h.raw("</main>\n<footer><p>Claims allege; only findings assess. Every status above is derived by rule from the claims quoted with it. ");
    h.raw("Made by Servanda ").text(env!("CARGO_PKG_VERSION")).raw(".</p></footer>\n</div>\n</body>\n</html>\n");
    h.finish()
}

/// A family of statuses that share a look. The words always stand beside it: colour alone says nothing.
#[must_use]
pub fn family(status: Status) -> &'static str {
    use Status::*;
    match status {
        Complied => "kept",
        CompliedLate | PartiallyComplied | Overdue => "late",
        BreachAlleged | BreachDisputed => "alleged",
        BreachCorroborated | BreachVerified => "breach",
        // Silence is not compliance: it never looks like something kept.
        NoBreachReported | NotYetDue | Pending | InsufficientEvidence | NotApplicable => "open",
    }
}

/// What each status means, in the order of the design.
pub const MEANINGS: &[(Status, &str)] = &[
    (Status::NotYetDue, "The time of the obligation has not begun."),
    (Status::Pending, "The obligation runs and its deadline has not passed."),
    (Status::Complied, "Done, and in time."),
    (Status::CompliedLate, "Done, but after the deadline."),
    (Status::PartiallyComplied, "Done in part."),
    (Status::Overdue, "The deadline has passed and nothing shows that it was done."),
    (
        Status::NoBreachReported,
        "Nothing was reported against it. Silence is not compliance: read it with the coverage, which tells how much would be known if something had happened.",
    ),
    (Status::BreachAlleged, "One side alone says that it was broken."),
    (Status::BreachDisputed, "Said and denied, or admitted and justified."),
    (
        Status::BreachCorroborated,
        "Two or more independent origins tell of it, or a neutral one. Who is to blame may stay open.",
    ),
    (Status::BreachVerified, "Event and author are admitted, or stated by the mandated monitor."),
    (Status::InsufficientEvidence, "What is reported does not suffice to say."),
    (Status::NotApplicable, "The provision does not apply."),
];

fn pill(h: &mut Html, status: Status) {
    h.raw("<span class=\"pill ").raw(family(status)).raw("\">").text(status.label()).raw("</span>");
}

/// A longer table is folded: a page with thousands of open rows is slow to lay out and hard to leaf through.
const FOLD_ABOVE: usize = 200;

/// A table by `rows`, folded where it is long. A link to a row opens it.
fn folded(h: &mut Html, length: usize, what: &str, table: impl FnOnce(&mut Html)) {
    if length > FOLD_ABOVE {
        h.raw("<details><summary>").text(&count(length, what)).raw("</summary>\n");
        table(h);
        h.raw("</details>\n");
    } else {
        table(h);
    }
}

fn none(h: &mut Html, says: &'static str) {
    h.raw("<p class=\"none\">").raw(says).raw("</p>\n");
}

struct Page<'a> {
    index: Index<'a>,
    zone: Zone,
    outcome: &'a Outcome,
}

impl Page<'_> {
    fn title(&self) -> &str {
        self.outcome.agreement.as_ref().map_or("Reports", |a| &a.short)
    }

    fn instant(&self, at: Timestamp) -> String {
        instant_words(at, &self.zone)
    }

    fn side<'s>(&'s self, side: &'s Side) -> &'s str {
        match side {
            Side::Of(actor) => self.outcome.actor_name(actor),
            Side::Neutral => "neutral",
            Side::Mandated => "mandated monitor",
            Side::Unknown => "side not known",
        }
    }

    fn names<'s>(&'s self, actors: impl IntoIterator<Item = &'s ActorId>) -> String {
        actors.into_iter().map(|a| self.outcome.actor_name(a)).collect::<Vec<_>>().join(", ")
    }

    fn header(&self, h: &mut Html) {
        h.raw("<header>\n<p class=\"kicker\">Is the agreement being kept?</p>\n<h1>");
        h.text(self.outcome.agreement.as_ref().map_or("Reports", |a| &a.title)).raw("</h1>\n");
        if let Some(agreement) = &self.outcome.agreement {
            h.raw("<p class=\"lead\">").text(&agreement.summary).raw("</p>\n<dl class=\"facts\">\n");
            if let Some(board) = &self.outcome.board {
                h.raw("<dt>State of knowledge</dt><dd><strong>").text(&self.instant(board.as_of));
                h.raw("</strong>: only what was published by then is taken into account</dd>\n");
            }
            h.raw("<dt>Signed</dt><dd>").show(agreement.signed.strftime("%-d %B %Y")).raw("</dd>\n");
            h.raw("<dt>In effect from</dt><dd>")
                .text(&instant_words(agreement.effective, &agreement.effective_zone))
                .raw("</dd>\n");
            h.raw("<dt>Bound by it</dt><dd>");
            h.list(&agreement.parties, ", ", |h, p| {
                h.text(self.outcome.actor_name(&p.actor)).raw(" (").text(&p.role).raw(")");
            });
            h.raw("</dd>\n<dt>Published texts</dt><dd>");
            h.list(&agreement.wordings, "; ", |h, w| {
                h.link(&w.url, &w.title).raw(" (").text(&w.language).raw(")");
                if let Some(note) = &w.note {
                    h.raw(": ").text(note.trim_end_matches('.'));
                }
            });
            h.raw("</dd>\n");
        } else {
            h.raw("<dl class=\"facts\">\n");
        }
        h.raw("<dt>Rests on</dt><dd>").text(&self.basis()).raw("</dd>\n</dl>\n");
        h.raw("<nav aria-label=\"Contents\"><ol>");
        for (anchor, name) in [
            ("#board", "Board"),
            ("#provisions", "Provisions and proofs"),
            ("#contradictions", "Contradictions"),
            ("#misstated", "Misstated terms"),
            ("#positions", "Positions"),
            ("#control", "Control of places"),
            ("#incidents", "Incidents"),
            ("#reports", "Reports"),
            ("#glossary", "Glossary"),
        ] {
            h.raw("<li><a href=\"").raw(anchor).raw("\">").raw(name).raw("</a></li>");
        }
        h.raw("</ol></nav>\n</header>\n");
    }

    /// "12 reports of 5 outlets (Norland 2, neutral 3), 30 claims, 9 incidents".
    fn basis(&self) -> String {
        let mut outlets: BTreeMap<&str, &Side> = BTreeMap::new();
        for report in &self.outcome.reports {
            if let Some(outlet) = &report.outlet {
                outlets.insert(outlet, &report.side);
            }
        }
        let mut by_side: BTreeMap<&Side, usize> = BTreeMap::new();
        for side in outlets.values() {
            *by_side.entry(side).or_default() += 1;
        }
        let sides: Vec<String> = by_side.iter().map(|(side, n)| format!("{} {n}", self.side(side))).collect();
        let sides = if sides.is_empty() { String::new() } else { format!(" ({})", sides.join(", ")) };
        format!(
            "{}{}{sides}, {}, {}",
            count(self.outcome.reports.len(), "report"),
            if outlets.is_empty() { String::new() } else { format!(" of {}", count(outlets.len(), "outlet")) },
            count(self.outcome.claims.len(), "claim"),
            count(self.outcome.incidents.len(), "incident"),
        )
    }

    fn findings(&self) -> &[Finding] {
        self.outcome.board.as_ref().map_or(&[], |b| &b.findings)
    }

    fn board(&self, h: &mut Html) {
        h.raw("<section id=\"board\" aria-labelledby=\"board-h\">\n<h2 id=\"board-h\">Board</h2>\n");
        if self.findings().is_empty() {
            none(h, "No provision was assessed.");
            h.raw("</section>\n");
            return;
        }
        let mut tally: BTreeMap<Status, usize> = BTreeMap::new();
        self.findings().iter().for_each(|f| *tally.entry(f.status).or_default() += 1);
        h.raw("<ul class=\"tally\" aria-label=\"How many provisions have which status\">");
        for (status, n) in tally {
            h.raw("<li>").show(n).raw(" ");
            pill(h, status);
            h.raw("</li>");
        }
        h.raw("</ul>\n");
        timeline(h, self.outcome);
        h.raw("<div class=\"scroll\"><table>\n<caption>A row per provision, in the order of the text.</caption>\n<thead><tr>");
        h.raw("<th scope=\"col\">Ref</th><th scope=\"col\">What it says</th><th scope=\"col\">Deadline</th><th scope=\"col\">Status</th><th scope=\"col\">Since</th><th scope=\"col\">On whose word</th><th scope=\"col\">Origins</th><th scope=\"col\">Contested</th><th scope=\"col\">Coverage</th></tr></thead>\n<tbody>\n");
        for finding in self.findings() {
            let provision = self.outcome.provision(&finding.provision);
            h.raw("<tr><th scope=\"row\"><a href=\"#p-").show(&finding.provision).raw("\">").show(&finding.provision);
            h.raw("</a></th><td class=\"says\">").text(provision.map_or("", |p| &p.says)).raw("</td><td>");
            match &finding.deadline {
                Some(deadline) => {
                    h.raw(deadline_word(deadline.reading)).raw(" <span class=\"nowrap\">");
                    h.show(deadline.date.strftime("%-d %b %Y")).raw("</span><br><span class=\"note\">");
                    h.text(deadline.zone.name()).raw("</span>")
                }
                None => h.raw("<span class=\"none\">none</span>"),
            };
            if finding.amended.is_some() {
                h.raw("<span class=\"note\">, amended</span>");
            }
            h.raw("</td><td>");
            pill(h, finding.status);
            h.raw("</td><td>");
            if let Some(since) = finding.since {
                let since = since.to_zoned(self.zone.rules());
                h.raw("<span class=\"nowrap\">")
                    .show(since.strftime("%-d %b %Y"))
                    .raw("</span><br>")
                    .show(since.strftime("%H:%M"));
            }
            h.raw("</td><td>").foreign(&finding.on_word_of.join(", ")).raw("</td><td>");
            self.origins(h, finding);
            h.raw("</td><td>").raw(if finding.contested { "yes" } else { "no" }).raw("</td><td>");
            h.text(&finding.coverage.grade).raw("</td></tr>\n");
        }
        h.raw("</tbody></table></div>\n<p class=\"note\">Times “since” are in ").text(self.zone.name());
        h.raw(". An origin is a first voice: ten papers that carry one agency text count once.</p>\n</section>\n");
    }

    fn origins(&self, h: &mut Html, finding: &Finding) {
        h.show(finding.origins());
        if finding.origins() > 0 {
            h.raw("<br><span class=\"note nowrap\">");
            h.list(&finding.origins_by_side, "<br>", |h, (side, n)| {
                h.text(self.side(side)).raw(" ").show(n);
            });
            h.raw("</span>");
        }
    }

    fn provisions(&self, h: &mut Html) {
        h.raw("<section id=\"provisions\" aria-labelledby=\"provisions-h\">\n<h2 id=\"provisions-h\">Provisions and proofs</h2>\n");
        h.raw("<p class=\"note\">What each provision demands is given in our own words, with the published text cited. The proof runs from the clause to the incidents, the claims with their exact words, and the rule applied.</p>\n");
        for finding in self.findings() {
            self.provision(h, finding);
        }
        h.raw("</section>\n");
    }

    fn provision(&self, h: &mut Html, finding: &Finding) {
        let provision = self.outcome.provision(&finding.provision);
        h.raw("<article class=\"provision\" id=\"p-")
            .show(&finding.provision)
            .raw("\">\n<div class=\"head\"><h3><span class=\"ref\">");
        h.show(&finding.provision).raw("</span> ").text(provision.map_or("", |p| &p.title)).raw("</h3>");
        pill(h, finding.status);
        h.raw("</div>\n");
        if let Some(provision) = provision {
            self.terms(h, provision, finding);
        }
        h.raw("<h4>Finding</h4>\n<p class=\"why\">").text(&finding.why).raw("</p>\n<dl class=\"facts\">\n");
        if !finding.responsible.is_empty() {
            h.raw("<dt>Responsible</dt><dd>").text(&self.names(&finding.responsible)).raw("</dd>\n");
        }
        if let Some(since) = finding.since {
            h.raw("<dt>Since</dt><dd>").text(&self.instant(since)).raw("</dd>\n");
        }
        if !finding.on_word_of.is_empty() {
            h.raw("<dt>On the word of</dt><dd>").foreign(&finding.on_word_of.join(", ")).raw("</dd>\n");
        }
        h.raw("<dt>Contested</dt><dd>")
            .raw(if finding.contested { "yes" } else { "no" })
            .raw("</dd>\n<dt>Coverage</dt><dd>");
        self.coverage(h, finding);
        h.raw("</dd>\n</dl>\n");
        if !finding.derivation.is_empty() {
            h.raw("<h4>Proof</h4>\n<ol class=\"proof\">\n");
            let mut told = std::collections::BTreeSet::new();
            for step in &finding.derivation {
                self.step(h, step, &mut told);
            }
            h.raw("</ol>\n");
        }
        for (heading, lines) in
            [("What speaks against it", &finding.against), ("What would change it", &finding.would_change)]
        {
            if !lines.is_empty() {
                h.raw("<h4>").raw(heading).raw("</h4>\n<ul class=\"plain\">");
                lines.iter().for_each(|line| {
                    h.raw("<li>").text(line).raw("</li>");
                });
                h.raw("</ul>\n");
            }
        }
        h.raw("</article>\n");
    }

    fn terms(&self, h: &mut Html, provision: &Provision, finding: &Finding) {
        h.raw("<p>").text(&provision.says).raw("</p>\n<dl class=\"facts\">\n<dt>Kind</dt><dd>");
        h.raw(if provision.standing { "standing " } else { "" }).text(&code(provision.kind));
        if !provision.bearers.is_empty() {
            h.raw(", binds ").text(&self.names(&provision.bearers));
        }
        h.raw("</dd>\n");
        match (&provision.deadline, &finding.deadline) {
            (original, Some(now)) => {
                h.raw("<dt>Deadline</dt><dd>").text(&deadline_words(now));
                if let Some(original) = original.as_ref().filter(|o| *o != now) {
                    h.raw(", at first ").text(&deadline_words(original));
                }
                h.raw("</dd>\n");
            }
            (Some(original), None) => {
                h.raw("<dt>Deadline</dt><dd>").text(&deadline_words(original)).raw("</dd>\n");
            }
            (None, None) => {}
        }
        if let Some(amended) = &finding.amended {
            h.raw("<dt>Amended</dt><dd>").text(&amended.says).raw(" Announced ").text(&self.instant(amended.announced));
            if let Some(by) = &amended.announced_by {
                h.raw(" by ").text(self.outcome.actor_name(by));
            }
            for source in &amended.sources {
                h.raw(" – ").link(&source.url, &source.title);
            }
            h.raw("</dd>\n");
        }
        if !provision.places.is_empty() {
            h.raw("<dt>Where</dt><dd>");
            h.list(&provision.places, ", ", |h, place| {
                h.text(self.outcome.place_name(place));
            });
            h.raw("</dd>\n");
        }
        if !provision.quantities.is_empty() {
            h.raw("<dt>Numbers</dt><dd>");
            h.list(&provision.quantities, ", ", |h, q| {
                h.raw(match q.at.as_str() {
                    "most" => "at most ",
                    "least" => "at least ",
                    _ => "",
                });
                h.show(q.n).raw(" ").text(&q.what);
            });
            h.raw("</dd>\n");
        }
        if let Some(agreement) = &self.outcome.agreement {
            differences(h, agreement, provision);
        }
        if !provision.sources.is_empty() {
            h.raw("<dt>Text</dt><dd>");
            if let Some(point) = &provision.point {
                h.raw("point ").text(point).raw(" of ");
            }
            h.list(&provision.sources, "; ", |h, s| {
                h.link(&s.url, &s.title);
            });
            h.raw("</dd>\n");
        }
        h.raw("</dl>\n");
    }

    fn coverage(&self, h: &mut Html, finding: &Finding) {
        let c = &finding.coverage;
        h.text(&c.says);
        if c.reports > 0 {
            h.raw(" They name ").show(percent(c.places)).raw(" of the clause's places.");
        }
    }

    fn step<'s>(&'s self, h: &mut Html, step: &'s Step, told: &mut std::collections::BTreeSet<&'s str>) {
        h.raw("<li>").text(&step.says).raw(" <span class=\"rule\">rule ").show(&step.rule);
        if let Some(relation) = step.relation {
            h.raw(match relation {
                Order::Before => " · before the instant that matters",
                Order::Possibly => " · possibly on either side of the instant that matters",
                Order::After => " · after the instant that matters",
            });
        }
        let again: Vec<&str> = step.claims.iter().map(|c| c.as_str()).filter(|c| told.contains(c)).collect();
        if !again.is_empty() {
            h.raw(" · on ").foreign(&again.join(", "));
        }
        h.raw("</span>\n");
        let incident = step.incident.as_ref().and_then(|id| self.index.incidents.get(id).copied());
        if let Some(incident) = incident
            && told.insert(incident.id.as_str())
        {
            h.raw("<div class=\"incident\"><p><strong>").text(incident.act.label()).raw("</strong>");
            self.circumstances(h, incident);
            h.raw(" <a class=\"rule\" href=\"#i-")
                .show(&incident.id)
                .raw("\">incident ")
                .show(&incident.id)
                .raw("</a></p>\n");
            for id in &incident.claims {
                if told.insert(id.as_str()) {
                    self.claim(h, id);
                }
            }
            h.raw("</div>\n");
        }
        for id in &step.claims {
            if told.insert(id.as_str()) {
                self.claim(h, id);
            }
        }
        h.raw("</li>\n");
    }

    /// Where and when, and who is said to have done it.
    fn circumstances(&self, h: &mut Html, incident: &Incident) {
        if let Some(place) = &incident.place {
            h.raw(", ");
            place_name(h, place);
        }
        if let Some(when) = &incident.when {
            h.raw(", ").text(&when_words(when));
        }
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

    fn claim(&self, h: &mut Html, id: &servanda_model::ClaimId) {
        let Some(claim) = self.index.claims.get(id).copied() else { return };
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
            h.raw(" · time “").foreign(&when.wording).raw("” read as ").text(&when_words(when));
        }
        h.raw(" · ").foreign(claim.id.as_str()).raw(" read by rule ").show(&claim.rule).raw("</figcaption></figure>\n");
    }

    fn quote(&self, h: &mut Html, quote: &str, report: &ReportId) {
        h.raw("<blockquote dir=\"auto\"");
        if let Some(lang) = self.index.reports.get(report).and_then(|r| r.lang.as_deref()) {
            h.raw(" lang=\"").text(lang).raw("\"");
        }
        h.raw(">").text(quote).raw("</blockquote>");
    }

    /// Speaker ← relay ← outlet, with the instant of publication.
    fn chain(&self, h: &mut Html, claim: &Claim) {
        let report = self.index.reports.get(&claim.report).copied();
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
        h.raw(", <a href=\"#r-").show(&claim.report).raw("\">").foreign(claim.report.as_str()).raw("</a>, published ");
        h.text(report.and_then(|r| r.published.as_deref()).unwrap_or("at an unknown time"));
    }

    fn contradictions(&self, h: &mut Html) {
        h.raw("<section id=\"contradictions\" aria-labelledby=\"contradictions-h\">\n<h2 id=\"contradictions-h\">Contradictions</h2>\n");
        let open: Vec<(&Incident, &Contradiction)> =
            self.outcome.incidents.iter().flat_map(|i| i.contradictions.iter().map(move |c| (i, c))).collect();
        let places: Vec<&Control> = self.outcome.control.iter().filter(|c| c.contested).collect();
        if open.is_empty() && places.is_empty() {
            none(h, "No report contradicts another.");
        }
        if !places.is_empty() {
            h.raw("<p>Who holds is in dispute: ");
            h.list(places, ", ", |h, control| {
                h.raw("<a href=\"#control\">").text(&control.name).raw("</a>");
            });
            h.raw(".</p>\n");
        }
        for (incident, contradiction) in open {
            h.raw("<article>\n<h3>")
                .text(&contradiction.says)
                .raw("</h3>\n<p class=\"meta\">")
                .raw(at_issue(contradiction.kind));
            h.raw(": <a href=\"#i-").show(&incident.id).raw("\">").text(incident.act.label());
            h.raw("</a>");
            self.circumstances(h, incident);
            h.raw("</p>\n");
            for (heading, claims) in [("The one side", &contradiction.one), ("The other", &contradiction.other)] {
                h.raw("<h4>").raw(heading).raw("</h4>\n");
                claims.iter().for_each(|c| self.claim(h, c));
            }
            h.raw("</article>\n");
        }
        h.raw("</section>\n");
    }

    fn misstated(&self, h: &mut Html) {
        h.raw(
            "<section id=\"misstated\" aria-labelledby=\"misstated-h\">\n<h2 id=\"misstated-h\">Misstated terms</h2>\n",
        );
        if self.outcome.misstated.is_empty() {
            none(h, "No report states a term otherwise than the text does.");
        }
        for m in &self.outcome.misstated {
            h.raw("<figure class=\"claim\">");
            self.quote(h, &m.quote, &m.report);
            h.raw("<figcaption><a href=\"#r-").show(&m.report).raw("\">").foreign(m.report.as_str()).raw("</a> says: ");
            h.text(&m.says)
                .raw(" <strong>The text says: ")
                .text(&m.text_says)
                .raw("</strong> (")
                .text(&m.difference)
                .raw(", ");
            h.list(&m.provisions, ", ", |h, p| {
                h.raw("<a href=\"#p-").show(p).raw("\">").show(p).raw("</a>");
            });
            h.raw(")</figcaption></figure>\n");
        }
        h.raw("</section>\n");
    }

    fn positions(&self, h: &mut Html) {
        h.raw("<section id=\"positions\" aria-labelledby=\"positions-h\">\n<h2 id=\"positions-h\">Positions</h2>\n");
        if self.outcome.positions.is_empty() {
            none(h, "No position was reported.");
        } else {
            h.raw("<div class=\"scroll\"><table><caption>Who accepts, rejects or doubts, as reported.</caption>\n<thead><tr><th scope=\"col\">Who</th><th scope=\"col\">Stance</th><th scope=\"col\">On</th><th scope=\"col\">Words</th><th scope=\"col\">Report</th></tr></thead>\n<tbody>\n");
            self.outcome.positions.iter().for_each(|p| self.position(h, p));
            h.raw("</tbody></table></div>\n");
        }
        h.raw("</section>\n");
    }

    fn position(&self, h: &mut Html, position: &Position) {
        h.raw("<tr><th scope=\"row\">")
            .foreign(&position.holder.name)
            .raw("</th><td>")
            .text(&code(position.stance))
            .raw("</td><td>");
        match &position.about {
            StanceObject::Agreement => h.raw("the agreement"),
            StanceObject::Actor(actor) => h.foreign(&actor.name),
        };
        h.raw("</td><td>");
        self.quote(h, &position.quote, &position.report);
        h.raw("</td><td><a href=\"#r-")
            .show(&position.report)
            .raw("\">")
            .foreign(position.report.as_str())
            .raw("</a></td></tr>\n");
    }

    fn control(&self, h: &mut Html) {
        h.raw("<section id=\"control\" aria-labelledby=\"control-h\">\n<h2 id=\"control-h\">Control of places</h2>\n");
        if self.outcome.control.is_empty() {
            none(h, "No report tells who holds a place.");
        } else {
            h.raw("<div class=\"scroll\"><table><caption>Who is said to hold what, and by whom.</caption>\n<thead><tr><th scope=\"col\">Place</th><th scope=\"col\">Said to be held by</th><th scope=\"col\">According to</th><th scope=\"col\">From</th><th scope=\"col\">Contested</th></tr></thead>\n<tbody>\n");
            self.outcome.control.iter().for_each(|c| self.place(h, c));
            h.raw("</tbody></table></div>\n");
        }
        h.raw("</section>\n");
    }

    fn place(&self, h: &mut Html, control: &Control) {
        for (i, claim) in control.claims.iter().enumerate() {
            h.raw("<tr>");
            if i == 0 {
                h.raw("<th scope=\"rowgroup\" rowspan=\"").show(control.claims.len()).raw("\">").text(&control.name);
                let others: Vec<&str> =
                    control.written.iter().filter(|w| **w != control.name).map(String::as_str).collect();
                if !others.is_empty() {
                    h.raw("<br><span class=\"note\">also written ");
                    h.list(others, ", ", |h, name| {
                        h.foreign(name);
                    });
                    h.raw("</span>");
                }
                h.raw("</th>");
            }
            h.raw("<td>").text(claim.holder.as_ref().map_or("nobody: fought over", |a| self.outcome.actor_name(a)));
            h.raw("</td><td>").foreign(&claim.voice).raw(" (").text(self.side(&claim.claimant)).raw(")</td><td>");
            if let Some(from) = claim.from {
                h.text(&self.instant(from));
            }
            h.raw("</td>");
            if i == 0 {
                h.raw("<td rowspan=\"")
                    .show(control.claims.len())
                    .raw("\">")
                    .raw(if control.contested { "yes" } else { "no" })
                    .raw("</td>");
            }
            h.raw("</tr>\n");
        }
    }

    fn incidents(&self, h: &mut Html) {
        h.raw("<section id=\"incidents\" aria-labelledby=\"incidents-h\">\n<h2 id=\"incidents-h\">Annex A: incidents</h2>\n");
        if self.outcome.incidents.is_empty() {
            none(h, "No incident was reported.");
            h.raw("</section>\n");
            return;
        }
        folded(h, self.outcome.incidents.len(), "incident", |h| self.incident_table(h));
        h.raw("</section>\n");
    }

    fn incident_table(&self, h: &mut Html) {
        h.raw("<div class=\"scroll\"><table><caption>What is said to have happened.</caption>\n<thead><tr><th scope=\"col\">Incident</th><th scope=\"col\">What, where, when</th><th scope=\"col\">Claimed by</th><th scope=\"col\">Denied by</th><th scope=\"col\" class=\"number\">Origins</th><th scope=\"col\">Provisions</th></tr></thead>\n<tbody>\n");
        for incident in &self.outcome.incidents {
            h.raw("<tr id=\"i-")
                .show(&incident.id)
                .raw("\"><th scope=\"row\">")
                .foreign(incident.id.as_str())
                .raw("</th><td><strong>");
            h.text(incident.act.label()).raw("</strong>");
            self.circumstances(h, incident);
            h.raw("</td>");
            for sides in [&incident.sides_claiming, &incident.sides_denying] {
                h.raw("<td>");
                h.list(sides, ", ", |h, side| {
                    h.text(self.side(side));
                });
                h.raw("</td>");
            }
            h.raw("<td class=\"number\">").show(incident.asserting().count()).raw("</td><td>");
            h.list(self.index.bearing.get(&incident.id).into_iter().flatten(), ", ", |h, p| {
                h.raw("<a href=\"#p-").show(p).raw("\">").show(p).raw("</a>");
            });
            h.raw("</td></tr>\n");
        }
        h.raw("</tbody></table></div>\n");
    }

    fn reports(&self, h: &mut Html) {
        h.raw("<section id=\"reports\" aria-labelledby=\"reports-h\">\n<h2 id=\"reports-h\">Annex B: reports</h2>\n");
        if self.outcome.reports.is_empty() {
            none(h, "No report was read.");
        } else {
            folded(h, self.outcome.reports.len(), "report", |h| self.report_table(h));
        }
        if !self.outcome.notices.is_empty() {
            h.raw("<h4>Remarks on the input</h4>\n");
            folded(h, self.outcome.notices.len(), "remark", |h| self.remarks(h));
        }
        h.raw("</section>\n");
    }

    fn remarks(&self, h: &mut Html) {
        h.raw("<ul class=\"plain\">");
        for notice in &self.outcome.notices {
            h.raw("<li>").foreign(&notice.about).raw(": ").text(&notice.says);
            if let Some(remedy) = &notice.remedy {
                h.raw("; ").text(remedy);
            }
            h.raw("</li>");
        }
        h.raw("</ul>\n");
    }

    fn report_table(&self, h: &mut Html) {
        h.raw("<div class=\"scroll\"><table><caption>Every report taken into account, with the SHA-256 of its bytes as received.</caption>\n<thead><tr><th scope=\"col\">Report</th><th scope=\"col\">Title</th><th scope=\"col\">Outlet</th><th scope=\"col\">Published</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n");
        for report in &self.outcome.reports {
            h.raw("<tr id=\"r-")
                .show(&report.id)
                .raw("\"><th scope=\"row\">")
                .foreign(report.id.as_str())
                .raw("</th><td>");
            let title = report.title.as_deref().unwrap_or("without a title");
            h.raw("<bdi");
            if let Some(lang) = &report.lang {
                h.raw(" lang=\"").text(lang).raw("\"");
            }
            h.raw(">");
            match &report.url {
                Some(url) => h.link(url, title),
                None => h.text(title),
            };
            h.raw("</bdi></td><td>").foreign(report.outlet.as_deref().unwrap_or("not known"));
            h.raw(" <span class=\"note\">").text(self.side(&report.side)).raw("</span>");
            if !report.relays.is_empty() {
                h.raw("<br><span class=\"note\">relays ").foreign(&report.relays.join(", ")).raw("</span>");
            }
            h.raw("</td><td class=\"nowrap\">").text(report.published.as_deref().unwrap_or("not known"));
            h.raw("</td><td class=\"hash\">").text(&report.sha256).raw("</td></tr>\n");
        }
        h.raw("</tbody></table></div>\n");
    }
}

fn differences(h: &mut Html, agreement: &Agreement, provision: &Provision) {
    for difference in agreement.differences.iter().filter(|d| d.provision == provision.reference) {
        h.raw("<dt>The texts differ</dt><dd>").text(&difference.what).raw(": ");
        h.list(&difference.versions, "; ", |h, (which, how)| {
            h.text(which).raw(": ").text(how);
        });
        h.raw("</dd>\n");
    }
}

fn glossary(h: &mut Html) {
    h.raw("<section id=\"glossary\" aria-labelledby=\"glossary-h\">\n<h2 id=\"glossary-h\">What the statuses mean</h2>\n<dl class=\"glossary\">\n");
    for (status, meaning) in MEANINGS {
        h.raw("<dt>");
        pill(h, *status);
        h.raw("</dt><dd>").raw(meaning).raw("</dd>\n");
    }
    h.raw("</dl>\n</section>\n");
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

/// What a disagreement is about.
fn at_issue(kind: ContradictionKind) -> &'static str {
    match kind {
        ContradictionKind::Denied => "Whether it happened",
        ContradictionKind::NarrowDenial => "How much of it is denied",
        ContradictionKind::Blame => "Who did it",
        ContradictionKind::Victim => "Who was hit",
        ContradictionKind::Control => "Who holds it",
        ContradictionKind::Toll => "How many",
        ContradictionKind::Time => "When",
    }
}

/// Joins an act to whom it is laid: a handover is done by somebody, a shelling is laid to somebody.
#[must_use]
pub fn by_whom(act: Act) -> &'static str {
    use Act::*;
    match act {
        act if act.is_hostile() => "; laid to ",
        Obstruction | Detention | RestrictionOfMonitors | Fortification | MovementOfForces => "; laid to ",
        _ => "; by ",
    }
}

/// "2", "at least 3", "4 to 9".
#[must_use]
pub fn toll_words(count: servanda_model::Count) -> String {
    match (count.low, count.high) {
        (low, Some(high)) if low == high => low.to_string(),
        (0, Some(high)) => format!("at most {high}"),
        (low, Some(high)) => format!("{low} to {high}"),
        (low, None) => format!("at least {low}"),
    }
}

/// "1 report", "2 reports".
#[must_use]
pub fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share.clamp(0.0, 1.0) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    #[test]
    fn the_dossier_loads_nothing_and_runs_nothing() {
        let page = dossier(&fixture::outcome());
        for forbidden in ["<script", "<link", "<img", "<iframe", "@import", "url(", "src="] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn foreign_text_stands_in_its_language_and_cannot_become_markup() {
        let page = dossier(&fixture::outcome());
        assert!(
            page.contains("<blockquote dir=\"auto\" lang=\"ru\">Армия Судланда &lt;b&gt;не обстреливала&lt;/b&gt;")
        );
        assert!(page.contains("<blockquote dir=\"auto\" lang=\"ar\">"));
        assert!(!page.contains("<b>"));
    }

    #[test]
    fn every_link_inside_the_page_leads_somewhere() {
        let page = dossier(&fixture::outcome());
        let mut links = 0;
        for link in page.split("href=\"#").skip(1) {
            let target = link.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{target}\"")), "#{target}");
            links += 1;
        }
        assert!(links > 20, "{links}");
    }

    #[test]
    fn a_proof_shows_clause_deadline_quotes_chain_and_rule() {
        let page = dossier(&fixture::outcome());
        let oster = page.split("id=\"p-2a\"").nth(1).unwrap().split("</article>").next().unwrap();
        for part in [
            "Sudland returns the Oster district",
            "through 20 May 2031 (Asia/Baku, UTC+4), at first through 15 May 2031",
            "Norland grants five more days",
            "Our units left Oster this morning",
            "General Staff of Sudland</bdi></strong> (Sudland) ← <bdi>Meridian Agency</bdi> ← <bdi>Norland Post",
            "published 2031-05-19T13:00:00+04:00",
            "rule obligation.done-in-time",
        ] {
            assert!(oster.contains(part), "{part}\n{oster}");
        }
    }

    #[test]
    fn the_same_outcome_gives_the_same_bytes() {
        assert_eq!(dossier(&fixture::outcome()), dossier(&fixture::outcome()));
    }

    #[test]
    fn an_empty_outcome_gives_a_page_too() {
        let page = dossier(&Outcome::default());
        assert!(page.contains("No provision was assessed."));
    }

    #[test]
    fn every_status_has_a_meaning() {
        assert_eq!(MEANINGS.len(), 13);
        let mut told: Vec<Status> = MEANINGS.iter().map(|m| m.0).collect();
        told.dedup();
        assert_eq!(told.len(), 13);
    }

    /// Writes the page of the made-up truce where `DOSSIER` says, to be looked at.
    #[test]
    fn the_page_can_be_looked_at() {
        let page = dossier(&fixture::outcome());
        if let Some(path) = std::env::var_os("DOSSIER") {
            std::fs::write(path, &page).unwrap();
        }
        assert!(page.ends_with("</html>\n"));
    }
}
