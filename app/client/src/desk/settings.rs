//! What a person has chosen on this machine: `settings.json` in the store's folder.
//!
//! A file that is damaged is put aside and the defaults are used: nobody is kept from their work by
//! a setting. Fields of a newer version are kept.

use crate::export::replace_file;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

const FILE: &str = "settings.json";

/// The settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Settings {
    /// The window's colours.
    pub theme: Theme,
    /// Synchronise only when told to: offline on purpose.
    pub offline: bool,
    /// Where the person was: a route of the window.
    pub place: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub others: Map<String, Value>,
}

/// The window's colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Dark on light with the greatest contrast.
    LightContrast,
    /// Light on dark with the greatest contrast.
    DarkContrast,
}

impl Settings {
    /// The settings of the store in this folder.
    pub fn load(folder: &Path) -> Self {
        let path = folder.join(FILE);
        let Ok(bytes) = fs::read(&path) else { return Self::default() };
        serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(%error, "the settings are damaged: put aside");
            // Best effort: a file that cannot be moved is overwritten by the next change.
            let _ = fs::rename(&path, folder.join("settings.json.damaged"));
            Self::default()
        })
    }

    /// These, with what a newer version kept in the others.
    pub(super) fn over(mut self, before: &Self) -> Self {
        for (name, value) in &before.others {
            self.others.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self
    }

    /// Keeps them.
    pub fn save(&self, folder: &Path) -> io::Result<()> {
        let json = serde_json::to_vec_pretty(self)?;
        replace_file(&folder.join(FILE), |out| Ok(out.write_all(&json)?))
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_back_with_what_a_newer_version_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, r#"{"theme":"dark","density":"airy"}"#).unwrap();
        let settings = Settings::load(folder.path());
        assert_eq!(settings.theme, Theme::Dark);
        Settings { offline: true, ..settings }.save(folder.path()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("airy") && text.contains("true"), "{text}");
    }

    #[test]
    fn a_damaged_file_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), b"{").unwrap();
        assert_eq!(Settings::load(folder.path()), Settings::default());
        assert!(folder.path().join("settings.json.damaged").exists());
    }
}
