//! What the TOML parser says, in Swedish too, with a mend for each.

use super::Wording;

/// Beginning of the parser's words; Swedish what; Swedish and English mend.
const KNOWN: [(&str, &str, &str, &str); 28] = [
    (
        "duplicate key",
        "nyckeln eller tabellen finns redan",
        "Ta bort den ena. Tabeller som det får finnas flera av har två hakparenteser: `[[vendor]]`.",
        "Remove one of them. Tables of which there may be several have two brackets: `[[vendor]]`.",
    ),
    (
        "string values must be quoted",
        "här saknas ett värde, eller citattecken runt det",
        "Skriv text inom citattecken: \"så här\".",
        "Write text in quotes: \"like this\".",
    ),
    ("key with no value", "nyckeln har inget värde", "Skriv `nyckel = värde`.", "Write `key = value`."),
    ("missing value", "värdet saknas", "Skriv `nyckel = värde`.", "Write `key = value`."),
    ("unquoted keys cannot be empty", "nyckeln före `=` saknas", "Skriv `nyckel = värde`.", "Write `key = value`."),
    (
        "invalid unquoted key",
        "nyckeln har tecken som kräver citattecken",
        "Skriv nyckeln inom citattecken: \"så här\".",
        "Write the key in quotes: \"like this\".",
    ),
    ("missing assignment", "`=` saknas mellan nyckel och värde", "Skriv `nyckel = värde`.", "Write `key = value`."),
    ("extra assignment", "här står ett `=` för mycket", "Ta bort det.", "Remove it."),
    ("extra `=`", "här står ett `=` för mycket", "Ta bort det.", "Remove it."),
    (
        "unexpected `=`",
        "`=` hör inte hemma i en lista",
        "Ta bort det, eller skriv en tabell: `{ nyckel = värde }`.",
        "Remove it, or write a table: `{ key = value }`.",
    ),
    ("unclosed array table", "`]]` saknas efter tabellens namn", "Skriv `[[namn]]`.", "Write `[[name]]`."),
    ("unclosed array", "listan stängs aldrig", "Sätt `]` efter det sista värdet.", "Put `]` after the last value."),
    (
        "unclosed inline table",
        "tabellen stängs aldrig",
        "Sätt `}` efter det sista värdet.",
        "Put `}` after the last value.",
    ),
    ("unclosed table", "`]` saknas efter tabellens namn", "Skriv `[namn]`.", "Write `[name]`."),
    ("missing comma", "ett kommatecken saknas", "Sätt `,` mellan värdena.", "Put `,` between the values."),
    ("extra comma", "här står ett kommatecken för mycket", "Ta bort det.", "Remove it."),
    (
        "invalid date",
        "datumet finns inte, eller är fel skrivet",
        "Skriv år-månad-dag, till exempel 2027-06-30.",
        "Write year-month-day, such as 2027-06-30.",
    ),
    (
        "invalid time",
        "klockslaget finns inte, eller är fel skrivet",
        "Skriv timme:minut:sekund.",
        "Write hour:minute:second.",
    ),
    (
        "invalid boolean",
        "ordet är varken `true` eller `false`",
        "Skriv `true` eller `false`, eller text inom citattecken.",
        "Write `true` or `false`, or text in quotes.",
    ),
    (
        "invalid basic string",
        "citattecknet sist i texten saknas",
        "Sätt `\"` efter texten, på samma rad.",
        "Put `\"` after the text, on the same line.",
    ),
    (
        "invalid literal string",
        "citattecknet sist i texten saknas",
        "Sätt `'` efter texten, på samma rad.",
        "Put `'` after the text, on the same line.",
    ),
    (
        "invalid multi-line",
        "texten över flera rader stängs aldrig, eller har ett otillåtet tecken",
        "Sätt tre citattecken efter texten.",
        "Put three quotes after the text.",
    ),
    (
        "missing escaped value",
        "`\\` följs av ett tecken som inte går att skriva så",
        "Skriv `\\\\` för ett omvänt snedstreck, eller texten inom '…'.",
        "Write `\\\\` for a backslash, or the text in '…'.",
    ),
    (
        "unexpected leading zero",
        "ett tal får inte börja med 0",
        "Ta bort nollan, eller skriv en kod som text: \"0180\".",
        "Remove the zero, or write a code as text: \"0180\".",
    ),
    (
        "`_` may only go between digits",
        "`_` får bara stå mellan siffror",
        "Skriv talet utan `_`.",
        "Write the number without `_`.",
    ),
    (
        "unexpected key or value",
        "här står något efter det som redan är färdigt",
        "Skriv en nyckel på varje rad; börja en kommentar med `#`.",
        "Write one key a line; begin a comment with `#`.",
    ),
    (
        "cannot extend value",
        "en nyckel med punkt försöker utöka något som redan är färdigt",
        "Skriv allt på ett ställe.",
        "Write all of it in one place.",
    ),
    (
        "invalid comment character",
        "kommentaren har ett otillåtet tecken",
        "Ta bort styrtecken ur kommentaren.",
        "Remove control characters from the comment.",
    ),
];

pub(super) fn wording(message: &str) -> Wording {
    let known = KNOWN.iter().find(|(begins, ..)| message.starts_with(begins));
    let (sv_what, sv_mend, en_mend) = known.map_or(
        (None, "Rätta raden så att den är giltig TOML.", "Correct the line so that it is valid TOML."),
        |(_, sv_what, sv_mend, en_mend)| (Some(*sv_what), *sv_mend, *en_mend),
    );
    let sv_what = sv_what.map_or_else(|| format!("det här är inte TOML ({message})"), str::to_owned);
    Wording { sv: [sv_what, sv_mend.to_owned()], en: [format!("not TOML: {message}"), en_mend.to_owned()] }
}
