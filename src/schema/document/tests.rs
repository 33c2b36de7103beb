//! Cases of the kinds that the JSON-Schema-Test-Suite has in `ref`, `anchor`, `id`, `refRemote`, `defs` and
//! `unknownKeyword`.

use super::*;
use crate::json::pointer;
use crate::schema::SchemaError;

fn json(text: &str) -> Json {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The documents, by name.
type NamedTexts<'t> = &'t [(&'t str, &'t str)];

fn named(documents: NamedTexts<'_>) -> Vec<(String, Json)> {
    documents.iter().map(|(name, text)| ((*name).to_owned(), json(text))).collect()
}

/// The location of the schema that `reference` names at the schema to which `from` leads; or the message.
fn resolved(root: &Json, documents: &[(String, Json)], from: &str, reference: &str) -> String {
    let resolve = || -> Result<String, Refused> {
        let index = Documents::new(root, documents)?;
        let at = SchemaLocation::ROOT;
        let from = index.resolve(index.root().base, from, &at)?;
        assert_eq!(index.base_of(from.base, from.schema), from.base, "an $id counts once");
        let target = index.resolve(from.base, reference, &at.join("$ref"))?;
        // The location leads to the schema.
        let of_root = ("", target.location.as_str());
        let is_of_root = target.location.is_empty() || target.location.starts_with('/');
        let (document, pointer) = if is_of_root { of_root } else { target.location.split_once('#').unwrap() };
        let document = documents.iter().find(|(name, _)| name == document).map_or(root, |(_, document)| document);
        let found = pointer::tokens(pointer).unwrap().iter().fold(document, |value, token| match value {
            Json::Array(items) => &items[token.parse::<usize>().unwrap()],
            value => value.get(token).unwrap(),
        });
        assert!(core::ptr::eq(found, target.schema), "{}", target.location);
        Ok(target.location)
    };
    resolve().unwrap_or_else(|refused| SchemaError::from(refused).to_string())
}

/// Checks what references name: where they stand, the reference, and the location of the schema or the end of the message.
fn check(root: &str, documents: NamedTexts<'_>, cases: &[(&str, &str, &str)]) {
    let (root, documents) = (json(root), named(documents));
    for (from, reference, expected) in cases {
        let found = resolved(&root, &documents, from, reference);
        let found = found.strip_prefix("schema error at /$ref: $ref to ").unwrap_or(&found);
        assert_eq!(found, *expected, "{reference} at {from}");
    }
}

/// The message about a schema that cannot be indexed.
fn refused(root: &str, documents: NamedTexts<'_>) -> String {
    match Documents::new(&json(root), &named(documents)) {
        Ok(_) => String::from("indexed"),
        Err(refused) => SchemaError::from(refused).to_string(),
    }
}

#[test]
fn pointers() {
    check(
        r#"{
            "$defs": {
                "a": {}, "b/c": {}, "d~e": {}, "f%g": true, "": {"$defs": {"": false}}, "~1": {}, "é \"": {},
                "list": {"prefixItems": [{}, {"type": "string"}], "required": ["x"], "minLength": 3},
                "$ref": {}, "x#y": {}
            },
            "components": {"schemas": {"acme.v1.Lead": {}}},
            "x-any": [[{"deep": {}}]],
            "paths": {"/leads/{id}": {"post": {"schema": {}}}}
        }"#,
        &[],
        &[
            ("#", "#", ""),
            ("#", "", ""),
            ("#/$defs/a", "#", ""),
            ("#", "#/$defs/a", "/$defs/a"),
            ("#", "#/%24defs/a", "/$defs/a"),
            ("#", "#/$defs/b~1c", "/$defs/b~1c"),
            ("#", "#/$defs/d~0e", "/$defs/d~0e"),
            ("#", "#/$defs/d%7E0e", "/$defs/d~0e"),
            ("#", "#/$defs/f%25g", "/$defs/f%g"),
            ("#", "#/$defs/~01", "/$defs/~01"),
            ("#", "#/$defs/%C3%A9%20%22", "/$defs/é \""),
            ("#", "#/$defs/é \"", "/$defs/é \""),
            ("#", "#/$defs/x%23y", "/$defs/x#y"),
            ("#", "#/$defs/", "/$defs/"),
            ("#", "#/$defs//$defs/", "/$defs//$defs/"),
            ("#", "#/$defs/$ref", "/$defs/$ref"),
            ("#", "#/$defs/list/prefixItems/1", "/$defs/list/prefixItems/1"),
            ("#", "#/components/schemas/acme.v1.Lead", "/components/schemas/acme.v1.Lead"),
            ("#", "#/x-any/0/0/deep", "/x-any/0/0/deep"),
            ("#", "#/paths/~1leads~1%7Bid%7D/post/schema", "/paths/~1leads~1{id}/post/schema"),
            // Not there.
            ("#", "#/$defs/A", "\"#/$defs/A\": there is no \"A\"; did you mean \"a\"?"),
            ("#", "#/definitions/a", "\"#/definitions/a\": there is no \"definitions\""),
            ("#", "#/$defs/lisst/x", "\"#/$defs/lisst/x\": there is no \"lisst\"; did you mean \"list\"?"),
            ("#", "#/$defs/list/prefixItems/2", "\"#/$defs/list/prefixItems/2\": there is no \"2\""),
            ("#", "#/$defs/list/prefixItems/01", "\"#/$defs/list/prefixItems/01\": there is no \"01\""),
            ("#", "#/$defs/list/prefixItems/-", "\"#/$defs/list/prefixItems/-\": there is no \"-\""),
            ("#", "#/$defs/list/minLength/x", "\"#/$defs/list/minLength/x\": there is no \"x\""),
            // Not a schema.
            ("#", "#/x-any", "\"#/x-any\": this is not a schema; a schema is an object, true or false"),
            (
                "#",
                "#/$defs/list/required/0",
                "\"#/$defs/list/required/0\": this is not a schema; a schema is an object, true or false",
            ),
            (
                "#",
                "#/$defs/list/minLength",
                "\"#/$defs/list/minLength\": this is not a schema; a schema is an object, true or false",
            ),
            // No anchor.
            ("#", "#$defs/a", "\"#$defs/a\": there is no $anchor \"$defs/a\""),
            // No document.
            ("#", "Lead", "\"Lead\": no document \"Lead\" was given; give it in documents"),
            ("#", "./x/../a.json#/b", "\"./x/../a.json#/b\": no document \"a.json\" was given; give it in documents"),
            (
                "#",
                "https://json-schema.org/draft/2020-12/schema",
                "\"https://json-schema.org/draft/2020-12/schema\": no document \
                 \"https://json-schema.org/draft/2020-12/schema\" was given; give it in documents",
            ),
        ],
    );
}

#[test]
fn identifiers() {
    check(
        r##"{
            "$id": "https://example.com/schemas/root.json?v=1#",
            "$defs": {
                "sibling": {"$id": "sibling.json", "$defs": {"x": {}}, "not": {}},
                "folder": {
                    "$id": "folder/",
                    "$defs": {
                        "inner": {"$id": "inner.json", "items": {"$ref": "#"}},
                        "no-id": {"properties": {"p": {"$id": "../up.json"}}}
                    }
                },
                "absolute": {"$id": "http://other.example/abs.json", "if": {"$id": "if"}, "then": {"allOf": [{"$id": "/top"}]}},
                "urn": {"$id": "urn:uuid:deadbeef-1234", "$defs": {"bar": {"$anchor": "there"}}},
                "file": {"$id": "file:///c:/folder/a.json", "$defs": {"b": {"$id": "b.json"}}},
                "same": {"$id": ""}, "also": {"$id": "#"}
            },
            "properties": {"$id": {"type": "string"}, "$ref": {"$id": "property"}},
            "components": {"schemas": {"Lead": {"$id": "lead"}}}
        }"##,
        &[],
        &[
            ("#", "root.json?v=1", ""),
            ("#", "?v=1#/$defs", "/$defs"),
            ("#", "https://example.com/schemas/root.json?v=1#", ""),
            ("#", "../schemas/root.json?v=1#/$defs/same", "/$defs/same"),
            ("#/$defs/same", "#/$defs/also", "/$defs/also"),
            ("#", "sibling.json", "/$defs/sibling"),
            ("#", "/schemas/sibling.json#/$defs/x", "/$defs/sibling/$defs/x"),
            ("#", "//example.com/schemas/sibling.json", "/$defs/sibling"),
            // A pointer from the root leads through schemas with an `$id`, and the base goes with it.
            ("#", "#/$defs/sibling/$defs/x", "/$defs/sibling/$defs/x"),
            ("#/$defs/sibling/not", "#", "/$defs/sibling"),
            ("#/$defs/sibling/not", "#/$defs/x", "/$defs/sibling/$defs/x"),
            ("sibling.json#/not", "folder/inner.json", "/$defs/folder/$defs/inner"),
            ("#/$defs/folder/$defs/inner/items", "#", "/$defs/folder/$defs/inner"),
            ("#/$defs/folder/$defs/inner/items", "../sibling.json", "/$defs/sibling"),
            ("#/$defs/folder/$defs/inner", ".#/$defs/no-id", "/$defs/folder/$defs/no-id"),
            ("#", "folder/", "/$defs/folder"),
            ("#", "up.json", "/$defs/folder/$defs/no-id/properties/p"),
            ("#/$defs/folder/$defs/no-id/properties/p", "sibling.json", "/$defs/sibling"),
            ("#/$defs/absolute", "if", "/$defs/absolute/if"),
            ("#", "http://other.example/if", "/$defs/absolute/if"),
            ("#", "http://other.example/top", "/$defs/absolute/then/allOf/0"),
            ("#", "urn:uuid:deadbeef-1234", "/$defs/urn"),
            ("#", "urn:uuid:deadbeef-1234#/$defs/bar", "/$defs/urn/$defs/bar"),
            ("#", "urn:uuid:deadbeef-1234#there", "/$defs/urn/$defs/bar"),
            ("#/$defs/urn/$defs/bar", "#/$defs/bar", "/$defs/urn/$defs/bar"),
            ("#/$defs/urn", "#there", "/$defs/urn/$defs/bar"),
            ("#/$defs/file", "b.json", "/$defs/file/$defs/b"),
            ("#/$defs/file/$defs/b", "/c:/folder/a.json", "/$defs/file"),
            ("#", "property", "/properties/$ref"),
            ("#", "lead", "/components/schemas/Lead"),
            (
                "#",
                "root.json",
                "\"root.json\": no document \"https://example.com/schemas/root.json\" was given; give it in documents",
            ),
            ("sibling.json", "#/$defs/sibling", "\"#/$defs/sibling\": there is no \"sibling\""),
        ],
    );
}

#[test]
fn anchors() {
    check(
        r#"{
            "$id": "http://example.com/bundle",
            "$defs": {
                "one": {"$anchor": "one", "type": "object"},
                "A": {
                    "$id": "child1",
                    "allOf": [{"$id": "child2", "$anchor": "mine"}, {"$anchor": "mine"}],
                    "contentSchema": {"$anchor": "_in.content-1"}
                }
            },
            "$anchor": "top"
        }"#,
        &[],
        &[
            ("#", "#one", "/$defs/one"),
            ("#", "http://example.com/bundle#one", "/$defs/one"),
            ("#", "bundle#%6Fne", "/$defs/one"),
            ("#", "#top", ""),
            ("#/$defs/one", "#", ""),
            ("#", "child1#mine", "/$defs/A/allOf/1"),
            ("#", "child2#mine", "/$defs/A/allOf/0"),
            ("#/$defs/A", "#mine", "/$defs/A/allOf/1"),
            ("#/$defs/A/allOf/0", "#mine", "/$defs/A/allOf/0"),
            ("#/$defs/A", "#_in.content-1", "/$defs/A/contentSchema"),
            ("#", "#mine", "\"#mine\": there is no $anchor \"mine\""),
            ("#", "#noe", "\"#noe\": there is no $anchor \"noe\""),
            ("#", "#One", "\"#One\": there is no $anchor \"One\""),
            ("#", "#%ff", "\"#%ff\": there is no $anchor \"%ff\""),
        ],
    );
    // Without a URI.
    check(r#"{"items": {"$anchor": "item"}}"#, &[], &[("#", "#item", "/items"), ("#/items", "#", "")]);
}

#[test]
fn identifiers_of_draft_04() {
    let draft_04 = r##"{
        "$schema": "http://json-schema.org/draft-04/schema#",
        "id": "http://example.com/root.json#",
        "properties": {"id": {"id": "inner/"}, "a": {"id": "#a"}, "b": {"id": "#/properties/b"}},
        "definitions": {"both": {"id": "not-me", "$id": "both"}}
    }"##;
    let draft_07 = r#"{"$schema": "http://json-schema.org/draft-07/schema#", "items": {"id": "x"}}"#;
    check(
        draft_04,
        &[("seven.json", draft_07), ("undated.json", r#"{"id": "http://example.com/four.json"}"#)],
        &[
            ("#", "root.json", ""),
            ("#", "inner/", "/properties/id"),
            ("inner/", "../root.json", ""),
            ("#", "#a", "/properties/a"),
            ("#/properties/b", "#/properties/a", "/properties/a"),
            ("#", "both", "/definitions/both"),
            ("#", "not-me", "\"not-me\": no document \"http://example.com/not-me\" was given; give it in documents"),
            ("#", "x", "\"x\": no document \"http://example.com/x\" was given; give it in documents"),
            // A document without `$schema` has the draft of the root.
            ("#", "four.json", "undated.json#"),
        ],
    );
}

#[test]
fn only_schemas_have_identifiers() {
    let holders = [
        r#"{"enum": [{"$id": "x", "$anchor": "x"}]}"#,
        r#"{"const": {"$id": "x", "$anchor": "x"}}"#,
        r#"{"default": {"$id": "x", "$anchor": "x"}}"#,
        r#"{"examples": [{"$id": "x", "$anchor": "x"}]}"#,
        r#"{"example": {"$id": "x", "$anchor": "x"}}"#,
        r#"{"x-own": {"$id": "x", "$anchor": "x"}}"#,
        r#"{"not": {"list": [{"$id": "x", "$anchor": "x"}]}}"#,
        r#"{"properties": {"const": {"const": {"$id": "x", "$anchor": "x"}}}}"#,
        r#"{"dependencies": {"$id": ["x"], "$anchor": ["x"]}}"#,
        r#"{"definitions": {"$id": {}, "$anchor": {"const": 1}}}"#,
    ];
    for holder in holders {
        check(
            holder,
            &[],
            &[
                ("#", "x", "\"x\": no document \"x\" was given; give it in documents"),
                ("#", "#x", "\"#x\": there is no $anchor \"x\""),
            ],
        );
    }
    // It is no second schema with the URI either, and a pointer through it keeps the base.
    check(
        r#"{"$id": "http://a/", "enum": [{"$id": "x/"}], "x-any": {"$id": "x/", "deep": {}}, "$defs": {"x": {"$id": "x/"}}}"#,
        &[],
        &[("#", "x/", "/$defs/x"), ("#/x-any/deep", "#/$defs/x", "/$defs/x"), ("#/enum/0", "x/", "/$defs/x")],
    );
}

#[test]
fn each_place_of_a_schema() {
    let schemas = "additionalProperties propertyNames items contains not if then else additionalItems unevaluatedItems \
                   unevaluatedProperties contentSchema";
    for keyword in schemas.split_whitespace() {
        check(&format!(r#"{{"{keyword}": {{"$id": "x"}}}}"#), &[], &[("#", "x", &format!("/{keyword}"))]);
    }
    for keyword in ["items", "prefixItems", "allOf", "anyOf", "oneOf"] {
        let root = format!(r#"{{"{keyword}": [true, {{"$id": "x"}}]}}"#);
        check(&root, &[], &[("#", "x", &format!("/{keyword}/1"))]);
    }
    for keyword in "properties patternProperties dependentSchemas dependencies $defs definitions".split(' ') {
        let root = format!(r#"{{"{keyword}": {{"$id": {{"$id": "x"}}}}}}"#);
        check(&root, &[], &[("#", "x", &format!("/{keyword}/$id"))]);
    }
}

#[test]
fn ids_of_draft_7() {
    let root = r##"{
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "http://example.com/root.json",
        "definitions": {"a": {"$id": "#foo"}, "b": {"$id": "b.json#bar", "items": [{"$id": "#x:y"}]}}
    }"##;
    let other = r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "items": {"$id": "#foo"}}"##;
    let alike = r##"{"items": {"$id": "#foo"}}"##;
    check(
        root,
        &[("alike", alike)],
        &[
            ("#", "#foo", "/definitions/a"),
            ("#/definitions/a", "root.json", ""),
            ("#", "b.json#bar", "/definitions/b"),
            ("#", "b.json#x:y", "/definitions/b/items/0"),
            ("#", "alike#foo", "alike#/items"),
        ],
    );
    assert_eq!(
        refused(root, &[("other", other)]),
        "schema error at other#/items/$id: must have no fragment: use $anchor"
    );
    assert_eq!(refused(alike, &[]), "schema error at /items/$id: must have no fragment: use $anchor");
}

#[test]
fn documents() {
    let address = r##"{"$defs": {"zip": {"$anchor": "zip"}}, "properties": {"zip": {"$ref": "#zip"}}}"##;
    let country = r#"{"$id": "https://geo.example/v2/country.json", "items": {}}"#;
    let same = r#"{"$id": "https://example.com/same.json"}"#;
    // The root has no URI.
    check(
        r#"{"properties": {"address": {"$ref": "address.json"}}}"#,
        &[("address.json", address), ("geo/country.json", country), ("geo/region.json", "{}"), ("list", "[]")],
        &[
            ("#", "address.json", "address.json#"),
            ("#", "./address.json#/$defs/zip", "address.json#/$defs/zip"),
            ("#", "/address.json#zip", "address.json#/$defs/zip"),
            ("address.json#/properties/zip", "#zip", "address.json#/$defs/zip"),
            ("address.json", "#", "address.json#"),
            ("address.json", "geo/region.json", "geo/region.json#"),
            ("geo/region.json", "../address.json", "address.json#"),
            // An `$id` is a second name, and the base inside.
            ("#", "geo/country.json#/items", "geo/country.json#/items"),
            ("#", "https://geo.example/v2/country.json", "geo/country.json#"),
            ("geo/country.json#/items", "country.json", "geo/country.json#"),
            (
                "geo/country.json",
                "region.json",
                "\"region.json\": no document \"https://geo.example/v2/region.json\" was given; give it in documents",
            ),
            ("#", "list", "\"list\": this is not a schema; a schema is an object, true or false"),
            ("#", "address.json#/$defs/zap", "\"address.json#/$defs/zap\": there is no \"zap\"; did you mean \"zip\"?"),
        ],
    );
    // The root has one.
    check(
        r#"{"$id": "https://example.com/schemas/lead.json", "$defs": {"f": {"$id": "folder/f.json"}}}"#,
        &[
            ("address.json", address),
            ("https://example.com/same.json", same),
            ("folder/integer.json", "true"),
            ("urn:x:y", r#"{"$id": "urn:x:z", "$anchor": "a"}"#),
        ],
        &[
            ("#", "https://example.com/schemas/address.json#zip", "address.json#/$defs/zip"),
            ("address.json", "lead.json", ""),
            ("#", "../same.json", "https://example.com/same.json#"),
            ("folder/f.json", "integer.json", "folder/integer.json#"),
            ("#", "urn:x:z#a", "urn:x:y#"),
            ("#", "urn:x:y#a", "\"urn:x:y#a\": there is no $anchor \"a\""),
        ],
    );
}

#[test]
fn schemas_that_are_not_indexed() {
    let cases: [(&str, NamedTexts<'_>, &str); 14] = [
        (r#"{"$id": 5}"#, &[], "/$id: must be a string, not 5"),
        (r#"{"items": {"$anchor": {}}}"#, &[], "/items/$anchor: must be a string, not an object"),
        (r#"{"$id": "\ud800"}"#, &[], "/$id: must be Unicode text"),
        (r##"{"$anchor": "#a"}"##, &[], "/$anchor: must be a name without # and /"),
        (r#"{"$anchor": ""}"#, &[], "/$anchor: must be a name without # and /"),
        (r##"{"$id": "#a"}"##, &[], "/$id: must have no fragment: use $anchor"),
        (r#"{"$id": "http://x/y#/a"}"#, &[], "/$id: must have no fragment: use $anchor"),
        (r#"{"items": {"$anchor": "a"}, "not": {"$anchor": "a"}}"#, &[], "/not: another schema has the URI \"#a\""),
        (
            r#"{"$id": "http://a/b/", "items": {"$id": "c/../d"}, "not": {"$id": "http://a/b/d"}}"#,
            &[],
            "/not: another schema has the URI \"http://a/b/d\"",
        ),
        (r#"{"$id": "http://a/b", "not": {"$id": "b"}}"#, &[], "/not: another schema has the URI \"http://a/b\""),
        ("{}", &[("a", "{}"), ("./a", "{}")], "./a#: another schema has the URI \"a\""),
        ("{}", &[("a", r#"{"$id": "/b"}"#), ("b", "{}")], "b#: another schema has the URI \"b\""),
        ("{}", &[("", "true")], "#: another schema has the URI \"\""),
        ("{}", &[("a", r#"{"not": {"$id": []}}"#)], "a#/not/$id: must be a string, not a list"),
    ];
    for (root, documents, expected) in cases {
        assert_eq!(refused(root, documents), format!("schema error at {expected}"), "{root} {documents:?}");
    }
    // The root may be given again.
    let of_the_root = r#"{"$id": "http://a/b", "items": {"$id": "c"}}"#;
    assert_eq!(refused(of_the_root, &[("http://a/b", of_the_root), ("http://a/d", "{}")]), "indexed");
    // The same name twice for one schema is one name.
    for root in [
        r#"{"$id": "unanimous:/"}"#,
        r##"{"$schema": "http://json-schema.org/draft-07/schema#", "$id": "#a", "$anchor": "a"}"##,
    ] {
        assert_eq!(refused(root, &[]), "indexed", "{root}");
    }
}

#[test]
fn large_and_deep_schemas() {
    let list = |count: usize, item: &dyn Fn(usize) -> String| {
        format!("{{\"allOf\": [{}]}}", (0..count).map(item).collect::<Vec<_>>().join(","))
    };
    let many = json(&list(20_000, &|at| format!(r#"{{"$id": "s{at}", "$anchor": "a", "$ref": "s{}#a"}}"#, at / 2)));
    let index = Documents::new(&many, &[]).unwrap_or_else(|_| panic!("indexed"));
    for at in 0..20_000 {
        let target = index.resolve(index.root().base, &format!("s{at}#a"), &SchemaLocation::ROOT);
        assert_eq!(target.map(|target| target.location).ok(), Some(format!("/allOf/{at}")));
    }
    // A long name is repeated in the URI or in the location of everything inside it.
    let limit = "the URI and the location of an $id or $anchor hold at most 2048 bytes, and all of them 16 MiB";
    let long = "a".repeat(2100);
    let cases = [
        (format!(r#"{{"$id": "http://{long}"}}"#), ""),
        (format!(r#"{{"$defs": {{"{long}": {{"$anchor": "a"}}}}}}"#), ""),
        (format!(r#"{{"properties": {{"{long}": {{"$defs": {{"a": {{}}}}}}}}}}"#), "indexed"),
    ];
    for (root, expected) in cases {
        let found = refused(&root, &[]);
        assert!(if expected.is_empty() { found.ends_with(limit) } else { found == expected }, "{found}");
    }
    let long = "a".repeat(2000);
    let root =
        list(10_000, &|at| format!(r#"{{"$anchor": "a{at}"}}"#)).replacen('{', &format!(r#"{{"$id": "x:{long}","#), 1);
    assert!(refused(&root, &[]).ends_with(limit));
    // As deep as the reader allows.
    let deep = format!(r#"{}{{"$id": "x"}}{}"#, r#"{"not":"#.repeat(126), "}".repeat(126));
    check(&deep, &[], &[("#", "x", &"/not".repeat(126))]);
}
