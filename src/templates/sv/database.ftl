migrated = Databasens schema är nu { $to }; det var { $from }.
migrated-new = Databasens schema är { $to }; databasen är ny.
migrate-nothing = Databasens schema är redan { $to }, det senaste.
copied = Kopierat och prövat: { $rows } rader i { $tables } tabeller, till händelse { $head }. Kopian är likadan som förlagan.
copy-next = Skriv den nya adressen i konfigurationen ([database] url). Den gamla databasen är orörd: ta bort den när nästa körning gått bra.
backed-up = Säkerhetskopian { $file } är skriven, läst igen och prövad: { $rows } rader, till händelse { $head }.
restored = Säkerhetskopian gäller nu: { $rows } rader, till händelse { $head }.
restored-aside = Det som gällde förut ligger kvar i { $aside }.
restored-gap = Händelserna { $first }–{ $last } finns inte i kopian. Ingen körning och inget brev går förrän någon sagt: upprop recover
recover-nothing = Inget saknas: liggaren går till händelse { $head }, som den ska.
recover-gap = Liggaren slutar vid händelse { $head }, men har gått till { $last }. Förlorat: händelserna { $first }–{ $last }.
recover-fork = Händelse { $last } i liggaren är inte den som en gång skrevs: en äldre kopia lades tillbaka och kördes vidare.
recover-means = Det som händelserna sade har kanske redan gjorts: platser har delats ut, brev har skickats. Går körningarna vidare räknar nästa körning om allt från leveransen.
recover-letters = { $count ->
    [0] Inget brev som ska skickas har redan skickats.
    [one] 1 brev som ska skickas har redan skickats och skickas inte igen.
   *[other] { $count } brev som ska skickas har redan skickats och skickas inte igen.
}
recover-ask = Gå vidare utan dem? [j/N]{" "}
recover-yes = Inget har ändrats. Säg --yes för att gå vidare utan dem.
recovered = Klart: händelse { $head } berättar vad som saknas. Körningar och brev går igen.
behind = Liggaren slutar vid händelse { $head }, men { $file } säger att den har gått till { $anchor }: databasen har lagts tillbaka eller mist sitt slut. Inget görs och inget skickas, för det kan redan vara gjort.
    Se vad som saknas och gå vidare: upprop recover
forked = Händelse { $seq } i liggaren är inte den som { $file } nämner: en äldre kopia av databasen har lagts tillbaka och körts vidare. Inget görs och inget skickas, för det kan redan vara gjort.
    Se vad som saknas och gå vidare: upprop recover
not-empty = { $place } är inte tom (tabellen { $table }). Ge en ny fil eller ett nytt schema.
anchored = { $file } nämner händelse { $seq } i en annan liggare. Flytta undan filen om den liggaren är övergiven.
exists = { $file } finns och har lämnats i fred. Ge ett annat namn, eller säg --force om det är en äldre säkerhetskopia.
no-backup = Filen är ingen säkerhetskopia som upprop har skrivit. Inget har ändrats.
differs = Tabellen { $table } blev inte som förlagan. Inget av kopian finns kvar.
unsound = Det som lästes håller inte ihop, och inget har ändrats:
older-schema = Databasen har ett äldre schema än { $known }. Gör den tidsenlig med: upprop migrate
bad-schema = Schemats namn får bara ha små bokstäver a-z, siffror och understreck, och inte börja med en siffra eller pg_.
run-told = { $count ->
    [one] 1 brev hade skickats innan databasen lades tillbaka, och skickades inte igen.
   *[other] { $count } brev hade skickats innan databasen lades tillbaka, och skickades inte igen.
}
