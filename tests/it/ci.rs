//! The CI kits: their script steps, run as a runner runs them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use gongkai::yaml::{Node, Tree, parse};

use super::audits::Site;
use super::formats::runs;

fn kit(name: &str) -> Node {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/ci")
        .join(name);
    parse(&fs::read_to_string(path).unwrap()).unwrap()
}

fn text(node: &Node) -> String {
    match &node.tree {
        Tree::Text(text) => text.clone(),
        _ => panic!("{node:?}"),
    }
}

fn first(node: &Node) -> &Node {
    match &node.tree {
        Tree::List(items) => &items[0],
        _ => panic!("{node:?}"),
    }
}

/// The script of each kit.
fn scripts() -> [(&'static str, String); 2] {
    let action = kit("action.yml");
    let steps = action.get("runs").unwrap().get("steps").unwrap();
    let github = text(first(steps).get("run").unwrap());
    let gitlab = kit("gitlab.yml");
    let gitlab = text(first(
        gitlab.get(".gongkai").unwrap().get("script").unwrap(),
    ));
    [("github", github), ("gitlab", gitlab)]
}

/// A pack of so many rules that all fail: findings that the site has had for long.
fn known(folder: &Path, count: usize) {
    let pack = folder.join("known");
    fs::create_dir_all(&pack).unwrap();
    fs::write(
        pack.join("pack.yaml"),
        "name: known\ntitle: {zh: 旧, en: old}\nversion: '1'\nlaws:\n  old: {name: 某文, since: 2019-01-01, source: 某处}\n",
    )
    .unwrap();
    for n in 0..count {
        let id = format!("old-column-{n}-there");
        let rule = format!(
            "id: {id}\ntitle: {{zh: 有旧栏目{n}, en: old column {n}}}\nseverity: major\nverified: true
basis: [{{law: old, item: 第一项, text: {{zh: 应有, en: must be}}}}]
subject: column\nfind: {{names: [从来没有的栏目{n}]}}\nabsent: fail\nabsent_message: {{zh: 没有旧栏目{n}, en: no old column {n}}}
expect: {{column.items: {{at_least: 1}}}}\nmessage: {{zh: 空的, en: empty}}\nadvice: {{zh: 建, en: make it}}
examples: {{pass: [{{name: a, facts: {{column.items: 1}}}}], fail: [{{name: b, facts: {{column.items: 0}}}}]}}\n"
        );
        fs::write(pack.join(format!("{id}.yaml")), rule).unwrap();
    }
    fs::write(folder.join("gongkai.yaml"), "rules: [known]\n").unwrap();
}

fn run(script: &str, folder: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_gongkai")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    Command::new("bash")
        // As the runners call it: stop at the first failure.
        .args([
            "--noprofile",
            "--norc",
            "-e",
            "-o",
            "pipefail",
            "-c",
            script,
        ])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("GONGKAI_TARGET", "dist")
        .env("GONGKAI_BASE_URL", "http://demo.example/")
        .env("GONGKAI_BASELINE", "baseline.json")
        .env("GONGKAI_SITE", "gongkai.yaml")
        .env("GONGKAI_FAIL_ON", "major")
        .env("GONGKAI_OUT", "out")
        .env("GITHUB_STEP_SUMMARY", folder.join("summary.md"))
        .output()
        .unwrap()
}

#[test]
fn the_kits_tell_what_a_change_broke_and_nothing_else() {
    if !runs("bash", &["--version"]) {
        return;
    }
    for (name, script) in scripts() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        known(folder, 40);
        let put = |site: &Site| {
            let _ = fs::remove_dir_all(folder.join("dist"));
            site.write(&folder.join("dist"));
        };
        let told = |output: &Output| {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            let lines = String::from_utf8_lossy(&output.stdout).into_owned();
            (
                words,
                lines.lines().filter(|line| line.starts_with("::")).count(),
            )
        };
        put(&Site::demo());
        let first = run(&script, folder);
        assert_eq!(first.status.code(), Some(1), "{name}: {}", told(&first).0);
        fs::copy(folder.join("out/audit.json"), folder.join("baseline.json")).unwrap();

        let mut edited = Site::demo();
        edited.edit("index.html", "</body>", "<p>已改版。</p></body>");
        put(&edited);
        let green = run(&script, folder);
        let (words, annotations) = told(&green);
        assert_eq!(
            (green.status.code(), annotations),
            (Some(0), 0),
            "{name}: {words}"
        );
        let known: usize = words
            .split("基线已有 ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next()?.parse().ok())
            .unwrap();
        assert!(known >= 50, "{name}: {words}");

        edited.empty("zwgk/zfxxgk/fdzdgknr/jdjc/");
        put(&edited);
        let red = run(&script, folder);
        let (words, annotations) = told(&red);
        assert_eq!(red.status.code(), Some(1), "{name}: {words}");
        assert!(words.contains("新增或加重的问题 1 项"), "{name}: {words}");
        if name == "github" {
            assert_eq!(annotations, 1);
            let summary = fs::read_to_string(folder.join("summary.md")).unwrap();
            assert!(summary.contains("监督检查"));
        } else {
            let issues = fs::read(folder.join("out/audit.gitlab.json")).unwrap();
            let issues: serde_json::Value = serde_json::from_slice(&issues).unwrap();
            assert_eq!(issues.as_array().unwrap().len(), 1);
        }
    }
}
