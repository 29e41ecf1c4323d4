-- By what a person is known again under another id: keyed digests, where the configuration has a key for them.
ALTER TABLE person ADD COLUMN number_imprint BLOB;
ALTER TABLE person ADD COLUMN born_imprint BLOB;
