-- A service-linked role's name names its service.
ALTER TABLE service_role DROP COLUMN service;
