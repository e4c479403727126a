/** Writes schema/agreement.schema.json from the schema that checks agreements: `node scripts/schema.ts`. */
import { writeFile } from 'node:fs/promises';
import { agreementJsonSchema } from '../src/agreement/json-schema.ts';

await writeFile(new URL('../schema/agreement.schema.json', import.meta.url), agreementJsonSchema());
