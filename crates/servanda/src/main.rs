//! Servanda: is the agreement being kept?
//!
//! ```text
//! bytes ──intake──▶ report ──▶ document ──reading──▶ claims ──incidents──▶ incidents ──findings──▶ board
//!                                                                              ▲
//!                                                     agreement (data, dated, cited)
//! ```
//!
//! [`engine::run`] goes the whole way; [`cli`] asks for it, [`export`] prints it. Only this crate reads files and
//! arguments, and prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod cli;
mod data;
mod engine;
mod export;
mod pipeline;
#[cfg(test)]
mod scenarios;
mod terms;
mod web;

fn main() -> std::process::ExitCode {
    cli::main()
}
