-- PostgreSQL's three roles and the database. As the superuser postgres, once:
--   psql -v owner="'...'" -v app="'...'" -v backup="'...'" -f roles.sql
-- with three passwords made by chance: openssl rand -hex 32

-- Makes and changes tables; nightly jobs and commands run as it. Nobody is served as it.
CREATE ROLE sightline_owner LOGIN PASSWORD :owner;
-- Serves pages: adds to evidence, never changes it, and sees rows through row-level security.
CREATE ROLE sightline_app LOGIN PASSWORD :app;
-- Reads all of it and changes nothing, for backups.
CREATE ROLE sightline_backup LOGIN BYPASSRLS PASSWORD :backup;
GRANT pg_read_all_data TO sightline_backup;

CREATE DATABASE sightline OWNER sightline_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE sightline FROM PUBLIC;
GRANT CONNECT ON DATABASE sightline TO sightline_app, sightline_backup;
