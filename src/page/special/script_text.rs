//! Markup that a page carries inside a script's string, as some systems store whole articles.

/// Longest script looked through.
const MOST_BYTES: usize = 4 << 20;

/// Returns the string literals of a script that hold markup with a table, unescaped.
///
/// Only what is plainly there: strings that are put together or decoded at run time are not.
pub(super) fn tables_in_strings(script: &str) -> Vec<String> {
    if script.len() > MOST_BYTES || !script.contains("table") {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut chars = script.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match c {
            '"' | '\'' | '`' => {
                let text = literal(&mut chars, c);
                if text.contains("<table") && text.contains("</t") {
                    out.push(text);
                }
            }
            '/' if before != '<' => match chars.peek() {
                Some('/') => {
                    for c in chars.by_ref() {
                        if c == '\n' {
                            break;
                        }
                    }
                }
                Some('*') => {
                    let mut star = false;
                    chars.next();
                    for c in chars.by_ref() {
                        if star && c == '/' {
                            break;
                        }
                        star = c == '*';
                    }
                }
                _ => {}
            },
            _ => {}
        }
        before = c;
    }
    out
}

/// Reads a string literal up to its closing `quote`, escapes undone.
fn literal(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, quote: char) -> String {
    let mut out = String::new();
    while let Some(c) = chars.next() {
        match c {
            c if c == quote => break,
            // A string in plain quotes ends with its line: what follows was no string.
            '\n' if quote != '`' => break,
            '\\' => match chars.next() {
                Some('n' | 'r' | 't') => out.push(' '),
                Some('\n') | None => {}
                Some(kind @ ('u' | 'x')) => {
                    let mut code = 0_u32;
                    for _ in 0..if kind == 'u' { 4 } else { 2 } {
                        match chars.peek().and_then(|c| c.to_digit(16)) {
                            Some(digit) => {
                                code = code * 16 + digit;
                                chars.next();
                            }
                            None => break,
                        }
                    }
                    out.extend(char::from_u32(code));
                }
                Some(c) => out.push(c),
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tables_in_strings;

    #[test]
    fn escaped_markup_is_found() {
        let script = r#"// it's a comment
            var a = 'no'; var b = "\u003ctable class=\"x\"><tr><td>\u81ea\u7136<\/td><\/tr><\/table>";"#;
        assert_eq!(
            tables_in_strings(script),
            [r#"<table class="x"><tr><td>自然</td></tr></table>"#]
        );
    }

    #[test]
    fn unfinished_scripts_do_no_harm() {
        for script in ["'<table", "\"\\u12", "/* table", "`<table></t", "'\\"] {
            let _ = tables_in_strings(script);
        }
    }
}
