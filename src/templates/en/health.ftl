health-fine = the last run went well { $age } ago
health-never-ran = no run has gone well yet
health-runs-missing = no run has gone well for { $age }
health-run-late = the next run did not come; the last one went well { $age } ago
health-runs-fail = runs fail since { $since }
health-source-old = the source { $source } delivers nothing newer than { $since }
health-configuration-refused = the configuration that was saved cannot be used
health-held = { $count ->
    [one] 1 thing is held for a decision
   *[other] { $count } things are held for a decision
}
health-letters-late = { $count ->
    [one] 1 letter has waited for more than an hour
   *[other] { $count } letters have waited for more than an hour
}
health-letters-lost = { $count ->
    [one] 1 letter of the last week did not get out for sure
   *[other] { $count } letters of the last week did not get out for sure
}
health-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
health-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
health-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
health-no-configuration = the configuration cannot be used: { $count ->
    [one] 1 problem
   *[other] { $count } problems, the first
} at { $place }; upprop check-config tells what and how to mend it
health-no-answer = the database has not answered for { $seconds } seconds
log-no-journal = There is no journal to write to ({ $why }); the log is text here. Take `--log-format text`, or see that systemd-journald runs.
