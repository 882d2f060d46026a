//! Rule files and pack files as they are written, before anything is checked.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::record::{At, Read, record, wrong_type};
use crate::yaml::Log;
use crate::yaml::{Key, Node, Tree};

record! {
    /// A pack: a folder of rules from one source (pack.yaml).
    RawPack {
        /// The pack's name, which is the folder's.
        must name: At<String>,
        /// The pack's title.
        must title: RawText,
        /// The pack's version, for example "2026.11"; in quotes.
        must version: At<String>,
        /// First day on which the pack applies; a date.
        may since: At<String>,
        /// The laws that the pack's rules rest on, by a short key.
        must laws: Named<RawLaw>,
        /// Requirements of the source that no rule can judge, with the reason.
        may undecidable: Vec<RawUndecidable>,
    }
}

record! {
    /// A requirement that no rule can judge.
    RawUndecidable {
        /// Code of the requirement.
        must code = "ref": String,
        /// Why no rule can judge it.
        must why: RawText,
    }
}

record! {
    /// A law, regulation, notice or specification.
    RawLaw {
        /// Official full name, or the document number.
        must name: String,
        /// First day in force; a date.
        must since: At<String>,
        /// Last day in force; a date.
        may until: At<String>,
        /// Where the text was read.
        may source: String,
    }
}

record! {
    /// A rule: one requirement with its legal basis (rules/<pack>/<id>.yaml).
    RawRule {
        /// The rule's id: the file's name without .yaml, in kebab-case; says what must hold.
        must id: At<String>,
        /// Former ids.
        may was: Vec<At<String>>,
        /// What must hold, in a few words.
        must title: RawText,
        /// How grave a failure is.
        must severity: At<String>,
        /// False when the requirement is only recalled and not read in the source; then the severity must be advice.
        must verified: At<bool>,
        /// Codes of the requirement in other catalogues.
        may refs = "ref": Vec<String>,
        /// The clauses that the rule rests on, the leading one first.
        must basis: Vec<RawBasis>,
        /// What the rule is applied to.
        must subject: At<String>,
        /// How the subject is found by name; without it, every subject of the kind is judged.
        may find: RawFind,
        /// What it means when the subject that was looked for is not there.
        may absent: RawAbsent,
        /// What to say when the subject is missing; needed where absence fails.
        may absent_message: RawText,
        /// The fact with the day of the judged act.
        may act: At<String>,
        /// When the rule applies; every condition must hold.
        may applies: Vec<RawGuard>,
        /// Cases that only a person can decide, tried in order before what is expected.
        may cannot_tell: Vec<RawManual>,
        /// What must hold.
        must expect: Condition,
        /// What to look at by hand when it is left open.
        may look: RawText,
        /// What to say when the rule fails; {fact} and {param} are filled in.
        must message: RawText,
        /// How to mend it.
        must advice: RawText,
        /// Numbers and lists of the rule that a configuration may change.
        may params: Named<RawParam>,
        /// Whether many failures become one finding: none, column, template or site.
        may gather: At<String>,
        /// Whether removing the thing mends it (dead link, leaked personal data).
        may removal_mends: At<bool>,
        /// Whether changing a date that a page showed mends it; false where the date that was once shown is what counts (published late, a column left stale). True when left out.
        may redating_mends: At<bool>,
        /// Cases that the rule must decide as said: tests and documentation.
        must examples: RawExamples,
    }
}

record! {
    /// The same words in Chinese and in English.
    RawText {
        /// Chinese.
        must zh: At<String>,
        /// English.
        must en: At<String>,
    }
}

record! {
    /// One clause that the rule rests on.
    RawBasis {
        /// Key of the law in pack.yaml.
        must law: At<String>,
        /// Number of the article.
        may article: At<i64>,
        /// Item or paragraph.
        may item: String,
        /// What it asks, paraphrased.
        must text: RawText,
        /// First day in force, where it differs from the law's; a date.
        may since: At<String>,
        /// Last day in force, where it differs from the law's; a date.
        may until: At<String>,
        /// True when the clause only supports: it does not restrict when the rule applies, and is shown only while in force.
        may supporting: At<bool>,
    }
}

record! {
    /// How a subject is found by name.
    RawFind {
        /// The obligation that a column serves, by its id in the vocabulary.
        may serves: At<String>,
        /// Names of a column, compared after folding.
        may names: Vec<At<String>>,
        /// Of annual reports: last, this, or {each_since: 2019}.
        may year: RawYear,
    }
}

/// Which years' reports are looked for.
#[derive(Debug, Clone)]
pub(crate) enum RawYear {
    Word(At<String>),
    Each(RawEach),
}

record! {
    /// Every year from one to the year before the day judged as of.
    RawEach {
        /// The first year, or a parameter ($first_year).
        must each_since: At<String>,
    }
}

/// What absence of the subject means.
#[derive(Debug, Clone)]
pub(crate) enum RawAbsent {
    Word(At<String>),
    When(RawAbsentWhen),
}

record! {
    /// Absence that fails only for some bodies.
    RawAbsentWhen {
        /// When absence is a failure; a condition over body.* and audit.*.
        must fail_when: Condition,
        /// What it is otherwise.
        must otherwise: RawOpen,
    }
}

record! {
    /// A verdict left open.
    RawOpen {
        /// The cause.
        must cause: At<String>,
        /// What to look at by hand.
        must look: RawText,
    }
}

record! {
    /// A condition for the rule to apply.
    RawGuard {
        /// What must hold.
        must when: Condition,
        /// Why the rule does not apply otherwise.
        must otherwise: RawText,
    }
}

record! {
    /// A case that only a person can decide.
    RawManual {
        /// When it is so.
        must when: Condition,
        /// The cause.
        must cause: At<String>,
        /// What to look at by hand.
        must look: RawText,
    }
}

record! {
    /// A parameter, named $name in conditions and {name} in messages.
    RawParam {
        /// Its value: a whole number, text, or a list of texts.
        must value: RawValue,
        /// Its unit, for example workdays.
        may unit: String,
        /// Where the value comes from.
        must source: String,
    }
}

record! {
    /// Cases of each verdict.
    RawExamples {
        /// Cases that pass; at least one.
        may pass: Vec<RawExample>,
        /// Cases that fail; at least one.
        may fail: Vec<RawExample>,
        /// Cases that the rule does not apply to.
        may inapplicable: Vec<RawExample>,
        /// Cases that cannot be told.
        may cannot_tell: Vec<RawExample>,
    }
}

record! {
    /// One case.
    RawExample {
        /// What the case shows.
        must name: String,
        /// The facts known; others are unknown (not_fetched), null is absent.
        may facts: FactMap,
        /// Of rules that look for their subject: absent, or {unknown: cause}.
        may found: RawFound,
        /// Words that the message must hold.
        may says: String,
        /// The cause that must be given.
        may cause: At<String>,
        /// The day judged as of; 2026-06-30 when left out.
        may as_of: At<String>,
    }
}

/// What came of looking for the subject in an example.
#[derive(Debug, Clone)]
pub(crate) enum RawFound {
    Word(At<String>),
    Unknown(RawUnknown),
}

record! {
    /// Something unknown, with the cause.
    RawUnknown {
        /// The cause.
        must unknown: At<String>,
    }
}

/// A condition: a mapping of facts to what they must be, or of all, any and not.
#[derive(Debug, Clone)]
pub(crate) struct Condition(pub(crate) Node);

impl Read for Condition {
    fn read(node: &Node, _: &mut Log<'_>) -> Option<Self> {
        Some(Self(node.clone()))
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        super::schema::condition()
    }
}

/// The facts of an example.
#[derive(Debug, Clone)]
pub(crate) struct FactMap(pub(crate) Vec<(Key, Node)>);

impl Read for FactMap {
    fn read(node: &Node, log: &mut Log<'_>) -> Option<Self> {
        match &node.tree {
            Tree::Map(entries) => Some(Self(entries.clone())),
            _ => {
                wrong_type(node, ("键值表（事实名: 值）", "a mapping of facts"), log);
                None
            }
        }
    }
}

impl JsonSchema for FactMap {
    fn schema_name() -> Cow<'static, str> {
        "Facts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        super::schema::facts()
    }
}

/// A parameter's value as written.
#[derive(Debug, Clone)]
pub(crate) struct RawValue(pub(crate) Node);

impl Read for RawValue {
    fn read(node: &Node, _: &mut Log<'_>) -> Option<Self> {
        Some(Self(node.clone()))
    }
}

impl JsonSchema for RawValue {
    fn schema_name() -> Cow<'static, str> {
        "ParamValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                {"type": "integer"},
                {"type": "string"},
                {"type": "array", "items": {"type": ["string", "integer"]}},
            ]
        })
    }
}

/// Records by name, in the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct Named<T>(pub(crate) Vec<(Key, T)>);

impl<T: Read> Read for Named<T> {
    fn read(node: &Node, log: &mut Log<'_>) -> Option<Self> {
        let Tree::Map(entries) = &node.tree else {
            wrong_type(node, ("键值表（名称: 内容）", "a mapping by name"), log);
            return None;
        };
        let before = log.count();
        let values = entries
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), T::read(value, log)?)))
            .collect();
        (log.count() == before).then_some(Self(values))
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}ByName", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inner = generator.subschema_for::<T>();
        json_schema!({"type": "object", "additionalProperties": inner})
    }
}

/// Reads a choice between a word and a record.
macro_rules! word_or {
    ($name:ident, $word:ident, $other:ident($record:ty)) => {
        impl Read for $name {
            fn read(node: &Node, log: &mut Log<'_>) -> Option<Self> {
                if matches!(node.tree, Tree::Map(_)) {
                    <$record>::read(node, log).map(Self::$other)
                } else {
                    At::<String>::read(node, log).map(Self::$word)
                }
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let record = generator.subschema_for::<$record>();
                json_schema!({"anyOf": [{"type": ["string", "integer"]}, record]})
            }
        }
    };
}

word_or!(RawYear, Word, Each(RawEach));
word_or!(RawAbsent, Word, When(RawAbsentWhen));
word_or!(RawFound, Word, Unknown(RawUnknown));
