//! What goes to standard output: aligned and quiet for people, JSON for scripts.

pub(crate) mod table;

use crate::failure::Result;
use console::{Style, Term};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

/// How this run prints.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    /// JSON in place of text.
    pub(crate) json: bool,
    /// Columns of the terminal; none for a file or a pipe, where nothing is cut.
    width: Option<usize>,
    color: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let width = is_terminal.then(|| usize::from(Term::stdout().size().1));
        // `console` looks at NO_COLOR and CLICOLOR too.
        Self { json, width, color: is_terminal && !json && console::colors_enabled() }
    }

    /// Prints a value as JSON, or what `text` makes of it.
    pub(crate) fn show<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce(&mut Page) -> io::Result<()>,
    ) -> Result<()> {
        let mut page = Page { out: io::BufWriter::new(io::stdout().lock()), output: *self };
        if self.json {
            serde_json::to_writer_pretty(&mut page.out, value).map_err(io::Error::from)?;
            writeln!(page.out)?;
        } else {
            text(&mut page)?;
        }
        page.out.flush()?;
        Ok(())
    }
}

/// Prints one JSON value on one line, at once: for streams of events.
pub(crate) fn json_line<T: Serialize>(value: &T) -> Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Prints one line of text, at once.
pub(crate) fn line(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", plain(text))?;
    out.flush()?;
    Ok(())
}

/// Text on its way to standard output.
pub(crate) struct Page {
    out: io::BufWriter<io::StdoutLock<'static>>,
    output: Output,
}

impl Page {
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", plain(text))
    }

    pub(crate) fn heading(&mut self, text: &str) -> io::Result<()> {
        let styled = self.styled(&Style::new().bold(), &plain(text));
        writeln!(self.out, "{styled}")
    }

    pub(crate) fn faint(&mut self, text: &str) -> io::Result<()> {
        let styled = self.styled(&Style::new().dim(), &plain(text));
        writeln!(self.out, "{styled}")
    }

    pub(crate) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Text of several lines, indented.
    pub(crate) fn block(&mut self, text: &str, indent: usize) -> io::Result<()> {
        for line in text.lines() {
            writeln!(self.out, "{:indent$}{}", "", plain(line))?;
        }
        Ok(())
    }

    pub(crate) fn table(&mut self, table: &table::Table) -> io::Result<()> {
        for (row, line) in table.lines(self.output.width).into_iter().enumerate() {
            let is_header = row == 0;
            let line = if is_header { self.styled(&Style::new().dim(), &line) } else { line };
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn styled(&self, style: &Style, text: &str) -> String {
        if self.output.color {
            style.clone().force_styling(true).apply_to(text).to_string()
        } else {
            text.to_owned()
        }
    }
}

/// `1 change`, `2 changes`.
pub(crate) fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Text that cannot steer a terminal: what others wrote must not move the cursor or set the title
/// of somebody's window. Tabs become spaces, so that columns stay where they are.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let is_steering =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(is_steering) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\t' | '\n' => ' ',
        c if is_steering(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_others_wrote_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\tc\u{9b}d\u{202e}"), "a\u{fffd}[31mb c\u{fffd}d\u{fffd}");
        assert_eq!(plain("plain é 😀"), "plain é 😀");
    }
}
