-- A letter that was asked for and is not there (404, 410, a page that says so) is no failure: its own part of the
-- certificate's sum. In older runs it is counted among the failed, and the sum holds there, too.
alter table run_column add column absent integer not null default 0;   -- asked for: not there
alter table run_portal add column absent integer not null default 0;   -- asked for: not there
