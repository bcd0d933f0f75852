//! Rebuilds when a migration is added: they are embedded, and the compiler sees only those it knew.

fn main() {
    println!("cargo::rerun-if-changed=../migrations");
}
