//! A CSV file as nasty as real trackers write them, made from a seed.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// An issue as the file holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Issue {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) points: String,
}

/// `count` issues; the first ones are the known nasty cases, the rest are drawn from the seed.
pub(crate) fn issues(count: usize, seed: u64) -> Vec<Issue> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut known = known().into_iter();
    (0..count)
        .map(|n| {
            let (title, description) =
                known.next().unwrap_or_else(|| (title(&mut rng), text(&mut rng, 400)));
            Issue { id: format!("NASTY-{n}"), title, description, points: points(&mut rng) }
        })
        .collect()
}

/// The file: CRLF between rows, every text quoted, quotes doubled.
pub(crate) fn file(issues: &[Issue]) -> Vec<u8> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |issue: &Issue| {
        let Issue { id, title, description, points } = issue;
        format!("{id},{},{},{points}\r\n", quoted(title), quoted(description))
    };
    let rows: Vec<String> = issues.iter().map(row).collect();
    format!("issuekey,title,description,storypoint\r\n{}", rows.concat()).into_bytes()
}

fn known() -> Vec<(String, String)> {
    let pair = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    vec![
        pair("Plain", "Plain."),
        pair(" spaces around, and a tab \t", "\r\nCRLF\r\nlines\r\n\r\n"),
        pair("\"All quoted\"", "\"\"\" and \"x\",\"y\""),
        pair("Empty description", ""),
        pair("Blank description", "   \n\t "),
        pair("Longest", &"0123456789\u{e9}".chars().cycle().take(20_003).collect::<String>()),
        pair(
            "\u{1F600} emoji \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
            "\u{1F1E9}\u{1F1EA}\u{10FFFF}\u{FFFD}",
        ),
        pair("e\u{301} is not \u{e9}", "\u{212B} \u{c5} A\u{30A} \u{FB01}"),
        pair(
            "right \u{202E}to\u{202C} left \u{5D0}\u{627}",
            "\u{200B}\u{2028}\u{2029}\u{85}\u{A0}",
        ),
        pair("\u{FEFF}BOM inside\u{FEFF}", "\u{FEFF}\u{FFFE}\u{FFFF}"),
        pair("=1+1", "@SUM(A1)\n+1\n-1"),
        pair("control \u{1b}[31mred\u{7f}\u{9b}", "\u{1}\u{5}\u{b}\u{c}\u{1b}\u{1f}"),
        pair("\\N \\0 NULL 'x' -- ;", "lone\rcarriage\rreturns\nand feeds\n\n\n"),
        pair(&"long title ".repeat(40), "{code}\n\tat Foo.bar(Foo.java:1)\n{code}"),
    ]
}

fn title(rng: &mut StdRng) -> String {
    let drawn: String =
        text(rng, 60).chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }).collect();
    format!("t{drawn}")
}

fn text(rng: &mut StdRng, longest: usize) -> String {
    let length = rng.random_range(0..longest);
    (0..length).map(|_| character(rng)).collect()
}

fn character(rng: &mut StdRng) -> char {
    let common =
        [' ', '\n', '\r', '\t', '"', ',', '\'', ';', '\\', 'a', 'B', '7', '{', '<', '\u{e9}'];
    match rng.random_range(0..10) {
        0..8 => common[rng.random_range(0..common.len())],
        // Any scalar value but NUL, surrogates excluded by `from_u32`.
        _ => char::from_u32(rng.random_range(1..=0x0010_FFFF)).unwrap_or('\u{FFFD}'),
    }
}

fn points(rng: &mut StdRng) -> String {
    ["", "0", "1", "2", "3", "5", "8", "13", "0.5", "100"][rng.random_range(0..10)].to_owned()
}
