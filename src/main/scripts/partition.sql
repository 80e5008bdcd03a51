-- Splits the two tables that grow fastest, the ledger of imports and the bytes of mails, into 16 partitions each, so that vacuums,
-- index builds and restores go partition by partition. Keys and queries stay as they are: both tables are read and written by
-- what they are split by. Stop all replicas, back up, and run it once; it copies both tables, so it takes their space again:
--   psql -v ON_ERROR_STOP=1 -f src/main/scripts/partition.sql "$DATABASE"
-- `bench Replicas --partitioned=1` does it to its own database and looks at every plan.
begin;

alter table scan_failure drop constraint scan_failure_cursor_id_uid_fkey;
alter table scan_ledger rename to scan_ledger_whole;
create table scan_ledger (
    like scan_ledger_whole including all,
    foreign key (cursor_id) references mailbox_cursor on delete cascade
) partition by hash (cursor_id);

alter table blob_chunk rename to blob_chunk_whole;
create table blob_chunk (
    like blob_chunk_whole including all,
    foreign key (hash) references blob on delete cascade
) partition by hash (hash);

do $$
begin
    for part in 0..15 loop
        execute format('create table scan_ledger_%s partition of scan_ledger for values with (modulus 16, remainder %s)', part, part);
        execute format('create table blob_chunk_%s partition of blob_chunk for values with (modulus 16, remainder %s)'
            ' with (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1)', part, part);
    end loop;
end $$;

insert into scan_ledger select * from scan_ledger_whole;
insert into blob_chunk select * from blob_chunk_whole;
drop table scan_ledger_whole;
drop table blob_chunk_whole;
alter table scan_failure add constraint scan_failure_cursor_id_uid_fkey
    foreign key (cursor_id, uid) references scan_ledger on delete cascade;

commit;
analyze scan_ledger, blob_chunk;
