//! The dossier: one HTML file that holds everything needed to defend, or to attack, a finding.
//!
//! No script, nothing loaded from elsewhere. The same outcome gives the same bytes.

mod annexes;
mod claims;
mod provisions;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{
    ActorId, Agreement, Board, Claim, Contradiction, Control, Finding, Incident, Misstated, Order, Polarity, Position,
    Provision, ProvisionRef, ReportId, Side, StanceObject, Status, Step, Where, Zone,
};

use self::annexes::glossary;
pub use self::words::{MEANINGS, by_whom, count, family, toll_words};
use self::words::{at_issue, percent};
use super::html::Html;
use super::instant::{deadline_word, deadline_words, instant_words, published_words, when_words_with_zone};
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

fn pill(h: &mut Html, status: Status) {
    h.raw("<span class=\"pill ").raw(family(status)).raw("\">").text(status.label()).raw("</span>");
}

/// What bears on some findings: the same outcome without the rest.
#[must_use]
pub fn of_findings(outcome: &Outcome, findings: &[&Finding]) -> Outcome {
    let index = outcome.index();
    let proofs: Vec<_> = findings.iter().map(|f| index.proof(f)).collect();
    let (mut claims, mut incidents): (Vec<Arc<Claim>>, Vec<Arc<Incident>>) = Default::default();
    let (mut told, mut shown) = (BTreeSet::new(), BTreeSet::new());
    for proof in &proofs {
        let new = proof.claims.iter().filter(|c| told.insert(&c.id));
        claims.extend(new.map(|c| Arc::new((*c).clone())));
        let new = proof.incidents.iter().filter(|i| shown.insert(&i.id));
        incidents.extend(new.map(|i| Arc::new((*i).clone())));
    }
    let here = |p: &&ProvisionRef| findings.iter().any(|f| f.provision == **p);
    // A term may be misstated under several provisions; those that are not here are left out.
    let misstated = outcome.misstated.iter().filter_map(|m| {
        let provisions: Vec<ProvisionRef> = m.provisions.iter().filter(here).cloned().collect();
        (!provisions.is_empty()).then(|| Misstated { provisions, ..m.clone() })
    });
    let misstated: Vec<Misstated> = misstated.collect();
    let cited: BTreeSet<&ReportId> =
        claims.iter().map(|c| &c.report).chain(misstated.iter().map(|m| &m.report)).collect();
    let findings = findings.iter().map(|f| (*f).clone()).collect();
    Outcome {
        agreement: outcome.agreement.clone(),
        reports: outcome.reports.iter().filter(|r| cited.contains(&r.id)).cloned().collect(),
        incidents: incidents.into_iter().collect(),
        anchors: claims.iter().filter_map(|c| Some((c.id.clone(), *outcome.anchors.get(&c.id)?))).collect(),
        board: outcome.board.as_ref().map(|b| Board { as_of: b.as_of, findings }),
        claims: claims.into_iter().collect(),
        misstated: misstated.into(),
        actors: outcome.actors.clone(),
        places: outcome.places.clone(),
        ..Outcome::default()
    }
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
            h.raw("<p class=\"lead\">").text(&agreement.summary).raw("</p>\n");
            let (some, all) = (self.findings(), agreement.provisions.len());
            if some.len() < all {
                h.raw("<p class=\"note\"><strong>An extract:</strong> of ").show(count(all, "provision"));
                h.raw(if some.len() == 1 { " this one alone, " } else { " these, " });
                h.list(some, ", ", |h, f| {
                    h.show(&f.provision);
                });
                h.raw(", with what the findings rest on. What is counted here is counted among these.</p>\n");
            }
            h.raw("<dl class=\"facts\">\n");
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
        h.raw("<div class=\"scroll\"><table>\n<caption>A row per provision")
            .raw(self.ordered())
            .raw(".</caption>\n<thead><tr>");
        h.raw("<th scope=\"col\">Ref</th><th scope=\"col\">What it says</th><th scope=\"col\">Deadline</th><th scope=\"col\">Status</th><th scope=\"col\">Since</th><th scope=\"col\">On whose word</th><th scope=\"col\">Origins</th><th scope=\"col\">Contested</th><th scope=\"col\">Coverage</th></tr></thead>\n<tbody>\n");
        for finding in self.findings() {
            let provision = self.outcome.provision(&finding.provision);
            h.raw("<tr><th scope=\"row\"><a href=\"#p-").show(&finding.provision).raw("\">").show(&finding.provision);
            h.raw("</a></th><td class=\"says\">").text(provision.map_or("", |p| &p.says)).raw("</td><td>");
            match &finding.deadline {
                Some(deadline) => {
                    h.raw(deadline_word(deadline.reading)).raw(" <span class=\"nowrap\">");
                    h.show(deadline.date.strftime("%-d %b %Y")).raw("</span><br/><span class=\"note\">");
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
                    .raw("</span><br/>")
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

    /// Tells that the rows stand in the order of the text, where they do.
    fn ordered(&self) -> &'static str {
        let text = self.outcome.agreement.iter().flat_map(|a| &a.provisions).map(|p| &p.reference);
        let here = self.findings().iter().map(|f| &f.provision);
        let in_order = text.filter(|p| here.clone().any(|h| h == *p)).eq(here.clone());
        if in_order { ", in the order of the text" } else { "" }
    }

    fn origins(&self, h: &mut Html, finding: &Finding) {
        h.show(finding.origins());
        if finding.origins() > 0 {
            h.raw("<br/><span class=\"note nowrap\">");
            h.list(&finding.origins_by_side, "<br/>", |h, (side, n)| {
                h.text(self.side(side)).raw(" ").show(n);
            });
            h.raw("</span>");
        }
    }
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
            "published 19 May 2031, 13:00 (UTC+4)",
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
