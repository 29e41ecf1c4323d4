alert-request_unanswered = UNANSWERED { $vendor }: { $request }, { $days ->
    [one] 1 working day
   *[other] { $days } working days
}
alert-request_overdue = LATE { $vendor }: { $request }, { $late ->
    [one] 1 working day
   *[other] { $late } working days
}
resolved-request_unanswered = ANSWERED { $vendor }: { $request }
resolved-request_overdue = RESOLVED { $vendor }: { $request }
letter-request_overdue = { $vendor } answered YES to { $request }, and the delivery was due on { $due }. It is { $late } working days late. The vendor was reminded twice.
letter-request_overdue-look = See the request: upprop request show { $request }
letter-request_overdue-do = Call the vendor. If the licences have come, enter them: upprop request deliver { $request }
letter-request-resolved = The request is late no more.
letter-do-you = What to do:
request-subject = Licence request { $number } – { $tool } – { $organiser } ({ $units ->
    [one] 1 unit
   *[other] { $units } units
}, { $users ->
    [one] 1 user
   *[other] { $users } users
})
request-subject-reminder = Reminder: licence request { $number } – { $tool } – { $organiser }
request-subject-yes = Thank you for the answer: licence request { $number } – { $tool } – { $organiser }
request-intro-transfer = { $organiser } has licences for { $tool } and asks you to move them to the units below.
request-intro-enable = { $organiser } asks you to set up the units below, so that licences for { $tool } can be delivered to them.
request-intro-purchase = { $organiser } wants to buy licences for { $tool } for the units below.
request-intro-seats = { $organiser } asks you to change the number of licences for { $tool } to what stands below.
request-units = Units:
request-unit = { $name }, { $code }: { $pupils ->
    [one] 1 pupil
   *[other] { $pupils } pupils
}, { $staff } staff
request-year = year { $year }: { $count }
request-code = { $status ->
    [official] school unit code { $code }
    [fictitious] FICTITIOUS code { $code } (no official school unit code)
   *[other] no school unit code
}
request-wanted = Wanted on: { $day }
request-wanted-none = Wanted on: no day named (if you answer YES, { $days } working days from the answer)
request-platform = Platform: { $platform }
request-dpa = Data-processing agreement: { $state ->
    [signed] signed
    [missing] missing
    [under_review] under review
   *[other] ended
}
request-dpa-since = { $since ->
    [none] .
   *[other] { " " }{ $since }.
}
request-codes = Units without a school unit code need a fictitious one before they can get licences. Allow { $days } working days, and contact us about the code.
request-no-persons = There is no personal data in this request.
request-yes-in = YES if you have licences for one or more of the units. Then assign them to the right units within { $days } working days of the answer.
request-yes-by = YES if you have licences for one or more of the units. Then assign them to the right units by { $day }.
request-no-means = NO if you have none. Then { $organiser } is told, and the request is closed.
request-deliver-steps = Assign the licences to the right units, and enter how many they are and for how long they run. Users can then have them the next morning.
request-link-answer = Answer YES or NO here: { $link }
    The link lasts for { $days } days and for one answer. Nothing happens before you choose and send on the page.
request-link-deliver = Enter the delivery here: { $link }
    The link lasts for { $days } days and for one delivery.
request-mail-answer = Answer this letter with YES or NO.
request-mail-deliver = Answer this letter when the licences are delivered.
request-contact = Contact: { $title }, { $address }
request-from = { $organiser } sends licence requests with upprop.
request-remind-unanswered = We have no answer to licence request { $number } about { $tool }. It was sent { $days } working days ago.
request-remind-due = You answered YES to licence request { $number } about { $tool }. The licences are due today, { $due }.
request-remind-late = You answered YES to licence request { $number } about { $tool }. The licences were due on { $due }.
request-remind-open = You answered YES to licence request { $number } about { $tool }. The licences are due by { $due }.
request-thanks = Thank you. You answered YES to licence request { $number } about { $tool }. The licences are due by { $due }.
request-confirmed-line = CONFIRMED { $vendor }: { $number }, { $day }
request-confirmed = { $vendor } has confirmed { $day } as the day of delivery for { $number } ({ $tool }). { $wanted ->
    [none] No day was wanted.
   *[other] The wanted day was { $wanted }.
}
request-delayed-line = DELAYED { $vendor }: { $number }, until { $day }
request-delayed = { $vendor } will be late with { $number } ({ $tool }). The licences were due on { $due }, and now come on { $day }. Reminders go by the new day. The reason stands with the request.
request-day-noted = We have noted { $due } as the day of delivery for licence request { $number } about { $tool }.
request-subject-day = Day noted: licence request { $number } – { $tool } – { $organiser }
request-confirmed-on = Confirmed day: { $day }
request-delayed-on = Delayed until: { $day }
request-no-line = NO { $vendor }: { $number } ({ $tool })
request-no = { $vendor } answered NO to { $number }: there are no licences for { $tool } for these units.
request-no-buy = If they should have licences, make a new request for a purchase: upprop request new { $tool } --kind purchase
request-no-look = See the answer: upprop request show { $number }
requests-summary = { $answered } answered, { $unanswered } unanswered
no-requests = No licence requests.
no-such-request = There is no request { $number }. See which there are: upprop request list
no-such-unit = The roster has no unit, or several, called { $unit }. Write its id or alias.
no-such-tool = The configuration has no tool with the key { $tool }. See which there are: upprop tools
head-request = Request
head-units = Units
head-users = Users
head-wanted = Wanted
head-response = Response
head-deadline = Due
request-answer = { $says ->
    [yes] YES
    [no] NO
   *[other] YES and NO
} { $on }
request-state-draft = draft
request-state-sent = sent
request-state-unanswered = unanswered{ $days ->
    [0] { "" }
    [one] , 1 working day
   *[other] , { $days } working days
}
request-state-yes = delivery expected
request-state-no = closed with NO
request-state-delivered_in_part = delivered in part
request-state-delivered = delivered
request-state-overdue = late{ $late ->
    [0] { "" }
    [one] , 1 working day
   *[other] , { $late } working days
}
request-state-withdrawn = withdrawn
request-state-codes = { $count ->
    [one] 1 unit has no code
   *[other] { $count } units have no code
}
request-checklist = To be in place:
request-what-order = order
request-what-purchase = purchase agreement
request-what-dpa = data-processing agreement
request-condition = { " " }- { $what }: { $met ->
    [met] yes
    [overridden] no, and sent all the same ({ $reason })
   *[other] missing
}
request-answers = Answers:
request-answered = { " " }- { $unit }: { $says ->
    [yes] YES
   *[other] NO
} { $on }, { $by ->
    [vendor] by the vendor
   *[other] entered by the organiser
}
request-batch = Delivered { $on }: { $batch }, { $units }, seats: { $seats }
request-reminded = Reminded { $on } ({ $of })
request-named = { $what ->
    [confirmed] Confirmed { $said }: { $on }
   *[other] Delayed { $said }: until { $on }, { $reason }
}, { $by ->
    [vendor] by the vendor
   *[other] entered by the organiser
}
request-reason = Why { $on } ({ $what }): { $reason }
request-reason-gone = the reason is kept no longer
request-card-yes = With YES: the vendor assigns the licences within { $days } working days, or by the day that is wanted. Enter the delivery, and pools with auto_add take it up in the next run.
request-card-no = With NO: the request is closed. If the units should have licences, make a new request for a purchase.
request-new = { $number } is written. See it: upprop request show { $number }. Send it: upprop request send { $number }
request-no-units = The request is for no unit. Run a sync first, or name units with --unit.
request-so-already = { $number }: that is done already.
request-done = { $number }: { $state }. { $letters ->
    [0] No letter.
    [one] 1 letter.
   *[other] { $letters } letters.
}
request-refused-over = { $number } is over. Make a new request.
request-refused-not_sent = { $number } was not sent yet: upprop request send { $number }
request-refused-blocked = { $number } cannot be sent: { $about } is not in place. Put it into the configuration, or make a new request with --met or --override and a reason.
request-refused-no_units = { $number }: there is no unit to do it for.
request-refused-other_unit = { $number } is not about the unit { $about }.
request-refused-answered = { $number } is answered. Another answer needs a reason (--reason), and what was delivered stands.
request-refused-not_promised = { $number }: the vendor has not answered YES for the unit { $about }.
request-refused-nothing_due = { $number }: there is nothing to remind of.
request-refused-nothing_promised = { $number }: the vendor has promised nothing that is still to come. A day goes with a YES: upprop request answer { $number } yes --date DATE
request-between = between { $first } and { $last }
request-refused-odd_day = { $number }: the day must be { $about }.
request-refused-later = { $number }: { $about } is confirmed already. A later day is a delay and needs a reason: upprop request delay { $number } DATE --reason TEXT
request-refused-no_delay = { $number }: it is due on { $about }, and a delay is to a later day. Confirm an earlier one: upprop request answer { $number } yes --date DATE
request-refused-no_reason = { $number }: a delay needs a reason of at most 300 signs, without personal data: --reason TEXT
request-nowhere = { $vendor } has no address for requests, and nothing is sent anywhere else. Add `request_address` to the vendor in the configuration.
request-no-type = Nobody knows what kind of licence it is. Say --type and --audience.
request-no-seats = Say how many seats there are: --seats NUMBER
request-delivered = { $number }: { $batch } is entered. { $home ->
    [pool] The pool { $pool } takes it up in the next run.
   *[other] No pool takes it up by itself: set auto_add for a pool of the same tool, type and audience.
}
vendor-title = Licence request { $number }
vendor-head = Licence request { $number } from { $organiser }: { $tool }
vendor-yes = YES, we have licences
vendor-no = NO, we have none
vendor-send = Send the answer
vendor-deliver = Enter what was delivered to these units. It can be done once by this link.
vendor-seats = Number of seats
vendor-from = First day (if there is one)
vendor-to = Last day (if there is one)
vendor-send-delivery = Enter the delivery
vendor-date = Day of delivery, if it is decided. Otherwise { $days } working days from the answer.
vendor-date-wanted = Day of delivery. The wanted day is { $day }; write another if that cannot be.
vendor-other-day = Will it be another day?
vendor-other-day-text = The licences are due by { $due }. If it takes longer, write a new day and why. The link is used then, and a letter with a new one comes. Write no personal data.
vendor-new-day = New day of delivery
vendor-reason = Why (needed if it is later)
vendor-send-day = Send the new day
vendor-odd-day = Nothing was sent. The day must be between today and a year from now, a later day needs a reason, and the reason has at most 300 signs.
vendor-named = { $what ->
    [confirmed] Confirmed day of delivery: { $on }.
   *[other] Delayed until { $on }.
}
vendor-not-chosen = Nothing was sent. Choose an answer for each unit, or fill in number and days, and send again.
vendor-thanks = Thank you. It was received.
vendor-nothing = The request waits for nothing from you at present.
vendor-too-late = The link has ended, and nothing was changed. Ask the contact below for a new one.
vendor-done = The request was answered { $at } by { $by ->
    [vendor] { $vendor }
   *[other] the organiser, as told by { $vendor }
}.
vendor-unit = { $unit }: { $state ->
    [yes] YES
    [no] NO
   *[other] delivered
}
vendor-due = The licences are due by { $due }.
vendor-unknown = There is no such link. See that the whole address came along.
vendor-later = That does not work at present, and nothing was changed. Try again in a while.
head-unit = Unit
head-code = Code
head-status = Status
head-register = Register
code-status-official = official
code-status-fictitious = FICTITIOUS
code-status-missing = missing
register-aktiv = active
register-vilande = dormant
register-upphort = ENDED
register-planerad = planned
register-unknown = NOT THERE
units-unchecked = not imported
units-imported = The register of school units was taken over: { $count } units.
units-not-fetched = The register of school units could not be fetched ({ $why }). What was taken over before stays. Try again later, or fetch it into a file and take that over with units import.
units-code-set = { $unit } has the fictitious code { $code }. It is marked as fictitious everywhere, counts from the next run on, and gives way to an official one.
units-no-code = { $code } is no code: write eight digits.
units-has-official = { $unit } has an official code already.
units-code-official = { $code } is an official code in the register of school units and cannot be fictitious. Choose another.
units-code-taken = { $code } is another unit's already.
request-kind-transfer = move licences
request-kind-enable = set up units
request-kind-purchase = buy licences
request-kind-seats = change the number
request-says-yes = YES
request-says-no = NO
request-by-vendor = by the vendor
request-by-organiser = entered by the organiser
request-met-met = yes
request-met-missing = missing
request-met-overridden = no, but sent all the same
request-deed-new = written
request-deed-sent = sent
request-deed-answered = answered
request-deed-yes = answer YES
request-deed-no = answer NO
request-deed-confirmed = day confirmed
request-deed-delayed = delayed
request-deed-delivered = delivered
request-deed-reminded = reminded
request-deed-withdrawn = withdrawn
request-says-both = YES and NO
