/// Disjoint sets over `0..n`; the root of a set is always its smallest member, so that results don't depend on the
/// order in which links are found.
#[derive(Debug, Clone)]
pub(crate) struct UnionFind {
    parent: Vec<u32>,
}

impl UnionFind {
    pub(crate) fn new(n: usize) -> Self {
        Self { parent: (0..n as u32).collect() }
    }

    pub(crate) fn find(&mut self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            let above = self.parent[self.parent[x as usize] as usize];
            self.parent[x as usize] = above;
            x = above;
        }
        x
    }

    /// Joins the sets of `a` and `b`; false if they were one already.
    pub(crate) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return false;
        }
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        self.parent[high as usize] = low;
        true
    }

    /// The sets, each sorted, ordered by smallest member.
    pub(crate) fn sets(&mut self) -> Vec<Vec<u32>> {
        let mut of_root: Vec<Vec<u32>> = vec![Vec::new(); self.parent.len()];
        for x in 0..self.parent.len() as u32 {
            let root = self.find(x);
            of_root[root as usize].push(x);
        }
        of_root.retain(|set| !set.is_empty());
        of_root
    }
}

#[cfg(test)]
mod tests {
    use super::UnionFind;

    #[test]
    fn sets_do_not_depend_on_the_order_of_joins() {
        let links = [(4, 2), (1, 3), (2, 0)];
        let mut forward = UnionFind::new(6);
        links.iter().for_each(|&(a, b)| {
            forward.join(a, b);
        });
        let mut backward = UnionFind::new(6);
        links.iter().rev().for_each(|&(a, b)| {
            backward.join(b, a);
        });
        assert_eq!(forward.sets(), vec![vec![0, 2, 4], vec![1, 3], vec![5]]);
        assert_eq!(forward.sets(), backward.sets());
    }

    #[test]
    fn joining_twice_is_noticed() {
        let mut sets = UnionFind::new(2);
        assert!(sets.join(1, 0));
        assert!(!sets.join(0, 1));
    }
}
