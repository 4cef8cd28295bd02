-- The published file: what every reader gets. Made new by every publish, never changed afterwards.
-- Lists and objects are JSON text. Times are UTC, dates are ISO days. Contact details are not in here.

create table meta (
  key text primary key,
  value text
);

create table portal (
  id text primary key,
  name text not null,
  site text not null,
  region text,
  region_code text,
  level text,
  department text,
  records integer not null,
  replies integer not null,
  newest text,
  last_used text not null
);

create table record (
  id integer primary key,
  address text not null unique,
  portal text not null references portal(id),
  place text,
  department text,
  state text not null,
  state_since text not null,
  first_seen text not null,
  last_seen text not null,
  version integer not null,
  changed_at text not null,
  date text,
  year integer,
  label text not null,
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
  matter_numbers text not null,
  proposal_title text,
  proposal_text text,
  addressees text not null,
  co_handlers text not null,
  outcome_mark text,
  outcome text,
  outcome_scheme text,
  openness text,
  approver text,
  copied_to text not null,
  citations text not null,
  attachments text not null,
  text text,
  text_damaged integer not null,
  proposers text,
  keywords text not null,
  characters integer not null,
  listed_title text,
  listed_date text,
  fetched_at text,
  body_sha256 text not null,
  parser_version text not null,
  also_at text not null
);

create table addressee (
  id integer primary key,
  record integer not null references record(id),
  position integer not null,
  name text not null,
  role text,
  group_size integer
);

create table citation (
  id integer primary key,
  record integer not null references record(id),
  position integer not null,
  title text not null,
  document_number text
);

create table attachment (
  id integer primary key,
  record integer not null references record(id),
  position integer not null,
  url text not null,
  name text,
  type text,
  sha256 text,
  text text
);

create table evidence (
  id integer primary key,
  record integer not null references record(id),
  field text not null,
  raw text not null,
  source text not null,
  place text not null
);

create table version (
  id integer primary key,
  record integer not null references record(id),
  number integer not null,
  seen_at text not null,
  cause text not null,
  changed text not null,
  title text,
  text text,
  parser_version text not null,
  body_sha256 text not null,
  unique (record, number)
);

create table duplicate (
  id integer primary key,
  record integer not null references record(id),
  other integer not null references record(id),
  found_by text not null,
  similarity real,
  matters text not null,
  found_at text not null,
  unique (record, found_by)
);
-- Not with the others: also_at is looked up by it while the file is made.
create index duplicate_other on duplicate (other);

create table problem (
  id integer primary key,
  at text not null,
  portal text references portal(id),
  record integer references record(id),
  stage text not null,
  code text not null,
  message text not null,
  field text,
  address text
);

create table column_coverage (
  id integer primary key,
  portal text not null references portal(id),
  name text,
  url text not null,
  kind text not null,
  family text,
  listed integer not null,
  declared integer,
  last_walk text,
  last_walk_outcome text,
  last_sweep text,
  sweep_entries integer,
  last_run integer references run(id),
  reason text,
  fetched integer,
  unchanged integer,
  later integer,
  absent integer,
  failed integer,
  left_over integer,
  next_walk text,
  next_walk_reason text
);

create table run (
  id integer primary key,
  command text not null,
  started text not null,
  finished text,
  verdict text,
  reasons text not null,
  counts text not null,
  parser_version text not null
);

create table codebook (
  table_name text not null,
  column_name text not null,
  zh text not null,
  en text not null,
  description_zh text not null,
  description_en text,
  primary key (table_name, column_name)
);

create table code (
  field text not null,
  code text not null,
  zh text not null,
  en text not null,
  primary key (field, code)
);

create view reply as select * from record where genre = 'reply';
