/**
 * An app's action as a workflow runs it: one POST per enrolled record, signed v2:
 * https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/custom-action-reference
 * Unverified: whether static apps' actions are signed with v3 as well, and how long HubSpot waits. Repetitions after 429 and 5xx are left
 * to whoever runs it: the same callback again.
 */
import { signatureV2, signatureV3 } from './signature.ts';
import type { World } from './world.ts';

export interface ActionRun {
  readonly contactId: string;
  readonly actionUrl: string;
  readonly inputFields: Readonly<Record<string, string>>;
  /** The same for every repetition of one run. */
  readonly callbackId: string;
  readonly signature: 'v2' | 'v3';
}

export interface ActionAnswer {
  readonly callbackId: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly outputFields: Readonly<Record<string, unknown>>;
}

export async function runAction(
  { settings, clock }: World,
  { contactId, actionUrl, inputFields, callbackId, signature }: ActionRun,
): Promise<ActionAnswer> {
  const body = JSON.stringify({
    callbackId,
    origin: { portalId: settings.portalId, actionDefinitionId: 10_646_377, actionDefinitionVersion: 1 },
    context: { source: 'WORKFLOWS', workflowId: 192_814_114 },
    object: { objectId: Number(contactId), objectType: 'CONTACT' },
    inputFields,
  });
  const timestamp = clock.now();
  const signed = { method: 'POST', uri: actionUrl, body };
  const headers =
    signature === 'v3'
      ? {
          'X-HubSpot-Signature-v3': signatureV3(settings.clientSecret, { ...signed, timestamp }),
          'X-HubSpot-Request-Timestamp': String(timestamp),
        }
      : { 'X-HubSpot-Signature': signatureV2(settings.clientSecret, signed), 'X-HubSpot-Signature-Version': 'v2' };
  const response = await fetch(actionUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
    redirect: 'manual',
  });
  const answered = (await response.json().catch(() => ({}))) as { outputFields?: Record<string, unknown> };
  return {
    callbackId,
    status: response.status,
    retryAfter: response.headers.get('Retry-After'),
    outputFields: answered.outputFields ?? {},
  };
}
