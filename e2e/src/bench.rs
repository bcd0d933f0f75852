//! How fast the real window is: from an input event to the frame that shows what it did, measured in
//! the page itself; start and memory beside those of a window with nothing in it.
//!
//! Nothing is asserted: machines differ. One JSON line for each measurement, then a table.

mod memory;
mod project;
mod start;
mod timing;

use crate::window::Window;
use project::Project;
use timing::Timing;

/// Measures everything and prints it.
pub fn run(samples: usize) {
    let project = Project::prepare();
    let window = Window::open("bench", project.store());
    window.resize(1280, 800);
    project.open(&window);
    let mut timings = vec![
        timing::change_state(&window, samples),
        timing::toggle_label(&window, samples),
        timing::reorder(&window, samples),
        timing::open_list(&window, samples),
        timing::open_task(&window, samples),
        timing::open_task_whole(&window, samples),
        timing::search(&window, samples),
    ];
    for timing in &timings {
        println!("{}", timing.to_json());
    }
    let blank = timing::scroll(&window);
    println!("{blank}");
    let app = memory::of(window.process());
    println!("{}", memory::to_json("app", &app));
    // So that the list is where the app begins when it is opened again.
    project.open(&window);
    drop(window);

    let bare = start::bare();
    timings.push(start::of(
        "start: list",
        &crate::programs::path("aloft-desktop"),
        project.store(),
    ));
    timings.push(start::of("start: bare window", &bare, project.store()));
    for timing in &timings[timings.len() - 2..] {
        println!("{}", timing.to_json());
    }
    let window = Window::open_program("bare", &bare, project.store());
    let nothing = memory::of(window.process());
    println!("{}", memory::to_json("bare", &nothing));
    timings.push(timing::bare_letter(&window, samples));
    println!("{}", timings[timings.len() - 1].to_json());
    drop(window);
    table(&timings);
    println!("\nblank rows while scrolling end to end: {} of {}", blank["blank"], blank["seen"]);
    for (name, processes) in [("app", &app), ("bare", &nothing)] {
        println!("\nmemory of {name}, MiB        RSS      PSS");
        for process in processes {
            println!("  {:<24}{:>8.1} {:>8.1}", process.name, process.rss_mib, process.pss_mib);
        }
    }
}

fn table(timings: &[Timing]) {
    println!("\n{:<24}{:>8}{:>10}{:>10}{:>10}", "ms", "samples", "p50", "p99", "max");
    for timing in timings {
        println!(
            "{:<24}{:>8}{:>10.1}{:>10.1}{:>10.1}",
            timing.name(),
            timing.count(),
            timing.quantile(0.5),
            timing.quantile(0.99),
            timing.quantile(1.0)
        );
    }
}
