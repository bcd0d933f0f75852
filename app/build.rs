//! Tauri's build step: the window's permissions, and on Windows the program's resources.

use std::path::Path;

fn main() {
    // The page is part of the program: another page is another program.
    println!("cargo::rerun-if-changed=ui/dist");
    // Checks and tests that show no window must not need the window's files to be built first.
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        let folder = page.parent().unwrap_or(page);
        let made = std::fs::create_dir_all(folder).and_then(|()| {
            std::fs::write(page, "<!doctype html><title>Aloft</title>The window was not built: npm run build in ui.\n")
        });
        if let Err(error) = made {
            println!("cargo::error=cannot write {}: {error}", page.display());
        }
    }
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("app/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
