//! One file a section of SPEC.md.

mod access;
mod beginning;
mod bootstrap;
mod coming_back;
mod frames;
mod healing;
mod limits;
mod nodes;
mod presence;
mod pressure;
mod pushing;
mod refusing;
mod subscribing;
mod tailing;
mod tokens;
