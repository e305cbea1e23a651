-- Which leads have a key, apart from the leads: those change with every claim, and each index that
-- a changed row stands in is written again. A key is never changed.
create table lead_keys (
  client_id text not null,
  external_key text not null,
  lead_id bigint not null,
  primary key (client_id, external_key, lead_id)
);
insert into lead_keys
select client_id, external_key, lead_id from leads where external_key is not null;
drop index leads_by_key;
