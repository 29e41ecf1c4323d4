migrated = The database has schema { $to } now; it had { $from }.
migrated-new = The database has schema { $to }; it is new.
migrate-nothing = The database has schema { $to } already, the newest.
older-schema = The database has an older schema than { $known }. Bring it up to date with: upprop migrate
