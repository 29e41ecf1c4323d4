explain-title = { $person } and { $tool }
link-active = is in the register{ $from ->
    [none] { "" }
   *[other] { " " }since { $from }
}
link-inactive = is not in the register{ $to ->
    [none] { "" }
   *[other] { " " }(last day { $to })
}
link-pinned = has a pinned seat: { $reason }
link-excluded = is excluded: { $reason }
link-dormant = is dormant{ $until ->
    [none] { "" }
   *[other] { " " }until { $until }
}: { $reason }
link-undecided = a decision is needed before a seat can be given
link-role = role { $roles }; the licence is for { $audience }
link-bound = { $bind } is bound to { $pool } ({ $name })
link-not-bound = no pool reaches this person (the tool has { $pools })
link-unit_assigned = the licence is assigned to the unit
link-unit-not-assigned = there is a licence, but the unit is not assigned
link-dpa = data-processing agreement: { $state }
link-licence-running = the licence runs{ $until ->
    [none] { "" }
   *[other] { " " }until { $until }
}
link-licence-grace = the licence is in grace until { $until }: holders keep their seats, nobody new gets one
link-licence-over = the licence has expired
link-licence-coming = { $until ->
    [none] the licence is ordered and has no first day
   *[other] the licence begins { $until }
}
link-unit_code = there is a school unit code
link-unit-code-missing = the unit has no school unit code, which the vendor needs
link-email = there is a mail address
link-email-missing = there is no mail address, which the vendor needs
link-seat-free = seat: { $occupied } of { $total } taken
link-seat-unlimited = seat: no limit
link-seat-taken = free seat: { $occupied }/{ $total }
bind-person = the person
bind-group = group { $group }
bind-unit = unit { $unit }
bind-role = role { $role }
bind-role-unit = role { $role } at { $unit }
bind-years = years { $first }–{ $last }
bind-more = { $one } and { $other }
role-pupil = pupil
role-staff = staff
role-teacher = teacher
role-principal = principal
role-preschool_teacher = preschool teacher
role-administrator = administrator
outcome-assigned = has a seat in { $pool } since { $since }
outcome-grace = the seat in { $pool } is kept until { $until } ({ $cause })
outcome-grace-wanted = the seat in { $pool } is kept through { $kept }, and while nobody waits through { $until } ({ $cause })
outcome-waiting = waits, place { $place } of { $of } in the queue of { $pool }, since { $since }: { $reasons }
outcome-blocked = blocked since { $since }: { $reasons }
outcome-held-person = awaits a decision
outcome-dormant = dormant: the wish for a seat is kept
outcome-excluded = excluded: gets no seat
outcome-not_entitled = is not entitled
outcome-pending = is decided at the next run
help-title = This would help
help-next = { $seats ->
    [one] 1 seat is
   *[other] { $seats } seats are
} delivered { $on }
help-grace-ends = a seat in grace is free after { $until }
help-vendor = ask { $name } for more seats{ $address ->
    [none] { "" }
   *[other] : { $address }
}
rule-keep = Rule: who has a seat keeps it; then priority class, time of waiting, first day and key.
no-tools = No tool reaches this person.
certificate-tight = every seat in reach is taken: { $pools }
tight-pool = { $pool } ({ $seats ->
    [one] 1 seat
   *[other] { $seats } seats
})
tight-by-moving = { $pool } ({ $seats ->
    [one] 1 seat
   *[other] { $seats } seats
}, if somebody moves there)
certificate-first = nobody comes before
certificate-before = come before: { $count } ({ $classes })
before-class = priority class { $class }: { $count }
certificate-seats = { $seats ->
    [one] 1 seat
   *[other] { $seats } seats
} more in { $pool }
certificate-or = or
certificate-purchase = smallest purchase that gives a seat: { $purchase }
rule-share = Rule: whoever has a seat keeps it; then guarantees, priority class, the schools' shares (Sainte-Laguë), waiting time, start day and key.
seated-room = nobody else waits for these seats
seated-guarantee = the seat is guaranteed to the school
seated-class = the priority class goes before those who wait
seated-share = it was the school's turn: those who wait are of other schools
seated-queue = first in the line of those who wait
seated-keeps = others wait, but whoever has a seat keeps it
link-lost = had a seat in { $pool } until { $on }: { $cause }
link-lost-by-rule = had a seat in { $pool } until { $on }: { $cause }; { $rule }
loss-priority_lifo = first loses whoever of the last priority class got the seat last
loss-lifo = first loses whoever got the seat last
loss-fifo = first loses whoever has had the seat longest
loss-least_used = first loses whoever has not used the tool for longest
loss-fair_back = first loses the school with the most seats for its share
outcome-grace-confirm = it is not taken back before a delivery of { $source } made on { $from } or later shows the same
outcome-grace-inactive = has a seat in { $pool } and does not use it; it is kept until { $kept }, and then until somebody waits for it
outcome-frozen = has a seat in { $pool } since { $since } and is entitled no more; in the freeze nothing in the roster takes it
outcome-lent = borrows a seat in { $pool } since { $since }; the last day is { $until }, then it is needed for somebody who starts
outcome-starting = starts on { $on }; a seat in { $pool } is kept until then
outcome-starting-at-risk = starts on { $on }; no seat in { $pool } is sure for that day
link-coming = is in the register from { $from }
bind-all = everybody
