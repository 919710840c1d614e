//! Which lines of a page are the article.

use super::{
    blocks::{Line, Lines, Role},
    cues::{self, Cue},
    tree::{Id, Tree},
};

/// The lines of the article in the order of the page, as indices.
pub(crate) fn article(tree: &Tree, lines: &Lines) -> Vec<usize> {
    let cues = cues(tree, lines);
    let root = container(tree, lines, &cues);
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
        if cues[id] != Some(Cue::Furniture)
            && let Some(cue) = cues::of(tree, id)
            && sums[id] < sums[0] * 0.4
        {
            cues[id] = Some(cue);
        }
    }
    cues
}

fn container(tree: &Tree, lines: &Lines, cues: &[Option<Cue>]) -> Id {
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
            _ => return at,
        }
    }
}

fn keep(_tree: &Tree, _lines: &Lines, line: &Line, cues: &[Option<Cue>]) -> bool {
    if cues[line.nodes.start].is_some() || line.role == Role::Caption {
        return false;
    }
    let share = line.linked as f64 / line.chars.max(1) as f64;
    !(share > 0.8 && line.words < 30)
}

fn trim(lines: &Lines, chosen: &mut Vec<usize>) {
    while chosen.last().is_some_and(|i| lines.lines[*i].role == Role::Heading) {
        chosen.pop();
    }
}
