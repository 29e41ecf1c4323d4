alert-shortage = SHORTAGE { $tool }: { $waiting } { $who ->
    [pupil] { $waiting ->
        [one] pupil
       *[other] pupils
    }
   *[other] { $waiting ->
        [one] person
       *[other] persons
    }
} without a seat{ $where ->
    [none] { "" }
   *[other] { " " }({ $where })
}
alert-over_assigned = OVER-ASSIGNED { $tool }: { $count } more than the seats of { $pool }
alert-low_seats = FEW LEFT { $tool }: { $available }{ $total ->
    [0] { "" }
   *[other] { " " }of { $total }
} free in { $pool }
alert-expiring = EXPIRES { $tool } { $to } ({ $days ->
    [0] last day
    [one] 1 day
   *[other] { $days } days
}): { $holders } hold a seat
alert-trial = TRIAL { $tool } ends { $to } ({ $days ->
    [0] last day
    [one] 1 day
   *[other] { $days } days
})
alert-in_grace = GRACE { $tool } until { $until }: { $holders } hold a seat
alert-dpa = DPA { $state } for { $tool }: { $holders } hold a seat, { $kept_out } are kept out
alert-protected = DECIDE { $count ->
    [one] 1 seat for a person with protected identity awaits a decision
   *[other] { $count } seats for persons with protected identity await a decision
}
alert-email_missing = NO MAIL ADDRESS for { $tool }: { $count ->
    [one] 1 person
   *[other] { $count } persons
}
alert-unit_code_missing = NO SCHOOL UNIT CODE: { $units }
alert-unit_not_assigned = NOT ASSIGNED { $tool }: there is a licence, { $unit } is not assigned ({ $persons } concerned)
alert-unknown = UNKNOWN BINDING in { $place }: the roster has no { $name }
alert-starts_itself = STARTS ITSELF { $tool }: licence { $licence } on { $on } (in { $days ->
    [one] 1 day
   *[other] { $days } days
})
alert-held = HELD run: { $kind }, { $count } of { $base } ({ $scope })
resolved-shortage = RESOLVED { $tool }: everybody has a seat{ $where ->
    [none] { "" }
   *[other] { " " }({ $where })
}
resolved-over_assigned = RESOLVED { $tool }: the seats suffice ({ $pool })
happening-email_changed = NEW ADDRESS { $tool }: { $count ->
    [one] 1 changed address; the vendor makes a new account
   *[other] { $count } changed addresses; the vendor makes new accounts
}
happening-withdrawn = WITHDRAWN { $tool }: { $count ->
    [one] 1 seat
   *[other] { $count } seats
} of { $pool }
happening-healed = HEALED { $scope }: { $kind } ({ $count }) is held no longer. The next delivery was whole, and nothing was lost
happening-joined = ADDED licence { $licence } to { $pool }: { $seats ->
    [one] 1 seat
   *[other] { $seats } seats
}
alert-starters_at_risk = UNSURE { $tool }: { $count } { $who ->
    [pupil] { $count ->
        [one] pupil
       *[other] pupils
    }
   *[person] { $count ->
        [one] person
       *[other] people
    }
} starting from { $on } { $count ->
    [one] has
   *[other] have
} no sure seat
alert-runs_fail = FAILED RUNS since { $since }
alert-source_old = LATE SOURCE { $source }: its newest delivery is of { $since }
alert-configuration_refused = CONFIGURATION cannot be used; the one before stays in force
resolved-runs_fail = RESOLVED: runs succeed again
resolved-source_old = RESOLVED { $source }: a fresh delivery
resolved-configuration_refused = RESOLVED: the configuration can be used
alert-webhook_lost = WEBHOOK { $receiver }: { $how ->
    [gone] the receiver is no more
   *[other] the receiver does not answer
}
resolved-webhook_lost = RESOLVED WEBHOOK { $receiver }
resolved-in_grace = RESOLVED { $tool }: licence { $licence } is in grace no more
resolved-protected = RESOLVED: no decision about a protected identity is awaited
