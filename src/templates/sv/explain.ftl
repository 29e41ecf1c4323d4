explain-title = { $person } och { $tool }
link-active = finns i registret{ $from ->
    [none] { "" }
   *[other] { " " }från { $from }
}
link-inactive = finns inte i registret{ $to ->
    [none] { "" }
   *[other] { " " }(sista dag { $to })
}
link-pinned = har en fast plats: { $reason }
link-excluded = är undantagen: { $reason }
link-dormant = är vilande{ $until ->
    [none] { "" }
   *[other] { " " }t.o.m. { $until }
}: { $reason }
link-undecided = ett beslut krävs innan plats kan ges
link-role = roll { $roles }; licensen är för { $audience }
link-bound = { $bind } är kopplad till { $pool } ({ $name })
link-not-bound = ingen pool omfattar personen (verktyget har { $pools })
link-unit_assigned = licensen är tilldelad enheten
link-unit-not-assigned = licens finns, men enheten är inte tilldelad
link-dpa = PUB-avtal: { $state }
link-licence-running = licensen gäller{ $until ->
    [none] { "" }
   *[other] { " " }t.o.m. { $until }
}
link-licence-grace = licensen är i respit t.o.m. { $until }: de som har plats behåller den, ingen ny får
link-licence-over = licensen har gått ut
link-licence-coming = { $until ->
    [none] licensen är beställd och har ingen första dag
   *[other] licensen börjar gälla { $until }
}
link-unit_code = skolenhetskod finns
link-unit-code-missing = enheten saknar skolenhetskod, som leverantören kräver
link-email = e-postadress finns
link-email-missing = e-postadress saknas, som leverantören kräver
link-seat-free = plats: { $occupied } av { $total } upptagna
link-seat-unlimited = plats: obegränsat antal
link-seat-taken = ledig plats: { $occupied }/{ $total }
bind-person = personen
bind-group = gruppen { $group }
bind-unit = enheten { $unit }
bind-role = rollen { $role }
bind-role-unit = rollen { $role } vid { $unit }
bind-years = årskurs { $first }–{ $last }
bind-more = { $one } och { $other }
role-pupil = elev
role-staff = personal
role-teacher = lärare
role-principal = rektor
role-preschool_teacher = förskollärare
role-administrator = administratör
outcome-assigned = har plats i { $pool } sedan { $since }
outcome-grace = platsen i { $pool } hålls t.o.m. { $until } ({ $cause })
outcome-grace-wanted = platsen i { $pool } hålls t.o.m. { $kept }, och så länge ingen väntar t.o.m. { $until } ({ $cause })
outcome-waiting = väntar, plats { $place } av { $of } i kön till { $pool }, sedan { $since }: { $reasons }
outcome-blocked = spärrad sedan { $since }: { $reasons }
outcome-held-person = väntar på beslut
outcome-dormant = vilande: önskan om plats finns kvar
outcome-excluded = undantagen: får ingen plats
outcome-not_entitled = omfattas inte
outcome-pending = avgörs vid nästa körning
help-title = Det här skulle hjälpa
help-next = { $seats ->
    [one] 1 plats
   *[other] { $seats } platser
} levereras { $on }
help-grace-ends = en plats i respit blir ledig efter { $until }
help-vendor = fråga { $name } om fler platser{ $address ->
    [none] { "" }
   *[other] : { $address }
}
rule-keep = Regel: den som har plats behåller den; därefter prioritetsklass, väntetid, startdag och nyckel.
no-tools = Personen omfattas inte av något verktyg.
certificate-tight = alla platser som kan nås är upptagna: { $pools }
tight-pool = { $pool } ({ $seats ->
    [one] 1 plats
   *[other] { $seats } platser
})
tight-by-moving = { $pool } ({ $seats ->
    [one] 1 plats
   *[other] { $seats } platser
}, om någon flyttar dit)
certificate-first = ingen är före i turen
certificate-before = före i turen: { $count } ({ $classes })
before-class = prioritetsklass { $class }: { $count }
certificate-seats = { $seats ->
    [one] 1 plats
   *[other] { $seats } platser
} till i { $pool }
certificate-or = eller
certificate-purchase = minsta köp som ger plats: { $purchase }
rule-share = Regel: den som har plats behåller den; därefter garantier, prioritetsklass, skolornas andelar (uddatalsmetoden), väntetid, startdag och nyckel.
seated-room = ingen annan väntar på de här platserna
seated-guarantee = platsen är garanterad skolan
seated-class = prioritetsklassen går före dem som väntar
seated-share = det var skolans tur: de som väntar går på andra skolor
seated-queue = först i kön av dem som väntar
seated-keeps = andra väntar, men den som har plats behåller den
link-lost = hade plats i { $pool } till { $on }: { $cause }
link-lost-by-rule = hade plats i { $pool } till { $on }: { $cause }; { $rule }
loss-priority_lifo = först förlorar den i sista prioritetsklassen som fick sin plats sist
loss-lifo = först förlorar den som fick sin plats sist
loss-fifo = först förlorar den som haft sin plats längst
loss-least_used = först förlorar den som inte använt verktyget på längst
loss-fair_back = först förlorar skolan med flest platser för sin andel
outcome-grace-confirm = den tas inte tillbaka förrän en leverans av { $source } från { $from } eller senare visar samma sak
outcome-grace-inactive = har plats i { $pool } men använder den inte; den hålls t.o.m. { $kept }, därefter tills någon väntar på den
outcome-frozen = har plats i { $pool } sedan { $since } och omfattas inte längre; i frysningen tar inget i registret platsen
outcome-lent = lånar en plats i { $pool } sedan { $since }; sista dagen är { $until }, sedan behövs den för någon som börjar
outcome-starting = börjar { $on }; en plats i { $pool } hålls till dess
outcome-starting-at-risk = börjar { $on }; ingen plats i { $pool } är säker för den dagen
link-coming = finns i registret från { $from }
bind-all = alla
