//! The entity recogniser: one move per token (begin, inside, last, unit, outside).

use pulp::Simd;

use crate::file::{ModelError, Sections};
use crate::labels::EntityKind;
use crate::transitions::{Added, NONE, Network};

/// Moves, padded to whole vectors.
const MOVES: usize = 80;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Begin(EntityKind),
    In(EntityKind),
    Last(EntityKind),
    Unit(EntityKind),
    Out,
    /// A move that is never valid on a text without entities of its own.
    Never,
}

pub(crate) struct Recogniser {
    network: Network<3, MOVES>,
    moves: Vec<Move>,
}

impl Recogniser {
    pub(crate) fn read(file: &Sections<'_>) -> Result<Self, ModelError> {
        let network = Network::read(file, "ner")?;
        let moves = network
            .moves
            .iter()
            .map(|name| {
                let (action, label) = name.split_once('-').unwrap_or((name, ""));
                Some(match (action, EntityKind::parse(label)) {
                    ("B", Some(kind)) => Move::Begin(kind),
                    ("I", Some(kind)) => Move::In(kind),
                    ("L", Some(kind)) => Move::Last(kind),
                    ("U", Some(kind)) => Move::Unit(kind),
                    ("U", None) if label.is_empty() => Move::Never,
                    ("O", None) if label.is_empty() => Move::Out,
                    _ => return None,
                })
            })
            .collect::<Option<Vec<_>>>();
        match moves {
            Some(moves) => Ok(Self { network, moves }),
            None => Err(file.open("ner.moves")?.malformed("unknown move")),
        }
    }

    /// Adds the entities of a clause whose first token has the number `first`: first token, one past the last, kind.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "called in one place only")]
    pub(crate) fn find<S: Simd>(
        &self,
        simd: S,
        vectors: &[f32],
        is_space: &[bool],
        starts: &[bool],
        added: &mut Added,
        first: usize,
        found: &mut Vec<(u32, u32, EntityKind)>,
    ) {
        let count = is_space.len();
        let first = first as u32;
        self.network.prepare(simd, vectors, count, added);
        let mut open: Option<(u32, EntityKind)> = None;
        for token in 0..count as u32 {
            let i = token as usize;
            let context = match open {
                Some((start, _)) => [token, start, token - 1],
                None => [token, NONE, NONE],
            };
            let scores = self.network.score(added, context);
            let may_go_on = i + 1 < count && !starts[i + 1];
            let mut best: Option<(usize, Move)> = None;
            for (m, (&action, score)) in self.moves.iter().zip(&scores).enumerate() {
                let valid = match (action, open) {
                    (Move::Begin(_), None) => may_go_on && !is_space[i],
                    (Move::Unit(_), None) => !is_space[i],
                    (Move::Out, None) => true,
                    (Move::In(kind), Some((_, of))) => kind == of && may_go_on,
                    (Move::Last(kind), Some((_, of))) => kind == of,
                    _ => false,
                };
                if valid && best.is_none_or(|(b, _)| *score > scores[b]) {
                    best = Some((m, action));
                }
            }
            match best {
                Some((_, Move::Begin(kind))) => open = Some((token, kind)),
                Some((_, Move::Unit(kind))) => found.push((first + token, first + token + 1, kind)),
                Some((_, Move::Last(kind))) => {
                    if let Some((start, _)) = open.take() {
                        found.push((first + start, first + token + 1, kind));
                    }
                }
                _ => {}
            }
        }
    }
}
