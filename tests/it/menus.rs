//! Menus of columns in other forms than nested lists of links: what they lead to is found, and
//! on the level that it has.

use std::fmt::Write;

use super::audits::{Site, findings, verdict};

/// The entries of the demo's menu: address, name, and whether it stands below another.
type Entries = Vec<(String, String, bool)>;

/// The demo site, its menu of columns written in another way on every page.
fn with_menu(write: impl Fn(&Entries) -> String) -> Site {
    let mut site = Site::demo();
    let mut changed = 0;
    for bytes in site.0.values_mut() {
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        let (Some(begin), Some(end)) = (
            text.find("<ul class=\"left_menu\">"),
            text.find("</div>\n<div class=\"xxgk_right\">"),
        ) else {
            continue;
        };
        let menu = write(&entries(&text[begin..end]));
        *bytes = format!("{}{menu}{}", &text[..begin], &text[end..]).into_bytes();
        changed += 1;
    }
    assert!(changed > 10, "{changed} menus");
    // The site map has the whole tree.
    site.0.remove("wzdt.html");
    site
}

fn entries(menu: &str) -> Entries {
    let links = menu.split("<a href=\"").skip(1);
    links
        .map(|link| {
            let (address, rest) = link.split_once('"').unwrap();
            let (_, rest) = rest.split_once('>').unwrap();
            let (shown, _) = rest.split_once("</a>").unwrap();
            let name: String = shown
                .replace("<i class=\"icon\"></i>", "")
                .replace("<br>", "");
            let below = address.contains("fdzdgknr/") && !address.ends_with("fdzdgknr/");
            let below = below || address.starts_with("http");
            (address.to_owned(), name, below)
        })
        .collect()
}

/// Writes every entry of a level, with its address in the place of `@` and its name in that of
/// `$`.
fn each(entries: &Entries, below: bool, form: &str) -> String {
    let chosen = entries.iter().filter(|entry| entry.2 == below);
    chosen
        .map(|(address, name, _)| form.replace('@', address).replace('$', name))
        .collect()
}

#[track_caller]
fn is_read_as_before(write: impl Fn(&Entries) -> String) {
    let mut before = Site::demo();
    before.0.remove("wzdt.html");
    let before = findings(&before.audit());
    let now = findings(&with_menu(write).audit());
    let more: Vec<_> = now.difference(&before).collect();
    let less: Vec<_> = before.difference(&now).collect();
    assert!(more.is_empty() && less.is_empty(), "{more:?}, not {less:?}");
}

#[test]
fn columns_may_be_choices_that_open_them() {
    is_read_as_before(|entries| {
        format!(
            "<ul>{}</ul><select onchange=\"location.href=this.value\"><option>请选择</option>{}</select>",
            each(entries, false, "<li><a href=\"@\">$</a></li>"),
            each(entries, true, "<option value=\"@\">$</option>"),
        )
    });
}

#[test]
fn an_address_may_be_kept_beside_the_entry() {
    is_read_as_before(|entries| {
        let mut out = String::new();
        for (at, (address, name, below)) in entries.iter().enumerate() {
            let opens = *below && !entries[at - 1].2;
            let closes = *below && !entries.get(at + 1).is_some_and(|next| next.2);
            let entry = match at % 2 {
                0 => {
                    format!("<li><a href=\"javascript:void(0)\" data-href=\"{address}\">{name}</a>")
                }
                _ => format!("<li data-url=\"{address}\"><a href=\"#\">{name}</a>"),
            };
            if opens {
                out.truncate(out.len() - "</li>".len());
                out.push_str("<ul>");
            }
            write!(
                out,
                "{entry}</li>{}",
                if closes { "</ul></li>" } else { "" }
            )
            .unwrap();
        }
        format!(
            "<ul>{out}</ul><script>$('a').click(function(){{open($(this).data('href'))}})</script>"
        )
    });
}

#[test]
fn a_list_under_a_columns_name_stands_below_it() {
    is_read_as_before(|entries| {
        format!(
            "<h3>政府信息公开</h3><ul class=a>{}</ul><h3>法定主动公开内容</h3><ul class=b>{}</ul>",
            each(entries, false, "<li><a href=\"@\">$</a></li>"),
            each(entries, true, "<li><a href=\"@\">$</a></li>"),
        )
    });
}

#[test]
fn a_table_of_columns_has_their_levels() {
    is_read_as_before(|entries| {
        let rows: String = entries
            .iter()
            .map(|(address, name, below)| match below {
                true => format!("<tr><td>　<a href=\"{address}\">{name}</a></td></tr>"),
                false => format!("<tr><td><b><a href=\"{address}\">{name}</a></b></td></tr>"),
            })
            .collect();
        format!("<table>{rows}</table>")
    });
}

#[test]
fn what_is_kept_elsewhere_is_a_column_in_any_menu() {
    let site = with_menu(|entries| {
        let entry = "<li onclick=\"location.href='@'\">$</li>";
        format!(
            "<ul>{}</ul><ul>{}</ul>",
            each(entries, false, entry),
            each(entries, true, entry)
        )
    });
    assert_eq!(
        verdict(&site.audit(), "procurement-disclosed"),
        Some("cannot_tell")
    );
    // On the page of the column around it.
    let mut site = with_menu(|entries| each(entries, false, "<a href=\"@\"><i></i><p>$</p></a>"));
    let inside = with_menu(|entries| {
        format!(
            "<ul>{}</ul>",
            each(entries, true, "<li><a href=\"@\">$</a></li>")
        )
    });
    let column = "zwgk/zfxxgk/fdzdgknr/index.html";
    site.0.insert(column.to_owned(), inside.0[column].clone());
    assert_eq!(
        verdict(&site.audit(), "procurement-disclosed"),
        Some("cannot_tell")
    );
}

/// The rules on the entry, with something else in its place on the home page.
fn with_entry(entry: &str) -> [Option<&'static str>; 2] {
    let mut site = Site::demo();
    site.edit(
        "index.html",
        "<a href=\"/zwgk/zfxxgk/\">信息公开</a>",
        entry,
    );
    let run = site.audit();
    ["home-links-to-platform", "platform-entry-image-has-text"].map(|rule| verdict(&run, rule))
}

#[test]
fn an_entry_to_the_platform_needs_no_readable_name() {
    let (pass, fail, open) = (Some("pass"), Some("fail"), Some("cannot_tell"));
    for (entry, expected) in [
        ("<a class=zfxxgk href=\"/zwgk/zfxxgk/\"></a>", [pass, fail]),
        (
            "<a href=\"/zwgk/zfxxgk/\"><img src=/i/1.png alt=图标></a>",
            [open, open],
        ),
        (
            "<select onchange=\"location=this.value\"><option value=\"/zwgk/zfxxgk/\">政府信息公开</option></select>",
            [pass, pass],
        ),
    ] {
        assert_eq!(with_entry(entry), expected, "{entry}");
    }
    assert_eq!(with_entry("")[0], fail);
}
