//! `gongkai completions` and `gongkai man`.

use clap::ArgMatches;
use clap_complete::Shell;

use super::error::Failure;
use super::surroundings::Surroundings;
use super::{args, exit, print};

/// Writes a completion script.
pub(super) fn completions(given: &ArgMatches, around: &Surroundings) -> Result<u8, Failure> {
    let mut bytes = Vec::new();
    if let Some(shell) = given.get_one::<Shell>("shell") {
        clap_complete::generate(
            *shell,
            &mut args::command(around.lang),
            "gongkai",
            &mut bytes,
        );
    }
    print(&bytes)?;
    Ok(exit::CLEAN)
}

/// Writes the manual page.
pub(super) fn man(around: &Surroundings) -> Result<u8, Failure> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(args::command(around.lang))
        .render(&mut bytes)
        .map_err(|error| Failure::stdout(&error))?;
    print(&bytes)?;
    Ok(exit::CLEAN)
}
