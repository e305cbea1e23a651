-- What the upkeep of lists did, each time that it ran.
create table list_upkeep_runs (
  engine_id text not null,
  at bigint not null,
  actor text not null,
  -- [{ clientId, campaignId, consentsErased, leadsClosed, claimsReleased }, ...]
  campaigns jsonb not null,
  primary key (engine_id, at)
);

-- Proofs of consent whose time has come.
create index leads_consent_kept on leads (client_id, campaign_id, consent_retain_until)
  where consent_retain_until is not null;
