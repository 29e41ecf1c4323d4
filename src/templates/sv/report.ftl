cell-unlimited = obegränsat
cell-unknown = uppgift saknas
report-empty = Inget att visa.
report-on = Läget { $day }

report-pools = Pooler
report-shortage = Brist
report-expiring = Utgår
report-unused = Outnyttjat
report-dpa = PUB-avtal
report-quality = Datakvalitet
report-events = Händelser
report-school-year = Läsårsskifte
report-claims = Tilldelade och frigjorda platser
report-compliance = Efterlevnad och råd
report-cost = Kostnad

about-pools = platserna i varje pool
about-shortage = vem som väntar, varför och vad som hjälper, per skola
about-expiring = licenser, respiter, avtal och uppsägningsdagar de närmaste 180 dagarna
about-unused = det som betalas men inte används, så långt någon vet
about-dpa = leverantörer, avtal och hur många som har åtkomst
about-quality = det som saknas i elevregistret
about-events = vad som hänt, ur loggen
about-school-year = vad läsårsskiftet gör, om inget annat händer
about-claims = platser som tilldelats och frigjorts, per månad
about-compliance = om allt följer köp och avtal, och vad som kan göras bättre
about-cost = vad licenserna kostar om året

column-pool = Pool
column-name = Namn
column-tool = Verktyg
column-total = Totalt
column-assigned = Tilldelade
column-available = Lediga
column-usage-percent = Nyttjande %
column-grace = I respit
column-over-assigned = Övertilldelat
column-reserve = Reserv
column-used-percent = Används %
column-waiting = Väntar
column-blocked = Spärrade
column-held = Beslut krävs
column-unit = Enhet
column-person = Person
column-state = Läge
column-reason = Skäl
column-count = Antal
column-since = Sedan
column-help = Hjälper
column-month = Månad
column-day = Dag
column-days = Dagar kvar
column-ends = Vad
column-licence = Licens
column-seats = Platser
column-cost = Kronor per år
column-proposal = Förslag
column-kind = Vad
column-vendor = Leverantör
column-dpa = PUB-avtal
column-changed = Senast ändrat
column-people = Personer med åtkomst
column-without-dpa = Data utan PUB-avtal
column-fault = Brist
column-about = Gäller
column-seq = Nr
column-time = Tid
column-run = Körning
column-actor = Vem
column-event = Händelse
column-claim = Vad
column-change = Vad
column-check = Kontroll
column-status = Status
column-recommendation = Råd
column-consequence = Följd
column-licences = Licenser
column-held-seats = Upptagna
column-cost-held = Kronor, upptagna
column-cost-free = Kronor, lediga

cell-protected = skyddad

help-no-free-seat = { $count ->
    [one] 1 plats till
   *[other] { $count } platser till
  }
help-kept-for-others = { $count ->
    [one] 1 plats till
   *[other] { $count } platser till
  }
help-seat-kept = inget: en plats hålls till första dagen
help-seat-at-risk = { $count ->
    [one] 1 plats till före första dagen
   *[other] { $count } platser till före första dagen
  }
help-wrong-role = rätta rollen i källan eller bindningen
help-unit-not-assigned = tilldela licensen till enheten
help-unit-code-missing = skaffa enheten en skolenhetskod
help-email-missing = ange e-postadress i källan
help-dpa-missing = teckna PUB-avtal
help-dpa-under-review = avsluta omprövningen av PUB-avtalet
help-licence-expired = förnya licensen
help-licence-not-started = vänta tills licensen börjar gälla
help-grace-no-new = förnya licensen
help-person-dormant = inget: personen är vilande
help-protected-hold = fatta beslut
help-vendor-limit = be leverantören höja sin gräns

end-notice = sista uppsägningsdag
end-contract = avtalet slutar
end-licence = licensen slutar
end-grace = respiten slutar

proposal-renewed = förnyad: { $licence }
proposal-no-pool = ingen pool använder den
proposal-renew-all = förnya
proposal-none = behövs inte för dagens behov
proposal-fewer = minska från { $seats } till { $count }
proposal-renew = förnya { $count }

idle-unassigned = lediga
idle-inactive = använder inte
idle-leaver = har slutat, i respit
idle-class = klassplatser som ingen annan kan få
idle-untold = användning okänd

fault-email-missing = e-postadress saknas
fault-email-twice = samma e-postadress som någon annan
fault-email-changed = ny e-postadress i verktyg som känner igen på den
fault-code-missing = skolenhetskod saknas
fault-group-empty = grupp utan medlemmar
fault-unit-missing = person utan enhet

actor-system = upprop

claim-granted = tilldelad
claim-returned = tillbaka i tid
claim-moved = flyttad till poolen
claim-leaving = i respit
claim-freed = frigjord

school-year-change-loses = mister plats
school-year-change-leaves = slutar, plats i respit
school-year-change-frees = plats frigörs
school-year-change-waits = väntar
school-year-change-gets = får plats

check-seats = inte fler än köpt
check-dpa = PUB-avtal för alla med åtkomst
check-use = användning
status-kept = följs
status-broken = följs inte
status-better = kan bli bättre
recommend-seats = köp de platser som saknas eller frigör dem
recommend-dpa = teckna PUB-avtal eller ta tillbaka platserna
consequence-seats = fler använder verktyget än licensen tillåter
consequence-dpa = uppgifter finns hos leverantören utan gällande avtal
consequence-idle = färre platser vid förnyelsen: ingen mister sin plats i dag
consequence-stranded = en annan sorts licens vid förnyelsen: ingen mister sin plats i dag
consequence-movable = de som väntar får plats; den andra poolen har färre lediga
consequence-sibling = de som väntar får ett annat verktyg av samma leverantör
consequence-unused = platserna blir lediga; den som ändå behöver verktyget får ställa sig i kö

report-no-unit = enheten { $unit } finns inte i elevregistret
report-reversed = --from är efter --to
report-written = { $file } skriven: { $rows ->
    [one] 1 rad
   *[other] { $rows } rader
  }.

report-letter-subject = [upprop] RAPPORT { $title } { $day }
report-letter = { $title } { $day }: { $rows ->
    [one] 1 rad
   *[other] { $rows } rader
  }, i den bifogade filen { $file }.

  Rapporten innehåller inga personuppgifter.

  Du får detta för att din adress står vid rapporten i upprops konfiguration.

report-letter-large = { $title } { $day } har { $rows } rader: filen är för stor för ett brev.

  Hämta den med `upprop report NAMN --out { $file }`, eller välj en enhet eller ett annat format i konfigurationen.

  Du får detta för att din adress står vid rapporten i upprops konfiguration.
report-usage = Användning
about-usage = när de som har plats senast använde verktyget, per vecka och skola
report-combined = Platser i två verktyg
about-combined = hur många som har plats i två verktyg från samma leverantör
column-week = Vecka
column-last-used = Senast använt av
column-other-tool = Och verktyg
column-other-assigned = Tilldelade, det andra
column-both = Båda
report-requests = Licensförfrågningar
about-requests = licensförfrågningar, svar och vad som är sent
column-request = Förfrågan
column-asked = Vad
column-units = Enheter
column-users = Användare
column-sent = Skickad
column-wanted = Önskat datum
column-confirmed = Bekräftat datum
column-delayed = Försenat till
column-response = Svar
column-answered = Svarsdag
column-due = Senast
column-workdays = Arbetsdagar kvar
column-waited = Obesvarad, arbetsdagar
column-codes = Enheter utan kod
