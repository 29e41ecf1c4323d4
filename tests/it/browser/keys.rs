//! Whoever has no mouse, or no scripts, does what everybody does.

use super::chromium::{Chromium, Look};
use super::demo::{As, Demo, SWEDISH};

#[test]
fn whoever_has_no_mouse_finds_why_somebody_has_no_seat() {
    let Some(mut chromium) = Chromium::start() else { return };
    let demo = Demo::served(&[]);
    chromium.visitor(Look::DESK);
    chromium.open(&demo.at("/"));
    chromium.tab_to("account");
    chromium.write(As::Admin.name());
    chromium.tab_to("password");
    chromium.write(demo.password(As::Admin));
    chromium.enter();
    assert_eq!(chromium.heading(), "Läget");
    chromium.tab_to("Pooler");
    chromium.enter();
    chromium.tab_to("Sifferkul 7–9 elev, Björkskolan");
    chromium.enter();
    chromium.tab_to("q");
    chromium.write("E29");
    chromium.enter();
    assert!(chromium.text().contains("1 av 11 rader"), "{}", chromium.text());
    chromium.tab_to("E29");
    chromium.enter();
    assert!(chromium.text().contains("ledig plats: 10/10"), "{}", chromium.text());
    chromium.tab_to("Logga ut");
    chromium.enter();
    assert_eq!(chromium.heading(), "Logga in");
    assert_eq!(chromium.complaints(), [""; 0]);
}

#[test]
fn whoever_runs_no_scripts_lacks_nothing() {
    let Some(mut chromium) = Chromium::start() else { return };
    let demo = Demo::served(&["--disaster"]);
    chromium.visitor_without_scripts(Look::PHONE);
    chromium
        .open("data:text/html,<title>A</title><h1>A</h1><script>document.querySelector('h1').innerText='B'</script>");
    assert_eq!(chromium.heading(), "A", "it runs none");
    chromium.open(&demo.at("/waiting?q=E29"));
    demo.sign_in(&mut chromium, (As::Admin, SWEDISH));
    chromium.click(("link", "E29"));
    assert_eq!(chromium.heading(), "Person");
    chromium.click(("link", "English"));
    assert!(chromium.text().contains("Without a seat"), "{}", chromium.text());
    chromium.click(("link", "Svenska"));
    chromium.click(("link", "Läget"));
    chromium.click(("link", "Granska stoppet"));
    chromium.click(("button", "Släpp"));
    assert!(chromium.text().contains("Släppt. En körning följer."), "{}", chromium.text());
    assert_eq!(chromium.complaints(), [""; 0]);
}
