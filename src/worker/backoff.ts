/** How long to wait before trying again: doubling from 5 s to an hour, spread by the contact's id so that not all return at once. */
const FIRST_MS = 5_000;
const LONGEST_MS = 60 * 60_000;

/** @param attempts failures so far, 0 for the first. @param key spreads the waits by up to a quarter, always the same for one key. */
export function backOff(attempts: number, key: string): number {
  const base = Math.min(FIRST_MS * 2 ** Math.min(attempts, 20), LONGEST_MS);
  let spread = 0;
  for (const character of key) spread = (spread * 31 + character.charCodeAt(0)) % 1_000;
  return base + Math.round((base / 4) * (spread / 1_000));
}
