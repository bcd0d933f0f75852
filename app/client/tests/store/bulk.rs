//! Speed: printed, so that a change of it is seen; not asserted, so that a busy machine is no
//! failure.

use crate::setup::{Home, set_title, titled};
use aloft_client::queries::{GroupBy, SortBy, TaskFilter, TaskQuery};
use std::time::{Duration, Instant};

const TASKS: usize = 10_000;
const BATCH: usize = 500;

#[test]
fn ten_thousand_tasks() {
    let mut home = Home::new(1);
    let project = home.project;
    let text = "A description of some two hundred characters, as people write them. ".repeat(3);
    let begun = Instant::now();
    for batch in 0..TASKS / BATCH {
        home.write(|tx| {
            for n in 0..BATCH {
                let task =
                    tx.create_task(project, titled(&format!("Task {}", batch * BATCH + n)))?;
                tx.describe(project, task, &text)?;
            }
            Ok(())
        });
    }
    let took = begun.elapsed();
    println!("import: {TASKS} tasks with texts in {took:?}, {:.0}/s", rate(TASKS, took));

    let task = home.task("One more");
    let begun = Instant::now();
    for n in 0..100 {
        home.edit(task, set_title(&format!("Edit {n}")));
    }
    println!("durable command: {:?}", begun.elapsed() / 100);

    let filter = TaskFilter { project: Some(project), ..TaskFilter::default() };
    let query = TaskQuery { filter, ..TaskQuery::default() };
    let queries = home.store.queries();
    timed("ids by place", || queries.task_ids(&query).unwrap().len());
    let by_title = TaskQuery { sort: SortBy::Title, limit: Some(100), ..query.clone() };
    timed("100 rows by title", || queries.tasks(&by_title).unwrap().len());
    timed("all rows", || queries.tasks(&query).unwrap().len());
    let board = TaskQuery { limit: Some(50), ..query };
    timed("board", || queries.board(&board, GroupBy::State).unwrap().len());
    timed("search", || queries.search("descr 99", None, 50).unwrap().len());
}

fn timed(what: &str, work: impl Fn() -> usize) {
    work();
    let begun = Instant::now();
    let count = work();
    println!("{what}: {count} in {:?}", begun.elapsed());
}

#[expect(clippy::cast_precision_loss, reason = "a rate to be read by people")]
fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
