-- When the last delivery was made that says all there is: only of such a one does it say anything that somebody is missing.
ALTER TABLE delivery ADD COLUMN whole_at BIGINT;
UPDATE delivery SET whole_at = CASE WHEN newest_at IS NULL OR newest_at > read_at THEN read_at ELSE newest_at END;
