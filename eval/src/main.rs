//! Runs the labelled sets through the program and writes the figures.
mod html;
mod html_date;

fn main() {}
