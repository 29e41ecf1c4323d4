//! Words at hand: reading the texts of a language takes longer than filling a page with them.

use crate::wording::{Lang, Words};

thread_local! {
    static WORDS: [Words; 2] = [Words::new(Lang::Sv), Words::new(Lang::En)];
}

/// Does it with the words of a language. They belong to the thread: nothing waits meanwhile.
pub fn in_words<T>(lang: Lang, does: impl FnOnce(&Words) -> T) -> T {
    WORDS.with(|[swedish, english]| match lang {
        Lang::Sv => does(swedish),
        Lang::En => does(english),
    })
}
