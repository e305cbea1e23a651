-- What the contact centre is made of, as it was last applied. Rows of things that are gone stay,
-- with removed_at, so that old records keep their names. Times are ms since the epoch (UTC).

create table clients (
  client_id text primary key,
  name text not null,
  applied_at bigint not null,
  removed_at bigint
);

create table providers (
  provider_id text primary key,
  name text not null,
  applied_at bigint not null,
  removed_at bigint
);

-- The clients that a provider's agents may work for.
create table provider_clients (
  client_id text not null references clients,
  provider_id text not null references providers,
  primary key (client_id, provider_id)
);

create table skills (
  skill text primary key,
  applied_at bigint not null,
  removed_at bigint
);

create table agents (
  agent_id text primary key,
  provider_id text not null references providers,
  name text not null,
  switch_id text not null,
  device text not null,
  applied_at bigint not null,
  removed_at bigint
);

create table agent_skills (
  agent_id text not null references agents,
  skill text not null references skills,
  level smallint not null,
  primary key (agent_id, skill)
);

create table queues (
  client_id text not null references clients,
  queue_id text not null,
  name text not null,
  music text not null,
  waiting_max integer not null,
  wait_max_ms bigint not null,
  ring_timeout_ms bigint not null,
  wrap_up_ms bigint not null,
  service_level_ms bigint not null,
  applied_at bigint not null,
  removed_at bigint,
  primary key (client_id, queue_id)
);

create table queue_skills (
  client_id text not null,
  queue_id text not null,
  skill text not null references skills,
  level_min smallint not null,
  primary key (client_id, queue_id, skill),
  foreign key (client_id, queue_id) references queues
);

create table flows (
  client_id text not null references clients,
  flow_id text not null,
  document jsonb not null,
  applied_at bigint not null,
  removed_at bigint,
  primary key (client_id, flow_id)
);

create table numbers (
  client_id text not null references clients,
  number text not null,
  flow_id text not null,
  language text not null,
  applied_at bigint not null,
  removed_at bigint,
  primary key (client_id, number)
);

create table calendars (
  calendar_id text primary key,
  zone text not null,
  document jsonb not null,
  applied_at bigint not null,
  removed_at bigint
);

-- Every centre that was ever applied, whole.
create table centre_versions (
  version bigint generated always as identity primary key,
  hash text not null,
  applied_at bigint not null,
  actor text not null,
  document jsonb not null
);
