-- Parties outside of the centre have the name of a transfer target in place of an agent.
alter table party_intervals alter column agent_id drop not null;
alter table party_intervals alter column provider_id drop not null;
alter table party_intervals add column target_id text;
alter table party_intervals add constraint party_is_named check (
  (agent_id is null) = (target_id is not null) and (agent_id is null) = (provider_id is null)
);
alter table segments add column target_id text;
