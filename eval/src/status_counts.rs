//! Set `status-counts`: the figures of a monitoring report.

use serde_json::{Value, json};
use servanda_reading::counts::{Figure, counts};

/// Answers a record (`id`, `year`, `text`) with its figures; null where the report gives none.
pub fn predict(record: &Value) -> Value {
    let year = record["year"].as_i64().and_then(|y| i32::try_from(y).ok()).unwrap_or(0);
    let c = counts(record["text"].as_str().unwrap_or(""), year);
    let value = |f: Option<Figure>| f.map(|f| f.value);
    json!({
        "id": record["id"],
        "period_start": c.period.as_ref().map(|p| p.start.to_string()),
        "period_end": c.period.as_ref().map(|p| p.end.to_string()),
        "violations": value(c.violations),
        "violations_previous": value(c.violations_previous),
        "change_percent": value(c.change_percent),
        "explosions": value(c.explosions),
        "explosions_previous": value(c.explosions_previous),
        "weapons": value(c.weapons),
        "weapons_previous": value(c.weapons_previous),
        "casualties": value(c.civilians.casualties),
        "killed": value(c.civilians.killed),
        "injured": value(c.civilians.injured),
        "total": value(c.total.casualties),
        "total_killed": value(c.total.killed),
        "total_injured": value(c.total.injured),
    })
}
