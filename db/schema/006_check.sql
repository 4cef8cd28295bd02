-- What `dafu check` found, one row a column and check; nothing is overwritten. By address, so that a column
-- that was never crawled can be checked.
create table column_check (
  id integer primary key,
  run integer not null references run(id),
  portal text not null,            -- portal id
  url text not null,               -- of the column
  at text not null,
  word text not null,              -- works, partly, list only, no list, blocked, refused, forbidden, gone, no answer, failing, not asked
  detail text not null,            -- why, in a sentence
  product text,                    -- protection product that blocks it (parsers/blocked.py)
  family text,                     -- recognised CMS family
  entries integer not null,        -- rows on the first page
  total_entries integer,           -- the list's own claim
  total_pages integer,
  sampled integer not null,        -- documents asked for
  with_title integer not null,     -- of these: documents that gave a title
  with_date integer not null,
  with_body integer not null,
  with_number integer not null     -- number of the suggestion or proposal
);
create index column_check_column on column_check (portal, url);
