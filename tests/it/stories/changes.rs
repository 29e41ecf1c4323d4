//! A source that delivers changes, and what is said of it before a run.

use super::stage::Stage;
use super::village::{FIRST, tool};

const CONFIG: &str = "[organiser]\nname = \"Byn\"\n[database]\nurl = \"sqlite:upprop.db\"\nrehearsal = true\n\
    [notify]\nfrom = \"upprop@byn.example\"\nfolder = \"outbox\"\n[[notify.recipient]]\n\
    address = \"licenser@byn.example\"\nrole = \"organiser\"\n[[vendor]]\nkey = \"v\"\nname = \"Verktyg AB\"\n\
    [[source]]\nname = \"register\"\nkind = \"ims\"\npath = \"roster.xml\"\n";
const POOL: &str = "[[licence]]\nkey = \"l\"\ntool = \"t\"\ntype = \"individual\"\naudience = [\"pupil\"]\n\
    seats = 10\n[[pool]]\nkey = \"p\"\nname = \"P\"\nlicences = [\"l\"]\nbind = [{ group = \"8B\" }]\n";

fn group(id: &str, kind: &str) -> String {
    format!("<group><sourcedid><id>{id}</id></sourcedid><grouptype><typevalue>{kind}</typevalue></grouptype></group>")
}

fn document(word: &str, records: &str) -> String {
    format!("<enterprise><properties><type>{word}</type></properties>{records}</enterprise>")
}

#[test]
fn changes_are_no_trouble_to_whoever_checks_the_configuration_while_there_is_what_they_are_laid_on() {
    let stage = Stage::empty();
    stage.write("upprop.toml", format!("{CONFIG}{}{POOL}", tool("t", "")));
    let lies_in = "<membership><sourcedid><id>S</id></sourcedid><member><sourcedid><id>8B</id></sourcedid>\
        <idtype>2</idtype><role roletype=\"Class\"/></member></membership>";
    let pupil = "<person><sourcedid><id>e1</id></sourcedid><name><n><given>Bo</given><family>Ek</family></n></name>\
        <institutionrole institutionroletype=\"Student\"/></person>";
    stage.write("roster.xml", document("Full", &(group("S", "Unit") + &group("8B", "Class") + lies_in + pupil)));
    stage.ask(FIRST, "sync --first-import");
    stage.write("roster.xml", document("Delta", pupil));
    let said = stage.run("2026-11-03", "--lang en check-config").ended(0);
    assert!(!said.err.contains("cannot be read"), "{said:?}");
    stage.replace("upprop.toml", "name = \"register\"", "name = \"another\"");
    let said = stage.run("2026-11-03", "--lang en check-config").ended(0);
    assert!(said.err.contains("another cannot be read: roster.xml: the delivery is a delta"), "{said:?}");
}
