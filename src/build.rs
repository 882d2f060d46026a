//! Makes the build notice new files in the folders that are built into the program.

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=fixtures/sites/demo");
    println!("cargo:rerun-if-changed=src/build.rs");
}
