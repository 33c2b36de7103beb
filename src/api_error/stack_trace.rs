//! Cuts off the stack trace behind a message.

use alloc::string::String;

use super::MAX_MESSAGE;
use super::text::into_line;
use crate::strings;

/// How lines of stack traces begin, and what is in them: Python, Rust, PHP, Go.
const TRACES: [(&str, &str); 5] = [
    ("Traceback (most recent call last)", ":"),
    ("stack backtrace:", ":"),
    ("Stack trace:", ":"),
    ("#0 ", "): "),
    ("goroutine ", "]:"),
];
/// What is in a frame of Ruby, which can begin with anything.
const RUBY: [&str; 2] = [":in `", ":in '"];

/// [`without_stack`] on one line of at most [`MAX_MESSAGE`] characters; `None` if nothing is left.
pub(super) fn into_message(text: String) -> Option<String> {
    let length = without_stack(&text).len();
    let mut text = text;
    text.truncate(length);
    into_line(text, MAX_MESSAGE)
}

/// The part of a text before the stack trace that follows it.
pub(super) fn without_stack(text: &str) -> &str {
    // Most texts are one line. A trace never begins on the first one.
    let Some(mut at) = strings::find_byte(text.as_bytes(), b'\n') else { return text };
    let behind = |at| strings::split_at(text, at).1;
    // Looked for once, and not in each line.
    let ruby =
        RUBY.iter().filter_map(|part| strings::find(behind(at), part)).min().map_or(text.len(), |found| at + found);
    while at < text.len() {
        at += 1;
        let rest = behind(at);
        let line = strings::split_at(rest, strings::find_byte(rest.as_bytes(), b'\n').unwrap_or(rest.len())).0;
        let end = at + line.len();
        if end > ruby || is_frame(line) {
            return strings::split_at(text, at).0;
        }
        at = end;
    }
    text
}

/// Whether a line begins a stack trace of a language other than Ruby.
pub(super) fn is_frame(line: &str) -> bool {
    let frame = strings::trim(line);
    let Some(first) = frame.bytes().next() else { return false };
    let is_trace = |&(start, part): &(&str, &str)| {
        // The first byte rules out most rows.
        start.bytes().next() == Some(first) && frame.starts_with(start) && strings::find(frame, part).is_some()
    };
    // The frames of JavaScript, Java, .NET and Python are indented.
    let is_indented = || matches!(line.bytes().next(), Some(b' ' | b'\t'));
    TRACES.iter().any(is_trace) || is_indented() && (frame.starts_with("at ") || frame.starts_with("File \""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_trace_after_a_message_is_cut_off() {
        let text = "TypeError: x is not a function\n    at f (/srv/a.js:1:2)\n    at g";
        assert_eq!(without_stack(text).trim(), "TypeError: x is not a function");
        for text in
            ["one\ntwo at three", "at one\n at", "one\nat two\nFile \"three\"", "\n", "one\n\n", "a.rb:1:in `b'"]
        {
            assert_eq!(without_stack(text), text);
        }
        assert_eq!(without_stack("a:in 'b'\nc\nd.rb:1:in `e'\nf:in 'g'"), "a:in 'b'\nc\n");
        for frame in
            ["\tat a.B.c(B.java:1)", "\u{a0} a.rb:1:in 'b'", "#0 /a.php(1): b()", "stack backtrace: ", " File \"a\""]
        {
            assert_eq!(without_stack(&["one\n", frame, "\ntwo"].concat()), "one\n", "{frame}");
        }
    }
}
