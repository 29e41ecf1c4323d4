//! Members of groups as they are kept, on a line each, and what becomes of one by what a delta says of some of its roles.

use super::element::Element;
use super::ids::{self, Named};
use super::line::{self, close, leaf, open, tag};
use super::record::days;
use crate::source::SourceError;

#[derive(Clone)]
struct Role<'a> {
    recstatus: Option<&'a str>,
    /// What it is called; none where nothing is said.
    word: Option<&'a str>,
    status: Option<&'a str>,
    days: [(&'static str, Option<&'a str>); 2],
    placements: Vec<Placement<'a>>,
}

type Placement<'a> = [(&'static str, Option<&'a str>); 5];

/// Does a delta say the members of a group anew?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// All of them.
    Wholly,
    /// Some of their roles.
    InPart,
}

/// What becomes of a member.
pub(super) struct Merged {
    /// The line; none where nothing is left.
    pub(super) line: Option<Vec<u8>>,
    /// How often it is not clear what is meant, so that nothing is taken away.
    pub(super) unsure: u64,
}

/// A member as it is kept; nothing of one whose roles are all no more.
pub(super) fn kept(member: &Element) -> Vec<u8> {
    let roles: Vec<Role<'_>> = roles(member).into_iter().filter(|role| !role.is_gone()).collect();
    if roles.is_empty() { Vec::new() } else { line(member, &roles) }
}

/// The line of a member under another id.
pub(super) fn under(line: &[u8], id: &str) -> Vec<u8> {
    const END: &[u8] = b"</sourcedid>";
    let mut out = b"<member>".to_vec();
    line::sourcedid(&mut out, id, None);
    let rest = memchr::memmem::find(line, END).map_or(line.len(), |at| at + END.len());
    out.extend(&line[rest..]);
    out
}

/// A member as a delta says it, with the roles that are no more; are they all? That the member is no more some dialects
/// say of the member or of the membership.
pub(super) fn said(member: &Element, membership: &Element) -> (Vec<u8>, bool) {
    let is_gone = [member, membership].iter().any(|outer| outer.attribute("recstatus") == Some("3"));
    let mut roles = roles(member);
    roles.iter_mut().filter(|_| is_gone).for_each(|role| role.recstatus = Some("3"));
    (line(member, &roles), roles.iter().all(Role::is_gone))
}

/// The member with what was said of it. A role type that is said alone takes the place of that before; one that had
/// more than one time takes that of the same time.
pub(super) fn merged(former: &[&[u8]], said: &[&[u8]], how: Said) -> Result<Merged, SourceError> {
    let parse = |lines: &[&[u8]]| lines.iter().map(|one| line::element(one)).collect::<Result<Vec<_>, _>>();
    let (former, said) = (parse(former)?, parse(said)?);
    let before: Vec<Role<'_>> = former.iter().flat_map(roles).collect();
    let mut stays = vec![how == Said::InPart; before.len()];
    let mut new = Vec::new();
    let mut unsure = 0;
    let now: Vec<Role<'_>> = said.iter().flat_map(roles).collect();
    let is_alone = now.len() == 1 && before.len() == 1;
    for mut role in now {
        let meant = meant(&role, &before, is_alone);
        if meant.is_empty() && !before.is_empty() && (role.is_gone() || role.word.is_none()) {
            // Of what is not there nothing has to be taken away, unless something alike is.
            unsure += u64::from(role.word.is_none_or(|word| before.iter().any(|one| one.is_called(word))));
            if how == Said::InPart {
                continue;
            }
        }
        meant.iter().for_each(|at| stays[*at] = false);
        if !role.is_gone() {
            role.word = role.word.or_else(|| before[*meant.first()?].word);
            new.push(role);
        }
    }
    let kept = before.iter().zip(stays).filter(|(_, stays)| *stays).map(|(role, _)| role.clone());
    let roles: Vec<Role<'_>> = kept.chain(new).collect();
    let member = said.first().or(former.first());
    Ok(Merged { line: member.filter(|_| !roles.is_empty()).map(|member| line(member, &roles)), unsure })
}

/// Which of the roles before a role means. One without a type means the only one there is, where `is_alone`.
fn meant(role: &Role<'_>, before: &[Role<'_>], is_alone: bool) -> Vec<usize> {
    let is_alike = |one: &Role<'_>| match role.word {
        Some(word) => one.is_called(word),
        None => one.word.is_none() || is_alone,
    };
    let alike: Vec<usize> = (0..before.len()).filter(|at| is_alike(&before[*at])).collect();
    if alike.len() < 2 {
        return alike;
    }
    let begin = role.days[0].1;
    alike.into_iter().filter(|at| before[*at].days[0].1 == begin).collect()
}

fn roles(member: &Element) -> Vec<Role<'_>> {
    let roles: Vec<Role<'_>> = member.all("role").map(Role::of).collect();
    if roles.is_empty() { vec![Role::of_nothing()] } else { roles }
}

impl<'a> Role<'a> {
    fn of(role: &'a Element) -> Self {
        let day = |name: &'static str| (name, role.say(&["timeframe", name]));
        let mut placements = Vec::new();
        role.find("placement", &mut placements);
        let names = ["schoolyear", "officialprogramcode", "programcode", "begin", "end"];
        Self {
            recstatus: role.attribute("recstatus").filter(|word| !matches!(*word, "" | "1" | "2")),
            word: role.attribute("roletype").filter(|word| !word.is_empty()),
            status: role.say(&["status"]),
            days: ["begin", "end"].map(day),
            placements: placements.into_iter().map(|one| names.map(|name| (name, one.say(&[name])))).collect(),
        }
    }

    /// Of a member without any.
    fn of_nothing() -> Self {
        let days = ["begin", "end"].map(|name| (name, None));
        Self { recstatus: None, word: None, status: None, days, placements: Vec::new() }
    }

    fn is_gone(&self) -> bool {
        self.recstatus == Some("3")
    }

    fn is_called(&self, word: &str) -> bool {
        self.word.is_some_and(|own| own.eq_ignore_ascii_case(word))
    }
}

fn line(member: &Element, roles: &[Role<'_>]) -> Vec<u8> {
    let mut out = b"<member>".to_vec();
    if let Named::Key(key, _) = ids::named(member) {
        line::sourcedid(&mut out, &key, None);
    }
    let sort = match member.say(&["idtype"]).map(str::to_lowercase).as_deref() {
        Some("person" | "1") => Some("1"),
        Some("group" | "2") => Some("2"),
        _ => None,
    };
    leaf(&mut out, "idtype", sort);
    for role in roles {
        tag(&mut out, "role", &[("recstatus", role.recstatus), ("roletype", role.word)]);
        out.push(b'>');
        leaf(&mut out, "status", role.status);
        days(&mut out, &role.days);
        for placement in &role.placements {
            open(&mut out, "placement");
            placement.iter().for_each(|(name, text)| leaf(&mut out, name, *text));
            close(&mut out, "placement");
        }
        close(&mut out, "role");
    }
    out.extend(b"</member>\n");
    out
}
