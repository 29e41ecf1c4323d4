letter-subject = [upprop] { $line }
letter-digest-line = Sammanställning { $date }: { $count ->
    [one] 1 sak att veta
   *[other] { $count } saker att veta
}
letter-shortage = { $waiting } { $who ->
    [pupil] { $waiting ->
        [one] elev
       *[other] elever
    }
   *[other] { $waiting ->
        [one] person
       *[other] personer
    }
} saknar plats i { $tool }.
    Poolen "{ $pool }": { $total } platser, { $waiting } väntar{ $where ->
    [none] { "" }
   *[other] { " " }({ $where })
}.
letter-do = Gör så här:
letter-next = { $seats ->
    [one] 1 plats är beställd, leverans { $date }. Kommer den i tid läggs den till av sig själv.
   *[other] { $seats } platser är beställda, leverans { $date }. Kommer de i tid läggs de till av sig själva.
}
letter-more = Köp { $count ->
    [one] 1 plats
   *[other] { $count } platser
} till, eller frigör en som inte används. { $vendor }
letter-vendor = Leverantör: { $name }, { $address }.
letter-look = Se vilka och varför: upprop waiting --pool { $pool }
letter-resolved = Alla som får ha { $tool } har nu plats. Poolen "{ $pool }".
letter-held = Körningen { $date } stoppades delvis.
    { $kind }: { $count } av { $base }. Gränsen är { $limit }. Omfattning: { $scope }.
    Inget av det har genomförts. Resten av körningen gick vidare.
letter-held-look = Se efter vad som skulle hända: upprop guard show { $run }
letter-held-release = Är det rätt, släpp igenom just detta: upprop guard release { $run }
letter-held-mend = Är det fel, låt källan rätta leveransen. Nästa körning häver stoppet av sig själv.
letter-held-raise = Är det fel, höj antalet platser igen. Nästa körning häver stoppet av sig själv.
letter-expiring = Licensen { $licence } för { $tool } gäller t.o.m. { $to }. { $holders } har plats.
letter-expiring-do = Förnya den, och ange i konfigurationen vilken licens den nya förnyar (renews). Då bryts ingens åtkomst.
letter-digest = Det här är nytt:
letter-over_assigned = Poolen "{ $pool }" har { $count } fler tilldelade än platser. Ingen har blivit av med sin plats.
letter-over_assigned-do = Frigör platser eller köp fler.
letter-why-organiser = Du får detta för att du är licensansvarig för { $organiser }.
letter-why-unit = Du får detta för att du är licensansvarig för { $units }.
letter-why-operations = Du får detta för att du ansvarar för driften av upprop.
letter-no-names = Brevet innehåller inga namn. Vilka det gäller syns på kommandoraden.
letter-why-chief = Du får detta för att du är närmaste chef i licensfrågor för { $organiser }.
letter-again-several = Nästa påminnelse om det som står kvar: { $on }. Pausa något av det: upprop alerts, och sedan upprop snooze.
letter-again = Nästa påminnelse, om det står kvar: { $on }. Pausa: upprop snooze "{ $key }" --until DATUM --reason "…"
letter-in_grace = Licensen { $licence } för { $tool } har gått ut. { $holders } har plats under respiten, till och med { $until }. Sedan tas platserna tillbaka.
letter-protected = { $count ->
    [one] 1 plats för en person med skyddade uppgifter väntar på beslut.
   *[other] { $count } platser för personer med skyddade uppgifter väntar på beslut.
} Ingenting om personen lämnas ut innan dess.
letter-protected-look = Se i vilka pooler (kolumnen Beslut): upprop pools. Vem det gäller framgår av elevregistret och visas inte här.
letter-protected-do = Besluta på personens sida i översikten, eller: upprop protected list, och sedan upprop protected decide.
letter-runs_fail = Körningarna misslyckas sedan { $since }. Det som gällde före gäller fortfarande, och ingen har blivit av med sin plats.
    { $why }
letter-runs_fail-look = Se hur det gick: upprop runs
letter-runs_fail-do = Åtgärda felet. Nästa körning som lyckas avslutar det här av sig själv. Prova genast: upprop sync
letter-source_old = Källan { $source } levererar inget nytt. Den nyaste delen är från { $since }. Körningarna räknar med det som då gällde.
letter-source_old-do = Se efter varför exporten eller servern har slutat leverera. Nästa färska leverans avslutar det här av sig själv.
letter-configuration = Konfigurationen som sparades kan inte användas. Den förra gäller fortfarande, och körningarna fortsätter.
    { $why }
letter-configuration-look = Se vad som är fel: upprop check-config
letter-configuration-do = Rätta filen och spara. Den läses om av sig själv.
letter-service-resolved = Det är åtgärdat. Körningarna går som de ska.
letter-many-line = MYCKET PÅ EN GÅNG: { $count } saker
letter-many = Så mycket hände på en gång att det kommer i ett brev:
letter-many-do = Se allt som är att göra: upprop alerts
letter-still-line = KVARSTÅR: { $count } brådskande saker
letter-still = Det här står kvar:
letter-still-do = Se vad som är att göra: upprop alerts
letter-still-since = Kvarstår sedan { $since }.
letter-unanswered = Ingen har åtgärdat det här på { $days } arbetsdagar.
letter-week-line = Veckan v. { $week }: { $count ->
    [0] inget att göra
   *[other] { $count } att göra
}{ $urgent ->
    [0] { "" }
    [one] , 1 brådskande
   *[other] , { $urgent } brådskande
}
letter-week-runs = Den senaste veckan: { $runs ->
    [one] 1 körning
   *[other] { $runs } körningar
}, { $failed } fel.
letter-week-undelivered = { $count ->
    [one] 1 brev kom inte fram.
   *[other] { $count } brev kom inte fram.
} Se vilka: upprop notify list
letter-week-nothing = Inget att göra.
letter-week-todo = Att göra:
letter-week-paused = { $count ->
    [one] 1 sak är pausad.
   *[other] { $count } saker är pausade.
}
letter-week-news = Nytt sedan förra brevet:
letter-week-unused = Platser som ingen använder, efter vad verktygen rapporterar (en gång i månaden):
letter-week-unused-pool = { $pool }: { $seats ->
    [one] 1 innehavare har
   *[other] { $seats } innehavare har
} inte använt verktyget på { $days } dagar
letter-many-more = … och { $count } till.
letter-expiring-twins = Licenserna { $licences } för { $tool } gäller t.o.m. { $on }. { $holders } har plats.
letter-in_grace-twins = Licenserna { $licences } för { $tool } har gått ut. { $holders } har plats under respiten, till och med { $on }. Sedan tas platserna tillbaka.
letter-webhook_gone = Mottagaren { $receiver } av webhooks svarar att den inte finns mer (410). Den får inget mer förrän konfigurationen ändras.
letter-webhook_gone-do = Rätta adressen under [[notify.webhook]], eller ta bort mottagaren där.
letter-webhook_silent = Mottagaren { $receiver } av webhooks har inte tagit emot något på tre dagar. Det äldsta som väntade har getts upp.
letter-webhook_silent-do = Se varför: upprop notify list
letter-webhook-test = Prova: upprop notify test
letter-webhook-resolved = Mottagaren tar emot webhooks igen, eller konfigurationen säger något annat om den.
letter-in_grace-resolved = Licensen { $licence } för { $tool } är inte i respit längre: den är förnyad eller ändrad.
letter-protected-resolved = Ingen plats för en person med skyddade uppgifter väntar på beslut längre.
