/** How an engine is made to refuse connections without TLS. */
export interface EngineTls {
  /** The engine, as a person calls it. */
  readonly engine: string;
  /** The parameter, and what it must be. */
  readonly parameter: string;
  readonly is: RegExp;
  /** The first version, as numbers, in which it is so by default. */
  readonly since?: readonly [number, number];
  /** Whether the version that AWS chooses is one of those. */
  readonly chosen?: true;
}

const ON = /^(1|on|true)$/i;
const POSTGRES = { parameter: 'rds.force_ssl', is: ON } as const;
const MYSQL = { parameter: 'require_secure_transport', is: ON } as const;

/**
 * Engines by the names that `Engine` and the families of parameter groups have, and since which version each refuses plaintext by
 * default. As of 2026-07: "Requiring SSL/TLS for all connections" to MySQL and MariaDB in the RDS user guide, "Comparing Aurora
 * MySQL version 3 and version 8.4", "Using SSL with a PostgreSQL DB instance", "Encrypting data in transit" of DocumentDB and Neptune.
 * An engine whose default is not known to be so counts as one that takes plaintext.
 */
const ENGINE_TLS: Readonly<Record<string, EngineTls>> = {
  'aurora-mysql': { ...MYSQL, engine: 'Aurora MySQL', since: [8, 4] },
  'aurora-postgresql': { ...POSTGRES, engine: 'Aurora PostgreSQL' },
  db2: { engine: 'Db2', parameter: 'db2comm', is: /^SSL$/i },
  docdb: { engine: 'DocumentDB', parameter: 'tls', is: /^(enabled|tls1\.[23]\+|fips-140-3)$/, since: [0, 0], chosen: true },
  mariadb: { ...MYSQL, engine: 'MariaDB', since: [11, 8] },
  mysql: { ...MYSQL, engine: 'MySQL', since: [9, 7] },
  neptune: { engine: 'Neptune', parameter: 'neptune_enforce_ssl', is: ON, since: [0, 0], chosen: true },
  postgres: { ...POSTGRES, engine: 'PostgreSQL', since: [15, 0], chosen: true },
  redshift: { engine: 'Redshift', parameter: 'require_ssl', is: ON, since: [2, 0], chosen: true },
  sqlserver: { engine: 'SQL Server', parameter: 'rds.force_ssl', is: ON },
};

/** The row of an engine, and the version in its name: of `sqlserver-se`, of `postgres16`, of `default.aurora-mysql8.4`, of `redshift-2.0`. */
export function engineTlsOf(name: string): { readonly tls: EngineTls; readonly version: string } | undefined {
  const text = name.toLowerCase().replace(/^default\./, '');
  const known = Object.keys(ENGINE_TLS)
    .filter((engine) => text.startsWith(engine))
    .sort((one, other) => other.length - one.length)[0];
  const tls = known === undefined ? undefined : ENGINE_TLS[known];
  if (tls === undefined || known === undefined) return undefined;
  const [version = ''] = /\d+(\.\d+)?/.exec(text.slice(known.length)) ?? [];
  return { tls, version };
}

/** Whether an engine refuses plaintext by default in a version: `16.4`, `8.4.mysql_aurora.8.4.0`; empty for the one that AWS chooses. */
export function isByDefault({ since, chosen }: EngineTls, version: string): boolean {
  if (since === undefined) return false;
  const [, major, minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  if (major === undefined) return version === '' && chosen === true;
  return Number(major) > since[0] || (Number(major) === since[0] && Number(minor) >= since[1]);
}
