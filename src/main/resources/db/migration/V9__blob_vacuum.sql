-- Blobs are written once and read by their hash. A vacuum for the sake of what was inserted reads gigabytes for a visibility
-- map that nobody looks into; the one that old transaction ids need comes all the same.
alter table blob_chunk set (
    autovacuum_vacuum_insert_threshold = -1,
    toast.autovacuum_vacuum_insert_threshold = -1
);
-- Nor does a plan ever depend on what is in them.
alter table blob_chunk alter column data set statistics 0;
