-- Some laws ask consent of consumers only. Absent: a consumer.
alter table leads add column audience text check (audience in ('consumer', 'business'));
