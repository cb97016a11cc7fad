/**
 * The parts of the JSON schema of SARIF 2.1.0 that a report uses, and nothing besides: what the standard requires of each, and no
 * property that is not named here. Source: OASIS, sarif-schema-2.1.0.json.
 */
const message = closed({ text: { type: 'string', minLength: 1 } }, ['text']);
const descriptorText = closed({ text: { type: 'string', minLength: 1 }, markdown: { type: 'string', minLength: 1 } }, ['text']);
const artifactLocation = closed(
  { uri: { type: 'string', format: 'uri-reference' }, index: { type: 'integer', minimum: -1 } },
  [],
);
const level = { enum: ['none', 'note', 'warning', 'error'] };

const rule = closed(
  {
    id: { type: 'string' },
    name: { type: 'string' },
    shortDescription: descriptorText,
    fullDescription: descriptorText,
    help: descriptorText,
    defaultConfiguration: closed({ level }, []),
    // The property bag is open in the standard; these are what GitHub reads of it.
    properties: closed(
      {
        tags: { type: 'array', items: { type: 'string' }, uniqueItems: true, maxItems: 20 },
        precision: { enum: ['very-high', 'high', 'medium', 'low'] },
        'security-severity': { type: 'string', pattern: '^(10|\\d)\\.\\d$' },
      },
      ['tags', 'precision', 'security-severity'],
    ),
  },
  ['id', 'name', 'shortDescription', 'fullDescription', 'help', 'defaultConfiguration', 'properties'],
);

const location = closed(
  {
    physicalLocation: closed(
      {
        artifactLocation,
        region: closed({ startLine: { type: 'integer', minimum: 1 }, startColumn: { type: 'integer', minimum: 1 } }, [
          'startLine',
        ]),
      },
      ['artifactLocation', 'region'],
    ),
    logicalLocations: list(closed({ fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } }, ['fullyQualifiedName'])),
  },
  ['physicalLocation', 'logicalLocations'],
);

const result = closed(
  {
    ruleId: { type: 'string' },
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message,
    locations: { ...list(location), minItems: 1, maxItems: 1 },
    partialFingerprints: { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
    baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] },
  },
  ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
);

export const SARIF_SCHEMA = closed(
  {
    $schema: { type: 'string', format: 'uri' },
    version: { const: '2.1.0' },
    runs: {
      ...list(
        closed(
          {
            tool: closed(
              { driver: closed({ name: { type: 'string' }, version: { type: 'string' }, rules: list(rule) }, ['name']) },
              ['driver'],
            ),
            artifacts: list(closed({ location: artifactLocation, sourceLanguage: { type: 'string' } }, [])),
            results: list(result),
          },
          ['tool', 'results'],
        ),
      ),
      minItems: 1,
      maxItems: 1,
    },
  },
  ['version', 'runs'],
);

function closed(properties: Readonly<Record<string, unknown>>, required: readonly string[]) {
  return { type: 'object', properties, required, additionalProperties: false };
}

function list(items: unknown) {
  return { type: 'array', items };
}
