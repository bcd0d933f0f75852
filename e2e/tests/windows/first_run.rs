//! From nothing to a first task, without an account and without a network; joined to a relay later.

use crate::acts;
use aloft_e2e::person::Person;
use aloft_e2e::window::Window;
use std::time::{Duration, Instant};

/// A person types more slowly; what the window itself may take of their minute is this.
const WINDOW_TIME: Duration = Duration::from_secs(20);

#[test]
fn a_first_task_without_an_account() {
    let ada = Person::new("Ada");
    let begin = Instant::now();
    let window = Window::open("ada", ada.store());
    acts::begin_without_account(&window, "Front lamp", "LAMP");
    acts::create_task(&window, "Housing cracks in the cold");
    window.find("row", "…Housing cracks in the cold…");
    assert!(begin.elapsed() < WINDOW_TIME, "{:?}", begin.elapsed());
    assert_eq!(window.errors(), Vec::<String>::new());
    window.shows("Saved on this machine");
}
