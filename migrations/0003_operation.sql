-- What the running centre keeps beside its records.

-- client_id is empty for what concerns the whole centre.
create table settings (
  client_id text not null default '',
  key text not null,
  value jsonb not null,
  updated_at bigint not null,
  updated_by text not null,
  primary key (client_id, key)
);

-- Bearer tokens. The secret itself is nowhere: 256 random bits need no slow hash.
create table tokens (
  token_id text primary key,
  name text not null,
  role text not null,
  client_id text,
  provider_id text,
  agent_id text,
  secret_sha256 text not null unique,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint
);

-- What the nightly retention took away.
create table retention_runs (
  engine_id text not null,
  at bigint not null,
  kept_from bigint not null,
  files bigint not null,
  bytes bigint not null,
  detail jsonb not null,
  primary key (engine_id, at)
);
