// What a lead is worth, by the agreement's word.
// Refuses to know who gets it, and to guess: what the agreement does not say is null.
import type { Agreement, Temperature } from './agreement.ts';
import { valueOf } from './ask.ts';
import { spanOf } from './match.ts';
import type { Properties } from './snapshot.ts';

/** Amount in the agreement's currency, 0 or more; null: the agreement names no value. */
export function worthOf(
  { leadValue }: Pick<Agreement, 'leadValue'>,
  lead: { readonly contact: Properties; readonly company: Properties | null; readonly temperature: Temperature },
): number | null {
  if (leadValue === undefined) return null;
  switch (leadValue.kind) {
    case 'temperature':
      return leadValue.worth[lead.temperature];
    case 'property': {
      const value = valueOf(lead, leadValue.property);
      const span = value === undefined ? null : spanOf(value);
      return span === null || span.from < 0 ? leadValue.otherwise : span.from;
    }
  }
}
