//! The part of the WebDriver protocol (W3C) that driving one window takes.
//!
//! Over `ureq`, which the tests have anyway: the crates for WebDriver are asynchronous, and bring a
//! second HTTP stack and more code than is here.

use serde_json::{Value, json};
use std::fmt;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The key under which the protocol passes elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Longer than any command may take; a driver that hangs is a test that fails.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(1);
const START_TIMEOUT: Duration = Duration::from_secs(20);

/// What the driver answers when it cannot do as told.
#[derive(Debug)]
pub struct Refusal {
    /// The protocol's code, such as `stale element reference`.
    pub code: String,
    message: String,
}

/// An element of the page, as the protocol passes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementId(String);

/// A session with one window.
pub struct Session {
    agent: ureq::Agent,
    url: String,
}

impl Session {
    /// Starts the program through the driver at `port`, which may still be starting itself.
    pub fn start(port: u16, program: &str) -> Result<Self, Refusal> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(COMMAND_TIMEOUT))
            .http_status_as_error(false)
            .build()
            .into();
        let driver = format!("http://127.0.0.1:{port}");
        let begin = Instant::now();
        while agent.get(format!("{driver}/status")).call().is_err() {
            assert!(begin.elapsed() < START_TIMEOUT, "WebKitWebDriver does not answer");
            sleep(Duration::from_millis(20));
        }
        let options = json!({ "binary": program, "args": [] });
        let wanted = json!({ "alwaysMatch": { "webkitgtk:browserOptions": options } });
        let created =
            post(&agent, &format!("{driver}/session"), &json!({ "capabilities": wanted }))?;
        let id = created["sessionId"].as_str().expect("a session has an id");
        Ok(Self { agent, url: format!("{driver}/session/{id}") })
    }

    /// Runs JavaScript in the page: the body of a function that sees `arguments`.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, Refusal> {
        self.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// As [`Session::run`], for a script that calls its last argument when it is done.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Result<Value, Refusal> {
        self.post("execute/async", &json!({ "script": script, "args": arguments }))
    }

    /// Clicks in the middle of an element, scrolled into view.
    pub fn click(&self, element: &ElementId) -> Result<(), Refusal> {
        self.post(&format!("element/{}/click", element.0), &json!({})).map(drop)
    }

    /// Types into an element; into `<input type=file>`, chooses the file of that path.
    pub fn send_keys(&self, element: &ElementId, text: &str) -> Result<(), Refusal> {
        self.post(&format!("element/{}/value", element.0), &json!({ "text": text })).map(drop)
    }

    /// Performs input of one device: the protocol's action objects, in order.
    pub fn perform(&self, device: &Value) -> Result<(), Refusal> {
        self.post("actions", &json!({ "actions": [device] })).map(drop)
    }

    /// Lets go of all keys and buttons that [`Session::perform`] has left down.
    pub fn release_all(&self) -> Result<(), Refusal> {
        answer(self.agent.delete(format!("{}/actions", self.url)).call()).map(drop)
    }

    /// Sets the window's size in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) -> Result<(), Refusal> {
        let rect = json!({ "x": 0, "y": 0, "width": width, "height": height });
        self.post("window/rect", &rect).map(drop)
    }

    /// Ends the session, and with it the window.
    pub fn end(self) {
        self.agent.delete(&self.url).call().ok();
    }

    fn post(&self, command: &str, body: &Value) -> Result<Value, Refusal> {
        post(&self.agent, &format!("{}/{command}", self.url), body)
    }
}

impl ElementId {
    /// The elements in a script's answer.
    pub fn all(answer: &Value) -> Vec<Self> {
        let items = answer.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(|item| Some(Self(item[ELEMENT].as_str()?.to_owned()))).collect()
    }

    /// As an argument of a script, or the origin of a pointer's move.
    pub fn to_json(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

fn post(agent: &ureq::Agent, url: &str, body: &Value) -> Result<Value, Refusal> {
    answer(agent.post(url).send_json(body))
}

type Response = ureq::http::Response<ureq::Body>;

fn answer(response: Result<Response, ureq::Error>) -> Result<Value, Refusal> {
    let unanswered =
        |error: ureq::Error| Refusal { code: "no answer".to_owned(), message: error.to_string() };
    let mut response = response.map_err(unanswered)?;
    let mut body: Value =
        response.body_mut().with_config().limit(u64::MAX).read_json().map_err(unanswered)?;
    let value = body["value"].take();
    match value["error"].as_str() {
        Some(code) if !response.status().is_success() => {
            let message = value["message"].as_str().unwrap_or_default();
            Err(Refusal { code: code.to_owned(), message: message.to_owned() })
        }
        _ => Ok(value),
    }
}
