//! The editor schema of rule files: made from the records and the catalogue of facts.

use schemars::{Schema, schema_for};
use serde_json::{Map, Value, json};

use super::file::{RawPack, RawRule};
use super::operator::OPERATORS;
use super::provision::RawProvisions;
use crate::model::{CATALOGUE, Cause, Severity, SubjectKind, ValueKind};

/// Returns the JSON Schema (2020-12) of rule files.
pub fn rule_schema() -> Value {
    let mut schema = schema_for!(RawRule).to_value();
    let words = |codes: Vec<&str>| json!({"type": "string", "enum": codes});
    let causes = words(Cause::ALL.iter().map(|cause| cause.code()).collect());
    let choices = [
        (
            "/properties/severity",
            words(
                Severity::ALL
                    .iter()
                    .map(|severity| severity.code())
                    .collect(),
            ),
        ),
        (
            "/properties/subject",
            words(SubjectKind::ALL.iter().map(|kind| kind.code()).collect()),
        ),
        (
            "/properties/gather",
            words(vec!["none", "column", "template", "site"]),
        ),
        ("/$defs/RawManual/properties/cause", causes.clone()),
        ("/$defs/RawOpen/properties/cause", causes.clone()),
        ("/$defs/RawUnknown/properties/unknown", causes.clone()),
        ("/$defs/RawExample/properties/cause", causes),
    ];
    for (pointer, choice) in choices {
        if let Some(property) = schema.pointer_mut(pointer) {
            let description = property.get("description").cloned();
            *property = choice;
            if let (Some(description), Some(map)) = (description, property.as_object_mut()) {
                map.insert("description".to_owned(), description);
            }
        }
    }
    schema
}

/// Returns the JSON Schema (2020-12) of pack files.
pub fn pack_schema() -> Value {
    schema_for!(RawPack).to_value()
}

/// Returns the JSON Schema (2020-12) of lists of provisions.
pub fn provisions_schema() -> Value {
    schema_for!(RawProvisions).to_value()
}

/// The schema of a condition: one property a fact, each with the operators it allows.
pub(crate) fn condition() -> Schema {
    let below = json!({"$ref": "#/$defs/Condition"});
    let mut properties = Map::new();
    let list = json!({"type": "array", "items": below, "minItems": 1});
    properties.insert("all".to_owned(), list.clone());
    properties.insert("any".to_owned(), list);
    properties.insert("not".to_owned(), below);
    for fact in CATALOGUE {
        let operators: Map<String, Value> = OPERATORS
            .iter()
            .filter(|spec| spec.kinds.contains(&fact.kind))
            .map(|spec| (spec.code.to_owned(), json!({})))
            .collect();
        let operators = json!({
            "type": "object", "properties": operators,
            "additionalProperties": false, "minProperties": 1,
        });
        let mut either = vec![operators];
        if let Some(bare) = bare(fact.kind, fact.words) {
            either.push(bare);
        }
        properties.insert(
            fact.name.to_owned(),
            json!({"description": fact.zh, "anyOf": either}),
        );
    }
    object(properties)
}

/// The schema of the facts of an example.
pub(crate) fn facts() -> Schema {
    let mut properties = Map::new();
    for fact in CATALOGUE {
        let value = match fact.kind {
            ValueKind::List if !fact.words.is_empty() => {
                json!({"type": "array", "items": {"enum": fact.words}})
            }
            ValueKind::List => json!({"type": "array"}),
            ValueKind::Corpus => json!({"type": ["string", "array"]}),
            kind => bare(kind, fact.words).unwrap_or_else(|| json!({})),
        };
        let unknown = json!({"$ref": "#/$defs/RawUnknown"});
        properties.insert(
            fact.name.to_owned(),
            json!({"description": fact.zh, "anyOf": [value, {"type": "null"}, unknown]}),
        );
    }
    object(properties)
}

fn bare(kind: ValueKind, words: &[&str]) -> Option<Value> {
    match kind {
        ValueKind::Bool => Some(json!({"type": "boolean"})),
        ValueKind::Int => Some(json!({"type": ["integer", "string"]})),
        ValueKind::Date => Some(json!({"type": "string"})),
        ValueKind::Text if !words.is_empty() => Some(json!({"enum": words})),
        ValueKind::Text => Some(json!({"type": ["string", "integer"]})),
        ValueKind::List | ValueKind::Corpus => None,
    }
}

fn object(properties: Map<String, Value>) -> Schema {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema.insert("minProperties".to_owned(), json!(1));
    Schema::from(schema)
}
