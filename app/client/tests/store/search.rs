//! Search in any script.

use crate::setup::{Home, set_title};
use aloft_crdt_model::command::TaskCommand;

fn found(home: &Home, text: &str) -> Vec<String> {
    let hits = home.store.queries().search(text, None, 50).unwrap();
    hits.into_iter().map(|hit| hit.task.row.title).collect()
}

#[test]
fn words_are_found_wherever_they_are_and_titles_first() {
    let mut home = Home::new(1);
    let task = home.task("Water the plants");
    let other = home.task("Kettle");
    home.describe(other, "Boil water in it");
    let third = home.task("Third");
    home.write(|tx| tx.comment(third, None, "needs water, too"));
    assert_eq!(found(&home, "water"), ["Water the plants", "Kettle", "Third"]);
    assert_eq!(found(&home, "WAT"), ["Water the plants", "Kettle", "Third"]);
    assert_eq!(found(&home, "boil kettle"), ["Kettle"]);
    assert_eq!(found(&home, "needs-water"), ["Third"]);
    assert_eq!(found(&home, "milk"), Vec::<String>::new());
    home.edit(task, set_title("Feed the plants"));
    assert_eq!(found(&home, "water"), ["Kettle", "Third"]);
    home.edit(other, TaskCommand::Delete);
    assert_eq!(found(&home, "water"), ["Third"]);
    home.assert_sound();
}

#[test]
fn a_single_letter_is_looked_for_in_titles_and_a_single_sign_everywhere() {
    let mut home = Home::new(3);
    home.task("Milk");
    let other = home.task("Tea");
    home.describe(other, "more of it, with 水 and 문서");
    assert_eq!(found(&home, "m"), ["Milk"]);
    assert_eq!(found(&home, "문"), ["Tea"]);
    assert_eq!(found(&home, "mo"), ["Tea"]);
    assert_eq!(found(&home, "水"), ["Tea"]);
}

#[test]
fn any_script_is_found_by_any_part_that_people_type() {
    let mut home = Home::new(2);
    for title in [
        "Größe ändern für Straße",
        "東京都の天気を調べる",
        "한국어 문서를 고치기",
        "ค้นหาข้อความภาษาไทย",
        "Исправить ошибку поиска",
        "إصلاح خطأ في البحث",
        "cafe\u{301} au lait",
        "Ship it 🚀 now",
    ] {
        home.task(title);
    }
    for (typed, title) in [
        ("grosse", ""),
        ("größe", "Größe ändern für Straße"),
        ("andern", "Größe ändern für Straße"),
        ("天気", "東京都の天気を調べる"),
        ("東京", "東京都の天気を調べる"),
        ("문서", "한국어 문서를 고치기"),
        ("ข้อความ", "ค้นหาข้อความภาษาไทย"),
        ("ОШИБ", "Исправить ошибку поиска"),
        ("خطأ", "إصلاح خطأ في البحث"),
        ("café", "cafe\u{301} au lait"),
        ("🚀", "Ship it 🚀 now"),
    ] {
        let expected: Vec<&str> = if title.is_empty() { vec![] } else { vec![title] };
        assert_eq!(found(&home, typed), expected, "{typed}");
    }
    assert_eq!(found(&home, "天東"), Vec::<String>::new(), "order matters within a word");
}

#[test]
fn what_is_no_word_finds_nothing_and_breaks_nothing() {
    let mut home = Home::new(3);
    home.task("\"Quoted\" AND (odd) NOT near* ^x: -y");
    for typed in ["", " ", "\"", "AND", "\"quoted", "(odd)", "*", "^", "x:", "-", "'", "NEAR("] {
        found(&home, typed);
    }
    assert_eq!(found(&home, "\"quoted\" (odd").len(), 1);
}

#[test]
fn keys_and_foreign_ids_find_their_task_first() {
    let mut home = Home::new(4);
    let task = home.task("Imported");
    home.edit(task, TaskCommand::SetExternalId { source: "jira".into(), id: "MESOS-1234".into() });
    home.task("Mentions MESOS-1234 in passing");
    assert_eq!(found(&home, "MESOS-1234")[0], "Imported");
    assert_eq!(found(&home, "mesos-12").len(), 2);
    let key = home.store.queries().tasks_by_id(&[task]).unwrap()[0].key.clone();
    assert_eq!(found(&home, &key), ["Imported"]);
}
