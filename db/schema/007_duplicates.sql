-- The same letter at two addresses: on two portals, or posted again. A link, never a merger: both documents
-- stay, and whoever counts letters decides what counts. Brought up to date by `dafu
-- duplicates` and by every publish (db/duplicates.py).
create table duplicate (
  document integer not null references document(id),
  other integer not null references document(id),    -- the one that was known earlier
  reason text not null check (reason in ('number', 'text')),
  similarity real,             -- share of character 4-grams in common, 0 to 1; null where one has no text
  matters text not null check (matters in ('same', 'other', 'unknown')),  -- one text may answer several proposals
  found_at text not null,
  primary key (document, reason)
) without rowid;
create index duplicate_other on duplicate (other);
