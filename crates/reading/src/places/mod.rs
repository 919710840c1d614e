//! Place names.
