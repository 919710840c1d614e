//! What would be read in a text, without keeping it; the names of what a correction may name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::App;
use super::endpoint::{Asked, Endpoint, Method, send};
use super::problem::Problem;
use super::reports::{Points, direction};
use super::store::typed;
use crate::engine::judge;
use crate::engine::reports::{Readings, read_one};
use crate::export::json::{ClaimJson, NoticeJson};

/// A text and what is known of it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct TextBody {
    /// The text.
    #[schemars(length(min = 1))]
    pub text: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When: an instant with its offset, a day or a month.
    pub published: Option<String>,
    /// Language, such as `en`.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The agreement for which it is read: its places and the zone of its days; the first without it.
    pub agreement: Option<String>,
}

impl TextBody {
    /// What is known of the text, as the fields of a report.
    #[must_use]
    pub fn fields(&self) -> serde_json::Map<String, serde_json::Value> {
        let given = [
            ("title", &self.title),
            ("outlet", &self.outlet),
            ("published", &self.published),
            ("lang", &self.lang),
            ("url", &self.url),
        ];
        let given = given.into_iter().filter_map(|(name, value)| {
            let value = value.as_deref().map(str::trim).filter(|v| !v.is_empty())?;
            Some((name.to_owned(), value.into()))
        });
        given.collect()
    }
}

/// What would be read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PreviewJson {
    /// The text after cleaning.
    pub text: String,
    /// How its script runs: `ltr` or `rtl`.
    pub direction: String,
    /// Its claims.
    pub claims: Vec<ClaimJson>,
    /// Where the words of each claim stand in `text`, in code points, in the order of the claims.
    pub marks: Vec<(usize, usize)>,
    /// What the user should know.
    pub notices: Vec<NoticeJson>,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    let ok = axum::http::StatusCode::OK;
    vec![send::<TextBody, PreviewJson>(Method::Post, "/preview", "Read a text without keeping it", ok, preview)]
}

fn preview(app: &App, _: &Asked, body: TextBody) -> Result<PreviewJson, Problem> {
    let case = app.store.case(body.agreement.as_deref().filter(|id| !id.is_empty()))?;
    let input = typed("preview.txt", &body.text, &body.fields());
    let item = read_one(&case.reader, &input, Some(&case.terms.agreement.zone))
        .map_err(|n| Problem::senseless(n.says, n.remedy.unwrap_or_default()))?;
    let mut readings = Readings::default();
    readings.add(vec![Ok(item)]);
    let outcome = judge(&readings, &case.reader, None, &[], None);
    let index = outcome.index();
    let text = outcome.items.first().map(|i| i.document.text.clone()).unwrap_or_default();
    let mut points = Points::new(&text);
    let marks = outcome.claims.iter().map(|c| (points.at(c.span.start()), points.at(c.span.end()))).collect();
    Ok(PreviewJson {
        direction: direction(&text).to_owned(),
        claims: outcome.claims.iter().map(|c| ClaimJson::of(c, &index)).collect(),
        marks,
        notices: outcome.notices.iter().map(Into::into).collect(),
        text,
    })
}
