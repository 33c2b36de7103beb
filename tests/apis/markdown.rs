//! Texts as Markdown in a cell of a table.

/// A text as code, on one line, cut after `most` characters.
pub(crate) fn code(text: &str, most: usize) -> String {
    let text = cut(text, most);
    let (mut run, mut longest) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    // A space keeps a backtick of the text apart from the fence; Markdown removes it.
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|"))
}

/// A text as plain words, on one line, cut after `most` characters.
pub(crate) fn words(text: &str, most: usize) -> String {
    let mut out = String::new();
    for c in cut(text, most).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '>' | '|' | '~' | '#' | '$' => out.extend(['\\', c]),
            '(' if out.ends_with(']') => out.push_str("\\("),
            c => out.push(c),
        }
    }
    out
}

/// One row of a table.
pub(crate) fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// The first rows of a table.
pub(crate) fn head(names: &[&str]) -> String {
    format!("| {} |\n|{}\n", names.join(" | "), "---|".repeat(names.len()))
}

fn cut(text: &str, most: usize) -> String {
    let visible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let text = text.trim_start_matches('\u{feff}');
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().map(visible).collect();
    if line.chars().count() <= most {
        return line;
    }
    let start: String = line.chars().take(most - 1).collect();
    format!("{}…", start.trim_end())
}

#[test]
fn no_text_breaks_its_cell() {
    let cases = [
        ("a|b", "`a\\|b`", "a\\|b"),
        ("a `b`", "`` a `b` ``", "a \\`b\\`"),
        ("a\n  b\u{1b}", "`a b\u{fffd}`", "a b\u{fffd}"),
        ("[x](y) <b>", "`[x](y) <b>`", "\\[x\\]\\(y) &lt;b\\>"),
        ("\u{feff}(a)", "`(a)`", "(a)"),
        ("0123456789abc", "`0123456789a…`", "0123456789a…"),
    ];
    for (text, as_code, as_words) in cases {
        assert_eq!((code(text, 12).as_str(), words(text, 12).as_str()), (as_code, as_words));
    }
}
