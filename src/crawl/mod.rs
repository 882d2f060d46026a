//! The site into captures; the only user of the network and of async.
