import { networkApp } from './fixtures/network';
networkApp({ profile: 'minimal', management: true, ipv6: false }).synth();
