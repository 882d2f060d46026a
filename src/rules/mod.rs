//! Rule files: raw, checked, evaluated in three-valued logic.
