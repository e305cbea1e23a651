-- The ledger: a Merkle log for each client and one for the centre's operations. Leaf hashes are for
-- ever and in one table; what they are hashes of lies in partitions by month, so that it can go.
-- Times are ms since the epoch (UTC), hashes are SHA-256.

-- Where each log goes on. The row's lock is the log's sequencer: one appends at a time.
create table ledger_heads (
  log text primary key,
  -- Of its checkpoints: fixed when it is opened, whoever writes to it later.
  origin text not null,
  -- The verifier key that signs now.
  key text not null,
  size bigint not null,
  -- Roots (base64) of the complete subtrees, from the largest to the smallest.
  frontier jsonb not null,
  -- The newest entry of each source: { <source>: { n, leaf } }.
  sources jsonb not null,
  -- Of the newest checkpoint.
  noted_size bigint not null default 0
) with (fillfactor = 50);

create table ledger_leaves (
  log text not null,
  leaf_index bigint not null,
  leaf_hash bytea not null check (length(leaf_hash) = 32),
  -- The name of the fact: a second delivery meets the first.
  source text not null,
  epoch bigint not null,
  seq bigint not null,
  fact integer not null,
  primary key (log, leaf_index),
  unique (log, source, epoch, seq, fact)
);

-- Complete subtrees from level 8 (256 leaves) up; smaller ones are computed from their leaves.
create table ledger_nodes (
  log text not null,
  level smallint not null check (level >= 8),
  node_index bigint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (log, level, node_index)
);

-- What the leaves are hashes of: data is the canonical JSON, to the byte.
create table ledger_entries (
  log text not null,
  leaf_index bigint not null,
  sealed_at bigint not null,
  at bigint not null,
  type text not null,
  data text not null,
  primary key (log, leaf_index, sealed_at)
) partition by range (sealed_at);

-- What entries commit to and do not say: AES-256-GCM under the subject's key, with the leaf hash as
-- additional data.
create table ledger_disclosures (
  log text not null,
  leaf_index bigint not null,
  sealed_at bigint not null,
  subject bytea not null,
  nonce bytea not null,
  box bytea not null,
  primary key (log, leaf_index, sealed_at)
) partition by range (sealed_at);

-- A key that is destroyed leaves its row; whoever comes again gets another one.
create table subject_keys (
  log text not null,
  -- HMAC-SHA256(pepper, log || NUL || subject): who it is cannot be tried out from here.
  subject bytea not null,
  key_id bigint generated always as identity,
  key bytea,
  created_at bigint not null,
  destroyed_at bigint,
  primary key (log, subject, key_id),
  check ((key is null) = (destroyed_at is not null))
);
create unique index subject_keys_live on subject_keys (log, subject) where key is not null;

-- One signed head for a size, and never another.
create table ledger_checkpoints (
  log text not null,
  size bigint not null,
  root bytea not null check (length(root) = 32),
  at bigint not null,
  note text not null,
  primary key (log, size)
);

-- Which key signs checkpoints of more leaves than from_size, and how the key before vouches for it;
-- null: it is the first, or the one before was lost.
create table ledger_keys (
  log text not null,
  vkey text not null,
  from_size bigint not null,
  signature text,
  primary key (log, vkey)
);

-- A report counts the rows of leaves below its checkpoint. Null: of an older release.
alter table calls add column leaf_index bigint;
alter table supplements add column leaf_index bigint;
alter table attempts add column leaf_index bigint;
alter table refusals add column leaf_index bigint;

create function written_once() returns trigger language plpgsql as $$
begin
  raise exception '% is written once: no % there', tg_table_name, lower(tg_op)
    using errcode = 'insufficient_privilege';
end $$;

-- Against accidents, also of the owner; who can remove a trigger is found by the checkpoints.
do $$
declare name text;
begin
  foreach name in array array['ledger_leaves', 'ledger_nodes', 'ledger_entries',
    'ledger_disclosures', 'ledger_checkpoints', 'ledger_keys', 'subject_keys', 'calls', 'segments',
    'party_intervals', 'supplements', 'attempts', 'refusals', 'consents', 'suppressions']
  loop
    execute format('create trigger written_once before update or delete or truncate on %I
      for each statement execute function written_once()', name);
  end loop;
  execute 'create trigger written_once before delete or truncate on ledger_heads
    for each statement execute function written_once()';
end $$;

-- Which logs a transaction sees: one by name, or all with an asterisk; without a word, none. In a
-- select of its own the word is read once for a statement, and not for each row.
do $$
declare name text;
begin
  foreach name in array array['ledger_heads', 'ledger_leaves', 'ledger_nodes', 'ledger_entries',
    'ledger_disclosures', 'ledger_checkpoints', 'ledger_keys', 'subject_keys']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy scope on %I using
      ((select current_setting('leitstand.scope', true)) in ('*', log))$policy$, name);
  end loop;
end $$;

-- A partition is made beside and attached: readers and writers of the others do not wait. Nobody
-- has rights on it itself, and its row security lets nobody in who has.
create function ledger_make_partition(parent text, month timestamp) returns void
language plpgsql set search_path = leitstand, pg_temp as $$
declare
  name text := parent || to_char(month, '"_"YYYY"_"MM');
  first_ms bigint := extract(epoch from month at time zone 'UTC') * 1000;
  end_ms bigint := extract(epoch from (month + interval '1 month') at time zone 'UTC') * 1000;
begin
  if exists (select from pg_tables where schemaname = 'leitstand' and tablename = name) then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('ledger_make_partition'));
  if exists (select from pg_tables where schemaname = 'leitstand' and tablename = name) then
    return;
  end if;
  execute format('create table %I (like %I including all)', name, parent);
  execute format('create trigger written_once before update or delete or truncate on %I
    for each statement execute function written_once()', name);
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format('alter table %I attach partition %I for values from (%s) to (%s)',
    parent, name, first_ms, end_ms);
end $$;

-- The daemon may make no tables; this makes those of the month and of the next one.
create function ledger_make_room(at bigint) returns void
language plpgsql security definer set search_path = leitstand, pg_temp as $$
declare
  month timestamp := date_trunc('month', to_timestamp(at / 1000.0) at time zone 'UTC');
begin
  for ahead in 0..1 loop
    perform ledger_make_partition('ledger_entries', month + ahead * interval '1 month');
    perform ledger_make_partition('ledger_disclosures', month + ahead * interval '1 month');
  end loop;
end $$;
revoke all on function ledger_make_partition(text, timestamp) from public;
revoke all on function ledger_make_room(bigint) from public;
