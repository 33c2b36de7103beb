//! Cuts off the stack trace behind a message.

use alloc::string::String;

use super::MAX_MESSAGE;
use super::text::into_line;
use crate::strings;

/// How lines of stack traces begin, and what is in them: Python, Rust, PHP, Go, Ruby.
const TRACES: [(&str, &str); 7] = [
    ("Traceback (most recent call last)", ":"),
    ("stack backtrace:", ":"),
    ("Stack trace:", ":"),
    ("#0 ", "): "),
    ("goroutine ", "]:"),
    ("", ":in `"),
    ("", ":in '"),
];

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
    let may_be_ruby = strings::find(text, ":in ").is_some();
    while at < text.len() {
        at += 1;
        let line = strings::prefix_before(strings::split_at(text, at).1, "\n");
        if is_frame(line, may_be_ruby) {
            return strings::split_at(text, at).0;
        }
        at += line.len();
    }
    text
}

/// Whether a line begins a stack trace. `may_be_ruby` is whether the text may hold frames of Ruby.
pub(super) fn is_frame(line: &str, may_be_ruby: bool) -> bool {
    let frame = strings::trim(line);
    let Some(first) = frame.bytes().next() else { return false };
    let is_trace = |&(start, part): &(&str, &str)| {
        // The first byte rules out most rows. A frame of Ruby can begin with anything, so its rows have an empty start.
        start.bytes().next().map_or(may_be_ruby, |byte| byte == first && frame.starts_with(start))
            && strings::find(frame, part).is_some()
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
        for frame in
            ["\tat a.B.c(B.java:1)", "\u{a0} a.rb:1:in 'b'", "#0 /a.php(1): b()", "stack backtrace: ", " File \"a\""]
        {
            assert_eq!(without_stack(&["one\n", frame, "\ntwo"].concat()), "one\n", "{frame}");
        }
    }
}
