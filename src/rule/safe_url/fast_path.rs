//! Fast path for URLs that are already canonical: a verdict without a parse and without an allocation.

use super::policy::Policy;
use super::scan::{self, Canonical};
use super::{Fault, Host, Target, host_fault, judge_scheme_and_port, names};

/// Whether DNS must be asked about a canonical URL that is not too long; `None` for any other URL, which must take the
/// slow path.
pub(super) fn judge(url: &[u8], policy: &Policy) -> Option<Result<bool, Fault>> {
    if url.len() > policy.max_length() {
        return None;
    }
    let Canonical { scheme, host, last, port } = scan::canonical(url)?;
    let last = host.get(last..)?;
    if last.iter().all(u8::is_ascii_lowercase) {
        let judged = judge_scheme_and_port(scheme, port, policy);
        return Some(judged.and_then(|()| judge_name(host, last, policy).map_err(host_fault)).map(|()| true));
    }
    let address = core::str::from_utf8(host).ok()?.parse().ok()?;
    Some(super::judge(Target { scheme, host: Host::Ipv4(address), port }, policy))
}

/// Judges a name of a valid shape whose last label is all letters: only the policy or a special last label can refuse
/// it.
fn judge_name(name: &[u8], last: &[u8], policy: &Policy) -> Result<(), &'static str> {
    let special = names::is_special(last);
    if !special && !policy.denies_any() {
        return Ok(());
    }
    let name = core::str::from_utf8(name).unwrap_or_default();
    if policy.denies(name) {
        return Err("denied");
    }
    if special && !policy.allows_name(name) { Err("special_name") } else { Ok(()) }
}
