/**
 * The settings page's own routes: agreements and who may decide about them. What is decided is decided and logged by worker/authority;
 * this file only reads what was asked and words the answer.
 */
import { z } from 'zod';
import { problemsOf, QUESTION_NAMES, QUESTIONS, readAnswers } from '../agreement/answers.ts';
import { blocksOf } from '../agreement/blocks.ts';
import { differences } from '../agreement/diff.ts';
import { agreementFrom } from '../agreement/init.ts';
import { presets } from '../agreement/presets.ts';
import { label } from '../agreement/read.ts';
import { fromBook, inForceIn } from '../agreement/stored.ts';
import { MAX_TEXT } from '../agreement/tree.ts';
import { inWords } from '../agreement/words.ts';
import type { Actor, Book } from '../core/authority.ts';
import { hashInForce, nextVersion, rolesOf, ruleOnActing, standing } from '../core/authority.ts';
import type { Resolution } from '../deps.ts';
import type { Acting } from '../worker/authority.ts';
import { applyAgreement, OUTDATED, rollBack, setPaused, signAgreement, uploadDraft } from '../worker/authority.ts';
import { rescoreInHand } from '../worker/rescore.ts';
import { problemAnswer, versionAnswer } from './agreement-answers.ts';
import type { AppOptions } from './app.ts';
import { effects } from './effects.ts';
import { inBackground } from './in-background.ts';
import type {
  DoneAnswer,
  DraftAnswer,
  HealthAnswer,
  QuestionName,
  SettingsAnswer,
  UploadAnswer,
} from './pages-contract.ts';
import type { Answer, AskedRoute, Asking } from './route.ts';

const HASH = /^[0-9a-f]{64}$/;
/** Versions that are listed, and decisions. */
const LISTED = 20;
const LOGGED = 20;
const HEALTH_KEPT_MS = 60_000;
const HEALTH_TAKES_MS = 60_000;

const hash = z.string().regex(HASH);
const uploaded = z.union([
  z.strictObject({ text: z.string().min(1).max(MAX_TEXT) }),
  z.strictObject({
    answers: z.strictObject(
      Object.fromEntries(QUESTION_NAMES.map((name) => [name, z.string().max(2_000)])) as Record<
        QuestionName,
        z.ZodString
      >,
    ),
  }),
]);
/** The hash of the agreement in force that the page showed. */
const decided = z.strictObject({ inForce: hash });
const pausing = z.strictObject({ paused: z.boolean() });

export function settings(options: AppOptions): readonly AskedRoute[] {
  const effect = effects(options);
  const health = inBackground({
    ...options,
    what: 'how everything Baton depends on is doing',
    keepMs: HEALTH_KEPT_MS,
    giveUpAfterMs: HEALTH_TAKES_MS,
    work: async () => (await options.findings?.()) ?? [],
  });
  const withVersion =
    (answer: (asking: Asking, about: About) => Promise<Answer> | Answer) =>
    async (asking: Asking): Promise<Answer> => {
      const about = await aboutVersion(options, asking);
      return 'status' in about ? about : answer(asking, about);
    };
  return [
    { method: 'get', path: '/settings/agreements', answer: (asking) => list(options, asking) },
    { method: 'post', path: '/settings/agreements', answer: (asking) => upload(options, asking) },
    { method: 'get', path: '/settings/agreements/:hash', answer: withVersion(draft) },
    {
      method: 'get',
      path: '/settings/agreements/:hash/effect',
      answer: withVersion((_asking, { book, version }) => ({ status: 200, body: effect(book, version.hash) })),
    },
    ...(['sign', 'apply', 'rollback'] as const).map((action): AskedRoute => ({
      method: 'post',
      path: `/settings/agreements/:hash/${action}`,
      answer: (asking) => decide(options, action, asking),
    })),
    { method: 'post', path: '/settings/pause', answer: (asking) => pause(options, asking) },
    {
      method: 'get',
      path: '/settings/health',
      answer: async (asking) => {
        const may = ruleOnActing('pause', asking.asker, await office(options));
        if (may.kind === 'refused') return refused(403, NOT_YOURS);
        if (options.findings === undefined) return refused(404, 'this process cannot look');
        const state = health.look('all');
        const body: HealthAnswer =
          state.kind === 'done' ? { kind: 'health', at: state.at, findings: state.value } : { kind: state.kind };
        return { status: 200, body };
      },
    },
  ];
}

const NOT_ALLOWED = 'not allowed; the authority log says why';
const NOT_YOURS = 'this is shown to the two signers and to ADMINS';

/** @param forTheLog where the sentence names somebody: a log line has no addresses, the authority log has. */
const refused = (status: 400 | 403 | 404 | 409, because: string, forTheLog = because): Answer => ({
  status,
  body: { kind: 'refused', because },
  because: forTheLog,
});

async function office({ store, admins = [] }: AppOptions): Promise<{ signers: Signers; admins: readonly string[] }> {
  const book = await store.agreementBook();
  return { signers: inForceIn(book)?.signers ?? null, admins };
}
type Signers = Parameters<typeof ruleOnActing>[2]['signers'];

const actingFor = ({ admins = [] }: AppOptions, { asker, now }: Asking, saw: string | null = null): Acting => ({
  actor: { userId: asker.userId, email: asker.email },
  admins,
  saw,
  now,
});

async function list({ store, admins = [] }: AppOptions, { asker, now }: Asking): Promise<Answer> {
  const book = await store.agreementBook();
  const current = inForceIn(book);
  const inForce = hashInForce(book);
  const at = { signers: current?.signers ?? null, admins };
  const actor: Actor = asker;
  const may = (action: Parameters<typeof ruleOnActing>[0]): boolean =>
    ruleOnActing(action, actor, at).kind === 'allowed';
  const [paused, liveSince, log] = await Promise.all([
    store.setting('paused'),
    store.setting('live_since'),
    may('upload') ? store.authorityLog(LOGGED) : [],
  ]);
  const answer = (version: Book['versions'][number]): SettingsAnswer['inForce'] =>
    versionAnswer(book, { version, named: at.signers });
  const back = standing(book.applied).at(-2) ?? null;
  const body: SettingsAnswer = {
    kind: 'settings',
    now,
    you: {
      email: asker.email,
      signsFor: current === null ? [] : rolesOf(asker.email, current.signers),
      may: { upload: may('upload'), apply: may('apply'), rollback: may('rollback'), pause: may('pause') },
    },
    paused: paused === true,
    liveSince: typeof liveSince === 'number' ? liveSince : null,
    inForce: book.versions.filter((version) => version.hash === inForce).map(answer)[0] ?? null,
    others: may('upload')
      ? book.versions
          .filter((version) => version.hash !== inForce)
          .slice(-LISTED)
          .reverse()
          .flatMap((version) => answer(version) ?? [])
      : [],
    before: may('upload') ? back : null,
    rescore: await rescoring(store, inForce),
    firstRun: {
      needed: book.signatures.length === 0 && book.applied.length <= 1,
      questions: QUESTION_NAMES.map((name) => ({ name, question: QUESTIONS[name] })),
      presets: [...(await presets()).keys()],
    },
    log: [...log].reverse().map(({ at: when, action, allowed, who, hash: about, because }) => ({
      at: when,
      action,
      allowed,
      who,
      hash: about,
      because,
    })),
  };
  return { status: 200, body };
}

/** While contacts are being made due, or are due and not scored by what is in force. */
async function rescoring(store: AppOptions['store'], inForce: string | null): Promise<SettingsAnswer['rescore']> {
  const state = await rescoreInHand(store);
  if (state === null || state.hash !== inForce) return null;
  const toScore = await store.scoredByAnother(state.hash);
  if (state.finishedAt !== null && toScore === 0) return null;
  return { madeDue: state.done, total: Math.max(state.total, state.done), toScore };
}

async function upload(options: AppOptions, asking: Asking): Promise<Answer> {
  const read = uploaded.safeParse(asking.body);
  if (!read.success) return refused(400, `not understood: a text of at most ${MAX_TEXT} characters, or six answers`);
  const acting = actingFor(options, asking);
  let text: string;
  if ('text' in read.data) text = read.data.text;
  else {
    const made = await firstAgreement(options, read.data.answers);
    if ('problems' in made) {
      const body: UploadAnswer = { kind: 'answers', problems: made.problems };
      return { status: 200, body };
    }
    text = made.text;
  }
  const result = await uploadDraft(options.store, { text, acting });
  switch (result.kind) {
    case 'refused':
      return refused(403, result.because, NOT_ALLOWED);
    case 'problems': {
      const body: UploadAnswer = { kind: 'problems', problems: result.problems.map(problemAnswer) };
      return { status: 200, body };
    }
    case 'stored': {
      const body: UploadAnswer = {
        kind: 'stored',
        hash: result.agreement.hash,
        label: label(result.agreement),
        warnings: result.warnings.map(problemAnswer),
      };
      return { status: 200, body };
    }
  }
}

type Made = { readonly text: string } | { readonly problems: Extract<UploadAnswer, { kind: 'answers' }>['problems'] };

/** What `baton init` makes of the same six answers, under the next free number. */
async function firstAgreement({ store }: AppOptions, answers: Readonly<Record<QuestionName, string>>): Promise<Made> {
  const known = await presets();
  const names = [...known.keys()];
  const problems = QUESTION_NAMES.flatMap((question) =>
    problemsOf(question, answers[question], names).map((problem) => ({
      question,
      problem: problem.slice(`${question}: `.length),
    })),
  );
  const read = readAnswers(answers, names);
  if (!read.ok) return { problems };
  const version = nextVersion(await store.agreementBook());
  return { text: agreementFrom(known.get(read.value.preset) ?? '', read.value, version) };
}

interface About {
  readonly book: Book;
  readonly version: Book['versions'][number];
}

/** A version and the right to look into it: the one in force is everybody's, a draft the signers' and the administrators'. */
async function aboutVersion({ store, admins = [] }: AppOptions, { asker, params }: Asking): Promise<About | Answer> {
  const book = await store.agreementBook();
  const version = book.versions.find((one) => one.hash === params['hash']);
  const may = ruleOnActing('upload', asker, { signers: inForceIn(book)?.signers ?? null, admins });
  if (may.kind === 'refused' && version?.hash !== hashInForce(book)) return refused(403, NOT_YOURS);
  return version === undefined ? refused(404, 'no such agreement') : { book, version };
}

function draft(_asking: Asking, { book, version }: About): Answer {
  const current = inForceIn(book);
  const { agreement } = fromBook(book, version.hash);
  const body: DraftAnswer = {
    kind: 'draft',
    version: versionAnswer(book, { version, named: (current ?? agreement).signers }),
    text: version.text,
    blocks: blocksOf(inWords(agreement, label(agreement))),
    differences: current === null ? [] : differences(current, agreement),
  };
  return { status: 200, body };
}

async function decide(options: AppOptions, action: 'sign' | 'apply' | 'rollback', asking: Asking): Promise<Answer> {
  const read = decided.safeParse(asking.body);
  const about = asking.params['hash'] ?? '';
  if (!read.success || !HASH.test(about)) return refused(400, 'not understood');
  const { store } = options;
  const book = await store.agreementBook();
  // HubSpot repeats a request whose answer was lost: what it asked for is so already.
  if (isDone(action, { book, about, saw: read.data.inForce })) return done('it is so already');
  const acting = actingFor(options, asking, read.data.inForce);
  if (action === 'rollback') {
    if (about !== read.data.inForce) return refused(400, 'only what is in force can be rolled back');
    return answerTo(await rollBack(store, acting));
  }
  if (!book.versions.some((version) => version.hash === about)) return refused(404, 'no such agreement');
  const found = fromBook(book, about);
  return answerTo(
    action === 'sign'
      ? await signAgreement(store, { found, role: null, email: null, acting })
      : await applyAgreement(store, { found, acting }),
  );
}

function isDone(
  action: 'sign' | 'apply' | 'rollback',
  { book, about, saw }: { book: Book; about: string; saw: string },
): boolean {
  const [before, last] = book.applied.slice(-2);
  switch (action) {
    case 'sign':
      return false;
    case 'apply':
      return last?.how === 'apply' && last.hash === about && before?.hash === saw;
    case 'rollback':
      return last?.how === 'rollback' && before?.hash === about && saw === about;
  }
}

const done = (because: string): Answer => {
  const body: DoneAnswer = { kind: 'done', because };
  return { status: 200, body };
};

const answerTo = ({ entry }: Resolution): Answer =>
  entry.allowed
    ? done(entry.because)
    : entry.because === OUTDATED
      ? refused(409, OUTDATED)
      : refused(403, entry.because, NOT_ALLOWED);

async function pause(options: AppOptions, asking: Asking): Promise<Answer> {
  const read = pausing.safeParse(asking.body);
  if (!read.success) return refused(400, 'not understood');
  return answerTo(await setPaused(options.store, { paused: read.data.paused, acting: actingFor(options, asking) }));
}
