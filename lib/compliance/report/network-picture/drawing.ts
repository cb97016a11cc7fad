/** What a picture of a network shows, with no words of Graphviz in it yet. Keys are unique in a drawing; labels are plain text. */
export interface Drawing {
  readonly title: string;
  /** The picture in words, for whoever does not see it. */
  readonly description: string;
  readonly vpcs: readonly DrawnVpc[];
  /** What stands outside every VPC: the internet, transit gateways, networks of others. */
  readonly outside: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly claims: readonly DrawnClaim[];
}

export interface DrawnVpc {
  readonly key: string;
  readonly name: string;
  readonly addresses: string;
  /** What guards it as a whole: `DNS firewall`, `flow logs`. */
  readonly guards: readonly string[];
  /** Gateways at its edge. */
  readonly gateways: readonly DrawnNode[];
  /** From the internet inwards. */
  readonly bands: readonly DrawnBand[];
}

/** Subnets of one tier or, where no tier is declared, of one kind. */
export interface DrawnBand {
  readonly key: string;
  /** The tier, or `private`. */
  readonly kind: string;
  readonly name: string;
  readonly rows: readonly (readonly DrawnSubnet[])[];
}

export interface DrawnSubnet {
  readonly key: string;
  readonly name: string;
  /** Its construct path. */
  readonly path: string;
  /** Its column: zones of one VPC have the same in all its bands. */
  readonly column: number;
  readonly zone?: string;
  readonly addresses: string;
  /** What stands in it. */
  readonly parts: readonly DrawnPart[];
}

/** Something in a subnet that lines lead to. */
export interface DrawnPart {
  readonly key: string;
  readonly kind: 'firewall' | 'nat' | 'interface';
  readonly label: string;
}

export interface DrawnNode {
  readonly key: string;
  readonly kind: 'internet' | 'gateway' | 'beyond' | 'unknown';
  readonly label: string;
  readonly tooltip: string;
}

/** Where a line starts or ends. */
export interface Anchor {
  readonly node: string;
  readonly part?: string;
  /** The band that it ends at the border of, in place of the node within. */
  readonly band?: string;
  /**
   * Where of the node it ends: north, south, and their eastern ends.
   * @default - whatever is nearer
   */
  readonly side?: 'n' | 's' | 'ne' | 'se';
}

/** What a line says. */
export type EdgeKind =
  /** A route out. */
  | 'route'
  /** A route by which answers come back. */
  | 'return'
  /** A way in on purpose. */
  | 'entry'
  /** A route of which only the deployment knows where it leads. */
  | 'undecided'
  /** No packet passes, and that is proven. */
  | 'closed'
  /** A hop of a path that must not be. */
  | 'breach';

export interface DrawnEdge {
  readonly kind: EdgeKind;
  readonly from: Anchor;
  readonly to: Anchor;
  readonly label?: string;
  readonly tooltip: string;
}

/** What became of a claim. */
export type Outcome = 'holds' | 'broken' | 'undecided' | 'not-asked';

/** What became of a claim, in words. */
export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  holds: 'proven',
  broken: 'broken',
  undecided: 'not decided',
  'not-asked': 'nothing to prove',
};

export interface DrawnClaim {
  readonly outcome: Outcome;
  readonly text: string;
  /** Of a broken one: what breaks it, and a path hop by hop. */
  readonly path: readonly string[];
}
