import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sayable } from '../../src/store/store.ts';
import { decideAll, decision, openScene, T0, take } from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
beforeAll(async () => {
  scene = await openScene();
  await scene.store.makeDue(['1'], { at: T0, because: 'watch', lane: 'live' });
  await take(scene.store, 'a');
  await decideAll(scene.store, 'a', [decision('1')]);
});
afterAll(() => scene.close());

const saying = (key: string, note: string): Sayable => ({
  contactId: '1',
  cycleNo: 1,
  key,
  by: { userId: '7', email: 'anna@example.com' },
  through: 'card',
  what: { kind: 'accepted', note },
});

test('what is said is told in the order in which it was said, also beyond the ninth', async () => {
  const notes = Array.from({ length: 12 }, (_, i) => `note ${i}`);
  for (const note of notes) expect(await scene.store.say(saying(note, note), T0)).toBe('said');
  const told = await scene.store.contact('1');
  expect(told?.sayings.map(({ what }) => ('note' in what ? what.note : ''))).toEqual(notes);
  const again = await scene.store.mirrored('1');
  expect(again?.sayings.map(({ seq }) => Number(seq))).toEqual(told?.sayings.map(({ seq }) => Number(seq)));
});

test('a key that was said is known, another is not, and saying it again changes nothing', async () => {
  expect(await scene.store.wasSaid('note 3')).toBe(true);
  expect(await scene.store.wasSaid('note 99')).toBe(false);
  expect(await scene.store.say(saying('note 3', 'something else'), T0)).toBe('repeated');
});

test('of a contact that is not known nothing is kept', async () => {
  expect(await scene.store.say({ ...saying('k', 'k'), contactId: '2' }, T0)).toBe('unknown');
  expect(await scene.store.wasSaid('k')).toBe(false);
});
