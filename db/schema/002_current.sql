-- Keeping current: whether validators can be trusted, a column's rhythm, moved letters, the certificate of
-- every run by portal, column and host, and what was decided about a document between two fetches.

alter table portal add column validators text not null default 'trusted';  -- trusted, distrusted: plain GET
alter table portal add column validators_reason text;    -- what its answers proved
alter table portal add column validators_since text;
alter table portal add column validators_useless integer not null default 0;  -- in a row: sent, and a whole page came back unchanged

alter table portal_column add column first_sweep text;   -- end of the first complete sweep: what it listed was there before us
alter table portal_column add column rhythm_hours real;  -- hours between two walks, from the column's own history
alter table portal_column add column shrunk_to integer;  -- entries of a complete sweep that found far fewer; null once believed or refuted
alter table portal_column add column shrunk_at text;
alter table portal_column add column sweep_run integer;  -- run that began the sweep in progress; null where none is
alter table portal_column add column sweep_pages integer; -- pages of it that were read
alter table portal_column add column sweep_request text; -- JSON of the request that it goes on with

alter table document add column due_rank integer not null default 2;  -- 0 signal, 1 proof of absence, 2 never fetched, 3 recheck
alter table document add column moved_to text;           -- address that a permanent redirect named and that holds the letter
update document set due_rank = 3 where state != 'new';

alter table listing add column not_seen_since text;      -- a walk passed its place without seeing it; its document was made due

alter table fetch add column host text;                  -- host and port that was asked
alter table fetch add column sent_because text;          -- why validators were sent or not
alter table fetch add column decision text;              -- what the answer led to, and when the document is due again

alter table run_column add column mode_reason text;      -- why a walk or a sweep
alter table run_column add column sweep_complete integer not null default 0;  -- read to the proven end
alter table run_column add column entries integer;       -- documents listed in the column when the run ended
alter table run_column add column fetched integer;       -- of these: fetched with a new content
alter table run_column add column unchanged integer;     -- looked at, nothing new
alter table run_column add column later integer;         -- not due yet
alter table run_column add column failed integer;        -- asked for in vain
alter table run_column add column left_over integer;     -- due, not asked for
alter table run_column add column next_walk text;
alter table run_column add column next_walk_reason text;

-- The certificate and the verdict of a run for one portal: listed = fetched + unchanged + later + absent +
-- failed + left_over.
create table run_portal (
  run integer not null references run(id),
  portal text not null references portal(id),
  verdict text not null check (verdict in ('ok', 'suspect', 'failed')),
  reasons text not null default '[]',
  entries integer not null,        -- entries listed in its columns when the run ended
  columns integer not null,        -- columns that were walked
  listed integer not null,
  fetched integer not null,
  unchanged integer not null,
  later integer not null,
  failed integer not null,
  left_over integer not null,
  delisted integer not null,       -- live, served, but in no list any more
  primary key (run, portal)
) without rowid;
create index run_portal_portal on run_portal (portal, run);

-- Requests that a run sent to one host, robots.txt and redirect hops included.
create table run_host (
  run integer not null references run(id),
  host text not null,
  portal text not null references portal(id),
  requests integer not null,
  primary key (run, host, portal)
) without rowid;

-- What happened to a document without a fetch of it: listed, changed in the list, gone from the list, moved, withdrawn.
create table event (
  id integer primary key,
  document integer not null references document(id),
  run integer references run(id),
  at text not null,
  what text not null               -- a sentence
);
create index event_document on event (document);

-- Queries that must cost the same with 50,000 documents as with 500.
drop index document_due;
create index document_due on document (portal, due_rank, coalesce(next_due, ''), id);
create index document_absent on document (portal, state) where state in ('missing', 'withdrawn');
create index listing_column_date on listing (portal_column, date);
create index listing_column_seen on listing (portal_column, page, last_listed);
create index listing_column_missing on listing (portal_column, missing_since, document);
create index attachment_url on attachment (url);
create index fetch_host on fetch (host, at) where outcome in ('ok', 'not_modified');
create index problem_address on problem (address, stage) where closed is null;
create index listing_column_first on listing (portal_column, first_listed);
