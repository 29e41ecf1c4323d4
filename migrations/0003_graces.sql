-- A seat may be kept for a while whatever comes, and then while nobody wants it: the last day of the first part, where
-- there are two. It never comes after the last day of all.
ALTER TABLE seat_grant ADD COLUMN leaving_kept_until TEXT CHECK (leaving_kept_until < leaving_until);
