//! Runs the labelled sets through the program and writes the figures.
fn main() {}
