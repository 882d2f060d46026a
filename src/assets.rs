//! Files built into the program: the shipped rules, vocabularies and the demo site.

use include_dir::{Dir, include_dir};

/// The shipped `rules/` folder.
pub static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The demo site, `fixtures/sites/demo`.
pub static DEMO: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/sites/demo");

/// Lists the files below `folder` of the shipped rules that end in `.yaml`, as
/// (path relative to `rules/`, text), in order of path.
pub fn rule_files(folder: &str) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    collect(&RULES, &mut found);
    found.retain(|(path, _)| folder.is_empty() || path.starts_with(&format!("{folder}/")));
    found.sort();
    found
}

fn collect(dir: &'static Dir<'static>, found: &mut Vec<(String, &'static str)>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let (true, Some(text)) = (path.ends_with(".yaml"), file.contents_utf8()) {
            found.push((path, text));
        }
    }
    for below in dir.dirs() {
        collect(below, found);
    }
}
