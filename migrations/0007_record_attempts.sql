-- Of a call for a campaign, which attempt it was: { attemptId, campaignId, listId, leadId }.
alter table calls add column attempt jsonb;
create index calls_by_campaign on calls ((attempt ->> 'campaignId'), offered_at, call_id)
  where attempt is not null;
