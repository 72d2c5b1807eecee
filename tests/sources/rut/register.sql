-- Four made-up companies and their services, with the types that a register has.
CREATE TABLE company (rut_number char(8) PRIMARY KEY, name text NOT NULL, country char(2) NOT NULL);
CREATE TABLE service (
  id integer PRIMARY KEY, rut_number char(8) REFERENCES company, start_date date NOT NULL,
  notified_at timestamptz NOT NULL, posted integer, is_construction boolean NOT NULL
);
INSERT INTO company VALUES
  ('10000001', E'Dach "und"\nFach, HEMMELIG', 'DE'), ('10000002', 'Maler', 'DE'), ('10000003', 'Gerüst', 'DE'),
  ('20000001', 'Dekarz', 'PL');
INSERT INTO service VALUES
  (1, '10000001', '2024-01-03', '2024-01-02 08:30:00.5+01', 4, true),
  (2, '10000002', '2024-02-01', '2024-02-01 00:00:00+00', NULL, true),
  (3, '10000003', '2024-03-31', '2024-03-01 12:00:00+02', 6, false),
  (4, '20000001', '2024-01-15', '2024-01-15 09:00:00+00', 2, true);
CREATE ROLE reader LOGIN PASSWORD 'HEMMELIG-adgang';
GRANT SELECT ON company, service TO reader;
