/** The forms of the portal, and everything that was ever sent with them. */
import type { World } from './world.ts';

export interface PortalForm {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** In the order in which they were sent. */
  readonly submissions: {
    readonly at: number;
    readonly pageUrl: string | null;
    readonly values: readonly (readonly [name: string, value: string])[];
  }[];
}

export function formNamed(world: World, { id, name }: { id: string; name: string }): PortalForm {
  const known = world.forms.get(id);
  if (known !== undefined) return known;
  const form: PortalForm = { id, name, createdAt: world.clock.now(), submissions: [] };
  world.forms.set(id, form);
  return form;
}
