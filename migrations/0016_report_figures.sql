-- Reports count drops as the gate does, and leave out what an agent chose to call. Null: written by
-- an earlier release, of which the result alone is known.
alter table attempts add column is_drop boolean, add column by_agent boolean;
-- The wrap-ups of a span, without a walk over all supplements.
create index supplements_by_kind on supplements (client_id, kind, at);
