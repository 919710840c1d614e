//! `servanda eval`: how well reports of one's own, with the answers known, are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use servanda_model::{Act, Claim, Count, Incident, Participant, Problem, Status, Where, nearest};

use super::board::table;
use super::options::tell;
use super::{AsOfArg, Exit, Failure, Printer, gather};
use crate::data::Data;
use crate::engine;
use crate::export::json::{VERSION, code};
use crate::pipeline::Outcome;
use crate::terms;

/// The file of answers in the folder.
const ANSWERS: &str = "expected.jsonl";
/// Errors that are told one by one on a terminal; all of them with `--json`.
const TOLD: usize = 20;

/// Score the reading of reports whose answers you know: how many claims are found, and how often actor, place, time,
/// toll and speaker are right. The folder holds reports and `expected.jsonl` (layout in `docs/evaluation.md`).
#[derive(Debug, Args)]
pub struct Eval {
    /// A folder of reports with the file of answers.
    folder: PathBuf,
    /// Read with the places of this agreement, and score its provisions and the incidents.
    #[arg(long, value_name = "NAME")]
    agreement: Option<String>,
    /// Provisions are judged as of this instant, or the end of this day.
    #[arg(long, value_name = "INSTANT", requires = "agreement")]
    as_of: Option<AsOfArg>,
    /// Print JSON instead of tables, with every error (schema in `docs/schema/`).
    #[arg(long)]
    json: bool,
    /// Take lexicons, rules, gazetteers and agreements from this folder instead of those built in.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// A field of an answer: not named, named as missing (`null`), or with its value.
#[derive(Debug, Clone, Default, PartialEq)]
enum Wanted<T> {
    #[default]
    Unasked,
    Nothing,
    Just(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Wanted<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(from)?.map_or(Self::Nothing, Self::Just))
    }
}

/// One line of the answers.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Answer {
    Claim(Box<ClaimAnswer>),
    Incident(IncidentAnswer),
    Provision(ProvisionAnswer),
}

/// A claim that a report holds; without an act: the report holds no more than its other lines say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimAnswer {
    report: String,
    act: Option<Act>,
    #[serde(default)]
    actor: Wanted<String>,
    #[serde(default)]
    place: Wanted<String>,
    #[serde(default)]
    when: Wanted<String>,
    #[serde(default)]
    killed: Wanted<u32>,
    #[serde(default)]
    speaker: Wanted<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IncidentAnswer {
    incident: Act,
    #[serde(default)]
    place: Wanted<String>,
    #[serde(default)]
    killed: Wanted<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvisionAnswer {
    provision: String,
    status: Status,
}

/// Right, wrong and missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct Score {
    /// Found and right.
    pub right: usize,
    /// Given, but not so or not there.
    pub invented: usize,
    /// There, but not given or given otherwise.
    pub missed: usize,
    /// Right of all given; null if nothing was given.
    pub precision: Option<f64>,
    /// Right of all there are; null if there are none.
    pub recall: Option<f64>,
    /// Their harmonic mean.
    pub f1: Option<f64>,
}

impl Score {
    fn done(mut self) -> Self {
        let share = |of: usize| (of > 0).then(|| self.right as f64 / of as f64);
        (self.precision, self.recall) = (share(self.right + self.invented), share(self.right + self.missed));
        let of = 2 * self.right + self.invented + self.missed;
        self.f1 = (of > 0).then(|| 2.0 * self.right as f64 / of as f64);
        self
    }
}

/// One thing that was read otherwise than the answers say.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReadingError {
    /// `missed claim`, `invented claim`, or the field with what is the matter: `place: wrong`, `when: missing`,
    /// `actor: invented`; of incidents and provisions likewise.
    pub kind: String,
    /// The report; null for incidents and provisions.
    pub report: Option<String>,
    /// The act, or the provision.
    pub about: String,
    /// What the answers say.
    pub expected: Option<String>,
    /// What was read.
    pub got: Option<String>,
    /// The sentence it was read from.
    pub quote: Option<String>,
}

/// What `eval --json` prints.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct EvalJson {
    /// Version of this contract.
    pub schema_version: u32,
    /// Reports with answers.
    pub reports: usize,
    /// Reports of the folder that no line names; they are not scored.
    pub unlabelled: Vec<String>,
    /// Claims of all acts.
    pub claims: Score,
    /// Claims by act.
    pub acts: BTreeMap<String, Score>,
    /// Actor, place, when, killed and speaker of the claims that were found.
    pub fields: BTreeMap<String, Score>,
    /// Incidents, where the answers name some.
    pub incidents: Option<Score>,
    /// Statuses of provisions, where the answers name some.
    pub provisions: Option<Score>,
    /// How many errors there are of each kind.
    pub kinds: BTreeMap<String, usize>,
    /// Every error.
    pub errors: Vec<ReadingError>,
}

impl Eval {
    /// Runs the command.
    ///
    /// # Errors
    /// A folder, answers, agreement or data that cannot be used.
    pub fn run(self) -> Result<Exit, Failure> {
        let path = self.folder.join(ANSWERS);
        let text = std::fs::read_to_string(&path).map_err(|e| Failure::io("read", &path, &e))?;
        let answers = answers(&path, &text).map_err(Failure::problems)?;
        let data = Data::open(self.data.as_deref())?;
        let agreement = self.agreement.as_deref().map(|name| terms::open(&data, name)).transpose()?;
        let as_of = self.as_of.zip(agreement.as_ref()).map(|(at, terms)| at.instant(&terms.agreement.zone));
        let (inputs, mut notices) = gather(std::slice::from_ref(&self.folder))?;
        let outcome = engine::run(&data, &inputs, agreement.as_ref(), &[], as_of, &|| ())?;
        notices.extend(outcome.notices.iter().cloned());
        let told = score(&answers, &outcome)
            .map_err(|(what, remedy)| Failure::usage(format!("`{}` {what}", path.display()), remedy))?;
        if self.json {
            Printer.json(&told)?;
        } else {
            Printer.text(&printed(&told))?;
        }
        Ok(tell(&notices))
    }
}

/// Reads the answers; every faulty line is told.
fn answers(path: &Path, text: &str) -> Result<Vec<Answer>, Vec<(Problem, String)>> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = servanda_model::Span::new(start, start + line.trim_end().len());
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Answer>(line) {
            Ok(answer) => found.push(answer),
            Err(e) => {
                let (what, remedy) = fault(line, &e);
                let problem = Problem { file: path.display().to_string(), span: Some(span), what, remedy };
                faults.push((problem, text.to_owned()));
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// What is wrong with a line, and what to do about it.
fn fault(line: &str, error: &serde_json::Error) -> (String, String) {
    const KEYS: [&str; 10] =
        ["report", "act", "actor", "place", "when", "killed", "speaker", "incident", "provision", "status"];
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(line) else {
        return (format!("no JSON object: {error}"), "write one object a line".to_owned());
    };
    if let Some(key) = fields.keys().find(|k| !KEYS.contains(&k.as_str())) {
        let remedy = nearest(key, KEYS)
            .map_or_else(|| format!("known: {}", KEYS.join(", ")), |n| format!("did you mean `{n}`?"));
        return (format!("unknown key `{key}`"), remedy);
    }
    let act = fields.get("act").or(fields.get("incident")).and_then(|a| a.as_str());
    if let Some(act) = act.filter(|a| a.parse::<Act>().is_err()) {
        let remedy = nearest(act, Act::ALL.iter().map(|a| a.code()));
        let remedy =
            remedy.map_or_else(|| "see the glossary for the acts".to_owned(), |n| format!("did you mean `{n}`?"));
        return (format!("unknown act `{act}`"), remedy);
    }
    (
        "neither a claim nor an incident nor a provision, or a value of the wrong kind".to_owned(),
        "a claim has `report`, an incident `incident`, a provision `provision` and `status`; see docs/evaluation.md"
            .to_owned(),
    )
}

/// Scores what was read; an error names what in the answers cannot be matched, with a remedy.
fn score(answers: &[Answer], outcome: &Outcome) -> Result<EvalJson, (String, &'static str)> {
    let mut told = EvalJson { schema_version: VERSION, ..EvalJson::default() };
    let mut by_report: BTreeMap<&str, Vec<&ClaimAnswer>> = BTreeMap::new();
    for answer in answers {
        if let Answer::Claim(claim) = answer {
            let claims = by_report.entry(&claim.report).or_default();
            claims.extend(claim.act.is_some().then_some(&**claim));
        }
    }
    let known: BTreeSet<&str> = outcome.reports.iter().map(|r| r.id.as_str()).collect();
    if let Some(report) = by_report.keys().find(|r| !known.contains(**r)) {
        return Err((
            format!("names a report `{report}` that is not among those read"),
            "give the report's `id`, or its file's name without the ending",
        ));
    }
    told.reports = by_report.len();
    told.unlabelled = known.iter().filter(|r| !by_report.contains_key(**r)).map(|r| (*r).to_owned()).collect();
    for (report, wanted) in &by_report {
        let read: Vec<&Claim> =
            outcome.claims.iter().map(AsRef::as_ref).filter(|c: &&Claim| c.report.as_str() == *report).collect();
        report_score(&mut told, report, wanted, &read);
    }
    incidents(&mut told, answers, outcome);
    provisions(&mut told, answers, outcome)?;
    told.claims = told.claims.done();
    for score in told.acts.values_mut().chain(told.fields.values_mut()) {
        *score = score.done();
    }
    told.incidents = told.incidents.map(Score::done);
    told.provisions = told.provisions.map(Score::done);
    for error in &told.errors {
        *told.kinds.entry(error.kind.clone()).or_default() += 1;
    }
    Ok(told)
}

/// Claims of one report: those of one act are paired so that as many fields as can be agree, the best pair first.
fn report_score(told: &mut EvalJson, report: &str, wanted: &[&ClaimAnswer], read: &[&Claim]) {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (w, answer) in wanted.iter().enumerate() {
        for (r, claim) in read.iter().enumerate().filter(|(_, c)| Some(c.act) == answer.act) {
            let fit = fields(answer, claim).iter().filter(|f| f.right == Some(true)).count();
            // Of equal fits the one that tells a happening.
            pairs.push((2 * fit + usize::from(claim.tells_happening()), w, r));
        }
    }
    pairs.sort_by_key(|(fit, w, r)| (std::cmp::Reverse(*fit), *w, *r));
    let (mut of_wanted, mut taken) = (vec![None; wanted.len()], vec![false; read.len()]);
    for (_, w, r) in pairs {
        if of_wanted[w].is_none() && !taken[r] {
            (of_wanted[w], taken[r]) = (Some(r), true);
        }
    }
    for (answer, r) in wanted.iter().zip(of_wanted) {
        let act = answer.act.map_or("", |a| a.code());
        let of_act = told.acts.entry(act.to_owned()).or_default();
        let Some(claim) = r.map(|r| read[r]) else {
            of_act.missed += 1;
            told.claims.missed += 1;
            told.errors.push(error("missed claim", Some(report), act, None, None, None));
            continue;
        };
        of_act.right += 1;
        told.claims.right += 1;
        for field in fields(answer, claim) {
            let score = told.fields.entry(field.name.to_owned()).or_default();
            let what = match (field.right, &field.expected, &field.got) {
                (None, ..) => continue,
                (Some(true), Some(_), _) => {
                    score.right += 1;
                    continue;
                }
                (Some(true), None, _) => continue,
                (Some(false), Some(_), Some(_)) => {
                    score.missed += 1;
                    score.invented += 1;
                    "wrong"
                }
                (Some(false), Some(_), None) => {
                    score.missed += 1;
                    "missing"
                }
                (Some(false), None, _) => {
                    score.invented += 1;
                    "invented"
                }
            };
            let kind = format!("{}: {what}", field.name);
            told.errors.push(error(&kind, Some(report), act, field.expected, field.got, Some(claim)));
        }
    }
    // Plans, denials of others, background and running counts are no happenings, and nobody need list them.
    for claim in read.iter().zip(taken).filter(|(c, taken)| !taken && c.tells_happening()).map(|(c, _)| *c) {
        told.acts.entry(claim.act.code().to_owned()).or_default().invented += 1;
        told.claims.invented += 1;
        told.errors.push(error("invented claim", Some(report), claim.act.code(), None, None, Some(claim)));
    }
}

fn error(
    kind: &str,
    report: Option<&str>,
    about: &str,
    expected: Option<String>,
    got: Option<String>,
    claim: Option<&Claim>,
) -> ReadingError {
    ReadingError {
        kind: kind.to_owned(),
        report: report.map(str::to_owned),
        about: about.to_owned(),
        expected,
        got,
        quote: claim.map(|c| c.quote.clone()),
    }
}

/// A field of a claim held against the answer.
struct Field {
    name: &'static str,
    /// `None` where the answer does not ask.
    right: Option<bool>,
    expected: Option<String>,
    got: Option<String>,
}

fn field<T: ToString>(name: &'static str, wanted: &Wanted<T>, got: Option<String>, same: impl Fn(&T) -> bool) -> Field {
    let (right, expected) = match wanted {
        Wanted::Unasked => (None, None),
        Wanted::Nothing => (Some(got.is_none()), None),
        Wanted::Just(value) => (Some(got.is_some() && same(value)), Some(value.to_string())),
    };
    Field { name, right, expected, got }
}

fn fields(answer: &ClaimAnswer, claim: &Claim) -> [Field; 5] {
    let actor = claim.actor.as_ref();
    let place = claim.place.as_ref();
    // The outlet's own voice is no speaker.
    let speaker = claim.attribution.speaker.as_ref().filter(|_| !claim.attribution.own_voice);
    let days = claim.when.as_ref().and_then(|w| {
        let day = |z: Option<jiff::Zoned>| z.map_or_else(String::new, |z| z.date().to_string());
        let (from, to) = (day(w.from_zoned()), day(w.last_zoned()));
        (!from.is_empty() || !to.is_empty()).then(|| if from == to { from } else { format!("{from}/{to}") })
    });
    let killed = best(claim.casualties.killed);
    [
        field(
            "actor",
            &answer.actor,
            actor.map(|a| a.actor.as_ref().map_or(a.name.clone(), ToString::to_string)),
            |w| actor.is_some_and(|a| is_actor(w, a)),
        ),
        field("place", &answer.place, place.map(named), |w| place.is_some_and(|p| is_place(w, p))),
        field("when", &answer.when, days.clone(), |w| days.as_deref() == Some(w)),
        field("killed", &answer.killed, killed.map(|n| n.to_string()), |w| killed == Some(*w)),
        field("speaker", &answer.speaker, speaker.map(|s| s.name.clone()), |w| {
            speaker.is_some_and(|s| s.name.eq_ignore_ascii_case(w) || s.actor.as_ref().is_some_and(|a| a.as_str() == w))
        }),
    ]
}

fn best(count: Option<Count>) -> Option<u32> {
    count.and_then(|c| c.best)
}

/// The actor of that identifier or name, or a body that is part of it.
fn is_actor(wanted: &str, got: &Participant) -> bool {
    let part = |id: &str| id == wanted || id.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'));
    got.actor.iter().chain(&got.party).any(|id| part(id.as_str())) || got.name.eq_ignore_ascii_case(wanted)
}

fn named(place: &Where) -> String {
    place.best().map_or_else(|| place.name.clone(), |best| best.canonical.clone())
}

/// The place of that identifier or name, or as it is written.
fn is_place(wanted: &str, got: &Where) -> bool {
    got.name.eq_ignore_ascii_case(wanted)
        || got.best().is_some_and(|b| b.place.as_str() == wanted || b.canonical.eq_ignore_ascii_case(wanted))
}

fn incidents(told: &mut EvalJson, answers: &[Answer], outcome: &Outcome) {
    let wanted: Vec<&IncidentAnswer> =
        answers.iter().filter_map(|a| if let Answer::Incident(i) = a { Some(i) } else { None }).collect();
    if wanted.is_empty() {
        return;
    }
    let mut score = Score::default();
    let mut taken = vec![false; outcome.incidents.len()];
    let fits = |answer: &IncidentAnswer, incident: &Incident| {
        let killed = incident.tolls.iter().filter_map(|t| best(t.casualties.killed)).max();
        let place = match &answer.place {
            Wanted::Unasked => true,
            Wanted::Nothing => incident.place.is_none(),
            Wanted::Just(w) => incident.place.as_ref().is_some_and(|p| is_place(w, p)),
        };
        let toll = match &answer.killed {
            Wanted::Unasked => true,
            Wanted::Nothing => killed.is_none(),
            Wanted::Just(n) => killed == Some(*n),
        };
        incident.act == answer.incident && place && toll
    };
    for answer in wanted {
        match outcome.incidents.iter().enumerate().find(|(i, incident)| !taken[*i] && fits(answer, incident)) {
            Some((i, _)) => {
                taken[i] = true;
                score.right += 1;
            }
            None => {
                score.missed += 1;
                let place = if let Wanted::Just(p) = &answer.place { Some(p.clone()) } else { None };
                told.errors.push(error("missed incident", None, answer.incident.code(), place, None, None));
            }
        }
    }
    for (incident, _) in outcome.incidents.iter().zip(taken).filter(|(_, taken)| !taken) {
        score.invented += 1;
        let got = incident.place.as_ref().map(named);
        told.errors.push(error("invented incident", None, incident.act.code(), None, got, None));
    }
    told.incidents = Some(score);
}

fn provisions(told: &mut EvalJson, answers: &[Answer], outcome: &Outcome) -> Result<(), (String, &'static str)> {
    let mut score = Score::default();
    for answer in answers {
        let Answer::Provision(ProvisionAnswer { provision, status }) = answer else { continue };
        let Some(finding) = outcome.finding(provision) else {
            return Err((
                format!("names a provision `{provision}` that is not assessed"),
                "name the agreement with `--agreement`, and the provision by its `ref`",
            ));
        };
        if finding.status == *status {
            score.right += 1;
        } else {
            score.missed += 1;
            score.invented += 1;
            let (expected, got) = (Some(code(status)), Some(code(finding.status)));
            told.errors.push(error("provision: wrong", None, provision, expected, got, None));
        }
    }
    told.provisions = (score != Score::default()).then_some(score);
    Ok(())
}

fn printed(told: &EvalJson) -> String {
    let percent = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |s| format!("{:.1}", 100.0 * s));
    let mut scores = table(&["", "Right", "Invented", "Missed", "Precision", "Recall", "F1"]);
    let mut row = |name: &str, s: &Score| {
        let counts = [s.right, s.invented, s.missed].map(|n| n.to_string());
        let shares = [s.precision, s.recall, s.f1].map(percent);
        scores.add_row([name.to_owned()].into_iter().chain(counts).chain(shares));
    };
    row("claims", &told.claims);
    told.acts.iter().for_each(|(act, s)| row(&format!("  {}", act.replace('_', " ")), s));
    told.fields.iter().for_each(|(name, s)| row(name, s));
    told.incidents.iter().for_each(|s| row("incidents", s));
    told.provisions.iter().for_each(|s| row("provisions", s));
    let mut text = format!("{scores}\n{} reports with answers", told.reports);
    if !told.unlabelled.is_empty() {
        text += &format!(", {} without, which are not scored", told.unlabelled.len());
    }
    text += ".\n";
    if !told.errors.is_empty() {
        text += "\nErrors by kind:\n";
        let mut kinds: Vec<(&String, &usize)> = told.kinds.iter().collect();
        kinds.sort_by_key(|(kind, n)| (std::cmp::Reverse(**n), *kind));
        kinds.iter().for_each(|(kind, n)| text += &format!("{n:>6}  {kind}\n"));
        text.push('\n');
    }
    for e in told.errors.iter().take(TOLD) {
        let report = e.report.as_ref().map_or_else(String::new, |r| format!("{r}: "));
        text += &format!("{report}{}, {}", e.about.replace('_', " "), e.kind);
        if e.expected.is_some() || e.got.is_some() {
            let or_nothing = |w: &Option<String>| w.clone().unwrap_or_else(|| "nothing".to_owned());
            text += &format!(" (expected {}, read {})", or_nothing(&e.expected), or_nothing(&e.got));
        }
        text += &e.quote.as_ref().map_or_else(String::new, |q| format!("\n    {}", super::board::printable(q)));
        text.push('\n');
    }
    if told.errors.len() > TOLD {
        text += &format!("… and {} more; all of them with `--json`\n", told.errors.len() - TOLD);
    }
    text
}
