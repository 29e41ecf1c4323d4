migrated = Databasens schema är nu { $to }; det var { $from }.
migrated-new = Databasens schema är { $to }; databasen är ny.
migrate-nothing = Databasens schema är redan { $to }, det senaste.
older-schema = Databasen har ett äldre schema än { $known }. Gör den tidsenlig med: upprop migrate
