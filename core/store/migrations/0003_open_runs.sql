-- Runs that have not ended: a handful among as many as ever ran.
CREATE INDEX run_open ON run (feed) WHERE result = 'running';
