//! What to edit to make one text of another.
//!
//! Words first: the shortest edit between the texts' words (Eugene W. Myers, "An O(ND) Difference
//! Algorithm and Its Variations", 1986), then what is alike at the ends of each edited stretch is
//! left alone. Automerge's own `update_text` compares grapheme by grapheme without a bound, which
//! takes seconds on two long texts that have little in common; here, when more than
//! [`MAX_DISTANCE`] words differ, the whole stretch between the first and the last difference is
//! replaced.

/// Beyond this many differing words the texts are treated as unlike. Time and memory are bounded
/// by its square.
const MAX_DISTANCE: usize = 1_000;

/// One replacement, in UTF-16 code units of the old text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) index: usize,
    pub(super) delete: usize,
    pub(super) insert: String,
}

/// The replacements in ascending order, none touching another.
pub(super) fn edits(old: &str, new: &str) -> Vec<Edit> {
    let (old_words, new_words) = (words(old), words(new));
    let stretches = stretches(&old_words, &new_words);
    let mut index = 0;
    let mut place = 0;
    let mut edits = Vec::new();
    for stretch in stretches {
        index += width(&old_words[place..stretch.old.start]);
        let removed = old_words[stretch.old.clone()].concat();
        let inserted = new_words[stretch.new].concat();
        edits.push(trimmed(index, &removed, &inserted));
        index += utf16(&removed);
        place = stretch.old.end;
    }
    edits
}

/// Words, and each other character by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(run.max(first.len_utf8()));
        words.push(word);
        rest = after;
    }
    words
}

/// Leaves alone what is alike at both ends.
fn trimmed(index: usize, removed: &str, inserted: &str) -> Edit {
    let prefix: usize = alike(removed.chars(), inserted.chars());
    let (kept, removed) = removed.split_at(prefix);
    let inserted = &inserted[prefix..];
    let suffix: usize = alike(removed.chars().rev(), inserted.chars().rev());
    Edit {
        index: index + utf16(kept),
        delete: utf16(&removed[..removed.len() - suffix]),
        insert: inserted[..inserted.len() - suffix].to_owned(),
    }
}

/// How many bytes of characters are alike before the first difference.
fn alike(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

fn width(words: &[&str]) -> usize {
    words.iter().map(|word| utf16(word)).sum()
}

fn utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Words of the old text that give way to words of the new.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
}

fn stretches(old: &[&str], new: &[&str]) -> Vec<Stretch> {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let suffix =
        old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let old_middle = &old_rest[..old_rest.len() - suffix];
    let new_middle = &new_rest[..new_rest.len() - suffix];
    if old_middle.is_empty() && new_middle.is_empty() {
        return Vec::new();
    }
    let whole = Stretch { old: 0..old_middle.len(), new: 0..new_middle.len() };
    let steps = shortest_path(old_middle, new_middle);
    let found = steps.map_or_else(|| vec![whole], |steps| joined(&steps));
    let shift = |range: std::ops::Range<usize>| range.start + prefix..range.end + prefix;
    found.into_iter().map(|it| Stretch { old: shift(it.old), new: shift(it.new) }).collect()
}

/// Steps (x, y before; x, y after) without a word in between become one stretch.
fn joined(steps: &[Stretch]) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for step in steps {
        match joined.last_mut() {
            Some(last) if last.old.end == step.old.start && last.new.end == step.new.start => {
                last.old.end = step.old.end;
                last.new.end = step.new.end;
            }
            _ => joined.push(step.clone()),
        }
    }
    joined
}

/// The single-word deletions and insertions of a shortest edit, in order; none when there are more
/// than [`MAX_DISTANCE`].
fn shortest_path(old: &[&str], new: &[&str]) -> Option<Vec<Stretch>> {
    let reach = (old.len() + new.len()).min(MAX_DISTANCE);
    // How far into the old text a path of the current length gets, by diagonal (x − y).
    let mut furthest = Diagonals { center: reach + 1, x: vec![0; 2 * reach + 3] };
    let mut history = Vec::new();
    for distance in 0..=reach {
        history.push(furthest.narrowed(distance));
        for diagonal in diagonals(distance) {
            let mut x = if furthest.comes_down(distance, diagonal) {
                furthest.at(diagonal + 1)
            } else {
                furthest.at(diagonal - 1) + 1
            };
            let mut y = x.wrapping_add_signed(-diagonal);
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            furthest.set(diagonal, x);
            if x == old.len() && y == new.len() {
                return Some(walk_back(&history, x, y));
            }
        }
    }
    None
}

/// The steps of the path that ends at (x, y), found from what was reached one step before, two
/// before, and so on.
fn walk_back(history: &[Diagonals], mut x: usize, mut y: usize) -> Vec<Stretch> {
    let mut steps = Vec::new();
    for (distance, before) in history.iter().enumerate().skip(1).rev() {
        let diagonal = x.cast_signed() - y.cast_signed();
        let came_down = before.comes_down(distance, diagonal);
        let from = if came_down { diagonal + 1 } else { diagonal - 1 };
        let from_x = before.at(from);
        let from_y = from_x.wrapping_add_signed(-from);
        let (to_x, to_y) = if came_down { (from_x, from_y + 1) } else { (from_x + 1, from_y) };
        steps.push(Stretch { old: from_x..to_x, new: from_y..to_y });
        (x, y) = (from_x, from_y);
    }
    steps.reverse();
    steps
}

fn diagonals(distance: usize) -> impl Iterator<Item = isize> {
    let edge = distance.cast_signed();
    (-edge..=edge).step_by(2)
}

/// One number for each diagonal around the middle one.
struct Diagonals {
    center: usize,
    x: Vec<usize>,
}

impl Diagonals {
    fn at(&self, diagonal: isize) -> usize {
        self.x[self.center.wrapping_add_signed(diagonal)]
    }

    fn set(&mut self, diagonal: isize, x: usize) {
        self.x[self.center.wrapping_add_signed(diagonal)] = x;
    }

    /// Whether the path of this length to the diagonal inserts last (from the diagonal above)
    /// rather than deletes.
    fn comes_down(&self, distance: usize, diagonal: isize) -> bool {
        let edge = distance.cast_signed();
        diagonal == -edge || (diagonal != edge && self.at(diagonal - 1) < self.at(diagonal + 1))
    }

    /// A copy of the diagonals that a path of this length can come from.
    fn narrowed(&self, distance: usize) -> Self {
        let range = self.center - distance - 1..=self.center + distance + 1;
        Self { center: distance + 1, x: self.x[range].to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(old: &str, edits: &[Edit]) -> String {
        let mut units: Vec<u16> = old.encode_utf16().collect();
        for edit in edits.iter().rev() {
            units.splice(edit.index..edit.index + edit.delete, edit.insert.encode_utf16());
        }
        String::from_utf16(&units).unwrap()
    }

    #[test]
    fn a_changed_word_is_one_small_edit() {
        let found = edits("the quick brown fox", "the quick red fox");
        let expected = Edit { index: 10, delete: 5, insert: "red".to_owned() };
        assert_eq!(found, [Edit { index: 10, ..expected }]);
    }

    #[test]
    fn an_appended_letter_is_one_letter() {
        let found = edits("one word", "one words");
        assert_eq!(found, [Edit { index: 8, delete: 0, insert: "s".to_owned() }]);
    }

    #[test]
    fn unlike_long_texts_take_one_replacement() {
        let text = |of: &str| {
            let words: Vec<_> = (0..5_000).map(|number| format!("{of}{number}")).collect();
            words.join(" ")
        };
        let (old, new) = (text("a"), text("b"));
        let found = edits(&old, &new);
        assert_eq!(found.len(), 1);
        assert_eq!(applied(&old, &found), new);
    }

    proptest! {
        #[test]
        fn edits_make_the_new_text(
            old in "([a-c]{1,3}|[ .\u{1F600}e\u{301}]){0,40}",
            new in "([a-c]{1,3}|[ .\u{1F600}e\u{301}]){0,40}",
        ) {
            prop_assert_eq!(applied(&old, &edits(&old, &new)), new);
        }

        #[test]
        fn equal_texts_need_no_edit(text in ".{0,80}") {
            prop_assert_eq!(edits(&text, &text), []);
        }
    }
}
