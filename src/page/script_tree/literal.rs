//! Values written out in a script: strings, numbers, arrays and objects, in the loose form that
//! people write them in. What has to be reckoned is passed over.

/// Levels of brackets that are followed.
const DEEPEST: usize = 24;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(String),
    List(Vec<Value>),
    Record(Vec<(String, Value)>),
    /// Known only when the script runs.
    Other,
}

impl Value {
    /// Returns the words of a string.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns what may identify something: a string or a number.
    pub(super) fn key(&self) -> Option<String> {
        match self {
            Self::Text(key) | Self::Number(key) => Some(key.trim().to_owned()),
            _ => None,
        }
    }

    /// Returns the first of these fields that an object has; letter case and `_` do not matter.
    pub(super) fn field(&self, names: &[&str]) -> Option<&Self> {
        let Self::Record(fields) = self else {
            return None;
        };
        names.iter().find_map(|name| {
            let mut fields = fields.iter();
            fields
                .find(|(key, _)| is_name(key, name))
                .map(|(_, value)| value)
        })
    }

    /// Returns what an array in one of these fields holds; `None` where it is empty.
    pub(super) fn list(&self, names: &[&str]) -> Option<&[Self]> {
        match self.field(names)? {
            Self::List(list) if !list.is_empty() => Some(list),
            _ => None,
        }
    }
}

fn is_name(key: &str, name: &str) -> bool {
    let mut key = key.bytes().filter(|byte| *byte != b'_');
    let mut name = name.bytes();
    loop {
        match (key.next(), name.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(&other) => {}
            _ => return false,
        }
    }
}

/// A place in a script.
#[derive(Debug)]
pub(super) struct Cursor<'s> {
    rest: &'s str,
    depth: usize,
}

impl<'s> Cursor<'s> {
    pub(super) fn new(rest: &'s str) -> Self {
        Self { rest, depth: 0 }
    }

    /// Returns what was not read.
    pub(super) fn rest(&self) -> &'s str {
        self.rest
    }

    /// Reads the arguments of a call, behind its bracket.
    pub(super) fn arguments(&mut self) -> Option<Vec<Value>> {
        self.members(')')
    }

    /// Reads a value; `None` where the brackets do not close.
    pub(super) fn value(&mut self) -> Option<Value> {
        self.blanks();
        let value = match self.rest.chars().next()? {
            '"' | '\'' => Value::Text(self.string()?),
            '[' => {
                self.rest = &self.rest[1..];
                Value::List(self.members(']')?)
            }
            '{' => {
                self.rest = &self.rest[1..];
                self.record()?
            }
            '-' | '0'..='9' => Value::Number(self.word().to_owned()),
            _ => {
                self.word();
                Value::Other
            }
        };
        self.blanks();
        if self.rest.starts_with([',', ']', '}', ')']) {
            return Some(value);
        }
        // What is put together of several parts is not known, but for what ends it.
        if self.depth > 0 {
            self.pass_over()?;
            return Some(Value::Other);
        }
        Some(value)
    }

    fn members(&mut self, end: char) -> Option<Vec<Value>> {
        self.enter()?;
        let mut out = Vec::new();
        loop {
            self.blanks();
            if let Some(rest) = self.rest.strip_prefix(end) {
                self.rest = rest;
                self.depth -= 1;
                return Some(out);
            }
            match self.rest.strip_prefix(',') {
                Some(rest) => self.rest = rest,
                None => out.push(self.value()?),
            }
        }
    }

    fn record(&mut self) -> Option<Value> {
        self.enter()?;
        let mut out = Vec::new();
        loop {
            self.blanks();
            if let Some(rest) = self.rest.strip_prefix('}') {
                self.rest = rest;
                self.depth -= 1;
                return Some(Value::Record(out));
            }
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            let key = match self.rest.starts_with(['"', '\'']) {
                true => self.string()?,
                false => self.word().to_owned(),
            };
            self.blanks();
            self.rest = self.rest.strip_prefix(':')?;
            if key.is_empty() {
                return None;
            }
            out.push((key, self.value()?));
        }
    }

    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())
    }

    /// Passes over blanks and comments.
    fn blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let end = if self.rest.starts_with("//") {
                self.rest.find('\n')
            } else if self.rest.starts_with("/*") {
                self.rest.find("*/").map(|at| at + 2)
            } else {
                return;
            };
            self.rest = &self.rest[end.unwrap_or(self.rest.len())..];
        }
    }

    /// Reads a name or a number as it stands.
    fn word(&mut self) -> &'s str {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '-');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// Reads a string that begins here.
    fn string(&mut self) -> Option<String> {
        let mut chars = self.rest.char_indices();
        let (_, mark) = chars.next()?;
        let mut out = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next()?.1 {
                    'u' => {
                        let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        out.extend(char::from_u32(u32::from_str_radix(&digits, 16).ok()?));
                    }
                    'n' | 'r' | 't' => out.push(' '),
                    other => out.push(other),
                },
                '\n' => return None,
                c if c == mark => {
                    self.rest = &self.rest[at + c.len_utf8()..];
                    return Some(out);
                }
                c => out.push(c),
            }
        }
        None
    }

    /// Passes over the rest of a value, up to what ends it.
    fn pass_over(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            self.blanks();
            match self.rest.chars().next()? {
                '"' | '\'' => {
                    self.string()?;
                    continue;
                }
                ',' if open == 0 => return Some(()),
                ']' | '}' | ')' if open == 0 => return Some(()),
                '[' | '{' | '(' => open += 1,
                ']' | '}' | ')' => open -= 1,
                _ => {}
            }
            let mut chars = self.rest.chars();
            chars.next();
            self.rest = chars.as_str();
        }
    }
}
