//! The entity recogniser: one move per token (begin, inside, last, unit, outside).

use pulp::Simd;

use crate::dense::Aligned;
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
    /// By [`State`]: what is added to the scores.
    allowed: Vec<Aligned<[f32; MOVES]>>,
}

/// On what it depends which moves are valid.
#[derive(Clone, Copy)]
struct State {
    open: Option<EntityKind>,
    may_go_on: bool,
    is_space: bool,
}

impl State {
    fn number(self) -> usize {
        let open = self.open.map_or(0, |kind| 1 + kind as usize);
        open * 4 + usize::from(self.may_go_on) * 2 + usize::from(self.is_space)
    }

    fn allows(self, action: Move) -> bool {
        match (action, self.open) {
            (Move::Begin(_), None) => self.may_go_on && !self.is_space,
            (Move::Unit(_), None) => !self.is_space,
            (Move::Out, None) => true,
            (Move::In(kind), Some(of)) => kind == of && self.may_go_on,
            (Move::Last(kind), Some(of)) => kind == of,
            _ => false,
        }
    }
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
            Some(moves) => {
                let open = std::iter::once(None).chain(EntityKind::ALL.iter().copied().map(Some));
                let states =
                    open.flat_map(|open| {
                        [(false, false), (false, true), (true, false), (true, true)]
                            .map(|(may_go_on, is_space)| State { open, may_go_on, is_space })
                    });
                let valid = |state: State, m: usize| moves.get(m).is_some_and(|m| state.allows(*m));
                let scores = |state| std::array::from_fn(|m| if valid(state, m) { 0.0 } else { f32::NEG_INFINITY });
                let allowed = states.map(|state| Aligned(scores(state))).collect();
                Ok(Self { network, moves, allowed })
            }
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
            let may_go_on = i + 1 < count && !starts[i + 1];
            let state = State { open: open.map(|(_, kind)| kind), may_go_on, is_space: is_space[i] };
            let allowed = &self.allowed[state.number()];
            let best =
                self.network.best::<S, { MOVES / 16 }>(simd, added, context, allowed).map(|best| self.moves[best]);
            match best {
                Some(Move::Begin(kind)) => open = Some((token, kind)),
                Some(Move::Unit(kind)) => found.push((first + token, first + token + 1, kind)),
                Some(Move::Last(kind)) => {
                    if let Some((start, _)) = open.take() {
                        found.push((first + start, first + token + 1, kind));
                    }
                }
                _ => {}
            }
        }
    }
}
