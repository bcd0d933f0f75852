//! Derived rows made anew from the log.
