//! Conditions in words, for documentation and for telling how a verdict came about.

use super::expr::{Day, Expr, Number, Operand, Operator, Test, Word};
use super::message::label;
use crate::model::{FactSpec, Lang, Words, word_label};

impl Test {
    /// Returns what the leaf asks, in words: 「联系电话：有」.
    pub fn words(&self, lang: Lang) -> String {
        let name = label(self.fact, lang);
        let colon = lang.pick("：", ": ");
        let yes_no = |value: bool| match (self.operator, value) {
            (Operator::Exists, true) => lang.pick("有", "is there"),
            (Operator::Exists, false) => lang.pick("没有", "is not there"),
            (Operator::NotEquals, true) | (_, false) => lang.pick("否", "no"),
            (_, true) => lang.pick("是", "yes"),
        };
        if let Operand::Bool(value) = self.operand {
            return format!("{name}{colon}{}", yes_no(value));
        }
        let spec = self.operator.spec();
        let asked = lang
            .pick(spec.zh, spec.en)
            .replace("{}", &self.operand.words_of(self.fact, lang));
        match lang {
            Lang::Zh => format!("{name}{asked}"),
            Lang::En => format!("{name} {asked}"),
        }
    }
}

impl Operand {
    /// Returns the operand in words, as it is asked of a fact.
    fn words_of(&self, fact: &FactSpec, lang: Lang) -> String {
        let Self::Words(words) = self else {
            return self.words(lang);
        };
        let labels = words.iter().map(|word| match word {
            Word::Text(text) if fact.words.contains(&text.as_str()) => {
                word_label(fact, text, lang).to_owned()
            }
            Word::Text(text) => format!("“{text}”"),
            Word::AuditYear(offset) => audit_year(*offset, lang),
        });
        labels.collect::<Vec<_>>().join(lang.pick("、", ", "))
    }

    /// Returns the operand in words.
    pub fn words(&self, lang: Lang) -> String {
        let number = |number: &Number| match number {
            Number::Fixed(number) => number.to_string(),
            Number::AuditYear(offset) => audit_year(*offset, lang),
        };
        let comma = lang.pick("、", ", ");
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => number(value),
            Self::Numbers(values) => values.iter().map(number).collect::<Vec<_>>().join(comma),
            Self::Words(words) => words
                .iter()
                .map(|word| match word {
                    Word::Text(text) => format!("“{text}”"),
                    Word::AuditYear(offset) => audit_year(*offset, lang),
                })
                .collect::<Vec<_>>()
                .join(comma),
            Self::Pattern(pattern) => format!("`{pattern}`"),
            Self::Years(first, last) => match lang {
                Lang::Zh => format!("{}至{}", number(first), number(last)),
                Lang::En => format!("{} to {}", number(first), number(last)),
            },
            Self::Day(day) => match day {
                Day::Fixed(date) => date.to_string(),
                Day::AsOf => lang.pick("核查日", "the day judged as of").to_owned(),
                Day::Fact(fact) => label(fact, lang).to_owned(),
                Day::InAuditYear(month, day) => match lang {
                    Lang::Zh => format!("核查年{month}月{day}日"),
                    Lang::En => format!("{month:02}-{day:02} of the audit's year"),
                },
            },
        }
    }
}

fn audit_year(offset: i64, lang: Lang) -> String {
    match (offset, lang) {
        (0, Lang::Zh) => "核查年".to_owned(),
        (-1, Lang::Zh) => "核查年的上一年".to_owned(),
        (0, Lang::En) => "the audit's year".to_owned(),
        (-1, Lang::En) => "the year before the audit's".to_owned(),
        (offset, Lang::Zh) => format!("核查年{offset:+}"),
        (offset, Lang::En) => format!("the audit's year {offset:+}"),
    }
}

impl Expr {
    /// Returns the condition in words.
    pub fn words(&self) -> Words {
        Words::new(self.text(Lang::Zh, false), self.text(Lang::En, false))
    }

    fn text(&self, lang: Lang, inner: bool) -> String {
        let (parts, joint) = match self {
            Self::Test(test) => return test.words(lang),
            Self::Not(below) => {
                let text = below.text(lang, false);
                return match lang {
                    Lang::Zh => format!("并非（{text}）"),
                    Lang::En => format!("not ({text})"),
                };
            }
            Self::All(parts) => (parts, lang.pick("，并且", ", and ")),
            Self::Any(parts) => (parts, lang.pick("，或者", ", or ")),
        };
        let joined = parts
            .iter()
            .map(|part| part.text(lang, true))
            .collect::<Vec<_>>()
            .join(joint);
        match (inner && parts.len() > 1, lang) {
            (false, _) => joined,
            (true, Lang::Zh) => format!("（{joined}）"),
            (true, Lang::En) => format!("({joined})"),
        }
    }
}
