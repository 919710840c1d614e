//! The provisions with their proofs.

use super::*;

impl Page<'_> {
    pub(super) fn provisions(&self, h: &mut Html) {
        h.raw("<section id=\"provisions\" aria-labelledby=\"provisions-h\">\n<h2 id=\"provisions-h\">Provisions and proofs</h2>\n");
        h.raw("<p class=\"note\">What each provision demands is given in our own words, with the published text cited. The proof runs from the clause to the incidents, the claims with their exact words, and the rule applied.</p>\n");
        for finding in self.findings() {
            self.provision(h, finding);
        }
        h.raw("</section>\n");
    }

    pub(super) fn provision(&self, h: &mut Html, finding: &Finding) {
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

    pub(super) fn terms(&self, h: &mut Html, provision: &Provision, finding: &Finding) {
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

    pub(super) fn coverage(&self, h: &mut Html, finding: &Finding) {
        let c = &finding.coverage;
        h.text(&c.says);
        if c.reports > 0 {
            h.raw(" They name ").show(percent(c.places)).raw(" of the clause's places.");
        }
    }

    pub(super) fn step<'s>(&'s self, h: &mut Html, step: &'s Step, told: &mut std::collections::BTreeSet<&'s str>) {
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
        let incident = step.incident.as_ref().and_then(|id| self.index.incident(id));
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
        for id in step.claims.iter() {
            if told.insert(id.as_str()) {
                self.claim(h, id);
            }
        }
        h.raw("</li>\n");
    }
}

fn differences(h: &mut Html, agreement: &Agreement, provision: &Provision) {
    for difference in agreement.differences.iter().filter(|d| d.provision == provision.reference) {
        h.raw("<dt>The texts differ</dt><dd>").text(&difference.what).raw(": ");
        h.list(&difference.versions, "; ", |h, (which, how)| {
            h.text(which).raw(": ").text(how.trim_end_matches('.'));
        });
        h.raw("</dd>\n");
    }
}
