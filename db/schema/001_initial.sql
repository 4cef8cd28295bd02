-- The working database. Private: it holds contacts and the ledger; readers get db/publish.py's file.
-- Times are UTC, ISO 8601 to the second with a Z. Dates are ISO days. Lists and objects are JSON text.

create table meta (
  key text primary key,
  value text not null
) without rowid;

-- One row a declared portal, as last seen in its TOML file.
create table portal (
  id text primary key,
  name text not null,
  site text not null,
  region text,                 -- full place name, e.g. 重庆市铜梁区
  region_code text,            -- GB/T 2260, six digits
  level text,                  -- national, province, municipality, prefecture, district, county, township
  department text,             -- standard name of the body that runs the site
  declaration_sha256 text,     -- of the TOML file, so that a change of declaration is visible
  first_used text not null,
  last_used text not null
);

-- One row a column (栏目) of a portal: the list pages that are walked.
create table portal_column (
  id integer primary key,
  portal text not null references portal(id),
  url text not null,
  name text,
  kind text not null,          -- npc, cppcc, both, mixed
  family text,                 -- recognised or declared CMS family
  entries integer not null default 0,       -- entries listed now
  declared_entries integer,    -- the site's own claim on the last walk
  declared_pages integer,
  last_walk text,              -- end of the last walk, complete or not
  last_walk_outcome text,      -- calm, end, incomplete
  last_sweep text,             -- end of the last complete sweep
  sweep_entries integer,       -- distinct entries of that sweep
  next_walk text,              -- null: due now
  next_walk_reason text,
  next_sweep text,             -- null: due now
  unique (portal, url)
);

-- The ledger: one row a canonical address, never deleted.
create table document (
  id integer primary key,
  address text not null unique,
  portal text not null references portal(id),
  state text not null check (state in ('new', 'live', 'missing', 'withdrawn')),
  state_since text not null,
  state_reason text not null,
  first_seen text not null,
  last_seen text not null,         -- listed, or fetched healthy
  last_fetched text,               -- last fetch with a healthy answer (200 or 304)
  rechecks integer not null default 0,      -- healthy fetches after the first
  failures integer not null default 0,      -- failed attempts since the last healthy one
  etag text,                       -- validators of the body that is archived
  last_modified text,
  body_sha256 text,                -- of the archived bytes
  content_sha256 text,             -- of the record
  versions integer not null default 0,
  ladder_step integer not null default 0,
  next_due text,                   -- null while new: due now
  due_reason text not null,
  last_run integer                 -- run that asked for it last: nothing is asked twice in a run
);
create index document_due on document (portal, next_due);
create index document_state on document (state);

-- Where a document is listed and what the row said.
create table listing (
  id integer primary key,
  portal_column integer not null references portal_column(id),
  document integer not null references document(id),
  title text,
  date text,
  fingerprint text not null,       -- of (address, title, date)
  page integer not null,
  position integer not null,       -- from 1 on its page
  first_listed text not null,
  last_listed text not null,
  last_sweep integer,              -- run whose sweep saw it last
  missing_since text,              -- absent from a complete sweep since then
  unique (portal_column, document)
);
create index listing_document on listing (document);

-- One row a request: what was asked, why, and what came back.
create table fetch (
  id integer primary key,
  run integer not null references run(id),
  portal text references portal(id),
  portal_column integer references portal_column(id),
  document integer references document(id),
  address text not null,
  kind text not null,              -- robots, list, detail, attachment, import
  reason text not null,
  at text not null,
  conditional integer not null default 0,
  status integer,                  -- HTTP status; null where no answer came
  outcome text not null,           -- see crawler/outcome.py
  detail text,                     -- what failed, in words
  content_type text,
  bytes integer,
  body_sha256 text,
  etag text,
  last_modified text,
  location text,                   -- final address where it differs
  warc_file text,                  -- below archive/
  warc_offset integer
);
create index fetch_document on fetch (document);
create index fetch_run on fetch (run, kind);
create index fetch_address on fetch (address);

-- One row a distinct content of a document, oldest first. Nothing is ever overwritten.
create table version (
  id integer primary key,
  document integer not null references document(id),
  number integer not null,         -- from 1
  fetch integer references fetch(id),
  seen_at text not null,
  cause text not null check (cause in ('first', 'revision', 'reparse', 'restored', 'import')),
  parser_version text not null,
  body_sha256 text not null,
  content_sha256 text not null,
  record text not null,            -- the whole record as JSON
  changed text not null,           -- JSON list of the fields that differ from the version before
  listing text,                    -- JSON of the list row the parser was given
  unique (document, number)
);

-- The current record of each document, columns as in the record.
create table record (
  id integer primary key references document(id),
  address text not null,
  portal text not null references portal(id),
  genre text not null,
  matter_type text,
  title text,
  index_number text,
  document_number text,
  issuer text,
  topic text,
  document_form text,
  validity text,
  date_written text,
  date_published text,
  date_signed text,
  assembly text,
  assembly_level text,
  assembly_place text,
  term integer,
  meeting integer,
  matter_numbers text not null default '[]',
  proposal_title text,
  proposal_text text,
  addressees text not null default '[]',
  co_handlers text not null default '[]',
  outcome_mark text,
  outcome text,                    -- normalised meaning
  outcome_scheme text,
  openness text,
  approver text,
  contact text,                    -- private: never published
  copied_to text not null default '[]',
  citations text not null default '[]',
  attachments text not null default '[]',
  text text,
  text_damaged integer not null default 0,
  listed_title text,               -- what the list row said, where the page gives no title
  listed_date text,
  family text,                     -- CMS family that read the page
  version integer not null,        -- number in version
  changed_at text not null,        -- when this version was first seen
  parser_version text not null
);
create index record_portal on record (portal);
create index record_changed on record (changed_at);

-- Why each field of the current record has its value.
create table evidence (
  document integer not null references document(id),
  field text not null,
  raw text not null,
  source text not null,
  place text not null
);
create index evidence_document on evidence (document);

create table attachment (
  id integer primary key,
  document integer not null references document(id),
  url text not null,
  name text,
  type text,
  state text not null default 'new' check (state in ('new', 'fetched', 'failed')),
  failures integer not null default 0,
  sha256 text,
  text text,
  unique (document, url)
);

-- Whatever a person may want to look at; closed when it no longer holds.
create table problem (
  id integer primary key,
  run integer references run(id),
  portal text references portal(id),
  document integer references document(id),
  address text,
  at text not null,
  stage text not null,             -- portal, list, fetch, parse, import, publish
  code text not null,
  message text not null,
  field text,
  closed text                      -- when it stopped being true
);
create index problem_open on problem (closed, portal);
create index problem_document on problem (document);

create table run (
  id integer primary key,
  command text not null,
  started text not null,
  finished text,
  verdict text check (verdict in ('ok', 'suspect', 'failed')),
  reasons text not null default '[]',
  counts text not null default '{}',
  parser_version text not null
);

-- The certificate of a run for one column: listed = fetched + unchanged + due later + absent + failed + left over.
create table run_column (
  run integer not null references run(id),
  portal_column integer not null references portal_column(id),
  mode text not null,              -- walk, sweep
  outcome text not null,           -- calm, end, incomplete
  reason text,
  pages integer not null default 0,
  listed integer not null default 0,
  new integer not null default 0,
  relisted integer not null default 0,   -- rows whose title or date changed
  missing integer not null default 0,
  declared_entries integer,
  primary key (run, portal_column)
);

-- What is known of a host: robots.txt, back-off, the day's budget. Kept over restarts.
create table host (
  name text primary key,
  address text,                    -- resolved, for the shared slot
  robots_at text,
  robots_status integer,
  robots_text text,
  last_request text,
  not_before text,
  not_before_reason text,
  day text,                        -- Beijing day that requests_today counts
  requests_today integer not null default 0
);

-- Addresses whose text must not be published.
create table takedown (
  address text primary key,
  reason text not null,
  at text not null
);
