//! Every template fills in, in both languages, whatever the ledger holds.
