run-applied = Run { $run }, { $time }: went well. { $changes }
run-unchanged = Run { $run }, { $time }: nothing has changed.
run-held = Run { $run }, { $time }: partly held. { $changes }
run-failed = Run { $run }, { $time }: failed. The last good state stays in force.
run-changes = Persons +{ $added }, −{ $removed }, { $changed } changed.
run-seats = Seats: { $granted } granted, { $freed } freed, { $moved } moved; { $waiting } waiting, { $blocked } blocked.
run-leaving = { $count ->
    [one] 1 seat is about to be freed.
   *[other] { $count } seats are about to be freed.
}
run-letters = { $count ->
    [0] No letters were sent.
    [one] 1 letter was sent.
   *[other] { $count } letters were sent.
}
run-findings = The delivery: { $errors ->
    [one] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}.
todo-title = { $count ->
    [0] Nothing to do.
    [one] 1 thing to do{ $urgent ->
        [0] .
       *[other] , urgent.
    }
   *[other] { $count } things to do{ $urgent ->
        [0] .
       *[other] , { $urgent } urgent.
    }
}
plan-title = Plan { $hash } for { $date }
plan-empty = The plan is empty: nothing to do.
plan-grant = { $count ->
    [one] 1 seat is granted
   *[other] { $count } seats are granted
} in { $pool }: { $people }
plan-free = { $count ->
    [one] 1 seat is freed
   *[other] { $count } seats are freed
} in { $pool } ({ $cause }): { $people }
plan-move = { $count ->
    [one] 1 seat is moved
   *[other] { $count } seats are moved
} from { $from } to { $to }: { $people }
plan-leave = { $people } left { $pool }; the seat is kept until { $until } ({ $cause })
plan-leave-wanted = { $people } left { $pool }; the seat is kept until { $kept }, and while nobody waits until { $until } ({ $cause })
plan-return = { $people } { $count ->
    [one] is back in { $pool } and has
   *[other] are back in { $pool } and have
} never left
plan-wish = { $people } { $state ->
    [blocked] blocked
   *[waiting] waiting
} in { $pool }: { $reason }
plan-dormant = { $people } { $count ->
    [one] is
   *[other] are
} dormant in { $pool }; the wish for a seat is kept
plan-unwish = { $people } no longer { $count ->
    [one] waits
   *[other] wait
} for { $tool }
plan-join = Licence { $licence } joins { $pool }
plan-rekeyed = { $count } persons get new ids and keep their seats; the rest of the delivery is planned after that
plan-roster = The roster: persons +{ $p_added } −{ $p_removed } ~{ $p_changed }, groups +{ $g_added } −{ $g_removed } ~{ $g_changed }, memberships +{ $m_added } −{ $m_removed } ~{ $m_changed }, units +{ $u_added } −{ $u_removed } ~{ $u_changed }
plan-more = … and { $count } more
plan-held = HELD { $scope }: { $kind }, { $count } of { $base } (limit { $limit })
plan-who = { "    " }About: { $people }
plan-in-the-way = { "    " }In the way: { $people }
plan-accept = { "    " }Raise the number again, or take their seats: upprop sync --accept-losses { $hash }
hold-hint = Look with `upprop guard show { $run }`. If it is right: `upprop guard release { $run }`. If it is wrong: mend the delivery; the next run lifts the hold.
released = Released: { $count ->
    [one] 1 hold
   *[other] { $count } holds
} of run { $run }.
dropped = Dropped: { $count ->
    [one] 1 hold
   *[other] { $count } holds
} of run { $run }. What was held stays as it was.
plan-written = The plan was written to { $file }. Apply it with: upprop apply { $file }
plan-stale = The plan no longer holds: the state has moved since it was made. Run `upprop plan` again.
verify-ok = All is well: { $count } checks.
verify-bad = { $count ->
    [one] 1 check fails.
   *[other] { $count } checks fail.
}
demo-title = Exempelkommunen
demo-invented = An invented municipality (FICTITIOUS): all names, codes, tools and vendors are made up.
demo-day = { $weekday } { $date } at 06:00 (week { $week })
demo-front = The state on { $date }
demo-letters = Letters ({ $folder })
demo-letter = to { $to }: { $subject }
demo-why = Why has { $person } no seat of { $tool }?
demo-ahead = What is coming
demo-advice = Advice
demo-serves = The dashboard is at { $url } on this machine. Sign in as
demo-account = { $name } ({ $role }), password { $password }
demo-role-admin = sees the whole organisation
demo-role-school = sees Björkskolan only
demo-stop = Ctrl+C ends it.
demo-next = Try it yourself
demo-disaster = Tuesday 24 November: the export is cut short
demo-disaster-told = Almskolan and class 9C are missing from the file. Nothing of what is missing is freed; the rest of the run goes on.
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
locked = Another run is under way. Try again when it is done.
now-refused = --now is allowed only where the configuration says [database] rehearsal = true.
unknown-person = Nobody in the roster is called { $name }. Use a key (E05) or an id.
ambiguous-person = { $count } persons have the key { $name }. Use an id.
unknown-tool = No tool has the key { $name }. { $suggestion ->
    [none] See `upprop tools`.
   *[other] Did you mean { $suggestion }?
}
unknown-run = Run { $run } has no open hold.
check-ok = The configuration is in order.
check-bad = { $errors ->
    [0] { $warnings ->
        [one] 1 warning.
       *[other] { $warnings } warnings.
    }
    [one] 1 error, { $warnings ->
        [one] 1 warning.
       *[other] { $warnings } warnings.
    }
   *[other] { $errors } errors, { $warnings ->
        [one] 1 warning.
       *[other] { $warnings } warnings.
    }
}
no-database = There is no database yet. The first run makes it: upprop sync --first-import
no-roster = No roster has been read yet; bindings to groups, units and persons are unproven.
inspect-conformance-strict = The package is as its format has it, to the letter.
inspect-conformance-lenient = The package is read, and is not as its format has it to the letter.
inspect-conformance-none = The package is not as its format has it.
inspect-more = and { $more } more
inspect-accepted = The delivery can be read.
inspect-refused = The delivery cannot be read.
the-delivery = the delivery
run-undelivered = { $count ->
    [one] 1 letter did not get out and is tried again at the next run: { $why }
   *[other] { $count } letters did not get out and are tried again at the next run: { $why }
}
clock-back = The clock says { $day }, and the last run was for { $applied_on }. Set the clock right; in a rehearsal: --now.
clock-ahead = The clock says { $day }, more than a year after the last run ({ $applied_on }). Set the clock right. If the pause was real: upprop sync --long-pause.
torn = The delivery of { $source } is torn: { $errors } of { $rows } records cannot be read or refer to nothing. Nothing was applied; the last good state stays in force. Mend the export.
identity-key-unread = The key in guard.identity_key cannot be read: { $what }. Nothing was changed. See that the file is there and may be read; without the key nobody would be known again.
identity-key-unset = The key in guard.identity_key is not there: { $what } is not set. Nothing was changed. Set it for the service, or use file or credential.
identity-key-short = The key in guard.identity_key has fewer than { $least } bytes. Nothing was changed. Make one with: head -c 32 /dev/urandom | base64
unknown-source = The configuration has no source called { $name }. See [[source]].
mend-database = Nothing was changed. See that the database's folder is there, may be written and has room, and that the file is upprop's own; else put a copy back.
mend-server = Nothing was changed. See that the database's server runs and takes connections, that the URL leads to it, and that upprop may log in and has its rights there.
replaced = { $file } is no longer the database that was opened: it was moved away, or another was put in its place. Nothing was written. Put it back, or run again: what lies there is then opened.
turn-lost = Another upprop took over, since nothing was heard of this one for longer than `database.lease`. What was not written is not written, and the other goes on.
plan-only-news = No seats and nothing of the roster change; { $count ->
    [one] 1 piece of news to tell
   *[other] { $count } pieces of news to tell
}.
plan-not-over = { $file } is there already and is no plan: it is not overwritten.
source-unreadable = Warning: source { $name } cannot be read: { $why }
pool-unconfigured = { $pool } (not in the configuration)
plan-not-written = The plan is empty; no file was written.
usage-imported = { $count ->
    [one] 1 use
   *[other] { $count } uses
} noted; { $unknown ->
    [0] every row was known
    [one] 1 row is about somebody or something that is not here
   *[other] { $unknown } rows are about somebody or something that is not here
}
usage-future = line { $line }: `last_used` lies in the future; correct the date
usage-nobody = no row is about a person and a tool that are here; nothing was noted
plan-leave-inactive = { $people } do not use { $pool }; the seat is kept until { $kept }, and then until somebody waits for it
plan-grant-lent = { $count ->
    [one] 1 seat is lent
   *[other] { $count } seats are lent
} in { $pool } through { $until }: { $people }
plan-lend = { $people } { $count ->
    [one] keeps
   *[other] keep
} the seat lent in { $pool }
plan-lend-lent = { $people } { $count ->
    [one] borrows
   *[other] borrow
} the seat in { $pool } on through { $until }
plan-starting = { $people } { $count ->
    [one] starts
   *[other] start
} in { $pool } on { $on }; a seat is kept
plan-starting-at-risk = { $people } { $count ->
    [one] starts
   *[other] start
} in { $pool } on { $on }; no seat is sure
losses-of-another-hold = Nothing that is held has the hash { $given }. Look at who is in the way, and then give { $open }.
progress = { $what }: page { $page }, { $count } records, { $rate } a second
serve-waiting = Next run { $time }
serve-running = Running
serve-many = { $count } organisers, { $running } running; next { $time }
nudge-taken = The daemon has heard it, and asks the sources.
nudge-running = A run is under way. The daemon asks the sources again when it is done.
nudge-unheard = No daemon has heard it within { $seconds } seconds. Does `upprop serve` run anywhere? When it does, it asks the sources. `upprop sync` does a run here and now.
notify-nowhere = There is no recipient, no sender or no way for letters, and no receiver of webhooks: see [notify] in the configuration.
notify-test-subject = [upprop] A letter to try the way: it works
notify-test = This is a letter from upprop of { $organiser }, sent by `upprop notify test` to try the way.

    There is nothing for you to do.
notify-sent = recipient { $number }: sent
notify-failed = recipient { $number }: did not get out ({ $why })
notify-webhook-sent = webhook { $receiver }: taken
notify-webhook-failed = webhook { $receiver }: not taken ({ $why })
demo-requests = Licence requests
demo-role-decider = decides about persons whose identity is protected
