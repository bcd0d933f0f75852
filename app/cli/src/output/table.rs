//! Aligned columns.

use super::plain;
use console::{measure_text_width, pad_str, truncate_str};

/// Space between two columns.
const GAP: usize = 2;
/// The widest column is never cut below this on a narrow terminal.
const NARROWEST: usize = 12;

/// Rows under a header, aligned by what characters really take on a terminal.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(|name| name.to_uppercase()).collect()] }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| plain(&cell).into_owned()).collect());
    }

    /// The lines, header first. On a terminal of a known width the widest column is cut, with an
    /// ellipsis, to fit; else nothing is.
    pub(super) fn lines(&self, width: Option<usize>) -> Vec<String> {
        let columns = self.widths(width);
        self.rows.iter().map(|row| line(row, &columns)).collect()
    }

    fn widths(&self, terminal: Option<usize>) -> Vec<usize> {
        let mut widths = vec![0; self.rows[0].len()];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(measure_text_width(cell));
            }
        }
        let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        let excess = terminal.map_or(0, |terminal| total.saturating_sub(terminal));
        if let Some(widest) = widths.iter_mut().max() {
            *widest = widest.saturating_sub(excess).max(NARROWEST.min(*widest));
        }
        widths
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, &width)| {
        let cut = truncate_str(cell, width, "…");
        pad_str(&cut, width, console::Alignment::Left, None).into_owned()
    });
    cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn table() -> Table {
        let mut table = Table::new(&["key", "title"]);
        table.row(["A-1".to_owned(), "日本語 title".to_owned()]);
        table.row(["ABC-1000".to_owned(), "x".to_owned()]);
        table
    }

    #[test]
    fn columns_align_by_what_is_seen() {
        assert_eq!(
            table().lines(None),
            ["KEY       TITLE", "A-1       日本語 title", "ABC-1000  x"]
        );
    }

    #[test]
    fn only_the_widest_column_is_cut_and_only_on_a_terminal() {
        let mut table = table();
        table.row(["A-2".to_owned(), "t".repeat(50)]);
        assert_eq!(table.lines(Some(30))[3], format!("A-2       {}…", "t".repeat(19)));
        assert_eq!(table.lines(None)[3], format!("A-2       {}", "t".repeat(50)));
    }
}
