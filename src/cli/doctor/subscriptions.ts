/** Webhook subscriptions under one name, wherever they are written: `contact jobtitle`, `contact creation`, `contact privacyDeletion`. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { subscriptionsOf } from '../../agreement/needs.ts';
import type { Agreement } from '../../core/agreement.ts';
import type { Observed } from '../../store/store.ts';
import { BatonError, reasonOf } from '../../errors.ts';

/** As `npm run hs:sync` writes it and HubSpot gets it. */
export const WEBHOOKS_FILE = new URL('../../../hubspot-project/src/app/webhooks/webhooks-hsmeta.json', import.meta.url);

const entry = z.object({
  subscriptionType: z.string(),
  objectType: z.string().optional(),
  propertyName: z.string().optional(),
  active: z.boolean().default(true),
});
const file = z.object({
  config: z.object({ subscriptions: z.record(z.string(), z.array(entry)) }),
});

const OBJECTS: Readonly<Record<string, string>> = { '0-1': 'contact', '0-2': 'company' };

/** `object.propertyChange` of a contact and the older `contact.propertyChange` are one thing. */
function nameOf({
  subscriptionType,
  objectType,
  propertyName,
}: {
  readonly subscriptionType: string;
  readonly objectType?: string | null | undefined;
  readonly propertyName?: string | null | undefined;
}): string {
  const [of = '', what = ''] = subscriptionType.split('.');
  const object = of === 'object' ? (objectType ?? 'contact') : of;
  return `${OBJECTS[object] ?? object} ${what === 'propertyChange' ? (propertyName ?? '?') : what}`;
}

export function neededBy(agreement: Agreement): readonly string[] {
  const { crmObjects, legacyCrmObjects, hubEvents } = subscriptionsOf(agreement);
  return [...crmObjects, ...legacyCrmObjects, ...hubEvents].map(nameOf).sort();
}

/** The active ones of the project in this checkout; null: there is none. @throws PROJECT_UNREADABLE. */
export async function uploadedHere(from: URL = WEBHOOKS_FILE): Promise<readonly string[] | null> {
  let text: string;
  try {
    text = await readFile(from, 'utf8');
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return null;
    throw unreadable(from, error);
  }
  try {
    const { config } = file.parse(JSON.parse(text));
    return Object.values(config.subscriptions)
      .flat()
      .filter(({ active }) => active)
      .map(nameOf)
      .sort();
  } catch (error) {
    throw unreadable(from, error);
  }
}

const unreadable = (from: URL, error: unknown): BatonError =>
  new BatonError('PROJECT_UNREADABLE', {
    what: from.pathname,
    found: reasonOf(error),
    fix: 'npm run hs:sync -- --apply',
    cause: error,
  });

/** Events per subscription, by the same names. */
export function toldOf(observed: readonly Observed[]): ReadonlyMap<string, number> {
  const told = new Map<string, number>();
  for (const { subscriptionType, objectTypeId, propertyName, events } of observed) {
    const name = nameOf({ subscriptionType, objectType: objectTypeId, propertyName });
    told.set(name, (told.get(name) ?? 0) + events);
  }
  return told;
}
