-- Recordings are supplements of their calls; these let them be listed and found by themselves.

create index supplements_recordings on supplements (client_id, at) where kind = 'recording';
create index supplements_recording_id on supplements ((document ->> 'recordingId'))
  where kind = 'recording';
