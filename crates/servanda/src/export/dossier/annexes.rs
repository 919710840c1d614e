//! What stands beside the proofs: contradictions, misstated terms, positions, control, incidents, reports, glossary.

use super::claims::where_and_when;
use super::*;

impl Page<'_> {
    pub(super) fn contradictions(&self, h: &mut Html) {
        h.raw("<section id=\"contradictions\" aria-labelledby=\"contradictions-h\">\n<h2 id=\"contradictions-h\">Contradictions</h2>\n");
        let open: Vec<(&Incident, &Contradiction)> =
            self.outcome.incidents.iter().flat_map(|i| i.contradictions.iter().map(move |c| (&**i, c))).collect();
        let places: Vec<&Control> =
            self.outcome.control.iter().map(AsRef::as_ref).filter(|c: &&Control| c.contested).collect();
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
            h.raw("<article>\n<h3>").text(incident.act.label());
            where_and_when(h, incident);
            h.raw(": ").text(&contradiction.says).raw("</h3>\n<p class=\"meta\">").raw(at_issue(contradiction.kind));
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

    pub(super) fn misstated(&self, h: &mut Html) {
        h.raw(
            "<section id=\"misstated\" aria-labelledby=\"misstated-h\">\n<h2 id=\"misstated-h\">Misstated terms</h2>\n",
        );
        if self.outcome.misstated.is_empty() {
            none(h, "No report states a term otherwise than the text does.");
        }
        for m in self.outcome.misstated.iter() {
            h.raw("<figure class=\"claim\">");
            self.quote(h, &m.quote, &m.report);
            h.raw("<figcaption>");
            if let Some(outlet) = self.index.report(&m.report).and_then(|r| r.outlet.as_deref()) {
                h.raw("<strong>").foreign(outlet).raw("</strong>, ");
            }
            self.publication(h, &m.report);
            h.raw(", says: ");
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

    pub(super) fn positions(&self, h: &mut Html) {
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

    pub(super) fn position(&self, h: &mut Html, position: &Position) {
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
        h.raw("</td><td>");
        if let Some(outlet) = self.index.report(&position.report).and_then(|r| r.outlet.as_deref()) {
            h.foreign(outlet).raw(", ");
        }
        self.publication(h, &position.report);
        h.raw("</td></tr>\n");
    }

    pub(super) fn control(&self, h: &mut Html) {
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

    pub(super) fn place(&self, h: &mut Html, control: &Control) {
        for (i, claim) in control.claims.iter().enumerate() {
            h.raw("<tr>");
            if i == 0 {
                h.raw("<th scope=\"rowgroup\" rowspan=\"").show(control.claims.len()).raw("\">").text(&control.name);
                let others: Vec<&str> =
                    control.written.iter().filter(|w| **w != control.name).map(String::as_str).collect();
                if !others.is_empty() {
                    h.raw("<br/><span class=\"note\">also written ");
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

    pub(super) fn incidents(&self, h: &mut Html) {
        h.raw("<section id=\"incidents\" aria-labelledby=\"incidents-h\">\n<h2 id=\"incidents-h\">Annex A: incidents</h2>\n");
        if self.outcome.incidents.is_empty() {
            none(h, "No incident was reported.");
            h.raw("</section>\n");
            return;
        }
        folded(h, self.outcome.incidents.len(), "incident", |h| self.incident_table(h));
        h.raw("</section>\n");
    }

    pub(super) fn incident_table(&self, h: &mut Html) {
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

    pub(super) fn reports(&self, h: &mut Html) {
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

    pub(super) fn remarks(&self, h: &mut Html) {
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

    pub(super) fn report_table(&self, h: &mut Html) {
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
                // An actor of the lexicon has a name; others are named by their reports.
                let name = |r: &String| self.outcome.actors.get(r.as_str()).unwrap_or(r).clone();
                let relays: Vec<String> = report.relays.iter().map(name).collect();
                h.raw("<br/><span class=\"note\">relays ").foreign(&relays.join(", ")).raw("</span>");
            }
            h.raw("</td><td class=\"nowrap\">")
                .text(&report.published.as_deref().map_or_else(|| "not known".to_owned(), published_words));
            h.raw("</td><td class=\"hash\">").text(&report.sha256).raw("</td></tr>\n");
        }
        h.raw("</tbody></table></div>\n");
    }
}

pub(super) fn glossary(h: &mut Html) {
    h.raw("<section id=\"glossary\" aria-labelledby=\"glossary-h\">\n<h2 id=\"glossary-h\">What the statuses mean</h2>\n<dl class=\"glossary\">\n");
    for (status, meaning) in MEANINGS {
        h.raw("<dt>");
        pill(h, *status);
        h.raw("</dt><dd>").raw(meaning).raw("</dd>\n");
    }
    h.raw("</dl>\n</section>\n");
}
