//! What others were measured to do on the same work, and what Aloft aims at: the table at the end.
//!
//! Measured on 2026-11-23 on a machine of the same kind (2 cores); medians of 3 unless a count
//! stands there. None of the peers authorises a change, derives SQL rows, or acknowledges durably.

use crate::figure::Figure;
use std::fmt::Write;

/// A line of the table: whose figure it is, what peers do, what is aimed at.
struct Line {
    workload: &'static str,
    figure: &'static str,
    size: usize,
    peers: &'static str,
    aim: &'static str,
}

const LINES: &[Line] = &[
    Line {
        workload: "fresh",
        figure: "complete",
        size: 1_000,
        peers: "automerge-repo 3.9 s; samod 1.5 s; Hocuspocus 1.0 s; one document: 0.27–0.42 s",
        aim: "0.15 s",
    },
    Line { workload: "fresh", figure: "usable", size: 10_000, peers: "–", aim: "0.5 s" },
    Line {
        workload: "fresh",
        figure: "complete",
        size: 10_000,
        peers: "samod 512 s; Hocuspocus 9.9 s; one document: samod 4.2 s, Hocuspocus 1.5 s, y-sweet 1.4 s",
        aim: "1.4 s",
    },
    Line {
        workload: "fresh",
        figure: "wire",
        size: 10_000,
        peers: "samod 12 MB; Hocuspocus 16 MB; one document: 1.1 MB, 7.1 MB, 7.1 MB",
        aim: "≤ 1 MB",
    },
    Line {
        workload: "fresh",
        figure: "relay CPU",
        size: 10_000,
        peers: "samod 279 s; Hocuspocus 9.3 s; one document: 2.0 s, 1.0 s, 0.3 s",
        aim: "≤ 0.5 s",
    },
    Line {
        workload: "fresh",
        figure: "relay peak memory",
        size: 10_000,
        peers: "samod 1,460 MB; Hocuspocus 291 MB; one document: 295, 252, 125 MB",
        aim: "≤ 100 MB",
    },
    Line {
        workload: "propagation",
        figure: "thin, p50",
        size: 0,
        peers: "8; 7; 2; 1.8; 2.3; 2.2 ms",
        aim: "–",
    },
    Line {
        workload: "propagation",
        figure: "thin, p99",
        size: 0,
        peers: "14; 14; 17; 5.2; 12; 25 ms, none durable",
        aim: "≤ 5 ms beyond the commit's flush",
    },
    Line { workload: "propagation", figure: "real, p99", size: 0, peers: "as above", aim: "–" },
    Line {
        workload: "propagation",
        figure: "thin, bytes a change",
        size: 0,
        peers: "1,071; 1,145; 1,173; 245; 241; 200 B",
        aim: "≤ 400 B",
    },
    Line {
        workload: "fan-out",
        figure: "delivered",
        size: 50,
        peers: "automerge-repo 1,174; samod 933, 737; Hocuspocus 4,900; y-sweet 4,900 /s",
        aim: "4,900 /s",
    },
    Line {
        workload: "fan-out",
        figure: "p99",
        size: 50,
        peers: "14 s; 15 s; 44 s; 10 ms; 39 ms",
        aim: "≤ 10 ms",
    },
    Line {
        workload: "fan-out",
        figure: "relay CPU for 20 s",
        size: 50,
        peers: "11; 23; 16; 3.1; 10 s",
        aim: "≤ 6 s",
    },
    Line {
        workload: "reconnect",
        figure: "converged",
        size: 5_000,
        peers: "5.5; 7.1; 1.3–49; 2.1; 2.3; 0.24 s",
        aim: "≤ 1 s",
    },
    Line {
        workload: "reconnect",
        figure: "wire",
        size: 5_000,
        peers: "5.1; 5.4; –; 4.4; 3.3; 1.7 MB",
        aim: "≤ 1 MB",
    },
];

/// The table, for those of its lines that were measured. A size of zero stands for any.
pub(crate) fn table(figures: &[Figure]) -> String {
    let mut table = String::from("| work | Aloft | aim | peers |\n|---|---|---|---|\n");
    for line in LINES {
        let found = figures.iter().find(|figure| {
            figure.workload == line.workload
                && figure.name == line.figure
                && (line.size == 0 || figure.size == line.size)
        });
        if let Some(Figure { workload, name, size, unit, value }) = found {
            let Line { aim, peers, .. } = line;
            let row =
                format!("| {workload} ({size}): {name} | {value:.3} {unit} | {aim} | {peers} |");
            // Writing into a String does not fail.
            let _ = writeln!(table, "{row}");
        }
    }
    table
}
