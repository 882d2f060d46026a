//! Values of rule parameters, as rule files state them and a configuration overrides them.

/// The value of a rule's parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamValue {
    /// A whole number.
    Int(i64),
    /// Text; days are text of the form `2026-06-30`.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

impl ParamValue {
    /// Returns the name of the type, used in documents and error messages.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Int(_) => "int",
            Self::Text(_) => "text",
            Self::List(_) => "list",
        }
    }
}
