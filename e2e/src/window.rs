//! The app's real window on a screen of its own, driven the way a person drives it: things are
//! found by role and accessible name, and pressed, typed into and dragged.
//!
//! Everything waits: for a thing to be there, and for it to be of use. What does not come within
//! [`PATIENCE`] fails the test, and then every window that is open leaves a picture, its text and
//! its log in `target/debug/e2e-evidence`.

mod evidence;
mod keys;
mod pointer;
mod program;

use crate::programs;
use crate::webdriver::{ElementId, Refusal, Session};
use pointer::End;
use program::Program;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long anything may take to show, on a small and busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(25);
const PAGE: &str = include_str!("window/page.js");

/// An open window. Dropping it closes it.
pub struct Window {
    name: String,
    program: Program,
    opened: Instant,
    /// What was waited for, and for how long: where a slow test spent its time.
    diary: RefCell<String>,
}

/// Something in the page, and how it was asked for.
#[derive(Clone)]
pub struct Element {
    id: ElementId,
    words: String,
}

impl Window {
    /// Opens the app on somebody's store, and waits for its page.
    pub fn open(name: &str, store: &Path) -> Self {
        Self::open_program(name, &programs::path("aloft-desktop"), store)
    }

    /// As [`Window::open`], of the program at a path.
    pub fn open_program(name: &str, app: &Path, store: &Path) -> Self {
        let program = Program::start(app, store);
        let diary = RefCell::default();
        let window = Self { name: name.to_owned(), program, opened: Instant::now(), diary };
        window.wait_for_page();
        window
    }

    /// Ends the app as a power cut does, and opens it again.
    pub fn kill_and_reopen(&mut self) {
        self.kill();
        self.reopen();
    }

    /// Ends the app as a power cut does: nothing of it runs any more when this returns.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Opens the app again on the same store.
    pub fn reopen(&mut self) {
        self.program.start_again();
        self.wait_for_page();
    }

    /// The folder that the app takes for the person's downloads.
    pub fn downloads(&self) -> PathBuf {
        self.program.downloads()
    }

    /// The process of the app.
    pub fn process(&self) -> u32 {
        self.program.app()
    }

    /// The only thing of that role and name; `…` at either end of a name stands for anything.
    pub fn find(&self, role: &str, name: &str) -> Element {
        self.find_within(None, role, name)
    }

    /// As [`Window::find`], inside something.
    pub fn find_in(&self, within: &Element, role: &str, name: &str) -> Element {
        self.find_within(Some(within), role, name)
    }

    /// Everything that is there now of that role and name, in the page's order.
    pub fn all(&self, role: &str, name: &str) -> Vec<Element> {
        self.look(None, role, name)
    }

    /// Everything that is inside something now.
    pub fn all_in(&self, within: &Element, role: &str, name: &str) -> Vec<Element> {
        self.look(Some(within), role, name)
    }

    /// Whether there is anything of that role and name now.
    pub fn has(&self, role: &str, name: &str) -> bool {
        !self.all(role, name).is_empty()
    }

    /// Waits until nothing of that role and name is there.
    pub fn gone(&self, role: &str, name: &str) {
        self.wait_until(&format!("no {role} “{name}”"), || !self.has(role, name));
    }

    /// Clicks what [`Window::find`] finds, again if the page was drawn anew in between.
    pub fn click(&self, role: &str, name: &str) {
        self.insist(&format!("click {role} “{name}”"), || {
            self.session().click(&self.find(role, name).id)
        });
    }

    /// Clicks.
    pub fn click_on(&self, element: &Element) {
        self.session().click(&element.id).unwrap_or_else(|refusal| self.refused(element, &refusal));
    }

    /// Clicks, unless the page has just drawn it anew; whether it did.
    pub fn try_click(&self, element: &Element) -> bool {
        self.session().click(&element.id).is_ok()
    }

    /// Puts text into a field in place of what is in it, as by typing.
    pub fn fill(&self, role: &str, name: &str, text: &str) {
        self.click(role, name);
        self.press("Control+a");
        self.press("Backspace");
        self.type_text(text);
    }

    /// Chooses a file in `<input type=file>`, which people see as a button of any name.
    pub fn choose_file(&self, file: &Path) {
        let input = "return [...document.querySelectorAll('input[type=file]')]";
        self.wait_until("a place to choose a file", || {
            !ElementId::all(&self.run(input, &[])).is_empty()
        });
        let input = ElementId::all(&self.run(input, &[])).remove(0);
        let path = file.to_str().expect("a path in Unicode");
        self.session().send_keys(&input, path).expect("the file can be chosen");
    }

    /// Types with the keyboard, wherever the focus is.
    pub fn type_text(&self, text: &str) {
        self.session().perform(&keys::text(text)).expect("text can be typed");
    }

    /// Presses keys together: `Control+k`, `Enter`.
    pub fn press(&self, keys: &str) {
        self.session().perform(&keys::chord(keys)).expect("keys can be pressed");
    }

    /// Moves the pointer over something.
    pub fn hover(&self, element: &Element) {
        let hover = pointer::hover(&element.id);
        self.session().perform(&hover).unwrap_or_else(|refusal| self.refused(element, &refusal));
    }

    /// Drags one thing to a place beside the middle of another, in CSS pixels.
    pub fn drag(&self, from: &Element, to: &Element, beside: (i32, i32)) {
        let drag = pointer::drag(&from.id, &to.id, beside, End::Release);
        self.session().perform(&drag).unwrap_or_else(|refusal| self.refused(from, &refusal));
    }

    /// As [`Window::drag`], without letting go.
    pub fn drag_and_hold(&self, from: &Element, to: &Element, beside: (i32, i32)) {
        let drag = pointer::drag(&from.id, &to.id, beside, End::Hold);
        self.session().perform(&drag).unwrap_or_else(|refusal| self.refused(from, &refusal));
    }

    /// Whether it has the keyboard.
    pub fn has_focus(&self, element: &Element) -> bool {
        let script = "return document.activeElement === arguments[0]";
        self.run(script, &[element.id.to_json()]) == json!(true)
    }

    /// Lets go of whatever keys and buttons are held.
    pub fn release_all(&self) {
        self.session().release_all().expect("what is held can be let go");
    }

    /// The text that something shows, with single spaces.
    pub fn text_of(&self, element: &Element) -> String {
        let script = "return aloftTests.plain(arguments[0].innerText)";
        string(&self.run(script, &[element.id.to_json()]))
    }

    /// The accessible names of everything that is there now of that role and name.
    pub fn names(&self, role: &str, name: &str) -> Vec<String> {
        let script = "return aloftTests.names(arguments[0], arguments[1])";
        let names = self.run(script, &[json!(role), json!(name)]);
        names.as_array().into_iter().flatten().map(string).collect()
    }

    /// The value of an attribute or property; null where there is none.
    pub fn attribute(&self, element: &Element, name: &str) -> Value {
        let script =
            "return arguments[0].getAttribute(arguments[1]) ?? arguments[0][arguments[1]] ?? null";
        self.run(script, &[element.id.to_json(), json!(name)])
    }

    /// All text on the screen.
    pub fn text(&self) -> String {
        string(&self.run("return document.body.innerText", &[]))
    }

    /// Waits until the screen shows a text.
    pub fn shows(&self, text: &str) {
        self.wait_until(&format!("“{text}”"), || self.text().contains(text));
    }

    /// Lines of role and name: what a screen reader would find, in its order.
    pub fn outline(&self) -> Vec<String> {
        let lines = self.run("return aloftTests.outline()", &[]);
        lines.as_array().into_iter().flatten().map(string).collect()
    }

    /// Waits until something holds.
    ///
    /// # Panics
    /// When it does not within [`PATIENCE`].
    pub fn wait_until(&self, what: &str, holds: impl FnMut() -> bool) {
        self.wait_long(PATIENCE, what, holds);
    }

    /// Waits until something holds that may take longer than things usually do.
    pub fn wait_long(&self, patience: Duration, what: &str, mut holds: impl FnMut() -> bool) {
        let begin = Instant::now();
        while !holds() {
            assert!(begin.elapsed() < patience, "{} waited {patience:?} for {what}", self.name);
            sleep(PAUSE);
        }
        let (at, waited) = (self.opened.elapsed().as_secs_f64(), begin.elapsed().as_secs_f64());
        let mut diary = self.diary.borrow_mut();
        writeln!(diary, "{at:8.2} s: {what}, after {waited:.2} s").expect("text can grow");
    }

    /// What axe calls serious or critical on this screen.
    pub fn audit(&self) -> Vec<String> {
        let script = "const done = arguments[0]; aloftTests.audit().then(done, (error) => done([String(error)]))";
        self.prepare();
        let found = self.session().run_async(script, &[]).expect("axe runs");
        found.as_array().into_iter().flatten().map(string).collect()
    }

    /// What went wrong in the page unseen: errors, rejections, violations of its policy.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.run("return aloftTests.errors", &[]);
        errors.as_array().into_iter().flatten().map(string).collect()
    }

    /// Sets the window's size.
    pub fn resize(&self, width: u32, height: u32) {
        self.session().resize(width, height).expect("the window can be resized");
        self.wait_until("the new size", || {
            self.run("return [innerWidth, innerHeight]", &[]) == json!([width, height])
        });
    }

    /// Runs JavaScript in the page: the body of a function that sees `arguments`.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.prepare();
        self.session().run(script, arguments).unwrap_or_else(|refusal| {
            panic!("{}: {refusal} in {script}", self.name);
        })
    }

    /// As [`Window::run`], for a script that calls its last argument when it is done.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        self.prepare();
        self.session().run_async(script, arguments).unwrap_or_else(|refusal| {
            panic!("{}: {refusal} in {script}", self.name);
        })
    }

    /// Writes what is shown to a file.
    pub fn picture(&self, file: &Path) {
        let size = self.run("return [innerWidth, innerHeight]", &[]);
        let [width, height] = [0, 1].map(|at| {
            size[at].as_u64().and_then(|pixels| u32::try_from(pixels).ok()).expect("a size")
        });
        let picture = self.program.picture(width, height).expect("the screen can be read");
        fs::write(file, picture).expect("the picture can be written");
    }

    fn session(&self) -> &Session {
        self.program.session()
    }

    fn find_within(&self, within: Option<&Element>, role: &str, name: &str) -> Element {
        let mut found = Vec::new();
        self.wait_until(&format!("{role} “{name}”"), || {
            found = self.look(within, role, name);
            !found.is_empty()
        });
        assert!(found.len() == 1, "{}: {} times {role} “{name}”", self.name, found.len());
        found.remove(0)
    }

    fn look(&self, within: Option<&Element>, role: &str, name: &str) -> Vec<Element> {
        let scope = within.map_or(Value::Null, |element| element.id.to_json());
        self.prepare();
        let script = "return aloftTests.find(arguments[0], arguments[1], arguments[2])";
        let found = self.session().run(script, &[json!(role), json!(name), scope]);
        match found {
            Ok(found) => ElementId::all(&found)
                .into_iter()
                .map(|id| Element { id, words: format!("{role} “{name}”") })
                .collect(),
            Err(refusal) if refusal.code == "stale element reference" => Vec::new(),
            Err(refusal) => panic!("{}: {refusal} at {role} “{name}”", self.name),
        }
    }

    /// The page may draw a thing anew between finding and using it.
    fn insist(&self, what: &str, attempt: impl Fn() -> Result<(), Refusal>) {
        let mut last = None;
        self.wait_until(&format!("{what} ({last:?})"), || match attempt() {
            Ok(()) => true,
            Err(refusal) => {
                last = Some(refusal);
                false
            }
        });
    }

    fn refused(&self, element: &Element, refusal: &Refusal) -> ! {
        panic!("{}: {refusal} at {}", self.name, element.words)
    }

    /// A page that was loaded anew knows nothing of us.
    fn prepare(&self) {
        let ready = self.session().run("return typeof aloftTests === 'object'", &[]);
        if ready.as_ref().is_ok_and(|ready| ready == &json!(true)) {
            return;
        }
        let script = format!("{}\n{PAGE}", axe());
        self.session()
            .run(&script, &[])
            .unwrap_or_else(|refusal| panic!("{}: {refusal}", self.name));
    }

    fn wait_for_page(&self) {
        let script = "return document.readyState === 'complete' && !!document.querySelector('h1')";
        self.wait_until("the first screen", || {
            self.session().run(script, &[]).is_ok_and(|ready| ready == json!(true))
        });
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            evidence::leave(&self.name, &self.program, &self.diary.borrow());
        }
    }
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// axe-core, as npm installed it for the window's own checks.
fn axe() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
    fs::read_to_string(path).expect("axe-core is installed: npm ci in ui")
}
