//! Pages on paper, for the head who wants one sheet.

use super::chromium::{Chromium, Look};
use super::demo::{As, Demo, SWEDISH};

#[test]
fn whoever_prints_a_page_gets_what_it_says_in_black_on_white() {
    let Some(mut chromium) = Chromium::start() else { return };
    let demo = Demo::served(&[]);
    chromium.visitor(Look::DESK_AT_NIGHT);
    chromium.open(&demo.at("/"));
    demo.sign_in(&mut chromium, (As::Admin, SWEDISH));
    for word in chromium.menu() {
        chromium.click(("link", &word));
        let heading = chromium.heading();
        let paper = chromium.paper();
        chromium.look(Look::DESK_AT_NIGHT);
        assert!(paper.text.contains("Exempelkommunen") && paper.text.contains(&heading), "{word}: {paper:?}");
        for left_out in ["Logga ut", "English", "Till innehållet", "CSV"] {
            assert!(!paper.text.contains(left_out), "{word}: {left_out} is of no use on paper: {paper:?}");
        }
        let colours = (paper.ink.as_str(), paper.ground.as_str());
        assert_eq!(colours, ("rgb(0, 0, 0)", "rgb(255, 255, 255)"), "{word}");
        let (beyond, sheets) = (paper.beyond, paper.sheets);
        assert!(beyond <= 0 && (1..=4).contains(&sheets), "{word}: {beyond} pixels beyond {sheets} sheets");
    }
    chromium.open(&demo.at("/pools/P2"));
    let paper = chromium.paper();
    assert!(paper.text.contains("Maja Wiberg") && paper.text.contains("ingen ledig plats"), "{paper:?}");
    assert_eq!(paper.sheets, 1, "{paper:?}");
}
