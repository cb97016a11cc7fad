/**
 * Until when AWS supports runtimes and engines, as of 2026-11-24: the deprecation of a Lambda runtime, and the end of *standard*
 * support of an engine. What follows it, extended support, is paid for, patches only critical faults, and ends too.
 *
 * Sources: AWS Lambda Developer Guide, "Lambda runtimes"; Amazon RDS User Guide, "MySQL on Amazon RDS versions" and "MariaDB on
 * Amazon RDS versions"; Release calendars of RDS for PostgreSQL, Aurora PostgreSQL and Aurora MySQL; Amazon EKS User Guide,
 * "Kubernetes release calendar"; OpenSearch Service Developer Guide, "End of standard support"; ElastiCache User Guide, "Engine
 * versions"; DocumentDB Developer Guide, "Version support dates"; Neptune User Guide, "Engine releases"; MSK Developer Guide,
 * "Supported Apache Kafka versions". A date that AWS gives as a month is its last day.
 */

/** The day on which support ends; `undefined` where none is announced. */
export type End = string | undefined;

/** Lambda runtimes. .NET 9 is for images alone, and no runtime. */
export const LAMBDA_RUNTIMES: Readonly<Record<string, End>> = {
  dotnet10: '2028-11-14',
  dotnet6: '2024-12-20',
  dotnet8: '2026-11-10',
  'dotnetcore1.0': '2019-06-27',
  'dotnetcore2.0': '2019-05-30',
  'dotnetcore2.1': '2022-01-05',
  'dotnetcore3.1': '2023-04-03',
  'go1.x': '2024-01-08',
  java11: '2027-06-30',
  'java11.al2023': '2029-06-30',
  java17: '2027-06-30',
  'java17.al2023': '2029-06-30',
  java21: '2029-06-30',
  java25: '2029-06-30',
  java8: '2024-01-08',
  'java8.al2': '2027-06-30',
  'java8.al2023': '2029-06-30',
  nodejs: '2016-08-30',
  'nodejs10.x': '2021-07-30',
  'nodejs12.x': '2023-03-31',
  'nodejs14.x': '2023-12-04',
  'nodejs16.x': '2024-06-12',
  'nodejs18.x': '2025-09-01',
  'nodejs20.x': '2026-04-30',
  'nodejs22.x': '2027-04-30',
  'nodejs24.x': '2028-04-30',
  'nodejs4.3': '2020-03-05',
  'nodejs4.3-edge': '2020-03-05',
  'nodejs6.10': '2019-08-12',
  'nodejs8.10': '2020-03-06',
  provided: '2024-01-08',
  'provided.al2': '2026-07-31',
  'provided.al2023': '2029-06-30',
  'python2.7': '2021-07-15',
  'python3.10': '2026-10-31',
  'python3.11': '2027-06-30',
  'python3.12': '2028-10-31',
  'python3.13': '2029-06-30',
  'python3.14': '2029-06-30',
  'python3.6': '2022-07-18',
  'python3.7': '2023-12-04',
  'python3.8': '2024-10-14',
  'python3.9': '2025-12-15',
  'ruby2.5': '2021-07-30',
  'ruby2.7': '2023-12-07',
  'ruby3.2': '2026-03-31',
  'ruby3.3': '2027-03-31',
  'ruby3.4': '2028-03-31',
  'ruby4.0': '2029-03-31',
};

/** What has versions with an end of support. */
export type Engine =
  | 'Amazon EKS'
  | 'Aurora MySQL'
  | 'Aurora PostgreSQL'
  | 'DocumentDB'
  | 'ElastiCache for Redis OSS'
  | 'Elasticsearch'
  | 'MSK'
  | 'Neptune'
  | 'OpenSearch'
  | 'RDS for MariaDB'
  | 'RDS for MySQL'
  | 'RDS for PostgreSQL';

/**
 * Versions of an engine, the oldest first, each for itself and for those up to the next. Anything older than the first has ended
 * too; anything from the last on, which is not released or has no end announced, is supported.
 */
export const ENGINE_VERSIONS: Readonly<Record<Engine, readonly (readonly [from: string, end: End])[]>> = {
  'Amazon EKS': [
    ['1.28', '2024-11-26'],
    ['1.29', '2025-03-23'],
    ['1.30', '2025-07-23'],
    ['1.31', '2025-11-26'],
    ['1.32', '2026-03-23'],
    ['1.33', '2026-07-29'],
    ['1.34', '2026-12-02'],
    ['1.35', '2027-03-27'],
    ['1.36', '2027-08-02'],
    ['1.37', undefined],
  ],
  // By the version of MySQL that the version of Aurora is compatible with: 5.6 is version 1, 5.7 is 2, 8.0 is 3.
  'Aurora MySQL': [
    ['5.6', '2023-02-28'],
    ['5.7', '2024-10-31'],
    ['8.0', '2028-04-30'],
    ['8.4', '2032-04-30'],
    ['8.5', undefined],
  ],
  'Aurora PostgreSQL': [
    ['11', '2024-02-29'],
    ['12', '2025-02-28'],
    ['13', '2026-02-28'],
    ['14', '2027-02-28'],
    ['15', '2028-02-29'],
    ['16', '2029-02-28'],
    ['17', '2030-02-28'],
    ['18', '2031-02-28'],
    ['19', undefined],
  ],
  DocumentDB: [
    ['3.6', '2026-03-30'],
    ['4.0', undefined],
  ],
  'ElastiCache for Redis OSS': [
    ['2', '2023-01-13'],
    ['3', '2023-07-31'],
    ['4', '2026-01-31'],
    ['6', '2027-01-31'],
    ['7', undefined],
  ],
  Elasticsearch: [
    ['1.5', '2025-11-07'],
    ['6.8', '2027-11-07'],
    ['7.1', '2025-11-07'],
    ['7.9', '2027-11-07'],
    ['7.11', undefined],
  ],
  MSK: [
    ['2.2', '2024-06-08'],
    ['2.6', '2024-09-11'],
    ['2.8', '2025-01-14'],
    ['3.1', '2024-09-11'],
    ['3.4', '2025-08-04'],
    ['3.5', '2025-10-23'],
    ['3.6', '2026-06-01'],
    ['3.7', '2026-09-01'],
    ['3.8', undefined],
  ],
  Neptune: [
    ['1.0.4', '2023-01-30'],
    ['1.1.0', '2025-03-15'],
    ['1.1.1', '2026-11-30'],
    ['1.3', '2027-03-06'],
    ['1.4.6.2', '2027-06-03'],
    ['1.4.8', '2027-10-27'],
    ['1.4.9', undefined],
  ],
  OpenSearch: [
    ['1.0', '2025-11-07'],
    ['1.3', '2027-11-07'],
    ['2.3', '2025-11-07'],
    ['2.11', '2027-11-07'],
    ['3', undefined],
  ],
  'RDS for MariaDB': [
    ['10.3', '2023-10-23'],
    ['10.4', '2025-02-28'],
    ['10.5', '2026-08-31'],
    ['10.6', '2026-12-31'],
    ['10.11', '2028-02-29'],
    ['11.4', '2029-05-31'],
    ['11.8', '2028-06-30'],
    ['12.3', '2029-06-30'],
    ['12.4', undefined],
  ],
  'RDS for MySQL': [
    ['5.6', '2022-03-01'],
    ['5.7', '2024-02-29'],
    ['8.0', '2026-07-31'],
    ['8.4', '2029-07-31'],
    ['8.5', undefined],
  ],
  'RDS for PostgreSQL': [
    ['10', '2023-04-30'],
    ['11', '2024-02-29'],
    ['12', '2025-02-28'],
    ['13', '2026-02-28'],
    ['14', '2027-02-28'],
    ['15', '2028-02-29'],
    ['16', '2029-02-28'],
    ['17', '2030-02-28'],
    ['18', '2031-02-28'],
    ['19', undefined],
  ],
};
