letter-subject = [upprop] { $line }
letter-digest-subject = [upprop] Digest { $date }: { $count ->
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
letter-digest = New since the last run:
letter-over_assigned = Pool "{ $pool }" has { $count } more holders than seats. Nobody has lost a seat.
letter-over_assigned-do = Free seats or buy more.
letter-why-organiser = You get this since you look after the licences of { $organiser }.
letter-why-unit = You get this since you look after the licences of { $units }.
letter-why-operations = You get this since you keep upprop running.
letter-no-names = This letter holds no names. The command line shows who is concerned.
