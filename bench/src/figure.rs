//! A measured figure: told as one JSON line as soon as it is known, and kept for the table.

use crate::machine;
use serde_json::json;

/// What a figure is of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// The workload's name.
    pub(crate) workload: &'static str,
    /// What was measured.
    pub(crate) name: &'static str,
    /// Tasks, writers or edits, whichever the workload varies.
    pub(crate) size: usize,
    /// The unit of the value.
    pub(crate) unit: &'static str,
    /// The median of the runs.
    pub(crate) value: f64,
}

/// All figures of this process, in the order in which they were measured.
#[derive(Debug)]
pub(crate) struct Book {
    figures: Vec<Figure>,
    /// Postgres's `fsync`: what every figure that touches the relay stands on.
    fsync: String,
}

impl Book {
    pub(crate) fn new(fsync: String) -> Self {
        Self { figures: Vec::new(), fsync }
    }

    /// Says what the figures that follow were measured on.
    pub(crate) fn shape(workload: &str, size: usize, words: &str) {
        println!("{}", json!({ "workload": workload, "size": size, "shape": words }));
    }

    /// Keeps the median of some runs.
    pub(crate) fn put(
        &mut self,
        workload: &'static str,
        name: &'static str,
        size: usize,
        unit: &'static str,
        runs: &[f64],
    ) {
        if runs.is_empty() {
            return;
        }
        let value = median(runs);
        println!(
            "{}",
            json!({
                "workload": workload, "figure": name, "size": size, "unit": unit,
                "value": rounded(value), "runs": runs.iter().copied().map(rounded).collect::<Vec<_>>(),
                "load": machine::load(), "fsync": self.fsync,
            })
        );
        self.figures.push(Figure { workload, name, size, unit, value });
    }

    /// Keeps a figure that comes of a single run.
    pub(crate) fn one(
        &mut self,
        workload: &'static str,
        name: &'static str,
        size: usize,
        unit: &'static str,
        value: f64,
    ) {
        self.put(workload, name, size, unit, &[value]);
    }

    pub(crate) fn figures(&self) -> &[Figure] {
        &self.figures
    }
}

/// The middle one, or the mean of the two in the middle.
fn median(runs: &[f64]) -> f64 {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

/// The value that so many of a hundred samples do not exceed; zero of nothing.
pub(crate) fn percentile(samples: &mut [f64], of_hundred: usize) -> f64 {
    samples.sort_by(f64::total_cmp);
    let place = (samples.len() * of_hundred).div_ceil(100).max(1) - 1;
    samples.get(place).copied().unwrap_or_default()
}

/// Four significant digits: more is noise.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    #[expect(clippy::cast_possible_truncation, reason = "an exponent of ten is small")]
    let digits = 3 - value.abs().log10().floor() as i32;
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_percentiles_are_of_what_was_measured() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(&[1.0, 2.0]) - 1.5).abs() < f64::EPSILON);
        let mut samples: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        assert!((percentile(&mut samples, 50) - 100.0).abs() < f64::EPSILON);
        assert!((percentile(&mut samples, 99) - 198.0).abs() < f64::EPSILON);
        assert!((percentile(&mut [7.0], 99) - 7.0).abs() < f64::EPSILON);
        assert!(percentile(&mut [], 99).abs() < f64::EPSILON);
    }

    #[test]
    fn four_digits_are_kept() {
        assert!((rounded(1.234_56) - 1.235).abs() < 1e-9);
        assert!((rounded(123_456.0) - 123_500.0).abs() < 1e-9);
    }
}
