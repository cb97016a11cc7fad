/**
 * Calls of a service by its own protocol, JSON under a target: for those whose SDK the registry has in old versions only, which lack
 * what is tested here. The emulator takes the region from the scope of a signature, and verifies none.
 */
export class JsonClient {
  public constructor(
    private readonly endpoint: string,
    private readonly region: string,
    /** The name in signatures and in targets: `route53resolver`, `Route53Resolver`. */
    private readonly service: readonly [signing: string, target: string],
  ) {}

  /** @throws Error with the message of the service when it refuses */
  public async send(operation: string, input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    const [signing, target] = this.service;
    const answer = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${target}.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=testing/20260101/${this.region}/${signing}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
}
