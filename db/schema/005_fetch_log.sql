-- Events on their way to the fetch log beside the archive (db/fetch_log.py): written in the
-- transaction that they tell of, appended to the log after its commit, deleted once the log is on disk.
create table outbox (
  seq integer primary key autoincrement,   -- never used twice: the log knows by it what it has
  event text not null                      -- JSON object
);

-- A takedown is a person's decision that no archive holds: it goes into the log however it is entered.
create trigger takedown_entered after insert on takedown begin
  insert into outbox (event) values (json_object(
    'event', 'takedown', 'at', new.at, 'address', new.address, 'reason', new.reason));
end;

create trigger takedown_lifted after delete on takedown begin
  insert into outbox (event) values (json_object(
    'event', 'takedown lifted', 'at', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'address', old.address));
end;

-- Which database wrote a line of the log: one that was begun anew counts from 1 again.
insert into meta (key, value) values ('log_id', lower(hex(randomblob(6))));
