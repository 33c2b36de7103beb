//! The parts that the members of an error body play.

/// The part that a member plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// None: it stays in the details.
    #[default]
    None,
    /// A text to show.
    Message,
    /// `error` as a text: a code, the reason phrase of a status, or a text to show.
    Word,
    /// `reason`: a code if it looks like one, else a text to show.
    Reason,
    Title,
    /// A code.
    Code,
    /// A number that is a code if there is no other.
    WeakCode,
    /// The kind of an error: its code if there is no member for the code. `type` may also be a URI.
    Type,
    /// The name of an error, or in an item of a list that of the field.
    Name,
    /// The id of a kind of error, if it is a word. The id of one occurrence is no code.
    Id,
    /// A code in an item of a list.
    ItemCode,
    /// The HTTP status, or a word for the outcome.
    Status,
    RequestId,
    /// A link to documentation.
    Docs,
    /// A link that is one to documentation if it looks so.
    Link,
    Instance,
    /// A delay in seconds, or a time.
    Seconds,
    /// A delay in milliseconds.
    Millis,
    /// The path of a field.
    Place,
    /// The path of a field, in an item of a list.
    ItemPlace,
    /// The part of the request: `body`. Any other text is a path.
    Location,
    /// Says nothing, and does not stay in the details.
    Noise,
    /// Whether to try again.
    Retryable,
    /// Whether the failure may pass.
    Transient,
    /// Texts to show, or a map from paths to them. In a map of fields it is a path.
    Words,
    /// Texts to show. In a map of fields they belong to the map itself.
    Texts,
    /// Items, texts, or a map from paths to reasons.
    Fields,
    /// `details`: as `Fields`, if it looks so.
    Details,
    /// Items, and nothing else.
    Items,
    /// Names of fields, or items.
    Names,
    /// Codes, the first of which counts.
    Codes,
    /// A code inside an object: SOAP 1.2.
    CodeMap,
    /// Links, of which one may be documentation.
    Links,
    /// The error is inside.
    Envelope,
    /// More about the error is inside, and what is outside counts first.
    Aside,
    /// The fields of one part of the request.
    Located,
    /// `properties` and `items` of a tree of errors.
    Tree,
}
