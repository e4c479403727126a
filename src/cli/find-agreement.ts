import type { Found } from '../agreement/stored.ts';
import { fromBook, isStored } from '../agreement/stored.ts';
import { BatonError } from '../errors.ts';
import { fromFile } from './agreement-ref.ts';
import type { Io } from './command.ts';
import { withStore } from './with-store.ts';

/** The agreement meant; a database is opened only for one that lies there. */
export async function findAgreement(ref: string | undefined, io: Io): Promise<Found> {
  if (ref === undefined || !isStored(ref)) return fromFile(ref === undefined ? [] : [ref], io);
  const found: Found[] = [];
  await withStore(io, async (store) => {
    found.push(fromBook(await store.agreementBook(), ref));
    return 0;
  });
  const [only] = found;
  if (only === undefined) throw new BatonError('NOT_FOUND', { what: `agreement "${ref}"` });
  return only;
}
