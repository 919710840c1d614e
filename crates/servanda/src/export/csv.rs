//! Tables: plain CSV (RFC 4180), and the same incidents under the headings of ACLED and with the tags of HXL.
//!
//! Missing is empty. A cell of foreign text that a spreadsheet would take for a formula gets a leading apostrophe.

use serde::Serialize;
use serde_json::Value;
use servanda_model::{Act, Incident, PlacePrecision, Precision, When};

use super::instant::iso;
use super::json::IncidentJson;
use super::table::{Columns, Known, Titled, fields, heading, told};
use crate::pipeline::Outcome;

/// A table under construction.
#[derive(Debug, Default)]
pub struct Csv(String);

impl Csv {
    /// A table with these headings.
    #[must_use]
    pub fn new(headings: &[&str]) -> Self {
        let mut csv = Self::default();
        csv.row(headings.iter().map(|h| Value::from(*h)));
        csv
    }

    /// Adds a row: texts, numbers, truth values; lists are joined by `;`, what is missing is empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Value>) {
        for (n, cell) in cells.into_iter().enumerate() {
            if n > 0 {
                self.0.push(',');
            }
            let text = told(&cell);
            let text = if cell.is_number() { text } else { defused(&text) };
            if text.contains([',', ';', '"', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&text.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(&text);
            }
        }
        self.0.push_str("\r\n");
    }

    /// The whole table, with the mark by which spreadsheets know UTF-8.
    #[must_use]
    pub fn finish(self) -> String {
        format!("\u{feff}{}", self.0)
    }
}

/// A text that no spreadsheet takes for a formula: where it begins, or where one that takes `;` to part cells would begin
/// another, it gets an apostrophe.
fn defused(text: &str) -> String {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r');
    let mut safe = String::with_capacity(text.len());
    let mut at_start = true;
    for c in text.chars() {
        if at_start && begins(c) {
            safe.push('\'');
        }
        at_start = c == ';' || c == '\n' || (at_start && c == ' ');
        safe.push(c);
    }
    safe
}

/// A table of these columns, a row a record.
pub fn table<T: Serialize>(columns: &Columns, records: impl IntoIterator<Item = T>) -> String {
    let headings: Vec<String> = columns.iter().map(|(path, _)| heading(path)).collect();
    let mut csv = Csv::new(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    for record in records {
        csv.row(fields(&record, columns.iter().map(|c| c.0)));
    }
    csv.finish()
}

/// An incident with its sentence, as tables take it.
pub type Row<'a> = (&'a Incident, &'a IncidentJson, &'a str);

/// Columns and tags of the Humanitarian Exchange Language.
const HXL: [(&str, &str, &str); 19] = [
    ("Identifier", "#event+id", "id"),
    ("What happened", "#event+name", "title"),
    ("Act", "#event+type", "act"),
    ("From", "#date+start", "when.from"),
    ("To", "#date+end", "when.to"),
    ("Place", "#loc+name", "place.canonical"),
    ("Place identifier", "#loc+code", "place.id"),
    ("Latitude", "#geo+lat", "place.lat"),
    ("Longitude", "#geo+lon", "place.lon"),
    ("Laid to", "#group+blamed", "blamed"),
    ("Said by sides", "#group+source", "sides_claiming"),
    ("Denied by sides", "#group+denying", "sides_denying"),
    ("Killed, lowest", "#affected+killed+min", "killed.low"),
    ("Killed", "#affected+killed", "killed.best"),
    ("Killed, highest", "#affected+killed+max", "killed.high"),
    ("Wounded", "#affected+injured", "wounded.best"),
    ("In dispute", "#status+contested", "contested"),
    ("Claims", "#meta+source", "claims"),
    ("Known by", "#date+known", "as_of"),
];

/// Incidents with the tags of HXL in the second row.
#[must_use]
pub fn hxl(rows: &[Row<'_>], as_of: Option<&str>) -> String {
    let mut csv = Csv::new(&HXL.map(|c| c.0));
    // Tags begin with `#`, which no spreadsheet takes for a formula.
    csv.row(HXL.map(|c| Value::from(c.1)));
    for (_, incident, title) in rows {
        let cells = fields(&Known { row: Titled { incident, title }, as_of }, HXL.map(|c| c.2));
        csv.row(
            cells
                .into_iter()
                .zip(HXL)
                .map(|(cell, (_, tag, _))| if tag.starts_with("#date") { cell.as_str().map(iso).into() } else { cell }),
        );
    }
    csv.finish()
}

/// Columns of ACLED's exports since March 2023, in their order.
const ACLED: [&str; 31] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

/// Event type of ACLED (codebook 2023) that holds a sub-event type, and its kind of disorder.
fn acled_type(sub_event: &str) -> (&'static str, &'static str) {
    match sub_event {
        "Armed clash" | "Non-state actor overtakes territory" | "Government regains territory" => {
            ("Battles", "Political violence")
        }
        "Shelling/artillery/missile attack" | "Air/drone strike" | "Remote explosive/landmine/IED" => {
            ("Explosions/Remote violence", "Political violence")
        }
        "Attack" | "Sexual violence" | "Abduction/forced disappearance" => {
            ("Violence against civilians", "Political violence")
        }
        "" => ("", ""),
        _ => ("Strategic developments", "Strategic developments"),
    }
}

/// Incidents under the headings of ACLED. What ACLED codes and the reports don't tell stays empty; ACLED would write 0
/// where nobody told a number of dead. `timestamp`, when a row is as it is, is the instant of knowledge.
#[must_use]
pub fn acled(rows: &[Row<'_>], outcome: &Outcome) -> String {
    let mut csv = Csv::new(&ACLED);
    for (incident, json, title) in rows {
        let sub_event = Act::acled(incident.act);
        let (event, disorder) = acled_type(sub_event);
        let from =
            incident.when.as_ref().and_then(When::from_zoned).or(incident.when.as_ref().and_then(When::last_zoned));
        let time = incident.when.as_ref().map(|w| match (w.precision, w.seconds()) {
            (p, _) if p <= Precision::Day => 1,
            (_, Some(s)) if s <= 86_400 => 1,
            (_, Some(s)) if s <= 8 * 86_400 => 2,
            _ => 3,
        });
        let geo = incident.place.as_ref().map(|p| match p.precision {
            PlacePrecision::Exact => 1,
            PlacePrecision::Near => 2,
            PlacePrecision::Region => 3,
        });
        let names = |ids: &mut dyn Iterator<Item = &servanda_model::ActorId>| {
            ids.map(|a| Value::from(outcome.actor_name(a))).collect::<Vec<_>>()
        };
        let place = json.place.as_ref();
        let voices: Vec<Value> = json.origin_list.iter().map(|o| Value::from(o.voice.clone())).collect();
        let dead = json.killed.as_ref().map(|k| k.best.unwrap_or(k.low));
        let tags: Vec<Value> = if json.contested { vec!["contested".into()] } else { Vec::new() };
        csv.row([
            json.id.clone().into(),
            from.as_ref().map(|z| z.date().to_string()).into(),
            from.as_ref().map(|z| z.year()).into(),
            time.into(),
            disorder.into(),
            event.into(),
            sub_event.into(),
            names(&mut incident.blamed.keys()).into(),
            Value::Null,
            Value::Null,
            names(&mut incident.targets.iter()).into(),
            Value::Null,
            Value::Null,
            Value::Null,
            (event == "Violence against civilians").then_some("Civilian targeting").into(),
            Value::Null,
            Value::Null,
            Value::Null,
            Value::Null,
            Value::Null,
            Value::Null,
            place.and_then(|p| p.canonical.clone().or_else(|| Some(p.name.clone()))).into(),
            place.and_then(|p| p.lat).into(),
            place.and_then(|p| p.lon).into(),
            geo.into(),
            voices.into(),
            Value::Null,
            (*title).into(),
            dead.into(),
            tags.into(),
            outcome.board.as_ref().map(|b| b.as_of.as_second()).into(),
        ]);
    }
    csv.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use crate::export::table::INCIDENTS;

    #[test]
    fn cells_are_quoted_and_formulas_defused() {
        let mut csv = Csv::new(&["a", "b", "c"]);
        csv.row(["=1+1".into(), "say \"x\", y\n".into(), (-3).into()]);
        csv.row([Value::Null, vec![Value::from("p"), Value::from("q")].into(), true.into()]);
        csv.row(["a;=1+1\n @x".into(), "＝1".into(), "Երևան - Şuşa".into()]);
        let rows =
            "a,b,c\r\n'=1+1,\"say \"\"x\"\", y\n\",-3\r\n,\"p;q\",true\r\n\"a;'=1+1\n '@x\",'＝1,Երևան - Şuşa\r\n";
        assert_eq!(csv.finish(), format!("\u{feff}{rows}"));
    }

    #[test]
    fn what_is_done_to_civilians_stands_under_the_event_type_of_the_codebook() {
        for act in [Act::SexualViolence, Act::AttackOnCivilians, Act::ChildRecruitment] {
            assert_eq!(acled_type(act.acled()).0, "Violence against civilians", "{act:?}");
        }
        assert_eq!(acled_type(Act::Detention.acled()).0, "Strategic developments");
    }

    #[test]
    fn tables_hold_a_row_an_incident_under_each_heading() {
        let outcome = fixture::outcome();
        let index = outcome.index();
        let json: Vec<IncidentJson> = outcome.incidents.iter().map(|i| IncidentJson::of(i, &index)).collect();
        let rows: Vec<Row<'_>> = outcome.incidents.iter().zip(&json).map(|(i, j)| (&**i, j, "what happened")).collect();
        let plain = table(INCIDENTS, rows.iter().map(|(_, incident, title)| Titled { incident, title }));
        assert_eq!(plain.lines().count(), rows.len() + 1);
        assert!(plain.contains(outcome.incidents.first().unwrap().act.code()));
        let tagged = hxl(&rows, Some("2031-06-01T00:00:00+04:00[Asia/Baku]"));
        assert!(tagged.lines().nth(1).unwrap().starts_with("#event+id,#event+name"), "{tagged}");
        assert!(tagged.contains("2031-05-03T00:00:00+04:00,") && !tagged.contains("[Asia/Baku]"), "{tagged}");
        let acled = acled(&rows, &outcome);
        let first = acled.lines().nth(1).unwrap();
        assert!(first.contains("2031-05-03,2031,1,Political violence,Explosions/Remote violence"), "{first}");
        let columns = acled.trim_start_matches('\u{feff}').lines().next().unwrap();
        assert_eq!(columns.split(',').collect::<Vec<_>>(), ACLED);
        assert!(columns.ends_with("geo_precision,source,source_scale,notes,fatalities,tags,timestamp"));
    }
}
