/** Ports that only administrators, or applications of one's own, talk to, by protocol number, with the name of what listens there. */
const PORTS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  '6': {
    22: 'SSH',
    23: 'Telnet',
    111: 'RPC',
    135: 'RPC of Windows',
    139: 'NetBIOS',
    389: 'LDAP',
    445: 'SMB',
    873: 'rsync',
    1433: 'SQL Server',
    1434: 'SQL Server',
    1521: 'Oracle',
    2049: 'NFS',
    2181: 'ZooKeeper',
    2375: 'Docker',
    2376: 'Docker',
    2379: 'etcd',
    2380: 'etcd',
    2484: 'Oracle',
    3306: 'MySQL',
    3389: 'RDP',
    5432: 'PostgreSQL',
    5439: 'Redshift',
    5900: 'VNC',
    5984: 'CouchDB',
    5985: 'WinRM',
    5986: 'WinRM',
    6379: 'Redis',
    6443: 'Kubernetes',
    7001: 'Cassandra',
    8086: 'InfluxDB',
    8111: 'DAX',
    8182: 'Neptune',
    9042: 'Cassandra',
    9092: 'Kafka',
    9094: 'Kafka',
    9111: 'DAX',
    9142: 'Cassandra',
    9200: 'OpenSearch',
    9300: 'OpenSearch',
    10250: 'kubelet',
    11211: 'Memcached',
    27017: 'MongoDB',
    27018: 'MongoDB',
    27019: 'MongoDB',
    50000: 'Db2',
  },
  '17': {
    69: 'TFTP',
    111: 'RPC',
    161: 'SNMP',
    389: 'LDAP',
    623: 'IPMI',
    1434: 'SQL Server',
    2049: 'NFS',
    3389: 'RDP',
    11211: 'Memcached',
  },
};

const NUMBERS: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58', all: '-1' };

/** The ports among a range that are for administration: `22 (SSH)`. A protocol that is not known may be any. */
export function administrationPortsIn(protocol: string, from: number, to: number): readonly string[] {
  const known = NUMBERS[protocol.toLowerCase()] ?? protocol;
  const tables = /^\d+$/.test(known) ? [PORTS[known] ?? {}] : Object.values(PORTS);
  const found = tables.flatMap((table) => Object.entries(table)).filter(([port]) => Number(port) >= from && Number(port) <= to);
  return [...new Set(found.map(([port, name]) => `${port} (${name})`))];
}
