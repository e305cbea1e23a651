-- Who said no in a call, as an agent noted it: some laws give peace for a while after that.
create table refusals (
  client_id text not null,
  lead_id bigint not null,
  at bigint not null,
  call_id text not null,
  campaign_id text not null,
  number text not null,
  agent_id text not null,
  reason text not null,
  primary key (client_id, lead_id, at, call_id)
);
