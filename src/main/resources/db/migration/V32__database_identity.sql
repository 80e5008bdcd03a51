-- Which database this is: one that was restored from a backup has the word of the one that was backed up, and is another one.
create table database_identity (
    id       smallint    primary key check (id = 1),
    identity text        not null,
    since    timestamptz not null
);
