//! Functions and classes that take and give JavaScript's own values.
