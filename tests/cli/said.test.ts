/** `baton clicks` and `baton pin` in a whole town: listed, tried, said, planned again, and told by `explain`. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { verifyReceipt } from '../../src/agreement/receipt.ts';
import { readOrThrow, SMALL } from '../agreement/small.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const text = SMALL.replace(
  /^signals:\n/m,
  'signals:\n  mail_click: { property: contact.hs_email_last_click_date }\n',
).replace(
  /^behaviour:\n/m,
  'behaviour:\n  mail: { cap: 20, rules: [{ signal: mail_click, points: 4, half_life: 14d }] }\n',
);
const agreement = readOrThrow(text);

let town: Town;
let id: string;
beforeEach(async () => {
  town = await openTown({ agreement });
  const { hash, name, version } = agreement;
  await town.deps.store.putAgreementInForce({ hash, name, version, text }, town.clock.now());
  ({ id } = town.portal.createContact({ properties: { email: 'nora@hafen.example', firstname: 'Nora' } }));
  await town.settle();
});
afterEach(() => town.close());

/** Four links within three seconds, as a mail gateway follows them; each telling is its own webhook or look. */
async function scan(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    town.portal.clickEmail({ contact: id });
    town.clock.advance(1_000);
    await town.deps.store.makeDue([id], { at: town.clock.now(), because: 'event', lane: 'live' });
    await town.settle();
  }
}
const behaviour = async (): Promise<number> => (await town.deps.store.contact(id))?.score?.behaviour ?? -1;
const ids = async (): Promise<readonly string[]> =>
  (await town.baton('clicks', id)).out.match(/contact\.hs_email_last_click_date@\d+/g) ?? [];

test('withheld clicks are listed by explain, and one by one released and confirmed; each step shows before it is said', async () => {
  await scan();
  expect(await behaviour()).toBe(0);
  const explained = await town.baton('explain', id);
  expect(explained.out).toContain('mail click 4 times, withheld as a scanner’s: 4 links in 3 s (+16 if it counts)');
  expect(explained.out).toContain(`"baton clicks ${id} --release ID" lets one count`);
  const [first = '', ...others] = await ids();
  expect(explained.out).toContain(`withheld as a scanner’s: ${first}, 4 links in 3 s`);
  expect(others).toHaveLength(3);

  const tried = await town.baton('clicks', id, '--release', first);
  expect(tried.out).toMatch(/score: 0 → 4\n[^]*Nothing is said yet/);
  await town.settle();
  expect(await behaviour()).toBe(0);

  expect((await town.baton('clicks', id, '--release', first, '--apply')).code).toBe(0);
  await town.settle();
  expect(await behaviour()).toBe(400);
  expect(await ids()).toEqual(others);

  await town.baton('clicks', id, '--confirm', first, '--apply');
  await town.settle();
  expect(await behaviour()).toBe(0);
  expect((await town.baton('explain', id)).out).toContain(`${first}, 4 links in 3 s, confirmed by the server`);

  await town.baton('clicks', id, '--release', 'all', '--apply');
  await town.settle();
  expect(await behaviour()).toBe(1_600);
  expect(await ids()).toEqual([]);
});

test('a receipt with released and withheld clicks adds up, and is computed again from what it carries', async () => {
  await scan();
  const [first = ''] = await ids();
  await town.baton('clicks', id, '--release', first, '--apply');
  await town.settle();
  const receipt = (await town.baton('explain', id, '--json')).out;
  const verified = verifyReceipt(receipt, agreement);
  expect(verified.ok).toBe(true);
  if (!verified.ok) return;
  const { score, rulings } = verified.document;
  expect(score.receipt.reduce((sum, line) => sum + line.points, 0)).toBe(score.total);
  expect(score.receipt.filter(({ state }) => state === 'withheld')).toHaveLength(3);
  expect(rulings).toEqual([expect.objectContaining({ id: first, is: 'released', by: 'the server' })]);
  const other = verifyReceipt(receipt.replace('"is": "released"', '"is": "confirmed"'), agreement);
  expect(other.ok ? '' : other.differences.join('\n')).toMatch(/score\.behaviour: the receipt says 400, it is 0/);
});

test('a pin shows who and until when, is logged, marks the decision as no training data, and ends by itself', async () => {
  const tried = await town.baton('pin', id, '--as', 'hot', '--for', '2d', '--because', 'met at the fair');
  expect(tried.out).toMatch(
    /Treated as hot until Wednesday.*the server said so \(met at the fair\)\.\n {2}temperature: cold → hot/,
  );
  await town.baton('pin', id, '--as', 'hot', '--for', '2d', '--because', 'met at the fair', '--apply');
  await town.settle();
  const { store, clock } = town.deps;
  const known = await store.contact(id);
  expect(known?.sayings.map(({ what, by }) => [what.kind, by.email])).toEqual([['pinned', 'the server']]);
  expect((await town.baton('explain', id)).out).toContain('Treated as hot until');
  expect(JSON.parse((await town.baton('explain', id, '--json')).out)).toMatchObject({
    pin: { as: 'hot', by: 'the server' },
  });
  expect(known?.dueAt).toBe(clock.now() + 2 * DAY);

  town.portal.submitForm({ contact: id, form: 'Demo request' });
  await store.makeDue([id], { at: clock.now(), because: 'event', lane: 'live' });
  await town.settle();
  expect((await store.contact(id))?.cycles[0]?.handoff).toMatchObject({ temperature: 'hot', pinnedBy: 'the server' });

  await town.pass(2 * DAY + MINUTE, { stepMs: 6 * 60 * MINUTE });
  expect((await town.baton('explain', id)).out).not.toContain('Treated as hot');
  expect((await store.contact(id))?.cycles[0]?.handoff?.temperature).toBe('hot');
});

test('what cannot be meant is refused, and says what can', async () => {
  const calls = [
    [['clicks', id, '--release', 'contact.nothing@1'], /allowed: none: there is no such click/],
    [['clicks', id, '--release', 'all', '--confirm', 'all'], /baton clicks CONTACT/],
    [['pin', id, '--as', 'tepid'], /baton pin CONTACT/],
    [['pin', id, '--as', 'hot', '--for', '400d'], /at most 90d/],
    [['pin', id, '--as', 'hot', '--off'], /baton pin CONTACT/],
    [['pin', id, '--off'], /none that holds/],
  ] as const;
  for (const [args, why] of calls) {
    const ran = await town.baton(...args);
    expect(ran.err).toMatch(why);
    expect(ran.code).not.toBe(0);
  }
});
