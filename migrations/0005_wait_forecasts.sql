-- What a caller was told at joining a queue: [{ queueId, at, medianMs, lowMs, highMs }, ...]. The
-- wait that came of it is the segment of that queue which begins at "at".
alter table calls add column wait_forecasts jsonb;
