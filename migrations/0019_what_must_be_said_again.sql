-- Absent from one delivery is not proof of leaving: whose delivery must show it again, made on which day or later.
ALTER TABLE seat_grant ADD COLUMN leaving_confirm_by TEXT;
ALTER TABLE seat_grant ADD COLUMN leaving_confirm_from TEXT;
