/** The app page as HubSpot renders it, in each of its states. */
import { describe, expect, test } from '@jest/globals';
import {
  Alert,
  Button,
  EmptyState,
  ErrorState,
  Link,
  LoadingButton,
  LoadingSpinner,
  StatisticsItem,
  StatusTag,
  Tab,
  Tabs,
  Text,
  Tile,
} from '@hubspot/ui-extensions';
import { createRenderer } from '@hubspot/ui-extensions/testing';
import { PagesApp } from '../../extensions/pages/app.tsx';
import { availabilityView, rowView, untilAt } from '../../extensions/pages/queue-view.ts';
import { pageWords } from '../../extensions/pages/words.ts';
import { speechOf } from '../../extensions/shared/speech.ts';
import type { AgreementAnswer, QueueAnswer, QueueRowAnswer } from '../../src/http/pages-contract.ts';
import type { Twin } from './twin.ts';
import type { Readable } from './text-of.ts';
import './quiet-timers.ts';
import { textOf } from './text-of.ts';
import { twin } from './twin.ts';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const MINUTE = 60_000;
const english = speechOf({ locale: 'en-gb', timezone: 'Europe/Berlin' });
const german = speechOf({ locale: 'de', timezone: 'Europe/Berlin' });

const row = (given: Partial<QueueRowAnswer> = {}): QueueRowAnswer => ({
  contactId: '701',
  name: 'Nora Lind',
  company: 'Hafen Logistik',
  ownerName: 'Anna Albers',
  isYours: true,
  state: 'handed_off',
  temperature: 'hot',
  reasons: 'Asked for a demo 4 minutes ago',
  handedOffAt: NOW - 4 * MINUTE,
  score: 84.5,
  promise: { kind: 'first_contact', state: 'running', dueAt: NOW + MINUTE, leftMs: MINUTE, promisedMs: 5 * MINUTE },
  next: { at: NOW + MINUTE, does: ['tell manager'] },
  ...given,
});

const queue = (given: Partial<QueueAnswer> = {}): QueueAnswer => ({
  kind: 'queue',
  now: NOW,
  you: { email: 'anna@example.com', isOwner: true, manages: 0, availability: null },
  live: true,
  paused: false,
  rows: [row()],
  inAll: 1,
  notHandedOff: null,
  inNoState: null,
  health: null,
  ...given,
});

const manager = (given: Partial<QueueAnswer> = {}): QueueAnswer =>
  queue({
    you: { email: 'sam@example.com', isOwner: true, manages: 3, availability: null },
    notHandedOff: {
      inAll: 1,
      held: [{ because: 'competitor', count: 1 }],
      leads: [
        {
          contactId: '702',
          name: '',
          company: '',
          state: 'held',
          because: 'competitor',
          since: NOW - 60 * MINUTE,
          score: 90,
          looksAt: null,
        },
      ],
    },
    inNoState: { count: 0, leads: [] },
    health: {
      eventToCrm: { count: 1_200, p50Ms: 1_800, p95Ms: 4_400 },
      dueNow: 2,
      oldestDueMs: 3_000,
      buried: 0,
      lastDeliveryAt: NOW - 2 * MINUTE,
      runs: [
        { what: 'watch', lastAt: NOW - 9_000 },
        { what: 'reconciliation', lastAt: null },
      ],
    },
    ...given,
  });

const AGREEMENT: AgreementAnswer = {
  kind: 'agreement',
  label: 'Small · version 3 · a1b2c3d4',
  name: 'Small',
  version: 3,
  hash: 'a1'.repeat(32),
  inForceSince: NOW,
  signatures: [
    { role: 'marketing', named: 'maria@example.com', signed: { email: 'maria@example.com', at: NOW, onServer: true } },
    { role: 'sales', named: 'sam@example.com', signed: null },
  ],
  blocks: [
    { kind: 'heading', level: 2, words: [{ text: 'What we mean', as: 'plain' }] },
    {
      kind: 'paragraph',
      words: [
        { text: 'SQL', as: 'strong' },
        { text: ': a lead with ', as: 'plain' },
        { text: 'demo', as: 'code' },
      ],
    },
    { kind: 'list', ordered: true, items: [[{ text: 'who already owns the contact', as: 'plain' }]] },
    { kind: 'table', head: [[{ text: 'signal', as: 'plain' }]], rows: [[[{ text: 'demo_request', as: 'code' }]]] },
  ],
};

/** @param before changes the twin before anything is asked. */
function open(
  path: string,
  table: Readonly<Record<string, object>>,
  speech = english,
  before: (other: Twin) => void = () => {},
) {
  const renderer = createRenderer('pages');
  renderer.mocks.setPageLocation({ path, params: {} });
  const other = twin(table);
  before(other);
  renderer.render(<PagesApp baseUrl={null} backend={other.backend} speech={speech} />);
  return { ...renderer, twin: other };
}
const text = (page: { readonly getRootNode: () => Readable }): string => textOf(page.getRootNode());

describe('the queue', () => {
  test('loading, then the rows in Baton’s order, the promise in words beside its colour', async () => {
    const page = open('/', {
      'GET /pages/queue': queue({ rows: [row(), row({ contactId: '703', name: 'Olaf Lind' })], inAll: 2 }),
    });
    expect(page.find(LoadingSpinner).props.label).toBe('Asking Baton');
    await page.waitFor(() => page.findByTestId(Tabs, 'tabs'));
    await page.waitFor(() => expect(page.findAll(Link).map((link) => link.text)).toEqual(['Nora Lind', 'Olaf Lind']));
    expect(page.findAll(Link)[0]?.props.href).toBe('/contacts/123/record/0-1/701');
    expect([page.findAll(StatusTag)[0]?.props.variant, page.findAll(StatusTag)[0]?.text]).toEqual([
      'warning',
      '1 min left',
    ]);
    expect(text(page)).toContain('the manager is told');
  });

  test('nobody waits; and who owns nothing is told so', async () => {
    const empty = open('/', { 'GET /pages/queue': queue({ rows: [], inAll: 0 }) });
    await empty.waitFor(() => expect(empty.find(EmptyState).props.title).toBe('Nothing to do'));
    const none = open('/', {
      'GET /pages/queue': queue({
        rows: [],
        inAll: 0,
        you: { email: 'e@x.example', isOwner: false, manages: 0, availability: null },
      }),
    });
    await none.waitFor(() => expect(none.find(EmptyState).props.title).toBe('You own no leads'));
  });

  test('paused and not live are said before everything', async () => {
    const page = open('/', { 'GET /pages/queue': queue({ paused: true, live: false }) });
    await page.waitFor(() =>
      expect(page.findAll(Alert).map((alert) => alert.props.title)).toEqual([
        'Baton is paused',
        'Baton is not live yet',
      ]),
    );
  });

  test('Baton does not answer: it is said, with a way to ask again', async () => {
    const page = open('/', { 'GET /pages/queue': queue() }, english, (other) => other.falls('GET /pages/queue'));
    await page.waitFor(() => expect(page.find(ErrorState).props.title).toBe('Baton does not answer'));
    page.twin.answers('GET /pages/queue', queue());
    page.find(Button).trigger('onClick');
    await page.waitFor(() => expect(text(page)).toContain('Nora Lind'));
  });

  test('Baton falls silent while somebody looks: what it said last stays, and is marked', async () => {
    const page = open('/', { 'GET /pages/queue': queue(), 'PUT /pages/me/availability': { kind: 'availability' } });
    await page.waitFor(() => expect(text(page)).toContain('Nora Lind'));
    page.twin.falls('GET /pages/queue');
    page.findByTestId(LoadingButton, 'go-away').trigger('onClick');
    await page.waitFor(() => expect(page.find(Alert).props.variant).toBe('warning'));
    expect(text(page)).toContain('Nora Lind');
  });

  test('refused: the reason is shown', async () => {
    const page = open('/agreement', {}, english, (other) =>
      other.answers('GET /pages/agreement', { kind: 'refused', because: 'no agreement is in force' }, 404),
    );
    await page.waitFor(() => expect(textOf(page.find(ErrorState))).toContain('no agreement is in force'));
  });

  test('uploaded without an address: it says what to do', () => {
    const renderer = createRenderer('pages');
    renderer.render(<PagesApp baseUrl={null} speech={english} />);
    expect(textOf(renderer.findByTestId(ErrorState, 'no-address'))).toContain('API_BASE_URL');
  });
});

describe('availability', () => {
  test('away for four hours of Baton’s clock, said once and shown', async () => {
    const page = open('/', { 'GET /pages/queue': queue(), 'PUT /pages/me/availability': { kind: 'availability' } });
    await page.waitFor(() => page.findByTestId(LoadingButton, 'go-away'));
    page.twin.answers(
      'GET /pages/queue',
      queue({ you: { ...queue().you, availability: { available: false, until: NOW + 240 * MINUTE } } }),
    );
    page.findByTestId(LoadingButton, 'go-away').trigger('onClick');
    await page.waitFor(() => page.findByTestId(LoadingButton, 'come-back'));
    expect(page.twin.asked.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual([
      { available: false, until: NOW + 240 * MINUTE },
    ]);
    expect(page.findByTestId(Text, 'availability').text).toBe('You are away until Mon 23 Nov, 14:00 and get no leads.');
    expect(page.mocks.actions.addAlert.calls[0]?.[0]).toMatchObject({ type: 'success' });
  });

  test('refused: the reason, and nothing pretended', async () => {
    const page = open('/', { 'GET /pages/queue': queue() }, english, (other) =>
      other.answers(
        'PUT /pages/me/availability',
        { kind: 'refused', because: 'only an owner of the portal gets leads' },
        403,
      ),
    );
    await page.waitFor(() => page.findByTestId(LoadingButton, 'go-away'));
    page.findByTestId(LoadingButton, 'go-away').trigger('onClick');
    await page.waitFor(() => expect(page.findByTestId(LoadingButton, 'go-away').props.loading).toBe(false));
    expect(page.mocks.actions.addAlert.calls[0]?.[0]).toMatchObject({
      type: 'danger',
      message: 'only an owner of the portal gets leads',
    });
    expect(page.findByTestId(Text, 'availability').text).toBe('You get leads by your working hours.');
  });

  test.each([
    ['hours', 4],
    ['tomorrow', 24],
    ['week', 168],
  ] as const)('until %s', (until, hours) => {
    expect(untilAt(until, NOW)).toBe(NOW + hours * 60 * MINUTE);
  });
  test('until said otherwise', () => {
    expect(untilAt('open', NOW)).toBeNull();
  });
});

describe('not handed off, health, agreement', () => {
  test('the reason of each, and the number that has to be 0', async () => {
    const page = open('/waiting', { 'GET /pages/queue': manager() });
    await page.waitFor(() => expect(text(page)).toContain('competitor'));
    expect(page.findByTestId(Text, 'no-state-none').text).toBe('Leads in no state: 0');
    expect(text(page)).toContain('Only something new ends it');
    expect(page.find(Link).text).toBe('No name');
  });

  test('leads in no state are an alarm with their names', async () => {
    const leads = [{ contactId: '9', name: 'Pia Lind', because: ['nothing is due'] }];
    const page = open('/waiting', { 'GET /pages/queue': manager({ inNoState: { count: 1, leads } }) });
    await page.waitFor(() => expect(page.findByTestId(Alert, 'no-state').props.title).toBe('1 lead in no state'));
    expect(textOf(page.findByTestId(Alert, 'no-state'))).toContain('Pia Lind: nothing is due');
  });

  test('nobody waits', async () => {
    const none = { inAll: 0, held: [], leads: [] };
    const page = open('/waiting', { 'GET /pages/queue': manager({ notHandedOff: none }) });
    await page.waitFor(() => expect(page.find(EmptyState).props.title).toBe('Everybody was handed off'));
  });

  test.each(['/waiting', '/health'])('%s is not a rep’s business, and says whose it is', async (path) => {
    const page = open(path, { 'GET /pages/queue': queue(), 'GET /pages/board': { kind: 'not measured yet' } });
    await page.waitFor(() => expect(textOf(page.findByTestId(EmptyState, 'not-yours'))).toContain('managers'));
  });

  test('how long events took, what runs by itself, and an honest place for the board', async () => {
    const page = open('/health', { 'GET /pages/queue': manager(), 'GET /pages/board': { kind: 'not measured yet' } });
    await page.waitFor(() => page.findByTestId(Tile, 'board'));
    await page.waitFor(() =>
      expect(page.findAll(StatisticsItem).map(({ props }) => [props.label, props.number])).toEqual([
        ['Half within', '2 s'],
        ['95 of 100 within', '4 s'],
        ['Events', '1,200'],
      ]),
    );
    expect(text(page)).toContain('9 s ago');
    expect(text(page)).toContain('never');
    expect(textOf(page.findByTestId(Tile, 'board'))).toContain('not measured yet');
  });

  test('no event yet is said, not shown as zero seconds', async () => {
    const { health } = manager();
    if (health === null) throw new Error('no health');
    const page = open('/health', {
      'GET /pages/queue': manager({ health: { ...health, eventToCrm: null } }),
      'GET /pages/board': { kind: 'not measured yet' },
    });
    await page.waitFor(() => page.findByTestId(Text, 'no-events'));
  });

  test('the agreement in sentences, each signature in words', async () => {
    const page = open('/agreement', { 'GET /pages/agreement': AGREEMENT });
    await page.waitFor(() => expect(text(page)).toContain('SQL: a lead with demo'));
    expect(page.findByTestId(StatusTag, 'signature-marketing').text).toContain(
      'Signed by maria@example.com on the server',
    );
    expect(page.findByTestId(StatusTag, 'signature-sales').text).toBe('Not signed; sam@example.com may sign');
    expect(text(page)).toContain('who already owns the contact');
  });
});

describe('tabs and language', () => {
  test('each tab is a path of its own', async () => {
    const page = open('/waiting', { 'GET /pages/queue': manager() });
    await page.waitFor(() => expect(page.findByTestId(Tabs, 'tabs').props.selected).toBe('waiting'));
    expect(page.findAll(Tab).map(({ props }) => props.title)).toEqual([
      'My queue',
      'Not handed off',
      'Agreement',
      'Health',
    ]);
    page.findByTestId(Tabs, 'tabs').trigger('onSelectedChange', 'health' as never);
    expect(page.mocks.actions.navigateToPage.calls).toEqual([[{ to: '/health' }]]);
  });

  test('German for who uses HubSpot in German', async () => {
    const page = open('/', { 'GET /pages/queue': queue() }, german);
    await page.waitFor(() => expect(page.findAll(StatusTag)[0]?.text).toBe('noch 1 Min.'));
    expect(page.findAll(Tab).map(({ props }) => props.title)).toEqual([
      'Meine Leads',
      'Nicht übergeben',
      'Vereinbarung',
      'Zustand',
    ]);
  });

  test.each([
    [
      'breached',
      row({
        promise: { kind: 'first_contact', state: 'breached', dueAt: NOW, leftMs: -3 * MINUTE, promisedMs: MINUTE },
      }),
      'Broken, 3 min over',
      'danger',
    ],
    [
      'paused',
      row({ promise: { kind: 'verdict', state: 'paused', dueAt: NOW, leftMs: 90 * MINUTE, promisedMs: 100 * MINUTE } }),
      'Stands still, 1 h 30 min left',
      'default',
    ],
    ['nothing promised', row({ promise: null }), 'Nothing promised', 'default'],
  ] as const)('a promise that is %s is told in words', (_state, one, promise, tone) => {
    expect(rowView(one, { words: pageWords('en'), speech: english })).toMatchObject({ promise, tone });
  });

  test('every word of availability in both languages', () => {
    for (const speech of [english, german]) {
      const words = pageWords(speech.language);
      const said = [
        null,
        { available: false, until: null },
        { available: false, until: NOW },
        { available: true, until: NOW },
      ].map((availability) => availabilityView({ ...queue().you, availability }, { words, speech }));
      expect(new Set(said).size).toBe(4);
    }
  });
});
