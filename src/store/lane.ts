import type { Lane } from './store.ts';

/** A lane's place here is its number in the database: live work comes first. */
export const LANES: readonly Lane[] = ['live', 'import'];

export const laneOf = (number: number): Lane => LANES[number] ?? 'live';
