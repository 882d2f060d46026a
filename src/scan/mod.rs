//! From a target to a site model: live, from a directory or from an archive.
