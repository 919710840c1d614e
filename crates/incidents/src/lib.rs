//! Claims and reports brought together: which texts are copies of one another ([`neardup`]) and which reports tell
//! of the same happening ([`story`]). Pure functions: no I/O, no clock, and the order of the input never changes
//! which records end up together.

pub mod neardup;
pub mod story;
mod union_find;
