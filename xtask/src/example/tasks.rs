//! The example's work: a small company builds its second bicycle lamp, in the middle of a cycle.

/// A task, and what happens to it. Empty words and zero mean: nothing.
#[derive(Clone, Copy)]
pub(super) struct Task {
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) state: &'static str,
    pub(super) priority: &'static str,
    pub(super) estimate: &'static str,
    pub(super) labels: &'static [&'static str],
    /// `Ada` or `Ben`.
    pub(super) assignees: &'static [&'static str],
    /// Days from today.
    pub(super) start: Option<i64>,
    pub(super) due: Option<i64>,
    /// The number, from 1, of the task that this one is part of.
    pub(super) parent: usize,
    /// Who says what, oldest first.
    pub(super) comments: &'static [(&'static str, &'static str)],
}

const NOTHING: Task = Task {
    title: "",
    description: "",
    state: "Backlog",
    priority: "none",
    estimate: "",
    labels: &[],
    assignees: &[],
    start: None,
    due: None,
    parent: 0,
    comments: &[],
};

/// The labels of the project with their colours.
pub(super) const LABELS: &[&str] = &[
    "hardware=#b3541e",
    "firmware=#2f6f8f",
    "approval=#6b5b95",
    "supply=#3f7d4e",
    "shop=#a8457a",
    "customer=#8a6d1f",
];

/// What the project plans, and which tasks, by their numbers from 1, are in it.
pub(super) struct Plan {
    /// `--cycle` or `--milestone`.
    pub(super) option: &'static str,
    pub(super) name: &'static str,
    /// Days from today: a cycle's first and last, a milestone's only.
    pub(super) days: &'static [i64],
    pub(super) tasks: &'static [usize],
}

pub(super) const PLANS: &[Plan] = &[
    Plan { option: "--cycle", name: "Cycle 6", days: &[-19, -6], tasks: &[33, 34, 35, 36, 37] },
    Plan {
        option: "--cycle",
        name: "Cycle 7",
        days: &[-5, 8],
        tasks: &[1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 17, 18],
    },
    Plan { option: "--cycle", name: "Cycle 8", days: &[9, 22], tasks: &[13, 14] },
    Plan {
        option: "--milestone",
        name: "Road approval",
        days: &[20],
        tasks: &[9, 10, 11, 23, 29, 33, 34, 35],
    },
    Plan {
        option: "--milestone",
        name: "First hundred lamps",
        days: &[48],
        tasks: &[1, 5, 12, 15, 26],
    },
];

/// A task, what it has to do with another, and which: numbers from 1.
pub(super) const RELATIONS: &[(usize, &str, usize)] =
    &[(1, "blocks", 9), (12, "relates_to", 22), (15, "relates_to", 12), (20, "blocks", 19)];

const HOUSING: &str = "Three of ten housings from the second batch cracked along the lens seam after an hour in the freezer. The first batch holds.

What we know
• The supplier says that the resin is the same
• The cracks begin at the cable gland, never at the screws
• Wall thickness is 1.8 mm in both batches

What to do
1. Cut one of each batch open and compare the grain
2. Ask for the data sheet of the resin, with its lot numbers
3. Repeat the test at −10 °C and −15 °C

Until this is clear no housing leaves the house.";

const GAUGE: &str = "Seen with cells older than a year: the gauge stands at 40 % for an hour, and falls to 8 % within a minute.

It trusts the voltage alone. Count the charge as well, and let the voltage correct the count only at rest.";

const REPORT: &str = "The laboratory wants one file with:

• the photometric tables, at 25 °C and at 0 °C
• photographs of the cut-off at ten metres
• the vibration test, with the mount that we ship
• the drawing of the lens, with its revision";

/// In the order in which the list shows them.
#[rustfmt::skip]
pub(super) const TASKS: &[Task] = &[
    Task { title: "Housing cracks at −20 °C", description: HOUSING, state: "In progress", priority: "urgent", estimate: "5", labels: &["hardware", "supply"], assignees: &["Ada", "Ben"], start: Some(-6), due: Some(1), comments: &[
        ("Ada", "The first batch holds, twelve of twelve. So it is the resin."),
        ("Ben", "Or the mould: they changed it in May, and the gland is where it was changed."),
        ("Ada", "Good point. I have asked for the drawing of the new mould."),
    ], ..NOTHING },
    Task { title: "Compare the grain of both batches under the microscope", state: "Done", priority: "high", estimate: "1", labels: &["hardware"], assignees: &["Ben"], due: Some(-3), parent: 1, comments: &[("Ben", "Batch two is coarser near the gland. Photographs are in the shared folder.")], ..NOTHING },
    Task { title: "Ask for the resin’s data sheet", state: "Done", priority: "high", estimate: "1", labels: &["supply"], assignees: &["Ben"], due: Some(-4), parent: 1, ..NOTHING },
    Task { title: "Freezer test at −10 °C and −15 °C", state: "In progress", priority: "high", estimate: "2", labels: &["hardware"], assignees: &["Ada"], start: Some(-1), due: Some(0), parent: 1, ..NOTHING },
    Task { title: "Decide whether batch two goes back", state: "Todo", priority: "urgent", estimate: "1", labels: &["supply"], assignees: &["Ada"], due: Some(2), parent: 1, ..NOTHING },
    Task { title: "Battery gauge jumps from 40 % to 8 %", description: GAUGE, state: "In progress", priority: "high", estimate: "8", labels: &["firmware", "customer"], assignees: &["Ben"], start: Some(-4), due: Some(3), comments: &[
        ("Ben", "I can make it happen with the oldest cells after about forty minutes."),
        ("Ada", "Four customers wrote about it this week. Shall I send you their logs?"),
        ("Ben", "Please. The ones with dates from the cold days first."),
    ], ..NOTHING },
    Task { title: "Count the charge in the sleep loop as well", state: "In progress", priority: "medium", estimate: "3", labels: &["firmware"], assignees: &["Ben"], due: Some(2), parent: 6, ..NOTHING },
    Task { title: "Write the gauge’s error to the log once an hour", state: "Todo", priority: "low", estimate: "1", labels: &["firmware"], assignees: &["Ben"], parent: 6, ..NOTHING },
    Task { title: "Test report for road approval", description: REPORT, state: "In progress", priority: "high", estimate: "5", labels: &["approval"], assignees: &["Ada"], start: Some(-2), due: Some(6), comments: &[("Ben", "The lens drawing is at revision D since Tuesday.")], ..NOTHING },
    Task { title: "Photograph the cut-off at ten metres", state: "Todo", priority: "medium", estimate: "1", labels: &["approval"], assignees: &["Ada"], due: Some(4), parent: 9, ..NOTHING },
    Task { title: "Photometric tables at 0 °C", state: "Todo", priority: "medium", estimate: "2", labels: &["approval"], assignees: &["Ada"], due: Some(5), parent: 9, ..NOTHING },
    Task { title: "Charging cable falls out on cobbles", description: "The magnet is strong enough, the groove is too shallow: 0.4 mm more.", state: "Todo", priority: "high", estimate: "3", labels: &["hardware", "customer"], assignees: &["Ada"], due: Some(7), comments: &[("Ada", "0.4 mm more in the print of this morning, and it held on the whole of Castle Street.")], ..NOTHING },
    Task { title: "Dim to parking light after ten minutes at rest", state: "Todo", priority: "medium", estimate: "3", labels: &["firmware"], assignees: &["Ben"], due: Some(8), ..NOTHING },
    Task { title: "Remember the last brightness", description: "Riders set it every morning.", state: "Todo", priority: "medium", estimate: "2", labels: &["firmware"], ..NOTHING },
    Task { title: "Second source for the magnets", state: "Todo", priority: "medium", estimate: "2", labels: &["supply"], assignees: &["Ada"], due: Some(-1), ..NOTHING },
    Task { title: "Answer the shop in Utrecht about the bracket", state: "Todo", priority: "low", estimate: "", labels: &["customer"], assignees: &["Ben"], due: Some(0), ..NOTHING },
    Task { title: "Price list for the autumn fair", state: "In progress", priority: "medium", estimate: "1", labels: &["shop"], assignees: &["Ada"], due: Some(9), ..NOTHING },
    Task { title: "Rear light: one board for both lenses", description: "Two boards differ by a single connector. With one of them we halve the stock.", state: "In progress", priority: "medium", estimate: "5", labels: &["hardware"], assignees: &["Ben"], start: Some(-3), ..NOTHING },
    Task { title: "Firmware update over the charging cable", description: "The cable has the lines for it. A rider should not have to open the housing.", state: "Backlog", priority: "medium", estimate: "13", labels: &["firmware"], ..NOTHING },
    Task { title: "Bootloader that refuses a broken image", state: "Backlog", priority: "medium", estimate: "5", labels: &["firmware"], parent: 19, ..NOTHING },
    Task { title: "A page that explains the update in three pictures", state: "Backlog", priority: "low", estimate: "2", labels: &["shop"], parent: 19, ..NOTHING },
    Task { title: "Mount slips on carbon handlebars", description: "A softer insert helped. It must not mark the bar.", state: "Backlog", priority: "medium", estimate: "3", labels: &["hardware", "customer"], ..NOTHING },
    Task { title: "Manual in four languages", description: "English and Swedish first; German and French once the approval text is fixed.", state: "Backlog", priority: "low", estimate: "5", labels: &["approval"], due: Some(24), ..NOTHING },
    Task { title: "Translate the manual into German", state: "Backlog", priority: "low", estimate: "2", assignees: &["Ben"], parent: 23, ..NOTHING },
    Task { title: "Translate the manual into French", state: "Backlog", priority: "low", estimate: "2", parent: 23, ..NOTHING },
    Task { title: "Packaging without plastic", state: "Backlog", priority: "low", estimate: "3", labels: &["shop"], comments: &[("Ada", "The paper people in Malmö send samples next week.")], ..NOTHING },
    Task { title: "Photographs for the shop page", state: "Backlog", priority: "none", labels: &["shop"], assignees: &["Ben"], ..NOTHING },
    Task { title: "Warranty card with the serial number on it", state: "Backlog", priority: "none", labels: &["shop"], ..NOTHING },
    Task { title: "Measure the beam at the end of a cell’s life", state: "Backlog", priority: "medium", estimate: "3", labels: &["approval", "hardware"], ..NOTHING },
    Task { title: "A test rig that opens and closes the charging port", state: "Backlog", priority: "low", estimate: "5", labels: &["hardware"], ..NOTHING },
    Task { title: "Shorten the start-up blink", description: "Half a second is enough to see that it is on.", state: "Backlog", priority: "none", estimate: "1", labels: &["firmware"], ..NOTHING },
    Task { title: "Spare part numbers for the dealers", state: "Backlog", priority: "low", labels: &["supply"], ..NOTHING },
    Task { title: "Book the photometry laboratory", description: "They have a slot every second Thursday.", state: "Done", priority: "medium", estimate: "1", labels: &["approval"], assignees: &["Ada"], due: Some(-8), ..NOTHING },
    Task { title: "Lens drawing, revision D", state: "Done", priority: "high", estimate: "2", labels: &["hardware", "approval"], assignees: &["Ben"], due: Some(-5), ..NOTHING },
    Task { title: "Vibration test with the steel mount", state: "Done", priority: "medium", estimate: "3", labels: &["approval"], assignees: &["Ada"], due: Some(-10), comments: &[("Ada", "Passed: eight hours, nothing loose.")], ..NOTHING },
    Task { title: "Button feels mushy below zero", state: "Done", priority: "medium", estimate: "2", labels: &["hardware", "customer"], assignees: &["Ben"], ..NOTHING },
    Task { title: "Sleep current below 20 µA", description: "It was 180 µA: the gauge’s divider stayed connected.", state: "Done", priority: "high", estimate: "3", labels: &["firmware"], assignees: &["Ben"], ..NOTHING },
    Task { title: "Samples for the cycling magazine", state: "Done", priority: "low", estimate: "1", labels: &["shop"], assignees: &["Ada"], ..NOTHING },
    Task { title: "A lamp that talks to the phone", description: "Nobody asked for it, and it costs a chip, an approval and an app.", state: "Canceled", priority: "none", labels: &["firmware"], ..NOTHING },
    Task { title: "Aluminium housing", state: "Canceled", priority: "low", labels: &["hardware"], comments: &[("Ben", "Forty grams more, and twice the price. No.")], ..NOTHING },
];
