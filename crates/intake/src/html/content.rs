//! Which lines of a page are the article.

use super::{
    blocks::{Line, Lines, Role},
    cues::{self, Cue},
    tag::Tag,
    tree::{Id, Tree},
};

/// The lines of the article in the order of the page, as indices. `anchors` are nodes that are known to stand in
/// it or at its head.
pub(crate) fn article(tree: &Tree, lines: &Lines, anchors: &[Id]) -> Vec<usize> {
    let cues = cues(tree, lines);
    let root = container(tree, lines, &cues, anchors);
    let range = root..tree.nodes[root].end;
    let mut chosen: Vec<usize> = (0..lines.lines.len())
        .filter(|i| range.contains(&lines.lines[*i].nodes.start))
        .filter(|i| keep(tree, lines, &lines.lines[*i], &cues))
        .collect();
    trim(lines, &mut chosen);
    chosen
}

/// How much a line speaks for its surroundings being the article: words for prose, less than nothing
/// for lists of links.
fn prose(line: &Line) -> f64 {
    let share = line.linked as f64 / line.chars.max(1) as f64;
    let words = line.words as f64;
    if share > 0.5 {
        return -words.min(8.0);
    }
    if line.words < 6 { -0.5 } else { words * (1.0 - share) }
}

/// Sum over the lines below each element.
fn sums(tree: &Tree, lines: &Lines, worth: impl Fn(&Line) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0_f64; tree.nodes.len()];
    for line in &lines.lines {
        sums[line.container] += worth(line);
    }
    for id in (1..tree.nodes.len()).rev() {
        let parent = tree.nodes[id].parent;
        sums[parent] += sums[id];
    }
    sums
}

/// What each node is by the names of the elements around it. A name on an element that holds much of the
/// page's prose speaks of the page's layout, not of its content.
fn cues(tree: &Tree, lines: &Lines) -> Vec<Option<Cue>> {
    let sums = sums(tree, lines, |line| if line.words < 6 { 0.0 } else { prose(line).max(0.0) });
    let mut cues: Vec<Option<Cue>> = vec![None; tree.nodes.len()];
    for id in 1..tree.nodes.len() {
        cues[id] = cues[tree.nodes[id].parent];
        if cues[id].is_some() && cues::is_embed(tree, id) {
            cues[id] = None;
        }
        if cues[id] != Some(Cue::Furniture)
            && let Some(cue) = cues::of(tree, id)
            && sums[id] < sums[0] * most(tree, id)
        {
            cues[id] = Some(cue);
        }
    }
    cues
}

/// The greatest share of the page's prose with which an element's name is still believed.
fn most(tree: &Tree, id: Id) -> f64 {
    match tree.tag(id) {
        Some(Tag::Footer | Tag::Nav) => f64::INFINITY,
        Some(Tag::Aside) => 0.7,
        _ => 0.4,
    }
}

fn container(tree: &Tree, lines: &Lines, cues: &[Option<Cue>], anchors: &[Id]) -> Id {
    let sums = sums(tree, lines, |line| if cues[line.container].is_some() { 0.0 } else { prose(line) });
    let mut at = 0;
    loop {
        let mut best: Option<Id> = None;
        let mut child = at + 1;
        while child < tree.nodes[at].end {
            if tree.tag(child).is_some() && best.is_none_or(|b| sums[child] > sums[b]) {
                best = Some(child);
            }
            child = tree.nodes[child].end;
        }
        match best {
            Some(child) if sums[child] > 0.0 && sums[child] >= sums[at] * 0.6 => at = child,
            _ => return widen(tree, lines, &sums, at, anchors),
        }
    }
}

/// From the element that holds most of the prose to the one that holds the whole article: the nearest that
/// says so by its name, together with its like nearby.
fn widen(tree: &Tree, lines: &Lines, sums: &[f64], core: Id, anchors: &[Id]) -> Id {
    // Related reports can be longer than the report itself: then the headline stands elsewhere.
    let holds = |id: Id| anchors.iter().any(|a| (id..tree.nodes[id].end).contains(a));
    let named = [core, tree.nodes[core].parent].into_iter().any(|id| cues::body_name(tree, id).is_some());
    if !anchors.is_empty() && !holds(core) && !named {
        let own = |id: &Id| {
            holds(*id) && sums[*id] >= 25.0 && (tree.is(*id, Tag::Article) || cues::body_name(tree, *id).is_some())
        };
        if let Some(id) = (1..tree.nodes.len()).rev().find(own)
            && !(id..tree.nodes[id].end).contains(&core)
        {
            return id;
        }
    }
    let mut stated =
        (1..tree.nodes.len()).filter(|id| sums[*id] >= 20.0 && tree.attribute(*id, "itemprop") == Some("articleBody"));
    if let (Some(id), None) = (stated.next(), stated.next())
        && !named
        && !(id..tree.nodes[id].end).contains(&core)
        && !tree.below(core).contains(&id)
    {
        return id;
    }
    let mut at = core;
    for _ in 0..8 {
        if let Some(name) = cues::body_name(tree, at) {
            return with_its_like(tree, sums, at, name);
        }
        if at == 0 || tree.is(at, Tag::Article) {
            break;
        }
        at = tree.nodes[at].parent;
    }
    match narrow(tree, sums, core, anchors) {
        Some(id) => cues::body_name(tree, id).map_or(id, |name| with_its_like(tree, sums, id, name)),
        None => climb(tree, lines, sums, core),
    }
}

/// An element below that says it is the article and holds a good part of the prose: what lies beside it is
/// comments and other reports. Of several, the one with the headline or the lines the page describes itself by.
fn narrow(tree: &Tree, sums: &[f64], core: Id, anchors: &[Id]) -> Option<Id> {
    let mut best: Option<(f64, Id)> = None;
    let mut id = core + 1;
    while id < tree.nodes[core].end {
        let inside = anchors.iter().filter(|a| (id..tree.nodes[id].end).contains(*a)).count();
        let enough = if inside > 0 { sums[id] >= 20.0 } else { sums[id] >= 60.0 && sums[id] >= sums[core] * 0.2 };
        if enough
            && (tree.is(id, Tag::Article) || cues::body_name(tree, id).is_some() || cues::is_article_name(tree, id))
        {
            let score = sums[id] * (1.0 + 4.0 * inside as f64);
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, id));
            }
        }
        id += 1;
    }
    best.map(|(_, id)| id)
}

/// The smallest element around `id` and the others of the same name in the same article.
fn with_its_like(tree: &Tree, sums: &[f64], id: Id, name: &str) -> Id {
    let mut root = id;
    let mut up = tree.nodes[id].parent;
    for _ in 0..3 {
        if up == 0 || tree.is(root, Tag::Article) || matches!(tree.tag(up), Some(Tag::Body)) {
            break;
        }
        let like = tree.below(up).any(|other| {
            !(root..tree.nodes[root].end).contains(&other)
                && sums[other] > 0.0
                && cues::body_name(tree, other) == Some(name)
        });
        if like {
            root = up;
        }
        up = tree.nodes[up].parent;
    }
    root
}

/// Upwards as long as there is more prose beside than noise.
fn climb(tree: &Tree, lines: &Lines, sums: &[f64], core: Id) -> Id {
    let noise = self::sums(tree, lines, |line| if prose(line) < 0.0 { line.words as f64 } else { 0.0 });
    let mut at = core;
    let mut root = core;
    for _ in 0..4 {
        let up = tree.nodes[at].parent;
        if at == 0 || matches!(tree.tag(at), Some(Tag::Body | Tag::Article | Tag::Main)) || tree.is(up, Tag::Body) {
            break;
        }
        if sums[up] > sums[root] * 1.05 && noise[up] - noise[root] < sums[up] - sums[root] {
            root = up;
        }
        at = up;
    }
    root
}

fn keep(_tree: &Tree, _lines: &Lines, line: &Line, cues: &[Option<Cue>]) -> bool {
    if cues[line.nodes.start].is_some() || line.role == Role::Caption {
        return false;
    }
    let share = line.linked as f64 / line.chars.max(1) as f64;
    !(share > 0.8 && line.words < 30)
}

fn trim(lines: &Lines, chosen: &mut Vec<usize>) {
    let text = chosen.iter().rposition(|i| lines.lines[*i].role != Role::Heading);
    chosen.truncate(text.map_or(0, |last| last + 1));
}
