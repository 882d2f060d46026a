//! Message templates: words with places for facts and parameters.

use super::expr::{Leaf, Operator};
use crate::model::{Fact, FactSpec, Lang, Value, word_label};

/// A piece of a template.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Words as they stand.
    Text(String),
    /// `{subject.noun}`: a fact.
    Fact(&'static FactSpec),
    /// `{name}`: a parameter.
    Param(String),
    /// `{subject}`: the subject's name.
    Subject,
    /// `{missing}`: what the deciding conditions asked for and did not find.
    Missing,
    /// `{matched}`: what the deciding conditions asked for and found.
    Matched,
}

/// A message in one language.
#[derive(Debug, Clone, Default)]
pub struct Template(pub Vec<Piece>);

/// A message in both languages.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Chinese.
    pub zh: Template,
    /// English.
    pub en: Template,
}

/// Splits a template into words and the names in braces; `{{` and `}}` are plain braces.
pub(crate) fn split(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '{' | '}' if rest.peek() == Some(&c) => {
                rest.next();
                plain.push(c);
            }
            '{' => {
                let mut name = String::new();
                loop {
                    match rest.next() {
                        Some('}') => break,
                        Some(c) => name.push(c),
                        None => return Err(name),
                    }
                }
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(Part::Name(name.trim().to_owned()));
            }
            c => plain.push(c),
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    Ok(parts)
}

/// A piece before its name is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Name(String),
}

impl Template {
    /// Fills the template.
    pub fn fill(&self, mut value: impl FnMut(&Piece) -> String) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                other => value(other),
            })
            .collect()
    }

    /// Returns the template as documentation shows it: names of facts by their label.
    pub fn outline(&self, lang: Lang) -> String {
        self.fill(|piece| {
            let name = match piece {
                Piece::Text(text) => return text.clone(),
                Piece::Fact(fact) => label(fact, lang).to_owned(),
                Piece::Param(name) => name.clone(),
                Piece::Subject => lang.pick("对象", "subject").to_owned(),
                Piece::Missing => lang.pick("缺少的各项", "what is missing").to_owned(),
                Piece::Matched => lang.pick("发现的各项", "what was found").to_owned(),
            };
            format!("〈{name}〉")
        })
    }
}

/// Returns a fact's short label: its meaning up to the first bracket.
pub fn label(fact: &FactSpec, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => fact.zh.split('（').next().unwrap_or(fact.zh),
        Lang::En => fact.en.split(" (").next().unwrap_or(fact.en),
    }
}

/// The most entries of a list that a message shows.
const LISTED: usize = 10;
/// The most characters of a text that a message shows.
const SHOWN: usize = 120;

/// Returns a fact for people, the words of closed lists by their labels.
pub fn show_fact_of(spec: &FactSpec, fact: &Fact, lang: Lang) -> String {
    let label = |word: &String| word_label(spec, word, lang).to_owned();
    let labelled = match fact {
        _ if spec.words.is_empty() => return show_fact(fact, lang),
        Fact::Known(Value::Text(word)) => Fact::text(label(word)),
        Fact::Known(Value::List(words)) => Fact::list(words.iter().map(label)),
        Fact::Known(Value::Partial(words, cause)) => {
            Fact::Known(Value::Partial(words.iter().map(label).collect(), *cause))
        }
        other => other.clone(),
    };
    show_fact(&labelled, lang)
}

/// Returns what a condition saw, for people. Of the phrases of a text, which are those that any
/// rule asks for, only its own are shown.
pub fn show_seen(leaf: &Leaf<'_>, lang: Lang) -> String {
    let asks = matches!(
        leaf.test.operator,
        Operator::Mentions | Operator::MentionsAll
    );
    match &leaf.observation.fact {
        Fact::Known(Value::Phrases(_)) if asks && leaf.matched.is_empty() => lang
            .pick("（没有所查的词）", "(none of the words looked for)")
            .to_owned(),
        Fact::Known(Value::Phrases(_)) if asks => {
            show_list(leaf.matched.iter().map(String::as_str), lang)
        }
        fact => show_fact_of(leaf.test.fact, fact, lang),
    }
}

/// Returns a fact for people: days as ISO dates, long lists cut with their number.
pub fn show_fact(fact: &Fact, lang: Lang) -> String {
    match fact {
        Fact::Absent => lang.pick("（无）", "(none)").to_owned(),
        Fact::Unknown(_) => lang.pick("（未知）", "(unknown)").to_owned(),
        Fact::Known(value) => show_value(value, lang),
    }
}

fn show_value(value: &Value, lang: Lang) -> String {
    match value {
        Value::Bool(true) => lang.pick("是", "yes").to_owned(),
        Value::Bool(false) => lang.pick("否", "no").to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => cut(text),
        Value::List(list) => show_list(list.iter().map(String::as_str), lang),
        Value::Phrases(phrases) | Value::Partial(phrases, _) => {
            show_list(phrases.iter().map(String::as_str), lang)
        }
    }
}

/// Joins words with 、 (or commas) and cuts a long list, saying how many there are.
pub fn show_list<'w>(words: impl ExactSizeIterator<Item = &'w str>, lang: Lang) -> String {
    let count = words.len();
    let shown: Vec<String> = words.take(LISTED).map(cut).collect();
    if shown.is_empty() {
        return lang.pick("（无）", "(none)").to_owned();
    }
    let joined = shown.join(lang.pick("、", ", "));
    match (count > LISTED, lang) {
        (false, _) => joined,
        (true, Lang::Zh) => format!("{joined}等 {count} 项"),
        (true, Lang::En) => format!("{joined} and others, {count} in all"),
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{head}…")
}

#[cfg(test)]
mod tests {
    use super::{Part, show_fact, split};
    use crate::model::{Fact, Lang};

    #[test]
    fn names_stand_in_braces_and_double_braces_are_plain() {
        assert_eq!(
            split("成文 {document.written_date}，{{原样}}"),
            Ok(vec![
                Part::Text("成文 ".to_owned()),
                Part::Name("document.written_date".to_owned()),
                Part::Text("，{原样}".to_owned()),
            ])
        );
        assert_eq!(split("没有写完 {abc"), Err("abc".to_owned()));
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let list = Fact::list((1..=12).map(|n| format!("第{n}件")));
        let shown = show_fact(&list, Lang::Zh);
        assert!(shown.starts_with("第1件、第2件"), "{shown}");
        assert!(shown.ends_with("第10件等 12 项"), "{shown}");
        assert_eq!(show_fact(&Fact::Absent, Lang::En), "(none)");
    }
}
