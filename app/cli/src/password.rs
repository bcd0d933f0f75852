//! Where a password comes from: standard input, the environment, or a prompt without echo. Never
//! an argument, which other processes can read.

use crate::args::account::Password;
use crate::failure::{Failure, Result};
use std::io::{self, BufRead, IsTerminal};

const VARIABLE: &str = "ALOFT_PASSWORD";

/// Reads an existing password.
pub(crate) fn read(how: &Password) -> Result<String> {
    let password = match given(how)? {
        Some(password) => password,
        None => prompt("Password: ")?,
    };
    if password.is_empty() {
        return Err(Failure::usage("the password is empty"));
    }
    Ok(password)
}

/// Reads a new password; at a prompt it is asked for twice.
pub(crate) fn read_new(how: &Password) -> Result<String> {
    if let Some(password) = given(how)? {
        return Ok(password);
    }
    let password = prompt("New password: ")?;
    if prompt("The same again: ")? != password {
        return Err(Failure::usage("the two passwords differ"));
    }
    Ok(password)
}

fn given(how: &Password) -> Result<Option<String>> {
    if how.password_stdin {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        return Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()));
    }
    Ok(std::env::var(VARIABLE).ok())
}

fn prompt(words: &str) -> Result<String> {
    if !io::stdin().is_terminal() {
        return Err(Failure::usage(format!(
            "no terminal to ask for the password: use --password-stdin or {VARIABLE}"
        )));
    }
    Ok(rpassword::prompt_password(words)?)
}
