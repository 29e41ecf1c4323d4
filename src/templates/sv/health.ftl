health-fine = senaste körningen gick bra för { $age } sedan
health-never-ran = ingen körning har gått bra ännu
health-runs-missing = ingen körning har gått bra på { $age }
health-run-late = nästa körning uteblev; den senaste gick bra för { $age } sedan
health-runs-fail = körningar misslyckas sedan { $since }
health-source-old = källan { $source } levererar inget nyare än { $since }
health-configuration-refused = den konfiguration som sparats kan inte användas
health-held = { $count ->
    [one] 1 sak är stoppad och väntar på beslut
   *[other] { $count } saker är stoppade och väntar på beslut
}
health-letters-late = { $count ->
    [one] 1 brev har väntat i mer än en timme
   *[other] { $count } brev har väntat i mer än en timme
}
health-letters-lost = { $count ->
    [one] 1 brev den senaste veckan kom inte säkert iväg
   *[other] { $count } brev den senaste veckan kom inte säkert iväg
}
health-minutes = { $count ->
    [one] 1 minut
   *[other] { $count } minuter
}
health-hours = { $count ->
    [one] 1 timme
   *[other] { $count } timmar
}
health-days = { $count ->
    [one] 1 dygn
   *[other] { $count } dygn
}
health-no-configuration = konfigurationen kan inte användas: { $count ->
    [one] 1 fel
   *[other] { $count } fel, det första
} i { $place }; upprop check-config säger vad och hur det rättas
health-no-answer = databasen har inte svarat på { $seconds } sekunder
log-no-journal = Det finns ingen journal att skriva till ({ $why }); loggen blir text här. Ta `--log-format text`, eller se till att systemd-journald är igång.
