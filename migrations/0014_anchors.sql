-- Which checkpoints are where nobody here can change them, and what was given as a receipt: the
-- time stamp of an authority (RFC 3161), or the answer of whoever keeps it.
create table ledger_anchors (
  log text not null,
  size bigint not null,
  anchor_id text not null,
  at bigint not null,
  receipt bytea,
  primary key (log, size, anchor_id)
);

create trigger written_once before update or delete or truncate on ledger_anchors
  for each statement execute function written_once();

alter table ledger_anchors enable row level security;
alter table ledger_anchors force row level security;
create policy scope on ledger_anchors using
  ((select current_setting('leitstand.scope', true)) in ('*', log));
