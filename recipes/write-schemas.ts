/** `npm run recipes:schema`: writes the JSON Schema of each kind of recipe into recipes/schema. */
import { join } from 'node:path';
import { writeAtomic } from '../src/files.ts';
import { recipeSchemaFiles } from '../src/lab/recipe/schemas.ts';

for (const [name, text] of recipeSchemaFiles()) writeAtomic(join(import.meta.dirname, 'schema', name), text);
