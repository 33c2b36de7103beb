//! The Rust blocks of the documentation, each as a test.

#![cfg(test)]

mod blocks;
