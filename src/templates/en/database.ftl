migrated = The database has schema { $to } now; it had { $from }.
migrated-new = The database has schema { $to }; it is new.
migrate-nothing = The database has schema { $to } already, the newest.
copied = Copied and proved: { $rows } rows in { $tables } tables, up to event { $head }. The copy is what was copied.
copy-next = Put the new address into the configuration ([database] url). The old database is as it was: remove it once the next run went well.
backed-up = The backup { $file } is written, read again and proved: { $rows } rows, up to event { $head }.
restored = The backup is in force now: { $rows } rows, up to event { $head }.
restored-aside = What was in force before is kept in { $aside }.
restored-gap = Events { $first }–{ $last } are not in the backup. No run and no letter goes until somebody says: upprop recover
recover-nothing = Nothing is missing: the ledger goes to event { $head }, as it should.
recover-gap = The ledger ends at event { $head } and has gone to { $last }. Lost: events { $first }–{ $last }.
recover-fork = Event { $last } of the ledger is not the one that was once written: an older copy was put back and went on.
recover-means = What the events said may have been done: seats were given, letters were sent. When runs go on, the next one works everything out again from the delivery.
recover-letters = { $count ->
    [0] No letter that is due was sent already.
    [one] 1 letter that is due was sent already, and is not sent again.
   *[other] { $count } letters that are due were sent already, and are not sent again.
}
recover-ask = Go on without them? [y/N]{" "}
recover-yes = Nothing was changed. Say --yes to go on without them.
recovered = Done: event { $head } tells what is missing. Runs and letters go again.
behind = The ledger ends at event { $head }, and { $file } says it reached { $anchor }: the database was put back, or lost its end. Nothing is done and nothing is sent, since it may have been done.
    See what is missing, and go on: upprop recover
forked = Event { $seq } of the ledger is not the one that { $file } names: an older copy of the database was put back and went on. Nothing is done and nothing is sent, since it may have been done.
    See what is missing, and go on: upprop recover
not-empty = { $place } is not empty (table { $table }). Give a new file or a new schema.
anchored = { $file } names event { $seq } of another ledger. Move the file away if that ledger is given up.
exists = { $file } exists and was left alone. Give another name, or say --force if it is an older backup.
no-backup = The file is no backup that upprop wrote. Nothing was changed.
differs = Table { $table } did not become what was copied. Nothing of the copy was kept.
unsound = What was read does not hold together, and nothing was changed:
older-schema = The database has an older schema than { $known }. Bring it up to date with: upprop migrate
bad-schema = A schema's name may only have small letters a-z, digits and underscores, and must not begin with a digit or pg_.
run-told = { $count ->
    [one] 1 letter had been sent before the database was put back, and was not sent again.
   *[other] { $count } letters had been sent before the database was put back, and were not sent again.
}
