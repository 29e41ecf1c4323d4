alert-shortage = BRIST { $tool }: { $waiting } { $who ->
    [pupil] { $waiting ->
        [one] elev
       *[other] elever
    }
   *[other] { $waiting ->
        [one] person
       *[other] personer
    }
} utan plats{ $where ->
    [none] { "" }
   *[other] { " " }({ $where })
}
alert-over_assigned = ÖVERTILLDELAT { $tool }: { $count } fler än platserna i { $pool }
alert-low_seats = FÅ KVAR { $tool }: { $available ->
    [one] 1 ledig
   *[other] { $available } lediga
}{ $total ->
    [0] { "" }
   *[other] { " " }av { $total }
} i { $pool }
alert-expiring = UTGÅR { $tool } { $to } ({ $days ->
    [0] sista dagen
    [one] 1 dag
   *[other] { $days } dagar
}): { $holders } har plats
alert-trial = PROV { $tool } slutar { $to } ({ $days ->
    [0] sista dagen
    [one] 1 dag
   *[other] { $days } dagar
})
alert-in_grace = RESPIT { $tool } till { $until }: { $holders } har plats
alert-dpa = PUB-AVTAL { $state } för { $tool }: { $holders } har plats, { $kept_out } hålls utanför
alert-protected = BESLUT { $count ->
    [one] 1 plats för en person med skydd väntar på beslut
   *[other] { $count } platser för personer med skydd väntar på beslut
}
alert-email_missing = E-POST SAKNAS för { $tool }: { $count ->
    [one] 1 person
   *[other] { $count } personer
}
alert-unit_code_missing = SKOLENHETSKOD SAKNAS: { $units }
alert-unit_not_assigned = EJ TILLDELAD { $tool }: licens finns, { $unit } är inte tilldelad ({ $persons } berörs)
alert-unknown = OKÄND BINDNING i { $place }: { $name } finns inte i registret
alert-starts_itself = STARTAR SJÄLV { $tool }: licensen { $licence } den { $on } (om { $days ->
    [one] 1 dag
   *[other] { $days } dagar
})
alert-held = STOPPAD körning: { $kind }, { $count } av { $base } ({ $scope })
resolved-shortage = LÖST { $tool }: alla har plats{ $where ->
    [none] { "" }
   *[other] { " " }({ $where })
}
resolved-over_assigned = LÖST { $tool }: platserna räcker ({ $pool })
happening-email_changed = NY E-POST { $tool }: { $count ->
    [one] 1 ändrad adress; leverantören skapar ett nytt konto
   *[other] { $count } ändrade adresser; leverantören skapar nya konton
}
happening-withdrawn = ÅTERTAGNA { $tool }: { $count ->
    [one] 1 plats
   *[other] { $count } platser
} i { $pool }
happening-healed = LÄKT { $scope }: { $kind } ({ $count }) hålls inte längre. Nästa leverans var hel, och inget har gått förlorat
happening-joined = TILLAGD licensen { $licence } i { $pool }: { $seats ->
    [one] 1 plats
   *[other] { $seats } platser
}
alert-starters_at_risk = OSÄKERT { $tool }: { $count } { $who ->
    [pupil] { $count ->
        [one] elev
       *[other] elever
    }
   *[person] { $count ->
        [one] person
       *[other] personer
    }
} som börjar från { $on } har ingen säker plats
alert-runs_fail = MISSLYCKADE KÖRNINGAR sedan { $since }
alert-source_old = SEN KÄLLA { $source }: nyaste leveransen är från { $since }
alert-configuration_refused = KONFIGURATIONEN kan inte användas; den förra gäller
resolved-runs_fail = LÖST: körningarna lyckas igen
resolved-source_old = LÖST { $source }: färsk leverans
resolved-configuration_refused = LÖST: konfigurationen kan användas
alert-webhook_lost = WEBHOOK { $receiver }: { $how ->
    [gone] mottagaren finns inte mer
   *[other] mottagaren svarar inte
}
resolved-webhook_lost = LÖST WEBHOOK { $receiver }
resolved-in_grace = LÖST { $tool }: licensen { $licence } är inte i respit längre
resolved-protected = LÖST: inget väntar på beslut om skyddade uppgifter
