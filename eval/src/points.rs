//! Code points, in which the sets count, and bytes, in which we do.

use serde_json::Value;
use servanda_model::Span;

/// The byte at which each code point of a text starts, and the end.
pub struct Points(Vec<usize>);

impl Points {
    /// Of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(text.char_indices().map(|(at, _)| at).chain([text.len()]).collect())
    }

    /// The code point that starts at (or after) a byte.
    #[must_use]
    pub fn point(&self, byte: usize) -> usize {
        self.0.partition_point(|&b| b < byte)
    }

    /// Spans in bytes of annotations with `start` and `end` in code points.
    #[must_use]
    #[allow(dead_code, reason = "the example that fits attribution reads its own")]
    pub fn spans(&self, annotations: &[Value]) -> Vec<Span> {
        let byte = |v: &Value| {
            let point = usize::try_from(v.as_u64().unwrap_or(0)).unwrap_or(usize::MAX);
            self.0[point.min(self.0.len() - 1)]
        };
        annotations.iter().map(|t| Span::new(byte(&t["start"]), byte(&t["end"]))).collect()
    }
}
