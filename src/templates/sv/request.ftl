alert-request_unanswered = OBESVARAD { $vendor }: { $request }, { $days ->
    [one] 1 arbetsdag
   *[other] { $days } arbetsdagar
}
alert-request_overdue = SEN { $vendor }: { $request }, { $late ->
    [one] 1 arbetsdag
   *[other] { $late } arbetsdagar
}
resolved-request_unanswered = BESVARAD { $vendor }: { $request }
resolved-request_overdue = LÖST { $vendor }: { $request }
letter-request_overdue = { $vendor } har svarat JA på { $request }, och leveransen skulle ha kommit { $due }. Den är { $late } arbetsdagar sen. Leverantören är påmind två gånger.
letter-request_overdue-look = Se förfrågan: upprop request show { $request }
letter-request_overdue-do = Ring leverantören. Har licenserna kommit, lägg in dem: upprop request deliver { $request }
letter-request-resolved = Förfrågan är inte längre sen.
letter-do-you = Så gör ni:
request-subject = Licensförfrågan { $number } – { $tool } – { $organiser } ({ $units ->
    [one] 1 enhet
   *[other] { $units } enheter
}, { $users } användare)
request-subject-reminder = Påminnelse: licensförfrågan { $number } – { $tool } – { $organiser }
request-subject-yes = Tack för svaret: licensförfrågan { $number } – { $tool } – { $organiser }
request-intro-transfer = { $organiser } har licenser för { $tool } och ber er flytta dem till enheterna nedan.
request-intro-enable = { $organiser } ber er lägga upp enheterna nedan, så att licenser för { $tool } kan levereras till dem.
request-intro-purchase = { $organiser } vill köpa licenser för { $tool } till enheterna nedan.
request-intro-seats = { $organiser } ber er ändra antalet licenser för { $tool } till det som står nedan.
request-units = Enheter:
request-unit = { $name }, { $code }: { $pupils ->
    [one] 1 elev
   *[other] { $pupils } elever
}, { $staff } personal
request-year = åk { $year }: { $count }
request-code = { $status ->
    [official] skolenhetskod { $code }
    [fictitious] FIKTIV kod { $code } (ingen officiell skolenhetskod)
   *[other] skolenhetskod saknas
}
request-wanted = Önskat datum: { $day }
request-wanted-none = Önskat datum: inget angivet (svarar ni JA gäller { $days } arbetsdagar från svaret)
request-platform = Plattform: { $platform }
request-dpa = PUB-avtal: { $state ->
    [signed] signerat
    [missing] saknas
    [under_review] omprövas
   *[other] har upphört
}
request-dpa-since = { $since ->
    [none] .
   *[other] { " " }{ $since }.
}
request-codes = Enheter utan skolenhetskod behöver en fiktiv kod innan de kan få licenser. Räkna med { $days } arbetsdagar, och ta kontakt med oss om koden.
request-no-persons = Inga personuppgifter ingår i förfrågan.
request-yes-in = JA om ni har licenser för en eller flera av enheterna. Dela då ut dem till rätt enheter inom { $days } arbetsdagar från svaret.
request-yes-by = JA om ni har licenser för en eller flera av enheterna. Dela då ut dem till rätt enheter senast { $day }.
request-no-means = NEJ om ni inte har några. Då får { $organiser } veta det, och förfrågan avslutas.
request-deliver-steps = Dela ut licenserna till rätt enheter, och lägg in hur många de är och hur länge de gäller. Då kan användarna få dem nästa morgon.
request-link-answer = Svara JA eller NEJ här: { $link }
    Länken gäller i { $days } dagar och för ett svar. Inget händer förrän ni väljer och skickar på sidan.
request-link-deliver = Lägg in leveransen här: { $link }
    Länken gäller i { $days } dagar och för en leverans.
request-mail-answer = Svara JA eller NEJ på det här brevet.
request-mail-deliver = Svara på det här brevet när licenserna är levererade.
request-contact = Kontakt: { $title }, { $address }
request-from = { $organiser } skickar licensförfrågningar med upprop.
request-remind-unanswered = Vi har inte fått svar på licensförfrågan { $number } om { $tool }. Den skickades för { $days } arbetsdagar sedan.
request-remind-due = Ni har svarat JA på licensförfrågan { $number } om { $tool }. Licenserna ska vara utdelade i dag, { $due }.
request-remind-late = Ni har svarat JA på licensförfrågan { $number } om { $tool }. Licenserna skulle ha varit utdelade { $due }.
request-remind-open = Ni har svarat JA på licensförfrågan { $number } om { $tool }. Licenserna ska vara utdelade senast { $due }.
request-thanks = Tack. Ni har svarat JA på licensförfrågan { $number } om { $tool }. Licenserna ska vara utdelade senast { $due }.
request-confirmed-line = BEKRÄFTAT { $vendor }: { $number }, { $day }
request-confirmed = { $vendor } har bekräftat { $day } som leveransdag för { $number } ({ $tool }). { $wanted ->
    [none] Inget datum var önskat.
   *[other] Önskat datum var { $wanted }.
}
request-delayed-line = FÖRSENAT { $vendor }: { $number }, till { $day }
request-delayed = { $vendor } blir sen med { $number } ({ $tool }). Licenserna skulle ha kommit { $due }, och kommer nu { $day }. Påminnelser följer det nya datumet. Skälet står vid förfrågan.
request-day-noted = Vi har noterat { $due } som leveransdag för licensförfrågan { $number } om { $tool }.
request-subject-day = Noterat datum: licensförfrågan { $number } – { $tool } – { $organiser }
request-confirmed-on = Bekräftat datum: { $day }
request-delayed-on = Försenat till: { $day }
request-no-line = NEJ { $vendor }: { $number } ({ $tool })
request-no = { $vendor } har svarat NEJ på { $number }: det finns inga licenser för { $tool } till de här enheterna.
request-no-buy = Ska de ha licenser, gör en ny förfrågan om köp: upprop request new { $tool } --kind purchase
request-no-look = Se svaret: upprop request show { $number }
requests-summary = { $answered ->
    [one] 1 besvarad
   *[other] { $answered } besvarade
}, { $unanswered ->
    [one] 1 obesvarad
   *[other] { $unanswered } obesvarade
}
no-requests = Inga licensförfrågningar.
no-such-request = Det finns ingen förfrågan { $number }. Se vilka som finns: upprop request list
no-such-unit = Registret har ingen enhet, eller flera, som heter { $unit }. Skriv dess id eller alias.
no-such-tool = Konfigurationen har inget verktyg med nyckeln { $tool }. Se vilka som finns: upprop tools
head-request = Förfrågan
head-units = Enheter
head-users = Användare
head-wanted = Önskat
head-response = Svar
head-deadline = Senast
request-answer = { $says ->
    [yes] JA
    [no] NEJ
   *[other] JA och NEJ
} { $on }
request-state-draft = utkast
request-state-sent = skickad
request-state-unanswered = obesvarad{ $days ->
    [0] { "" }
    [one] , 1 arbetsdag
   *[other] , { $days } arbetsdagar
}
request-state-yes = leverans väntas
request-state-no = avslutad med NEJ
request-state-delivered_in_part = levererad i delar
request-state-delivered = levererad
request-state-overdue = sen{ $late ->
    [0] { "" }
    [one] , 1 arbetsdag
   *[other] , { $late } arbetsdagar
}
request-state-withdrawn = återtagen
request-state-codes = { $count ->
    [one] 1 enhet saknar kod
   *[other] { $count } enheter saknar kod
}
request-checklist = Ska vara på plats:
request-what-order = beställning
request-what-purchase = avtal om köp
request-what-dpa = PUB-avtal
request-condition = { " " }- { $what }: { $met ->
    [met] ja
    [overridden] nej, men skickas ändå ({ $reason })
   *[other] saknas
}
request-answers = Svar:
request-answered = { " " }- { $unit }: { $says ->
    [yes] JA
   *[other] NEJ
} { $on }, { $by ->
    [vendor] av leverantören
   *[other] inlagt av huvudmannen
}
request-batch = Levererat { $on }: { $batch }, { $units }, platser: { $seats }
request-reminded = Påmind { $on } ({ $of })
request-named = { $what ->
    [confirmed] Bekräftat { $said }: { $on }
   *[other] Försenat { $said }: till { $on }, { $reason }
}, { $by ->
    [vendor] av leverantören
   *[other] inlagt av huvudmannen
}
request-reason = Skäl { $on } ({ $what }): { $reason }
request-reason-gone = skälet är gallrat
request-card-yes = Vid JA: leverantören delar ut licenserna inom { $days } arbetsdagar, eller till det datum som önskats. Lägg in leveransen, så tar pooler med auto_add upp den vid nästa körning.
request-card-no = Vid NEJ: förfrågan är avslutad. Ska enheterna ha licenser, gör en ny förfrågan om köp.
request-new = { $number } är skriven. Se den: upprop request show { $number }. Skicka den: upprop request send { $number }
request-no-units = Förfrågan gäller ingen enhet. Kör en synkning först, eller namnge enheter med --unit.
request-so-already = { $number }: det är redan gjort.
request-done = { $number }: { $state }. { $letters ->
    [0] Inget brev.
    [one] 1 brev.
   *[other] { $letters } brev.
}
request-refused-over = { $number } är avslutad. Gör en ny förfrågan.
request-refused-not_sent = { $number } är inte skickad än: upprop request send { $number }
request-refused-blocked = { $number } kan inte skickas: { $about } är inte på plats. Skriv in det i konfigurationen, eller gör en ny förfrågan med --met eller --override och ett skäl.
request-refused-no_units = { $number }: inga enheter att göra det för.
request-refused-other_unit = { $number } gäller inte enheten { $about }.
request-refused-answered = { $number } är besvarad. Ett annat svar behöver ett skäl (--reason), och det som är levererat står fast.
request-refused-not_promised = { $number }: leverantören har inte svarat JA för enheten { $about }.
request-refused-nothing_due = { $number }: det finns inget att påminna om.
request-refused-nothing_promised = { $number }: leverantören har inte lovat något som väntar på leverans. Ett datum följer med ett JA: upprop request answer { $number } yes --date DATUM
request-between = mellan { $first } och { $last }
request-refused-odd_day = { $number }: datumet ska ligga { $about }.
request-refused-later = { $number }: { $about } är redan bekräftat. Ett senare datum är en försening och behöver ett skäl: upprop request delay { $number } DATUM --reason SKÄL
request-refused-no_delay = { $number }: leveransen ska komma { $about }, och en försening är till en senare dag. Bekräfta en tidigare dag: upprop request answer { $number } yes --date DATUM
request-refused-no_reason = { $number }: en försening behöver ett skäl på högst 300 tecken, utan personuppgifter: --reason SKÄL
request-nowhere = { $vendor } har ingen adress för förfrågningar, och inget skickas någon annanstans. Lägg till `request_address` för leverantören i konfigurationen.
request-no-type = Det framgår inte vilken sorts licens det är. Ange --type och --audience.
request-no-seats = Ange hur många platser det är: --seats ANTAL
request-delivered = { $number }: { $batch } är inlagd. { $home ->
    [pool] Poolen { $pool } tar upp den vid nästa körning.
   *[other] Ingen pool tar upp den av sig själv: sätt auto_add på en pool för samma verktyg, typ och målgrupp.
}
vendor-title = Licensförfrågan { $number }
vendor-head = Licensförfrågan { $number } från { $organiser }: { $tool }
vendor-yes = JA, vi har licenser
vendor-no = NEJ, vi har inga
vendor-send = Skicka svaret
vendor-deliver = Lägg in det som är levererat till de här enheterna. Det kan göras en gång med den här länken.
vendor-seats = Antal platser
vendor-from = Första dag (om den är bestämd)
vendor-to = Sista dag (om den är bestämd)
vendor-send-delivery = Lägg in leveransen
vendor-date = Leveransdag, om den är bestämd. Annars gäller { $days } arbetsdagar från svaret.
vendor-date-wanted = Leveransdag. Önskat datum är { $day }; skriv ett annat om det inte går.
vendor-other-day = Blir det en annan dag?
vendor-other-day-text = Licenserna ska vara utdelade senast { $due }. Blir det senare, skriv en ny dag och varför. Länken är då använd, och ett brev med en ny kommer. Skriv inga personuppgifter.
vendor-new-day = Ny leveransdag
vendor-reason = Varför (behövs om det blir senare)
vendor-send-day = Skicka den nya dagen
vendor-odd-day = Inget är skickat. Dagen ska vara mellan i dag och ett år framåt, en senare dag behöver ett skäl, och skälet är på högst 300 tecken.
vendor-named = { $what ->
    [confirmed] Bekräftad leveransdag: { $on }.
   *[other] Försenat till { $on }.
}
vendor-not-chosen = Inget är skickat. Välj ett svar för varje enhet, eller fyll i antal och datum, och skicka igen.
vendor-thanks = Tack. Det är mottaget.
vendor-nothing = Förfrågan väntar inte på något från er just nu.
vendor-too-late = Länken har gått ut, och inget är ändrat. Hör av er till kontakten nedan, så skickas en ny.
vendor-done = Förfrågan är besvarad { $at } av { $by ->
    [vendor] { $vendor }
   *[other] huvudmannen, efter besked från { $vendor }
}.
vendor-unit = { $unit }: { $state ->
    [yes] JA
    [no] NEJ
   *[other] levererat
}
vendor-due = Licenserna ska vara utdelade senast { $due }.
vendor-unknown = Länken finns inte. Kontrollera att hela adressen kom med.
vendor-later = Det går inte just nu, och inget är ändrat. Försök igen om en stund.
head-unit = Enhet
head-code = Kod
head-status = Status
head-register = Registret
code-status-official = officiell
code-status-fictitious = FIKTIV
code-status-missing = saknas
register-aktiv = aktiv
register-vilande = vilande
register-upphort = UPPHÖRD
register-planerad = planerad
register-unknown = FINNS INTE
units-unchecked = ej inläst
units-imported = Skolenhetsregistret är inläst: { $count } skolenheter.
units-not-fetched = Skolenhetsregistret gick inte att hämta ({ $why }). Det som var inläst gäller. Försök igen senare, eller hämta det till en fil och läs in den med units import.
units-code-set = { $unit } har den fiktiva koden { $code }. Den är märkt som fiktiv överallt, gäller från nästa körning och ersätts när en officiell kod kommer.
units-no-code = { $code } är ingen kod: skriv åtta siffror.
units-has-official = { $unit } har redan en officiell kod.
units-code-official = { $code } är en officiell kod i skolenhetsregistret och kan inte vara fiktiv. Välj en annan.
units-code-taken = { $code } används redan av en annan enhet.
request-kind-transfer = flytta licenser
request-kind-enable = lägg upp enheter
request-kind-purchase = köp licenser
request-kind-seats = ändra antal
request-says-yes = JA
request-says-no = NEJ
request-by-vendor = av leverantören
request-by-organiser = inlagt av huvudmannen
request-met-met = ja
request-met-missing = saknas
request-met-overridden = nej, men skickas ändå
request-deed-new = skriven
request-deed-sent = skickad
request-deed-answered = besvarad
request-deed-yes = svar JA
request-deed-no = svar NEJ
request-deed-confirmed = datum bekräftat
request-deed-delayed = försenad
request-deed-delivered = levererad
request-deed-reminded = påmind
request-deed-withdrawn = återtagen
request-says-both = JA och NEJ
