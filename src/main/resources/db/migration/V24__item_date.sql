-- The list of items between two days, newest first.
create index on item (collective_id, coalesce(item_date, created) desc, id desc);
