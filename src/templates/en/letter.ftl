letter-subject = [upprop] { $line }
letter-digest-line = Digest { $date }: { $count ->
    [one] 1 thing to know
   *[other] { $count } things to know
}
letter-shortage = { $waiting } { $who ->
    [pupil] { $waiting ->
        [one] pupil
       *[other] pupils
    }
   *[other] { $waiting ->
        [one] person
       *[other] persons
    }
} without a seat of { $tool }.
    Pool "{ $pool }": { $total } seats, { $waiting } waiting{ $where ->
    [none] { "" }
   *[other] { " " }({ $where })
}.
letter-do = What to do:
letter-next = { $seats ->
    [one] 1 seat is ordered, delivery { $date }. If it comes in time it is added by itself.
   *[other] { $seats } seats are ordered, delivery { $date }. If they come in time they are added by themselves.
}
letter-more = Buy { $count ->
    [one] 1 more seat
   *[other] { $count } more seats
}, or free one that is not used. { $vendor }
letter-vendor = Vendor: { $name }, { $address }.
letter-look = See who and why: upprop waiting --pool { $pool }
letter-resolved = Everybody who may have { $tool } has a seat now. Pool "{ $pool }".
letter-held = The run of { $date } was partly held.
    { $kind }: { $count } of { $base }. The limit is { $limit }. Scope: { $scope }.
    None of it was carried out. The rest of the run went on.
letter-held-look = See what would happen: upprop guard show { $run }
letter-held-release = If it is right, let exactly this through: upprop guard release { $run }
letter-held-mend = If it is wrong, have the source mend the delivery. The next run lifts the hold by itself.
letter-held-raise = If it is wrong, raise the number of seats again. The next run lifts the hold by itself.
letter-expiring = Licence { $licence } of { $tool } runs until { $to }. { $holders } hold a seat.
letter-expiring-do = Renew it, and say in the configuration which licence the new one renews. Then nobody's access breaks.
letter-digest = This is new:
letter-over_assigned = Pool "{ $pool }" has { $count } more holders than seats. Nobody has lost a seat.
letter-over_assigned-do = Free seats or buy more.
letter-why-organiser = You get this since you look after the licences of { $organiser }.
letter-why-unit = You get this since you look after the licences of { $units }.
letter-why-operations = You get this since you keep upprop running.
letter-no-names = This letter holds no names. The command line shows who is concerned.
letter-why-chief = You get this since you lead those who look after the licences of { $organiser }.
letter-again-several = Next reminder of what still stands: { $on }. Pause any of it: upprop alerts, then upprop snooze.
letter-again = Next reminder, if it still stands: { $on }. Pause it: upprop snooze "{ $key }" --until DATE --reason "…"
letter-in_grace = Licence { $licence } of { $tool } has ended. { $holders } keep their seats in the grace, until { $until }. Then the seats are taken back.
letter-protected = { $count ->
    [one] 1 seat for a person with protected identity waits for a decision.
   *[other] { $count } seats for persons with protected identity wait for a decision.
} Nothing about anybody is given out before that.
letter-protected-look = See in which pools (column Decide): upprop pools. Who it is stands in the school's register and is not shown here.
letter-protected-do = Decide on the page of the person in the dashboard, or: upprop protected list, and then upprop protected decide.
letter-runs_fail = Runs have failed since { $since }. What was in force stays in force, and nobody has lost a seat.
    { $why }
letter-runs_fail-look = See how it went: upprop runs
letter-runs_fail-do = Mend the fault. The next run that succeeds ends this by itself. Try it at once: upprop sync
letter-source_old = Source { $source } delivers nothing new. Its newest part is of { $since }. Runs count on what was true then.
letter-source_old-do = See why the export or the server has stopped delivering. The next fresh delivery ends this by itself.
letter-configuration = The configuration that was saved cannot be used. The one before stays in force, and runs go on.
    { $why }
letter-configuration-look = See what is wrong: upprop check-config
letter-configuration-do = Mend the file and save it. It is read again by itself.
letter-service-resolved = It is mended. Runs go as they should.
letter-many-line = MUCH AT ONCE: { $count } things
letter-many = So much happened at once that it comes in one letter:
letter-many-do = See all there is to do: upprop alerts
letter-still-line = STILL THERE: { $count } urgent things
letter-still = This still stands:
letter-still-do = See what there is to do: upprop alerts
letter-still-since = It has stood since { $since }.
letter-unanswered = Nobody has done anything about this for { $days } working days.
letter-week-line = Week { $week }: { $count ->
    [0] nothing to do
   *[other] { $count } to do
}{ $urgent ->
    [0] { "" }
    [one] , 1 urgent
   *[other] , { $urgent } urgent
}
letter-week-runs = The last week: { $runs ->
    [one] 1 run
   *[other] { $runs } runs
}, { $failed } failed.
letter-week-undelivered = { $count ->
    [one] 1 letter did not arrive.
   *[other] { $count } letters did not arrive.
} See which: upprop notify list
letter-week-nothing = Nothing to do.
letter-week-todo = To do:
letter-week-paused = { $count ->
    [one] 1 thing is paused.
   *[other] { $count } things are paused.
}
letter-week-news = New since the last letter:
letter-week-unused = Seats that nobody uses, from what tools report (once a month):
letter-week-unused-pool = { $pool }: { $seats ->
    [one] 1 holder has
   *[other] { $seats } holders have
} not used the tool for { $days } days
letter-many-more = … and { $count } more.
letter-expiring-twins = Licences { $licences } of { $tool } run until { $on }. { $holders } hold a seat.
letter-in_grace-twins = Licences { $licences } of { $tool } have ended. { $holders } keep their seats in the grace, until { $on }. Then the seats are taken back.
letter-webhook_gone = Receiver { $receiver } of webhooks says that it is no more (410). It is told nothing until the configuration changes.
letter-webhook_gone-do = Mend its address in [[notify.webhook]], or take the receiver out there.
letter-webhook_silent = Receiver { $receiver } of webhooks has taken nothing for three days. The oldest of what waited was given up.
letter-webhook_silent-do = See why: upprop notify list
letter-webhook-test = Try it: upprop notify test
letter-webhook-resolved = The receiver takes webhooks again, or the configuration says something else of it.
letter-in_grace-resolved = Licence { $licence } of { $tool } is in grace no more: it was renewed or changed.
letter-protected-resolved = No seat for a person with protected identity awaits a decision any more.
