/** The settings page as HubSpot renders it: what each person may do, problems at their place, effect, signatures, the first run. */
import { describe, expect, test } from '@jest/globals';
import {
  Alert,
  Button,
  EmptyState,
  ErrorState,
  Form,
  Input,
  LoadingButton,
  ModalBody,
  ProgressBar,
  StatusTag,
  Tab,
  Tabs,
  Text,
  TextArea,
} from '@hubspot/ui-extensions';
import { createRenderer } from '@hubspot/ui-extensions/testing';
import { SettingsApp } from '../../extensions/settings/app.tsx';
import { linesOf } from '../../extensions/settings/effect.tsx';
import { settingsWords } from '../../extensions/settings/words.ts';
import { speechOf } from '../../extensions/shared/speech.ts';
import type {
  DraftAnswer,
  EffectDone,
  SettingsAnswer,
  SignatureAnswer,
  VersionAnswer,
} from '../../src/http/pages-contract.ts';
import './quiet-timers.ts';
import type { Readable } from './text-of.ts';
import { textOf } from './text-of.ts';
import type { Twin } from './twin.ts';
import { twin } from './twin.ts';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const english = speechOf({ locale: 'en', timezone: 'Europe/Berlin' });
const german = speechOf({ locale: 'de', timezone: 'Europe/Berlin' });
const [OLD, NEW] = ['a1'.repeat(32), 'b2'.repeat(32)];

const signature = (role: 'marketing' | 'sales', isSigned: boolean): SignatureAnswer => {
  const named = role === 'marketing' ? 'maria@example.com' : 'sam@example.com';
  return { role, named, signed: isSigned ? { email: named, at: NOW, onServer: false } : null };
};
const version = (hash: string, given: Partial<VersionAnswer> = {}): VersionAnswer => ({
  hash,
  label: `Small · version ${hash === OLD ? 3 : 4} · ${hash.slice(0, 8)}`,
  name: 'Small',
  version: hash === OLD ? 3 : 4,
  storedAt: NOW,
  appliedAt: hash === OLD ? NOW : null,
  signatures: [signature('marketing', false), signature('sales', false)],
  notYet: hash === OLD ? 'it is in force already' : 'no signature for marketing (maria@example.com) on this very text',
  ...given,
});

const NOTHING = { upload: false, apply: false, rollback: false, pause: false };
const SIGNER = { upload: true, apply: true, rollback: false, pause: true };
const settings = (given: Partial<SettingsAnswer> = {}): SettingsAnswer => ({
  kind: 'settings',
  now: NOW,
  you: { email: 'maria@example.com', signsFor: ['marketing'], may: SIGNER },
  paused: false,
  liveSince: NOW,
  inForce: version(OLD),
  others: [version(NEW)],
  before: null,
  rescore: null,
  firstRun: {
    needed: false,
    questions: [
      { name: 'sells', question: 'What do you sell?' },
      { name: 'promise', question: 'From how many points?' },
    ],
    presets: ['b2b-saas', 'services'],
  },
  log: [{ at: NOW, action: 'sign', allowed: false, who: 'eve@example.com', hash: NEW, because: 'eve may not sign' }],
  ...given,
});

const DRAFT: DraftAnswer = {
  kind: 'draft',
  version: version(NEW),
  text: 'language: 1',
  blocks: [{ kind: 'paragraph', words: [{ text: 'SQL is a lead with 70', as: 'plain' }] }],
  differences: ['pricing_page: 8 points → 6 points'],
};
const EFFECT: EffectDone = {
  kind: 'effect',
  at: NOW,
  contacts: 1_200,
  unread: 3,
  crossings: [{ from: 'sql', to: 'mql', count: 7, some: [{ contactId: '1', name: 'Nora Lind' }] }],
  tasks: 4,
  tasksAnyway: 1,
  loads: [{ name: 'Anna Albers', open: 5, coming: 3 }],
  newlyHeld: [{ because: 'competitor', count: 2 }],
  scoreChanged: 300,
  meanChange: -1.25,
  risen: [],
  fallen: [{ contactId: '2', name: '', from: 80, to: 71.5 }],
  notRead: ['contact.hs_seniority'],
  ownersKnown: false,
};

function open(
  table: Readonly<Record<string, object>> = {},
  speech = english,
  before: (other: Twin) => void = () => {},
) {
  const renderer = createRenderer('settings');
  const other = twin({
    'GET /settings/agreements': settings(),
    [`GET /settings/agreements/${NEW}`]: DRAFT,
    [`GET /settings/agreements/${NEW}/effect`]: EFFECT,
    ...table,
  });
  before(other);
  renderer.render(<SettingsApp baseUrl={null} backend={other.backend} speech={speech} />);
  const go = async (tab: string): Promise<void> => {
    await renderer.waitFor(() => renderer.findByTestId(Tabs, 'tabs'));
    renderer.findByTestId(Tabs, 'tabs').trigger('onSelectedChange', tab as never);
    await renderer.waitFor(() => expect(renderer.findByTestId(Tabs, 'tabs').props.selected).toBe(tab));
  };
  return { ...renderer, twin: other, go };
}
const text = (page: { readonly getRootNode: () => Readable }): string => textOf(page.getRootNode());
/** For what no drawing follows: the renderer itself looks again only when something is drawn. */
async function until(check: () => unknown): Promise<void> {
  for (let looks = 0; looks < 500; looks += 1) {
    try {
      check();
      return;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  check();
}
const posted = (other: Twin) => other.asked.filter(({ method }) => method === 'POST');

describe('what each person is shown', () => {
  test('a signer: drafts, six questions, history and connection', async () => {
    const page = open();
    await page.waitFor(() => expect(page.findAll(Tab)).toHaveLength(5));
    expect(page.maybeFindByTestId(Button, 'rollback')).toBeNull();
    expect(page.findByTestId(Button, 'pause').props.variant).toBe('destructive');
  });

  test('anybody else: what is in force, to read', async () => {
    const page = open({
      'GET /settings/agreements': settings({
        you: { email: 'anna@example.com', signsFor: [], may: NOTHING },
        others: [],
        log: [],
      }),
    });
    await page.waitFor(() => page.findByTestId(Text, 'may-not'));
    expect(page.findAll(Tab).map(({ props }) => props.tabId)).toEqual(['inForce', 'drafts']);
    expect(page.maybeFindByTestId(Button, 'pause')).toBeNull();
  });

  test('loading, and then that Baton does not answer', async () => {
    const page = open({}, english, (other) => other.falls('GET /settings/agreements'));
    await page.waitFor(() => expect(page.find(ErrorState).props.title).toBe('Baton does not answer'));
  });

  test('a rescore under way shows how far it is', async () => {
    const page = open({ 'GET /settings/agreements': settings({ rescore: { madeDue: 50, total: 200, toScore: 150 } }) });
    await page.waitFor(() =>
      expect(page.find(ProgressBar).props).toMatchObject({ value: 50, maxValue: 200, valueDescription: '150 to go' }),
    );
  });

  test('German for who uses HubSpot in German', async () => {
    const page = open({}, german);
    await page.waitFor(() => expect(page.findAll(Tab)[0]?.props.title).toBe('In Kraft'));
  });
});

describe('a draft is uploaded', () => {
  const upload = async (page: ReturnType<typeof open>, yaml: string): Promise<void> => {
    await page.go('drafts');
    page.findByTestId(TextArea, 'text').trigger('onInput', yaml as never);
    await page.waitFor(() => expect(page.findByTestId(TextArea, 'text').props.value).toBe(yaml));
    page.find(Form).trigger('onSubmit', {} as never);
  };

  test('a broken one: each problem with its line and column, what was found, what is allowed', async () => {
    const problem = {
      line: 14,
      column: 19,
      path: 'behaviour.web.rules[0].signal',
      message: 'there is no signal "prices"',
      found: null,
      allowed: 'demo_request, pricing_page',
      suggestion: 'did you mean "pricing_page"?',
    };
    const page = open({ 'POST /settings/agreements': { kind: 'problems', problems: [problem] } });
    await upload(page, 'language: 1');
    await page.waitFor(() =>
      expect(page.findByTestId(Alert, 'problems').props.title).toBe('1 problem: nothing was kept'),
    );
    for (const said of [
      'Line 14, column 19',
      problem.message,
      'demo_request, pricing_page; did you mean "pricing_page"?',
    ]) {
      expect(text(page)).toContain(said);
    }
    expect(posted(page.twin)).toEqual([
      { method: 'POST', path: '/settings/agreements', body: { text: 'language: 1' } },
    ]);
    expect(page.findByTestId(TextArea, 'text').props.value).toBe('language: 1');
  });

  test('a good one: it is kept, the field is empty, and the list is asked for again', async () => {
    const page = open({
      'POST /settings/agreements': { kind: 'stored', hash: NEW, label: 'Small · version 4', warnings: [] },
    });
    await upload(page, 'language: 1');
    await page.waitFor(() => expect(page.findByTestId(Alert, 'kept').props.title).toBe('Kept: Small · version 4'));
    expect(page.findByTestId(TextArea, 'text').props.value).toBe('');
    await until(() =>
      expect(page.twin.asked.filter(({ path }) => path === '/settings/agreements').length).toBeGreaterThan(2),
    );
  });

  test('no draft yet', async () => {
    const page = open({ 'GET /settings/agreements': settings({ others: [] }) });
    await page.go('drafts');
    expect(page.find(EmptyState).props.title).toBe('No draft waits to be signed.');
  });
});

describe('a draft is decided on', () => {
  const opened = async (
    given: Partial<SettingsAnswer> = {},
    table: Readonly<Record<string, object>> = {},
    before?: (other: Twin) => void,
  ) => {
    const page = open({ 'GET /settings/agreements': settings(given), ...table }, english, before);
    await page.go('drafts');
    page.findByTestId(Button, `open-${NEW}`).trigger('onClick');
    await page.waitFor(() => expect(text(page)).toContain('pricing_page: 8 points → 6 points'));
    return page;
  };
  const BOTH = version(NEW, { signatures: [signature('marketing', true), signature('sales', true)], notYet: null });

  test('first its effect and what differs, then one primary button: sign', async () => {
    const page = await opened({}, { [`POST /settings/agreements/${NEW}/sign`]: { kind: 'done', because: 'named' } });
    await page.waitFor(() => expect(text(page)).toContain('SQL → MQL: 7 (Nora Lind …)'));
    expect(page.findByTestId(Text, 'not-yet').text).toContain('no signature for marketing');
    expect(page.maybeFindByTestId(Button, 'apply')).toBeNull();
    const sign = page.findByTestId(LoadingButton, 'sign');
    expect([sign.text, sign.props.variant]).toEqual(['Sign for marketing', 'primary']);
    sign.trigger('onClick');
    await until(() => expect(page.mocks.actions.addAlert.calls[0]?.[0]).toMatchObject({ type: 'success' }));
    expect(posted(page.twin)).toEqual([
      { method: 'POST', path: `/settings/agreements/${NEW}/sign`, body: { inForce: OLD } },
    ]);
  });

  test('signed by both: it is put in force, after a question', async () => {
    const page = await opened(
      { others: [BOTH] },
      { [`POST /settings/agreements/${NEW}/apply`]: { kind: 'done', because: '' } },
    );
    expect(page.maybeFindByTestId(LoadingButton, 'sign')).toBeNull();
    const apply = page.findByTestId(Button, 'apply');
    expect(apply.props.variant).toBe('primary');
    const asks = apply.props.overlay;
    expect(textOf(asks?.find(ModalBody) as unknown as Readable)).toContain('every contact is scored by it');
    asks?.find(LoadingButton).trigger('onClick');
    await until(() => expect(posted(page.twin)).toHaveLength(1));
    expect(posted(page.twin)[0]).toMatchObject({ path: `/settings/agreements/${NEW}/apply`, body: { inForce: OLD } });
  });

  test('refused, because another was put in force meanwhile: the reason, and the page is asked for again', async () => {
    const because = 'another agreement was put in force meanwhile: look again';
    const page = await opened({}, {}, (other) =>
      other.answers(`POST /settings/agreements/${NEW}/sign`, { kind: 'refused', because }, 409),
    );
    const before = page.twin.asked.length;
    page.findByTestId(LoadingButton, 'sign').trigger('onClick');
    await until(() =>
      expect(page.mocks.actions.addAlert.calls[0]?.[0]).toMatchObject({ type: 'danger', message: because }),
    );
    await until(() => expect(page.twin.asked.slice(before).map(({ path }) => path)).toContain('/settings/agreements'));
  });

  test('who may not sign sees no button to', async () => {
    const page = await opened({ you: { email: 'ops@example.com', signsFor: [], may: { ...SIGNER, rollback: true } } });
    expect(page.maybeFindByTestId(LoadingButton, 'sign')).toBeNull();
    expect(page.maybeFindByTestId(Button, 'apply')).toBeNull();
  });

  test('the effect under way shows how far it is; where it failed that is said', async () => {
    const effect = `GET /settings/agreements/${NEW}/effect`;
    const working = await opened({}, { [effect]: { kind: 'working', done: 500, total: 1_200 } });
    await working.waitFor(() =>
      expect(working.find(ProgressBar).props.valueDescription).toBe('500 of 1,200 contacts planned by both agreements'),
    );
    const failed = await opened({}, { [effect]: { kind: 'failed' } });
    await failed.waitFor(() => failed.findByTestId(Text, 'effect-failed'));
  });

  test.each([english, german])('every part of an effect is said', (speech) => {
    const lines = linesOf(EFFECT, { words: settingsWords(speech.language), speech });
    expect(lines).toHaveLength(11);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.join('\n')).toContain('2: 80 →');
  });
});

describe('switches, first run, history, connection', () => {
  test('pause asks first; resume does not', async () => {
    const page = open({ 'POST /settings/pause': { kind: 'done', because: '' } });
    await page.waitFor(() => page.findByTestId(Button, 'pause'));
    page.findByTestId(Button, 'pause').props.overlay?.find(LoadingButton).trigger('onClick');
    await until(() => expect(posted(page.twin).map(({ body }) => body)).toEqual([{ paused: true }]));
    const paused = open({
      'GET /settings/agreements': settings({ paused: true }),
      'POST /settings/pause': { kind: 'done', because: '' },
    });
    await paused.waitFor(() => paused.findByTestId(Alert, 'paused'));
    paused.findByTestId(Button, 'resume').trigger('onClick');
    await until(() => expect(posted(paused.twin).map(({ body }) => body)).toEqual([{ paused: false }]));
  });

  test('a rollback names what it leaves', async () => {
    const path = `/settings/agreements/${OLD}/rollback`;
    const page = open({
      'GET /settings/agreements': settings({
        before: NEW,
        you: { email: 'ops@example.com', signsFor: [], may: { ...SIGNER, rollback: true } },
      }),
      [`POST ${path}`]: { kind: 'done', because: '' },
    });
    await page.waitFor(() => page.findByTestId(Button, 'rollback'));
    page.findByTestId(Button, 'rollback').props.overlay?.find(LoadingButton).trigger('onClick');
    await until(() => expect(posted(page.twin)).toEqual([{ method: 'POST', path, body: { inForce: OLD } }]));
  });

  test('six questions: what cannot be used is said at its question, and a good draft opens', async () => {
    const page = open({
      'POST /settings/agreements': { kind: 'answers', problems: [{ question: 'promise', problem: 'found "soon"' }] },
    });
    await page.go('firstRun');
    page.findByTestId(Input, 'answer-promise').trigger('onInput', 'soon' as never);
    page.find(Form).trigger('onSubmit', {} as never);
    await page.waitFor(() =>
      expect(page.findByTestId(Input, 'answer-promise').props).toMatchObject({
        error: true,
        validationMessage: 'found "soon"',
      }),
    );
    expect(posted(page.twin)[0]?.body).toMatchObject({ answers: { sells: 'b2b-saas', promise: 'soon' } });
    page.twin.answers('POST /settings/agreements', { kind: 'stored', hash: NEW, label: 'Small', warnings: [] });
    page.find(Form).trigger('onSubmit', {} as never);
    await page.waitFor(() => expect(text(page)).toContain('pricing_page: 8 points → 6 points'));
  });

  test('the first one is signed on the server, and the page says how', async () => {
    const page = open({ 'GET /settings/agreements': settings({ firstRun: { ...settings().firstRun, needed: true } }) });
    await page.go('drafts');
    page.findByTestId(Button, `open-${NEW}`).trigger('onClick');
    await page.waitFor(() => expect(page.findByTestId(Text, 'on-server').text).toContain('npx baton sign'));
  });

  test('the history has the refused attempts too, in words', async () => {
    const page = open();
    await page.go('history');
    await page.waitFor(() => expect(page.find(StatusTag).text).toBe('refused'));
    expect(text(page)).toContain('eve may not sign');
  });

  test('the connection: each finding in words with its fix; a look that failed says so', async () => {
    const findings = [{ is: 'problem', what: 'scopes', found: 'one is missing', fix: 'npm run hs:sync -- --apply' }];
    const page = open({ 'GET /settings/health': { kind: 'health', at: NOW, findings } });
    await page.go('connection');
    await page.waitFor(() => expect(page.find(StatusTag).text).toBe('to mend'));
    expect(text(page)).toContain('→ npm run hs:sync -- --apply');
    const failed = open({ 'GET /settings/health': { kind: 'failed' } });
    await failed.go('connection');
    await failed.waitFor(() => failed.findByTestId(Text, 'look-failed'));
  });
});
