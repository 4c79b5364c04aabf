-- Pages of problems tell the number of their request; what was recorded in it is found by that.
CREATE INDEX audit_request ON audit (request) WHERE request IS NOT NULL;
