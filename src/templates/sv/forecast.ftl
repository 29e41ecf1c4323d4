forecast-title = Prognos för { $days ->
    [one] 1 dag
   *[other] { $days } dagar
}: vad som händer av sig självt om inget annat ändras
forecast-today = I dag, { $date }
forecast-nothing-today = I dag: ingen väntar.
forecast-day = { $date } ({ $days ->
    [one] om 1 dag
   *[other] om { $days } dagar
})
forecast-nothing = Inget datum ändrar något.
forecast-no-unit = utan skola
turn-licence-runs = { $licence } börjar gälla: { $seats } i { $pool }
turn-licence-grace = { $licence } går i respit ({ $pool }): de som har plats behåller den, ingen ny får
turn-licence-over = { $licence } upphör: { $seats } i { $pool } försvinner
turn-licence-delivered = { $licence } levereras till { $pool } och har inte börjat gälla
turn-bind-begins = en koppling till { $pool } börjar gälla
turn-bind-ends = en koppling till { $pool } upphör
turn-freeze-begins = frysning börjar: inget i registret tar en plats från någon
turn-freeze-ends = frysningen är över: den som inte omfattas längre bedöms från i dag
change-loses = { $count ->
    [one] 1 förlorar sin plats
   *[other] { $count } förlorar sina platser
} i { $pool } ({ $units }): { $why }
change-waits = { $count ->
    [one] 1 börjar vänta
   *[other] { $count } börjar vänta
} på { $pool } ({ $units }): { $why }
change-leaves = { $count ->
    [one] 1 slutar
   *[other] { $count } slutar
} i { $pool } ({ $units }): { $why }; platsen hålls en tid
change-frees = { $count ->
    [one] 1 plats
   *[other] { $count } platser
} efter den som slutat blir ledig i { $pool } ({ $units }): { $why }
change-gets = { $count ->
    [one] 1 får plats
   *[other] { $count } får plats
} i { $pool } ({ $units })
lack-waiting = BRIST { $tool }: { $count ->
    [one] 1 väntar
   *[other] { $count } väntar
} ({ $units }): { $why }
help-buy = köp { $seats ->
    [one] 1 plats
   *[other] { $seats } platser
} till { $pool }
help-move = eller flytta { $seats ->
    [one] 1 plats
   *[other] { $seats } platser
} från { $pool }, där de är lediga och ingen som väntar får sitta
help-renew = förnya licensen i { $pool }: { $seats ->
    [one] 1 väntar
   *[other] { $seats } väntar
} på den
help-none = för { $count } hjälper inga enstaka platser (klasslicens)
turn-seats = { $seats ->
    [one] 1 plats
   *[other] { $seats } platser
}
turn-unlimited = platser utan gräns
help-over = löser sig själv { $date }
advice-none = Inget råd: alla platser används.
advice-idle = LEDIGT { $pool }: { $seats } av { $total } platser har ingen, och ingen väntar.
advice-cost = De kostar { $cost } kr om året.
advice-stranded = KLASSLICENS { $pool }: { $seats } av { $total } platser är tomma och kan inte användas av andra klasser.
advice-movable = FLYTTA { $seats ->
    [one] 1 plats
   *[other] { $seats } platser
} från { $from } till { $to }: där väntar några, här får ingen av dem sitta.
advice-sibling = FRÅGA { $vendor }: { $count ->
    [one] 1 väntar
   *[other] { $count } väntar
} på { $tool } medan { $sibling } har { $seats ->
    [one] 1 ledig plats
   *[other] { $seats } lediga platser
}.
advice-unused = OANVÄNT { $pool }: { $count ->
    [one] 1 person
   *[other] { $count } personer
} har inte använt sin plats på { $days } dagar; om { $unknown } vet ingen något
