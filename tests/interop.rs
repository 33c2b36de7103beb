//! Errors of the crate `validator` become a report: in a fixed order, with the texts of this crate.
#![cfg(all(feature = "validator", not(target_arch = "wasm32")))]

use unanimous::Report;
use validator::{Validate, ValidationError};

#[derive(Validate)]
struct Lead {
    #[validate(email)]
    email: String,
    #[validate(length(max = 50))]
    phone: String,
    #[validate(length(min = 1, max = 2))]
    tags: Vec<String>,
    #[validate(length(equal = 2))]
    country: String,
    #[validate(range(min = 18, exclusive_max = 100))]
    age: u8,
    #[validate(url(message = "Say where we can call you"))]
    callback: String,
    #[validate(custom(function = "never"))]
    note: String,
    #[validate(nested)]
    contacts: Vec<Contact>,
    #[validate(nested)]
    owner: Contact,
}

#[derive(Validate)]
#[validate(schema(function = "whole", skip_on_field_errors = false))]
struct Contact {
    #[validate(email)]
    email: String,
}

fn never(_: &str) -> Result<(), ValidationError> {
    Err(ValidationError::new("never_good"))
}

fn whole(contact: &Contact) -> Result<(), ValidationError> {
    if contact.email.is_empty() { Err(ValidationError::new("empty").with_message("Say who".into())) } else { Ok(()) }
}

fn lead() -> Lead {
    let contact = |email: &str| Contact { email: email.to_owned() };
    Lead {
        email: "ann".to_owned(),
        phone: "0".repeat(51),
        tags: Vec::new(),
        country: "DEU".to_owned(),
        age: 17,
        callback: "nowhere".to_owned(),
        note: String::new(),
        contacts: vec![contact("a@b.example"), contact("x")],
        owner: contact(""),
    }
}

#[test]
fn errors_become_issues_with_our_texts_sorted_by_name() {
    let report = Report::from(lead().validate().unwrap_err());
    assert_eq!(
        report.to_string(),
        "Validation error: age: Number must be at least 18; callback: Say where we can call you; \
         contacts.1.email: Invalid email; country: String must be at most 2 characters; email: Invalid email; \
         note: Invalid: never_good; owner: Say who; owner.email: Invalid email; \
         phone: String must be at most 50 characters; tags: List must have at least 1 item"
    );
    let callback = &report.issues()[1];
    assert_eq!((callback.code(), callback.detail()), (unanimous::Code::Custom, Some("url")));
}

#[test]
fn upper_and_lower_limits_have_their_texts() {
    let lead = Lead { age: 100, tags: vec![String::new(); 3], country: "D".to_owned(), ..lead() };
    let message = Report::from(lead.validate().unwrap_err()).to_string();
    for expected in [
        "age: Number must be less than 100",
        "tags: List must have at most 2 items",
        "country: String must be at least 2 characters",
    ] {
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn the_order_is_the_same_on_every_run() {
    let first = Report::from(lead().validate().unwrap_err()).to_string();
    for _ in 0..100 {
        assert_eq!(Report::from(lead().validate().unwrap_err()).to_string(), first);
    }
}

#[test]
fn each_rule_of_validator_has_a_text_without_a_value() {
    #[derive(Validate)]
    struct Account {
        #[validate(url)]
        a_url: String,
        #[validate(ip)]
        b_ip: String,
        #[validate(contains(pattern = "; x"))]
        e_part: String,
        #[validate(does_not_contain(pattern = "s3cret"))]
        f_part: String,
        #[validate(must_match(other = "f_part"))]
        g_match: String,
        #[validate(non_control_character)]
        h_text: String,
        #[validate(custom(function = "never"))]
        i_custom: String,
    }
    let text = || "s3cret\u{1}".to_owned();
    let account = Account {
        a_url: text(),
        b_ip: text(),
        e_part: text(),
        f_part: text(),
        g_match: String::new(),
        h_text: text(),
        i_custom: text(),
    };
    let report = Report::from(account.validate().unwrap_err());
    let texts: Vec<_> = report.issues().iter().map(|issue| issue.reason().to_string()).collect();
    let expected = [
        "Invalid URL",
        "Invalid IP address",
        "Must contain \"; x\"",
        "Must not contain \"s3cret\"",
        "Must match the other value",
        "Must not hold control characters",
        "Invalid: never_good",
    ];
    assert_eq!(texts, expected);
    let read: Report = report.to_string().parse().expect("a message");
    assert_eq!(read.to_string(), report.to_string());
}
