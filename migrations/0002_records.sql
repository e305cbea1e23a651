-- Call detail records: written once, never changed. Times are ms since the epoch (UTC), durations
-- ms. No foreign key leads to the centre's tables: a record is kept whatever was applied since.

create table calls (
  client_id text not null,
  call_id text not null,
  contact_id text not null,
  record_schema smallint not null,
  direction text not null,
  switch_id text not null,
  leg_id text not null,
  ani text not null,
  dnis text not null,
  flow_id text,
  queue_id text,
  agent_id text,
  provider_id text,
  offered_at bigint not null,
  answered_at bigint,
  queued_at bigint,
  connected_at bigint,
  ended_at bigint not null,
  queue_ms bigint not null,
  talk_ms bigint not null,
  hold_ms bigint not null,
  result text not null,
  ended_by text not null,
  cause text not null,
  raw_q850 smallint,
  raw_sip smallint,
  raw_text text,
  variables jsonb not null,
  engine_id text not null,
  epoch bigint not null,
  seq bigint not null,
  fact_index integer not null,
  primary key (client_id, call_id),
  -- The name of the fact that it came from: a second delivery meets the first.
  constraint calls_fact unique (client_id, engine_id, epoch, seq, fact_index)
);

-- Lists run newest first and go on from (offered_at, call_id).
create index calls_by_client on calls (client_id, offered_at, call_id);
create index calls_by_time on calls (offered_at, call_id);
create index calls_by_provider on calls (provider_id, offered_at, call_id)
  where provider_id is not null;
create index calls_by_queue on calls (queue_id, offered_at, call_id) where queue_id is not null;
create index calls_by_agent on calls (agent_id, offered_at, call_id) where agent_id is not null;
create index calls_by_result on calls (result, offered_at, call_id);
create index calls_by_id on calls (call_id);

-- The stretches of the customer's call; they tile [offered_at, ended_at).
create table segments (
  client_id text not null,
  call_id text not null,
  ordinal integer not null,
  kind text not null,
  started_at bigint not null,
  ended_at bigint not null,
  queue_id text,
  agent_id text,
  flow_id text,
  primary key (client_id, call_id, ordinal),
  foreign key (client_id, call_id) references calls
);

-- What each other party did in the call.
create table party_intervals (
  client_id text not null,
  call_id text not null,
  ordinal integer not null,
  leg_id text not null,
  role text not null,
  agent_id text not null,
  provider_id text not null,
  kind text not null,
  started_at bigint not null,
  ended_at bigint not null,
  outcome text,
  primary key (client_id, call_id, ordinal),
  foreign key (client_id, call_id) references calls
);

create index party_intervals_by_agent on party_intervals (agent_id, started_at);

-- What became known after the record was written. No foreign key: it may be here before its call
-- is, when that one was set aside.
create table supplements (
  client_id text not null,
  engine_id text not null,
  epoch bigint not null,
  seq bigint not null,
  fact_index integer not null,
  call_id text not null,
  kind text not null,
  at bigint not null,
  document jsonb not null,
  primary key (client_id, engine_id, epoch, seq, fact_index)
);

create index supplements_by_call on supplements (call_id);
