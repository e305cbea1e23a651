-- Attempts count to a person: whoever has one of the numbers of a lead, or its key, in any list and
-- campaign of the client. So both are looked for by client, across its campaigns.
alter table lead_numbers drop constraint lead_numbers_pkey,
  add primary key (client_id, number, campaign_id);
drop index leads_external_key;
create index leads_by_key on leads (client_id, external_key) where external_key is not null;
