/** The agreement's JSON Schema, for editors: completion, and a red line before `baton check` is run. */
import { z } from 'zod';
import { agreementSchema, CRITERION_KEYS, PROPERTY } from './schema.ts';

/** JSON Schema draft 7, which editors' YAML support understands best, as formatted text. */
export function agreementJsonSchema(): string {
  const schema = z.toJSONSchema(agreementSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      const { properties, additionalProperties } = jsonSchema;
      if (properties === undefined || typeof additionalProperties !== 'object') return;
      // Open objects are open for property names only: criteria, and what a test is given.
      const isCriterion = CRITERION_KEYS.every((key) => Object.hasOwn(properties, key));
      if (!isCriterion && !Object.hasOwn(properties, 'signals')) return;
      jsonSchema.patternProperties = { [PROPERTY.source]: additionalProperties };
      jsonSchema.additionalProperties = false;
    },
  });
  const titled = {
    ...schema,
    title: 'Baton agreement',
    description: 'What marketing and sales have agreed. Explained in docs/agreement.md.',
  };
  return `${oneLineLists(JSON.stringify(titled, null, 2))}\n`;
}

/** Lists of texts on one line where they fit, as the repository's formatter has them. */
function oneLineLists(json: string): string {
  return json.replace(
    /^( *(?:"[^"]+": )?)\[\n([^\]{}[]*)\n *\](,?)$/gm,
    (whole, head: string, items: string, comma: string) => {
      const line = `${head}[${items.trim().replace(/\n */g, ' ')}]${comma}`;
      return line.length <= 120 ? line : whole;
    },
  );
}
