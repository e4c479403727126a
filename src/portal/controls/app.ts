/** The app that is installed, and the time. */
import { z } from 'zod';
import { readProject } from '../app/project.ts';
import { control, refuse } from './common.ts';
import type { ControlParts } from './common.ts';

const LONGEST_LEAP_MS = 366 * 24 * 3_600_000;

export const appControls = ({ world }: ControlParts) => ({
  /** Installs the app of a project on this machine; its cards are bundled when a page first shows them. */
  installApp: control(
    z.object({
      /** The project's `srcDir`. */
      project: z.string(),
      /** Where `cards/`, `pages/` and `settings/` are authored, when not in the project. */
      sources: z.string().optional(),
      variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    }),
    (input) => {
      try {
        world.app = readProject(input);
      } catch (failure) {
        return refuse(failure instanceof Error ? failure.message : String(failure));
      }
      return { name: world.app.name, extensions: world.app.extensions.map(({ uid, location }) => ({ uid, location })) };
    },
  ),
  /** What the clock shows, and whether it can be moved ahead. */
  time: control(z.object({}).default({}), () => ({ now: world.clock.now(), canAdvance: world.advance !== null })),
  advance: control(z.object({ ms: z.number().int().min(1).max(LONGEST_LEAP_MS) }), async ({ ms }) => {
    if (world.advance === null) refuse('The clock of this portal cannot be moved: it runs by itself');
    await world.advance?.(ms);
    // Nothing may have been written, and still the time is another.
    for (const watcher of world.watchers) watcher();
    return { now: world.clock.now() };
  }),
});
