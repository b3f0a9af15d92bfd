-- Few addresses are gone, and they are asked for often: by the status page, by each page of the catalogue.
CREATE INDEX resource_gone ON resource_check (feed) WHERE state = 'gone';
