cell-unlimited = unlimited
cell-unknown = not known
report-empty = Nothing to show.
report-on = As of { $day }

report-pools = Pools
report-shortage = Shortage
report-expiring = Expiring
report-unused = Unused
report-dpa = Data-processing agreements
report-quality = Data quality
report-events = Events
report-school-year = Turn of the school year
report-claims = Seats granted and freed
report-compliance = Compliance and advice
report-cost = Cost

about-pools = the seats of each pool
about-shortage = who waits, why and what would help, by school
about-expiring = licences, graces, contracts and notice days of the next 180 days
about-unused = what is paid for and not used, as far as anybody knows
about-dpa = vendors, agreements and how many have access
about-quality = what the roster lacks
about-events = what happened, from the ledger
about-school-year = what the turn of the school year does if nothing else happens
about-claims = seats granted and freed, by month
about-compliance = whether everything keeps to what is bought and agreed, and what could be done better
about-cost = what the licences cost a year

column-pool = Pool
column-name = Name
column-tool = Tool
column-total = Total
column-assigned = Assigned
column-available = Available
column-usage-percent = Usage %
column-grace = In grace
column-over-assigned = Over-assigned
column-reserve = Reserve
column-used-percent = Used %
column-waiting = Waiting
column-blocked = Blocked
column-held = Decision needed
column-unit = Unit
column-person = Person
column-state = State
column-reason = Reason
column-count = Count
column-since = Since
column-help = What helps
column-month = Month
column-day = Day
column-days = Days left
column-ends = What
column-licence = Licence
column-seats = Seats
column-cost = Kronor a year
column-proposal = Proposal
column-kind = What
column-vendor = Vendor
column-dpa = Agreement
column-changed = Last changed
column-people = People with access
column-without-dpa = Data without agreement
column-fault = Fault
column-about = About
column-seq = No.
column-time = Time
column-run = Run
column-actor = Who
column-event = Event
column-claim = What
column-change = What
column-check = Check
column-status = Status
column-recommendation = Advice
column-consequence = Consequence
column-licences = Licences
column-held-seats = Occupied
column-cost-held = Kronor, occupied
column-cost-free = Kronor, free

cell-protected = protected

help-no-free-seat = { $count ->
    [one] 1 more seat
   *[other] { $count } more seats
  }
help-kept-for-others = { $count ->
    [one] 1 more seat
   *[other] { $count } more seats
  }
help-seat-kept = nothing: a seat is kept for the first day
help-seat-at-risk = { $count ->
    [one] 1 more seat before the first day
   *[other] { $count } more seats before the first day
  }
help-wrong-role = mend the role in the source, or the binding
help-unit-not-assigned = assign the licence to the unit
help-unit-code-missing = get the unit a school unit code
help-email-missing = give a mail address in the source
help-dpa-missing = sign a data-processing agreement
help-dpa-under-review = end the review of the agreement
help-licence-expired = renew the licence
help-licence-not-started = wait until the licence begins
help-grace-no-new = renew the licence
help-person-dormant = nothing: the person is on leave
help-protected-hold = decide
help-vendor-limit = ask the vendor for a higher limit

end-notice = last day of notice
end-contract = contract ends
end-licence = licence ends
end-grace = grace ends

proposal-renewed = renewed: { $licence }
proposal-no-pool = no pool uses it
proposal-renew-all = renew
proposal-none = not needed for today's demand
proposal-fewer = reduce from { $seats } to { $count }
proposal-renew = renew { $count }

idle-unassigned = free
idle-inactive = does not use it
idle-leaver = has left, in grace
idle-class = seats of a class that nobody else may have
idle-untold = use not known

fault-email-missing = no mail address
fault-email-twice = same mail address as somebody else
fault-email-changed = new mail address in a tool that matches by it
fault-code-missing = no school unit code
fault-group-empty = group without members
fault-unit-missing = person without unit

actor-system = upprop

claim-granted = granted
claim-returned = back in time
claim-moved = moved to the pool
claim-leaving = in grace
claim-freed = freed

school-year-change-loses = loses the seat
school-year-change-leaves = leaves, seat in grace
school-year-change-frees = seat is freed
school-year-change-waits = waits
school-year-change-gets = gets a seat

check-seats = no more than is bought
check-dpa = an agreement for all who have access
check-use = use
status-kept = kept
status-broken = not kept
status-better = could be better
recommend-seats = buy the seats that are missing, or free them
recommend-dpa = sign an agreement, or take the seats back
consequence-seats = more people use the tool than the licence allows
consequence-dpa = the vendor has data with no agreement in force
consequence-idle = fewer seats at the renewal: nobody loses a seat today
consequence-stranded = another kind of licence at the renewal: nobody loses a seat today
consequence-movable = those who wait get seats; the other pool has fewer to spare
consequence-sibling = those who wait get another tool of the same vendor
consequence-unused = the seats become free; who needs the tool after all has to wait

report-no-unit = the roster has no unit { $unit }
report-reversed = --from is after --to
report-written = Wrote { $file }: { $rows ->
    [one] 1 row
   *[other] { $rows } rows
  }.

report-letter-subject = [upprop] REPORT { $title } { $day }
report-letter = { $title } { $day }: { $rows ->
    [one] 1 row
   *[other] { $rows } rows
  }, in the attached file { $file }.

  The report holds no personal data.

  You get this because your address stands at the report in upprop's configuration.

report-letter-large = { $title } { $day } has { $rows } rows: the file is too large for a letter.

  Take it with `upprop report NAME --out { $file }`, or choose a unit or another format in the configuration.

  You get this because your address stands at the report in upprop's configuration.
report-usage = Use
about-usage = when those who have a seat last used the tool, by week and school
report-combined = Seats in two tools
about-combined = how many have seats in two tools of one vendor
column-week = Week
column-last-used = Last used by
column-other-tool = And tool
column-other-assigned = Assigned, the other
column-both = Both
report-requests = Licence requests
about-requests = licence requests, answers, and what is late
column-request = Request
column-asked = What
column-units = Units
column-users = Users
column-sent = Sent
column-wanted = Wanted on
column-confirmed = Confirmed for
column-delayed = Delayed until
column-response = Answer
column-answered = Answered
column-due = Due
column-workdays = Working days left
column-waited = Unanswered, working days
column-codes = Units without a code
