-- Consents of people to be called for a client, given and withdrawn, with what proves it: added to,
-- never changed. A lead may have one of its own from its import.
create table consents (
  client_id text not null,
  number text not null,
  consent_id bigint generated always as identity,
  status text not null check (status in ('granted', 'withdrawn')),
  -- When it was given or withdrawn.
  at bigint not null,
  kind text,
  expires_at bigint,
  evidence text,
  -- Where it was said (a form, a call), by what means, and to which text.
  source text not null,
  channel text,
  text_version text,
  reason text not null,
  recorded_at bigint not null,
  recorded_by text not null,
  primary key (client_id, number, consent_id),
  check (status = 'withdrawn' or (kind is not null and evidence <> ''))
);
