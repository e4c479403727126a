import { mirrorOf } from '../agreement/needs.ts';
import { label } from '../agreement/read.ts';
import type { Agreement } from '../core/agreement.ts';
import { compile } from '../core/score.ts';
import type { InForce } from '../deps.ts';

/** An agreement made ready to plan with, and what it needs to be read from HubSpot. */
export function inForceOf(agreement: Agreement): InForce {
  return { agreement, scorer: compile(agreement), label: label(agreement), needs: mirrorOf(agreement) };
}
