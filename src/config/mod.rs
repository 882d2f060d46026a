//! `gongkai.yaml`: raw and checked.
