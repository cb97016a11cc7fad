/** What a web ACL protects. */
export enum WebAclScope {
  /** Load balancers, APIs and user pools of the stack's region. */
  REGIONAL = 'REGIONAL',
  /** CloudFront distributions; in a stack in us-east-1 only. */
  CLOUDFRONT = 'CLOUDFRONT',
}
