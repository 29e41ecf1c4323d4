run-applied = Körning { $run }, { $time }: gick bra. { $changes }
run-unchanged = Körning { $run }, { $time }: inget har ändrats.
run-held = Körning { $run }, { $time }: delvis stoppad. { $changes }
run-failed = Körning { $run }, { $time }: misslyckades. Senast kända läge gäller.
run-changes = Personer +{ $added }, −{ $removed }, { $changed } { $changed ->
    [one] ändrad
   *[other] ändrade
}.
run-seats = Platser: { $granted } { $granted ->
    [one] tilldelad
   *[other] tilldelade
}, { $freed } { $freed ->
    [one] frigjord
   *[other] frigjorda
}, { $moved } { $moved ->
    [one] flyttad
   *[other] flyttade
}; { $waiting } väntar, { $blocked } { $blocked ->
    [one] spärrad
   *[other] spärrade
}.
run-leaving = { $count ->
    [one] 1 plats är på väg att frigöras.
   *[other] { $count } platser är på väg att frigöras.
}
run-letters = { $count ->
    [0] Inga brev skickades.
    [one] 1 brev skickades.
   *[other] { $count } brev skickades.
}
run-findings = Leveransen: { $errors } fel, { $warnings ->
    [one] 1 varning
   *[other] { $warnings } varningar
}.
todo-title = { $count ->
    [0] Inget att göra.
    [one] 1 sak att göra{ $urgent ->
        [0] .
       *[other] , brådskande.
    }
   *[other] { $count } saker att göra{ $urgent ->
        [0] .
       *[other] , { $urgent } brådskande.
    }
}
plan-title = Plan { $hash } för { $date }
plan-empty = Planen är tom: inget att göra.
plan-grant = { $count ->
    [one] 1 plats tilldelas
   *[other] { $count } platser tilldelas
} i { $pool }: { $people }
plan-free = { $count ->
    [one] 1 plats frigörs
   *[other] { $count } platser frigörs
} i { $pool } ({ $cause }): { $people }
plan-move = { $count ->
    [one] 1 plats flyttas
   *[other] { $count } platser flyttas
} från { $from } till { $to }: { $people }
plan-leave = { $people } har slutat i { $pool }; platsen hålls t.o.m. { $until } ({ $cause })
plan-leave-wanted = { $people } har slutat i { $pool }; platsen hålls t.o.m. { $kept }, och så länge ingen väntar t.o.m. { $until } ({ $cause })
plan-return = { $people } är tillbaka i { $pool } och har aldrig slutat
plan-wish = { $people } { $state ->
    [blocked] { $count ->
        [one] spärrad
       *[other] spärrade
    }
   *[waiting] väntar
} i { $pool }: { $reason }
plan-dormant = { $people } är vilande i { $pool }; önskan om plats finns kvar
plan-unwish = { $people } väntar inte längre på { $tool }
plan-join = Licensen { $licence } läggs till i { $pool }
plan-rekeyed = { $count } personer får nya id och behåller sina platser; resten av leveransen planeras därefter
plan-roster = Registret: personer +{ $p_added } −{ $p_removed } ~{ $p_changed }, grupper +{ $g_added } −{ $g_removed } ~{ $g_changed }, medlemskap +{ $m_added } −{ $m_removed } ~{ $m_changed }, enheter +{ $u_added } −{ $u_removed } ~{ $u_changed }
plan-more = … och { $count } till
plan-held = STOPPAT { $scope }: { $kind }, { $count } av { $base } (gräns { $limit })
plan-who = { "    " }Berör: { $people }
plan-in-the-way = { "    " }I vägen: { $people }
plan-accept = { "    " }Höj antalet igen, eller ta deras platser: upprop sync --accept-losses { $hash }
hold-hint = Se efter med `upprop guard show { $run }`. Är det rätt: `upprop guard release { $run }`. Är det fel: rätta leveransen; nästa körning häver stoppet.
released = Släppt: { $count ->
    [one] 1 stopp
   *[other] { $count } stopp
} i körning { $run }.
dropped = Avfärdat: { $count ->
    [one] 1 stopp
   *[other] { $count } stopp
} i körning { $run }. Det som stoppades ligger kvar som det var.
plan-written = Planen skrevs till { $file }. Genomför den med: upprop apply { $file }
plan-stale = Planen gäller inte längre: läget har ändrats sedan den gjordes. Kör `upprop plan` igen.
verify-ok = Allt stämmer: { $count } kontroller.
verify-bad = { $count ->
    [one] 1 kontroll stämmer inte.
   *[other] { $count } kontroller stämmer inte.
}
demo-title = Exempelkommunen
demo-invented = En påhittad kommun (FIKTIV): alla namn, koder, verktyg och leverantörer är uppdiktade.
demo-day = { $weekday } { $date } kl. 06:00 (v. { $week })
demo-front = Läget { $date }
demo-letters = Brev ({ $folder })
demo-letter = till { $to }: { $subject }
demo-why = Varför har { $person } ingen plats i { $tool }?
demo-ahead = Vad som är på väg
demo-advice = Råd
demo-serves = Översikten finns på { $url } på den här datorn. Logga in som
demo-account = { $name } ({ $role }), lösenord { $password }
demo-role-admin = ser hela organisationen
demo-role-school = ser bara Björkskolan
demo-stop = Ctrl+C avslutar.
demo-next = Pröva själv
demo-disaster = Tisdag 24 november: exporten är avkortad
demo-disaster-told = Almskolan och klass 9C saknas i filen. Inget av det som saknas frigörs; resten av körningen går vidare.
weekday-1 = Måndag
weekday-2 = Tisdag
weekday-3 = Onsdag
weekday-4 = Torsdag
weekday-5 = Fredag
weekday-6 = Lördag
weekday-7 = Söndag
locked = En annan körning pågår. Försök igen när den är klar.
now-refused = --now är bara tillåtet när konfigurationen säger [database] rehearsal = true.
unknown-person = Ingen person heter { $name } i registret. Använd nyckel (E05) eller id.
ambiguous-person = { $count } personer har nyckeln { $name }. Använd id.
unknown-tool = Inget verktyg har nyckeln { $name }. { $suggestion ->
    [none] Se `upprop tools`.
   *[other] Menade du { $suggestion }?
}
unknown-run = Körning { $run } har inget öppet stopp.
check-ok = Konfigurationen är i sin ordning.
check-bad = { $errors ->
    [0] { $warnings ->
        [one] 1 varning.
       *[other] { $warnings } varningar.
    }
   *[other] { $errors } fel, { $warnings ->
        [one] 1 varning.
       *[other] { $warnings } varningar.
    }
}
no-database = Det finns ingen databas än. Den första körningen skapar den: upprop sync --first-import
no-roster = Inget register har lästs in än; bindningar till grupper, enheter och personer är inte prövade.
inspect-conformance-strict = Paketet följer formatet till punkt och pricka.
inspect-conformance-lenient = Paketet läses, men följer inte formatet till punkt och pricka.
inspect-conformance-none = Paketet följer inte formatet.
inspect-more = och { $more } till
inspect-accepted = Leveransen kan läsas.
inspect-refused = Leveransen kan inte läsas.
the-delivery = leveransen
run-undelivered = { $count ->
    [one] 1 brev kom inte iväg och försöks igen vid nästa körning: { $why }
   *[other] { $count } brev kom inte iväg och försöks igen vid nästa körning: { $why }
}
clock-back = Klockan säger { $day }, men den senaste körningen gällde { $applied_on }. Ställ klockan rätt; i en övning: --now.
clock-ahead = Klockan säger { $day }, mer än ett år efter den senaste körningen ({ $applied_on }). Ställ klockan rätt. Var uppehållet verkligt: upprop sync --long-pause.
torn = Leveransen från { $source } är trasig: { $errors } av { $rows } poster kan inte läsas eller pekar på något som inte finns. Inget har genomförts; senast kända läge gäller. Rätta exporten.
identity-key-unread = Nyckeln i guard.identity_key går inte att läsa: { $what }. Inget har ändrats. Se till att filen finns och får läsas; utan nyckeln skulle ingen kännas igen.
identity-key-unset = Nyckeln i guard.identity_key finns inte: { $what } är inte satt. Inget har ändrats. Sätt den för tjänsten, eller använd file eller credential.
identity-key-short = Nyckeln i guard.identity_key är kortare än { $least } byte. Inget har ändrats. Gör en med: head -c 32 /dev/urandom | base64
unknown-source = Konfigurationen har ingen källa med namnet { $name }. Se [[source]].
mend-database = Inget har ändrats. Se efter att databasens mapp finns, får skrivas och har plats, och att filen är upprops egen; annars lägg tillbaka en säkerhetskopia.
mend-server = Inget har ändrats. Se efter att databasens server är igång och tar emot anslutningar, att adressen leder dit, och att upprop får logga in och har sina rättigheter där.
replaced = { $file } är inte längre den databas som öppnades: den har flyttats, eller så har en annan lagts i dess ställe. Inget har skrivits. Lägg tillbaka den, eller kör igen: då öppnas det som ligger där.
turn-lost = Ett annat upprop har tagit över, eftersom ingenting hördes från det här under längre tid än `database.lease`. Det som inte var skrivet är inte skrivet, och det andra fortsätter.
plan-only-news = Inga platser och inget i registret ändras; { $count ->
    [one] 1 nyhet att berätta
   *[other] { $count } nyheter att berätta
}.
plan-not-over = { $file } finns redan och är ingen plan: den skrivs inte över.
source-unreadable = Varning: källan { $name } kan inte läsas: { $why }
pool-unconfigured = { $pool } (finns inte i konfigurationen)
plan-not-written = Planen är tom; ingen fil skrevs.
usage-imported = { $count ->
    [one] 1 användning
   *[other] { $count } användningar
} noterade; { $unknown ->
    [0] alla rader kändes igen
    [one] 1 rad gäller någon eller något som inte finns här
   *[other] { $unknown } rader gäller någon eller något som inte finns här
}
usage-future = rad { $line }: `last_used` ligger i framtiden; rätta datumet
usage-nobody = ingen rad gäller en person och ett verktyg som finns här; inget noterades
plan-leave-inactive = { $people } använder inte { $pool }; platsen hålls t.o.m. { $kept }, därefter tills någon väntar på den
plan-grant-lent = { $count ->
    [one] 1 plats lånas ut
   *[other] { $count } platser lånas ut
} i { $pool } t.o.m. { $until }: { $people }
plan-lend = { $people } behåller sin lånade plats i { $pool }
plan-lend-lent = { $people } lånar platsen i { $pool } vidare t.o.m. { $until }
plan-starting = { $people } börjar i { $pool } { $on }; en plats hålls
plan-starting-at-risk = { $people } börjar i { $pool } { $on }; ingen plats är säker
losses-of-another-hold = Inget som är stoppat har hashen { $given }. Titta på vilka som är i vägen, och ange sedan { $open }.
progress = { $what }: sida { $page }, { $count } poster, { $rate } i sekunden
serve-waiting = Nästa körning { $time }
serve-running = Kör
serve-many = { $count } huvudmän, { $running } kör; nästa { $time }
nudge-taken = Tjänsten har hört det, och frågar källorna.
nudge-running = En körning pågår. Tjänsten frågar källorna igen när den är klar.
nudge-unheard = Ingen tjänst har hört det på { $seconds } sekunder. Kör `upprop serve` någonstans? När den gör det frågar den källorna. `upprop sync` gör en körning här och nu.
notify-nowhere = Det finns ingen mottagare, avsändare eller väg för brev, och ingen mottagare av webhooks: se [notify] i konfigurationen.
notify-test-subject = [upprop] Provbrev: vägen fungerar
notify-test = Det här är ett provbrev från upprop hos { $organiser }. Du får det för att någon prövade vägen med `upprop notify test`.

    Du behöver inte göra något.
notify-sent = mottagare { $number }: skickat
notify-failed = mottagare { $number }: kom inte iväg ({ $why })
notify-webhook-sent = webhook { $receiver }: mottagen
notify-webhook-failed = webhook { $receiver }: inte mottagen ({ $why })
demo-requests = Licensförfrågningar
demo-role-decider = beslutar om personer med skyddade uppgifter
