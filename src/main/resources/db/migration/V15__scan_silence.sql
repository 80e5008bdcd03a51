-- A server that fell silent in the middle of a move may still finish it: until then the move is not repeated.
alter table mailbox_cursor add column silent_until timestamptz;
