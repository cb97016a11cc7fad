import type { EdgeKind } from './drawing';

/** Colours of `docs/architecture.svg`, and of what a proof says. */
export const INK = {
  line: '#78909c',
  border: '#90a4ae',
  box: '#607d8b',
  faint: '#546e7a',
  good: '#2e7d32',
  bad: '#c62828',
  open: '#b26a00',
};
export const VPC = '#e3f2fd';
export const BANDS: Readonly<Record<string, string>> = {
  ingress: '#fff8e1',
  public: '#fff8e1',
  egress: '#efebe9',
  firewall: '#ffebee',
  application: '#e8eaf6',
  private: '#e8eaf6',
  management: '#f3e5f5',
  endpoints: '#e0f2f1',
  data: '#e8f5e9',
  'for data': '#e8f5e9',
};

export const EDGES: Readonly<Record<EdgeKind, string>> = {
  route: `color="${INK.line}" penwidth=1.3`,
  return: `color="${INK.faint}" style=dotted penwidth=1.8`,
  entry: 'color="#1565c0" penwidth=1.8 dir=both arrowtail=odot',
  undecided: `color="${INK.open}" style=dashed penwidth=1.3`,
  closed: `color="${INK.good}" style=dashed penwidth=1.8 arrowhead=tee arrowsize=1.1`,
  breach: `color="${INK.bad}" penwidth=2.6 arrowsize=0.9`,
};
export const LABELS: Readonly<Record<EdgeKind, string>> = {
  route: INK.faint,
  return: INK.faint,
  entry: '#1565c0',
  undecided: INK.open,
  closed: INK.good,
  breach: INK.bad,
};

/** Sizes that a layout is made for, in points: a tenth more than what is shown, for who has a wider font in place of Helvetica. */
export const SIZE = { title: 15, band: 14, name: 12.5, small: 11.5 } as const;
