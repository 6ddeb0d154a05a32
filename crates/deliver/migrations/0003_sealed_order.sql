-- What BankID calls a running order is kept sealed: with its name, the order could be asked about. An order that was
-- running while this step was taken has a name that cannot be opened, and counts as lost: the citizen is told.
ALTER TABLE submission ADD COLUMN order_sealed BLOB;
UPDATE submission SET order_sealed = x'' WHERE order_ref IS NOT NULL;
ALTER TABLE submission DROP COLUMN order_ref;
