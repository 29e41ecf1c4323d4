-- The files of the last delivery that was applied, and how many rows each had, as JSON; nothing where that is not known.
ALTER TABLE delivery ADD COLUMN files TEXT;
