forecast-title = Forecast for { $days ->
    [one] 1 day
   *[other] { $days } days
}: what happens by itself if nothing else changes
forecast-today = Today, { $date }
forecast-nothing-today = Today: nobody waits.
forecast-day = { $date } ({ $days ->
    [one] in 1 day
   *[other] in { $days } days
})
forecast-nothing = No date changes anything.
forecast-no-unit = no school
turn-licence-runs = { $licence } begins: { $seats } in { $pool }
turn-licence-grace = { $licence } goes into grace ({ $pool }): holders keep their seats, nobody new gets one
turn-licence-over = { $licence } ends: { $seats } in { $pool } are gone
turn-licence-delivered = { $licence } is delivered to { $pool } and has not begun
turn-bind-begins = a binding of { $pool } begins
turn-bind-ends = a binding of { $pool } ends
turn-freeze-begins = a freeze begins: nothing in the roster takes a seat from anyone
turn-freeze-ends = the freeze is over: whoever is entitled no more is judged from today
change-loses = { $count ->
    [one] 1 loses the seat
   *[other] { $count } lose their seats
} in { $pool } ({ $units }): { $why }
change-waits = { $count ->
    [one] 1 begins to wait
   *[other] { $count } begin to wait
} for { $pool } ({ $units }): { $why }
change-leaves = { $count ->
    [one] 1 leaves
   *[other] { $count } leave
} { $pool } ({ $units }): { $why }; the seat is kept for a while
change-frees = { $count ->
    [one] 1 seat
   *[other] { $count } seats
} of those who left: free again in { $pool } ({ $units }): { $why }
change-gets = { $count ->
    [one] 1 gets a seat
   *[other] { $count } get seats
} in { $pool } ({ $units })
lack-waiting = SHORTAGE { $tool }: { $count ->
    [one] 1 waits
   *[other] { $count } wait
} ({ $units }): { $why }
help-buy = buy { $seats ->
    [one] 1 seat
   *[other] { $seats } seats
} for { $pool }
help-move = or move { $seats ->
    [one] 1 seat
   *[other] { $seats } seats
} from { $pool }, where they are free and nobody who waits may sit
help-renew = renew the licence of { $pool }: { $seats ->
    [one] 1 waits
   *[other] { $seats } wait
} for it
help-none = single seats help { $count } of them not (class licence)
turn-seats = { $seats ->
    [one] 1 seat
   *[other] { $seats } seats
}
turn-unlimited = seats without limit
help-over = over by itself on { $date }
advice-none = No advice: every seat is used.
advice-idle = IDLE { $pool }: { $seats } of { $total } seats are nobody's, and nobody waits.
advice-cost = They cost { $cost } kr a year.
advice-stranded = CLASS LICENCE { $pool }: { $seats } of { $total } seats are empty and of no use to other classes.
advice-movable = MOVE { $seats ->
    [one] 1 seat
   *[other] { $seats } seats
} from { $from } to { $to }: some wait there, and none of them may sit here.
advice-sibling = ASK { $vendor }: { $count ->
    [one] 1 waits
   *[other] { $count } wait
} for { $tool } while { $sibling } has { $seats ->
    [one] 1 free seat
   *[other] { $seats } free seats
}.
advice-unused = UNUSED { $pool }: { $count ->
    [one] 1 person has
   *[other] { $count } people have
} not used the seat for { $days } days; of { $unknown } nobody knows
