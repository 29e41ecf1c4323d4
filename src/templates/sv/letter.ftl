letter-subject = [upprop] { $line }
letter-digest-subject = [upprop] Sammanställning { $date }: { $count ->
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
letter-digest = Nytt sedan förra körningen:
letter-over_assigned = Poolen "{ $pool }" har { $count } fler tilldelade än platser. Ingen har blivit av med sin plats.
letter-over_assigned-do = Frigör platser eller köp fler.
letter-why-organiser = Du får detta för att du är licensansvarig för { $organiser }.
letter-why-unit = Du får detta för att du är licensansvarig för { $units }.
letter-why-operations = Du får detta för att du ansvarar för driften av upprop.
letter-no-names = Brevet innehåller inga namn. Vilka det gäller syns på kommandoraden.
