//! The closed table of operators: which kinds of fact each may ask, and with what.

use jiff::civil::Date;
use regex::RegexBuilder;

use super::expr::{Day, Number, Operand, Operator, Word};
use crate::model::{CATALOGUE, FactSpec, ParamValue, ValueKind, Words};
use crate::yaml::suggest;

/// The declaration of an operator.
#[derive(Debug, Clone, Copy)]
pub struct OperatorSpec {
    /// The operator.
    pub operator: Operator,
    /// Its name in rule files.
    pub code: &'static str,
    /// The kinds of fact that it can ask.
    pub kinds: &'static [ValueKind],
    /// What it asks, in Chinese; `{}` stands for the operand.
    pub zh: &'static str,
    /// What it asks, in English.
    pub en: &'static str,
}

use ValueKind as K;

const ANY: &[ValueKind] = &[K::Bool, K::Int, K::Date, K::Text, K::List, K::Corpus];
const SCALAR: &[ValueKind] = &[K::Bool, K::Int, K::Date, K::Text];
const CHOICE: &[ValueKind] = &[K::Int, K::Text];
const WORDY: &[ValueKind] = &[K::Corpus, K::Text, K::List];

const fn spec(
    operator: Operator,
    code: &'static str,
    kinds: &'static [ValueKind],
    zh: &'static str,
    en: &'static str,
) -> OperatorSpec {
    OperatorSpec {
        operator,
        code,
        kinds,
        zh,
        en,
    }
}

/// Every operator, in the order of the documentation.
pub const OPERATORS: &[OperatorSpec] = &[
    spec(Operator::Exists, "exists", ANY, "有", "is there"),
    spec(Operator::Equals, "equals", SCALAR, "为 {}", "is {}"),
    spec(
        Operator::NotEquals,
        "not_equals",
        SCALAR,
        "有且不为 {}",
        "is there and is not {}",
    ),
    spec(
        Operator::OneOf,
        "one_of",
        CHOICE,
        "为其中之一：{}",
        "is one of {}",
    ),
    spec(
        Operator::NoneOf,
        "none_of",
        CHOICE,
        "有且不为其中任何一个：{}",
        "is there and is none of {}",
    ),
    spec(
        Operator::AtLeast,
        "at_least",
        &[K::Int],
        "不少于 {}",
        "is at least {}",
    ),
    spec(
        Operator::AtMost,
        "at_most",
        &[K::Int],
        "不超过 {}",
        "is at most {}",
    ),
    spec(
        Operator::Before,
        "before",
        &[K::Date],
        "早于 {}",
        "is before {}",
    ),
    spec(
        Operator::NotAfter,
        "not_after",
        &[K::Date],
        "不晚于 {}",
        "is not after {}",
    ),
    spec(
        Operator::After,
        "after",
        &[K::Date],
        "晚于 {}",
        "is after {}",
    ),
    spec(
        Operator::NotBefore,
        "not_before",
        &[K::Date],
        "不早于 {}",
        "is not before {}",
    ),
    spec(
        Operator::Matches,
        "matches",
        &[K::Text],
        "符合形式 {}",
        "matches {}",
    ),
    spec(
        Operator::Contains,
        "contains",
        &[K::List],
        "含有 {}",
        "contains {}",
    ),
    spec(
        Operator::ContainsAll,
        "contains_all",
        &[K::List],
        "全部含有：{}",
        "contains all of {}",
    ),
    spec(
        Operator::ContainsAny,
        "contains_any",
        &[K::List],
        "至少含有其一：{}",
        "contains any of {}",
    ),
    spec(
        Operator::ContainsYears,
        "contains_years",
        &[K::List],
        "含有 {} 各年",
        "contains each year of {}",
    ),
    spec(
        Operator::CountAtLeast,
        "count_at_least",
        &[K::List],
        "不少于 {} 项",
        "has at least {} entries",
    ),
    spec(
        Operator::CountAtMost,
        "count_at_most",
        &[K::List],
        "不超过 {} 项",
        "has at most {} entries",
    ),
    spec(
        Operator::Mentions,
        "mentions",
        WORDY,
        "提到其一：{}",
        "mentions any of {}",
    ),
    spec(
        Operator::MentionsAll,
        "mentions_all",
        WORDY,
        "全部提到：{}",
        "mentions all of {}",
    ),
];

impl Operator {
    /// Returns the operator's declaration.
    pub fn spec(self) -> &'static OperatorSpec {
        // The table has every operator; the first stands in for the impossible rest.
        OPERATORS
            .iter()
            .find(|spec| spec.operator == self)
            .unwrap_or(&OPERATORS[0])
    }

    /// Tells whether one of the words asked for is enough.
    pub fn needs_one(self) -> bool {
        matches!(self, Self::ContainsAny | Self::Mentions)
    }

    /// Returns the operator with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        OPERATORS
            .iter()
            .find(|spec| spec.code == code)
            .map(|spec| spec.operator)
    }
}

/// Returns the fact with this name.
pub fn fact(name: &str) -> Option<&'static FactSpec> {
    CATALOGUE.iter().find(|fact| fact.name == name)
}

/// An operand as written in a file or a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    Bool(bool),
    Value(ParamValue),
}

impl Written {
    fn texts(&self) -> Option<Vec<String>> {
        match self {
            Self::Bool(_) => None,
            Self::Value(ParamValue::Int(number)) => Some(vec![number.to_string()]),
            Self::Value(ParamValue::Text(text)) => Some(vec![text.clone()]),
            Self::Value(ParamValue::List(list)) => Some(list.clone()),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Value(_) => self.texts().unwrap_or_default().join("、"),
        }
    }
}

/// What is wrong with an operand, and how to mend it.
pub(crate) type Complaint = (Words, Words);

/// Makes the operand of an operator on a fact.
pub(crate) fn operand(
    operator: Operator,
    fact: &'static FactSpec,
    written: &Written,
) -> Result<Operand, Complaint> {
    use Operator as O;
    match operator {
        O::Exists => boolean(written),
        O::Equals | O::NotEquals => match fact.kind {
            K::Bool => boolean(written),
            K::Int => number(written).map(Operand::Number),
            K::Date => day(fact, written).map(Operand::Day),
            _ => words(fact, written, true, true),
        },
        O::OneOf | O::NoneOf if fact.kind == K::Int => numbers(written),
        O::OneOf | O::NoneOf => words(fact, written, false, true),
        O::AtLeast | O::AtMost | O::CountAtLeast | O::CountAtMost => {
            number(written).map(Operand::Number)
        }
        O::Before | O::NotAfter | O::After | O::NotBefore => day(fact, written).map(Operand::Day),
        O::Matches => pattern(written),
        O::Contains => words(fact, written, true, true),
        O::ContainsAll | O::ContainsAny => words(fact, written, false, true),
        O::ContainsYears => years(written),
        O::Mentions | O::MentionsAll => words(fact, written, false, false),
    }
}

fn complaint(zh: impl Into<String>, en: impl Into<String>) -> Complaint {
    (Words::new(zh, en), Words::default())
}

fn boolean(written: &Written) -> Result<Operand, Complaint> {
    match written {
        Written::Bool(value) => Ok(Operand::Bool(*value)),
        other => Err(complaint(
            format!("这里应为 true 或 false，写的是 {}", other.shown()),
            format!("expected true or false, found {}", other.shown()),
        )),
    }
}

/// Reads `audit.year`, `audit.year-1` and the like as the number added.
fn audit_year(text: &str) -> Option<i64> {
    let rest = text.trim().strip_prefix("audit.year")?.replace(' ', "");
    if rest.is_empty() {
        return Some(0);
    }
    rest.strip_prefix('+').unwrap_or(&rest).parse().ok()
}

fn number_from(text: &str) -> Option<Number> {
    audit_year(text)
        .map(Number::AuditYear)
        .or_else(|| text.trim().parse().ok().map(Number::Fixed))
}

fn number(written: &Written) -> Result<Number, Complaint> {
    match written {
        Written::Value(ParamValue::Int(number)) => Some(Number::Fixed(*number)),
        Written::Value(ParamValue::Text(text)) => audit_year(text).map(Number::AuditYear),
        _ => None,
    }
    .ok_or_else(|| {
        (
            Words::new(
                format!("这里应为整数，写的是 {}", written.shown()),
                format!("expected a whole number, found {}", written.shown()),
            ),
            Words::new(
                "写整数、$参数名，或 audit.year、audit.year-1",
                "write a whole number, $param, or audit.year, audit.year-1",
            ),
        )
    })
}

fn numbers(written: &Written) -> Result<Operand, Complaint> {
    written
        .texts()
        .and_then(|texts| texts.iter().map(|text| number_from(text)).collect())
        .map(Operand::Numbers)
        .ok_or_else(|| {
            complaint(
                format!("这里应为整数的列表，写的是 {}", written.shown()),
                format!(
                    "expected a list of whole numbers, found {}",
                    written.shown()
                ),
            )
        })
}

fn words(
    fact: &FactSpec,
    written: &Written,
    one: bool,
    closed: bool,
) -> Result<Operand, Complaint> {
    let texts = written.texts().ok_or_else(|| {
        complaint(
            format!("这里应为文字，写的是 {}", written.shown()),
            format!("expected text, found {}", written.shown()),
        )
    })?;
    if one && matches!(written, Written::Value(ParamValue::List(_))) {
        return Err((
            Words::new(
                "这里应为一个词，写的是列表",
                "expected one word, found a list",
            ),
            Words::new(
                "改用 one_of（文字）或 contains_any、contains_all（列表）",
                "use one_of (text) or contains_any, contains_all (list)",
            ),
        ));
    }
    if texts.is_empty() {
        return Err(complaint("列表是空的", "the list is empty"));
    }
    if closed
        && !fact.words.is_empty()
        && let Some(stray) = texts
            .iter()
            .find(|text| !fact.words.contains(&text.as_str()))
    {
        return Err((
            Words::new(
                format!("{} 没有“{stray}”这个取值", fact.name),
                format!("{} never takes the value {stray}", fact.name),
            ),
            suggest(stray, fact.words.iter().copied()),
        ));
    }
    Ok(Operand::Words(
        texts
            .into_iter()
            .map(|text| match audit_year(&text) {
                Some(offset) => Word::AuditYear(offset),
                None => Word::Text(text),
            })
            .collect(),
    ))
}

fn pattern(written: &Written) -> Result<Operand, Complaint> {
    let text = match written {
        Written::Value(ParamValue::Text(text)) => text,
        other => {
            return Err(complaint(
                format!("这里应为正则表达式，写的是 {}", other.shown()),
                format!("expected a regular expression, found {}", other.shown()),
            ));
        }
    };
    RegexBuilder::new(text)
        .size_limit(1 << 20)
        .build()
        .map(Operand::Pattern)
        .map_err(|error| {
            let reason = error.to_string();
            let last = reason
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            complaint(
                format!("正则表达式有误：{last}"),
                format!("the regular expression is wrong: {last}"),
            )
        })
}

fn years(written: &Written) -> Result<Operand, Complaint> {
    written
        .texts()
        .filter(|texts| texts.len() == 1)
        .and_then(|texts| {
            let (first, last) = texts[0].split_once("..")?;
            Some(Operand::Years(number_from(first)?, number_from(last)?))
        })
        .ok_or_else(|| {
            (
                Words::new(
                    format!("这里应为年份的范围，写的是 {}", written.shown()),
                    format!("expected a span of years, found {}", written.shown()),
                ),
                Words::new(
                    "例如 2015..audit.year-1 或 $first_year..audit.year",
                    "for example 2015..audit.year-1 or $first_year..audit.year",
                ),
            )
        })
}

fn day(asked: &FactSpec, written: &Written) -> Result<Day, Complaint> {
    let text = match written {
        Written::Value(ParamValue::Text(text)) => text.as_str(),
        _ => "",
    };
    if matches!(text, "as_of" | "audit.as_of") {
        return Ok(Day::AsOf);
    }
    if let Ok(date) = text.parse::<Date>() {
        return Ok(Day::Fixed(date));
    }
    if let Some((month, day)) = month_and_day(text) {
        return Ok(Day::InAuditYear(month, day));
    }
    let subject = asked.name.split('.').next().unwrap_or_default();
    match fact(text) {
        Some(found) if found.kind != K::Date => Err(complaint(
            format!("{text} 不是日期，不能与日期比较"),
            format!("{text} is not a date"),
        )),
        Some(found)
            if matches!(
                found.name.split('.').next().unwrap_or_default(),
                "body" | "audit"
            ) || found.name.split('.').next() == Some(subject) =>
        {
            Ok(Day::Fact(found))
        }
        Some(_) => Err(complaint(
            format!("{text} 是另一类对象的事实，不能在这里比较"),
            format!("{text} is a fact of another kind of subject"),
        )),
        None => Err((
            Words::new(
                format!("这里应为日期，写的是 {}", written.shown()),
                format!("expected a date, found {}", written.shown()),
            ),
            Words::new(
                "写 2020-06-30、04-30（核查日所在年）、as_of，或另一日期事实的名称",
                "write 2020-06-30, 04-30 (in the audit's year), as_of, or the name of another date fact",
            ),
        )),
    }
}

fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    if month.len() != 2 || day.len() != 2 {
        return None;
    }
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // A leap year, so that 02-29 can be written.
    Date::new(2020, month, day).ok().map(|_| (month, day))
}
