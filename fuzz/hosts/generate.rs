//! The kinds of inputs. Each input depends only on its kind, the seed and its number.

use crate::random::Random;
use crate::{answer, graph, header, message, response, schema, text, url};

pub(crate) struct Generator {
    kind: &'static str,
    make: fn(&mut Random) -> String,
}

const GENERATORS: &[Generator] = &[
    Generator { kind: "schemas", make: schema::line },
    Generator { kind: "graphs", make: graph::line },
    Generator { kind: "texts", make: text::line },
    Generator { kind: "urls", make: url::line },
    Generator { kind: "messages", make: message::line },
    Generator { kind: "paths", make: message::path_line },
    Generator { kind: "bodies", make: response::line },
    Generator { kind: "headers", make: header::line },
    Generator { kind: "answers", make: answer::line },
];

pub(crate) fn generator(kind: &str) -> &'static Generator {
    GENERATORS.iter().find(|generator| generator.kind == kind).expect("a kind of inputs")
}

impl Generator {
    pub(crate) fn line(&self, seed: u64, number: u64) -> String {
        let kind = self.kind.bytes().fold(0_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        let mut mixed = Random(seed ^ kind.rotate_left(32));
        let start = mixed.next() ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93);
        (self.make)(&mut Random(Random(start).next()))
    }
}
