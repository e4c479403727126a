/** `baton init`: six questions, and an agreement that works. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import type { Question } from '../../agreement/answers.ts';
import { problemsOf, QUESTION_NAMES, QUESTIONS, readAnswers } from '../../agreement/answers.ts';
import { agreementFrom } from '../../agreement/init.ts';
import { label } from '../../agreement/read.ts';
import { NOON, runAgreementTests } from '../../agreement/tests.ts';
import { BatonError, reasonOf } from '../../errors.ts';
import { usable } from '../../agreement/stored.ts';
import type { Command, Io } from '../command.ts';
import { presets } from '../../agreement/presets.ts';

const USAGE =
  'baton init [--answers FILE] [--sells … --people … --target … --hours … --promise … --signers …] [--write FILE [--force]]';

export const command: Command = {
  name: 'init',
  summary: 'six questions, and an agreement that works; needs neither HubSpot nor a database',
  usage:
    `${USAGE}\n\n${QUESTION_NAMES.map((name) => `--${name.padEnd(8)} ${QUESTIONS[name]}`).join('\n')}\n\n` +
    '--answers FILE  the same six as YAML, one text each\n--write FILE    writes it; without, it is only printed. A file that is there stays, unless --force is said.\n' +
    'At a terminal it asks for what was not said.',
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args: [...args],
      options: {
        answers: text,
        sells: text,
        people: text,
        target: text,
        hours: text,
        promise: text,
        signers: text,
        write: text,
        force: { type: 'boolean', default: false },
      },
    });
    const known = await presets();
    const names = [...known.keys()];
    const fromFile = values.answers === undefined ? {} : await answersFile(values.answers, io);
    const said: Partial<Record<Question, string>> = { ...fromFile };
    for (const name of QUESTION_NAMES) if (values[name] !== undefined) said[name] = values[name];
    const asks = io.isTerminal && process.stdin.isTTY === true;
    const texts = asks ? await askAtTerminal(said, names, io) : said;
    const answers = readAnswers(texts, names);
    if (!answers.ok) {
      throw new BatonError('USAGE', {
        what: `init:\n${answers.problems.map((problem) => `  - ${problem}`).join('\n')}\n`,
        allowed: USAGE,
        fix: `presets to start from: ${names.join(', ')}`,
      });
    }
    const made = agreementFrom(known.get(answers.value.preset) ?? '', answers.value);
    const agreement = usable(made, 'the agreement made of these answers');
    const results = runAgreementTests(agreement, NOON);
    if (results.some((result) => !result.ok)) {
      throw new BatonError('AGREEMENT_INVALID', {
        what: 'the agreement made of these answers',
        found: `its example “${results.find((result) => !result.ok)?.name ?? ''}” does not hold`,
        fix: 'choose another preset, or write the agreement by hand: docs/agreement.md',
      });
    }
    if (values.write === undefined) {
      io.out(made);
      io.err(`${label(agreement)}: ${results.length} examples hold. Nothing was written: --write agreement.yaml does.`);
      return 0;
    }
    const file = resolve(io.cwd, values.write);
    try {
      await writeFile(file, made, { flag: values.force ? 'w' : 'wx' });
    } catch (error) {
      const isThere = reasonOf(error) === 'EEXIST';
      throw new BatonError(isThere ? 'USAGE' : 'AGREEMENT_UNREADABLE', {
        what: file,
        found: isThere ? 'a file that is there already' : reasonOf(error),
        fix: isThere ? 'name another file, or say --force to write over it' : 'name a file that can be written',
        cause: error,
      });
    }
    io.out(`${label(agreement)}: written to ${values.write}; ${results.length} examples hold.`);
    io.out(
      'Next: read it aloud ("baton docs"), then "baton setup --apply" and "baton start". Nothing is handed off before "baton go-live".',
    );
    return 0;
  },
};

async function answersFile(name: string, { cwd }: Io): Promise<Partial<Record<Question, string>>> {
  const file = resolve(cwd, name);
  const bad = (found: string, cause?: unknown): BatonError =>
    new BatonError('USAGE', {
      what: `answers in ${file}`,
      found,
      allowed: `a YAML mapping of texts: ${QUESTION_NAMES.join(', ')}`,
      cause,
    });
  let content: unknown;
  try {
    content = parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw bad(reasonOf(error), error);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw bad(typeof content);
  const answers: Partial<Record<Question, string>> = {};
  for (const [key, value] of Object.entries(content)) {
    const question = QUESTION_NAMES.find((known) => known === key);
    if (question === undefined || typeof value !== 'string')
      throw bad(question === undefined ? `the key "${key}"` : `${key} is no text`);
    answers[question] = value;
  }
  return answers;
}

async function askAtTerminal(
  said: Partial<Record<Question, string>>,
  presetNames: readonly string[],
  io: Io,
): Promise<Partial<Record<Question, string>>> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await askAll(said, {
      presetNames,
      ask: (question) => terminal.question(question),
      tell: (text) => io.err(text),
    });
  } finally {
    terminal.close();
  }
}

/** Asks for what was not said, each question again until its answer can be used. */
export async function askAll(
  said: Readonly<Partial<Record<Question, string>>>,
  {
    presetNames,
    ask,
    tell,
  }: { presetNames: readonly string[]; ask: (question: string) => Promise<string>; tell: (text: string) => void },
): Promise<Partial<Record<Question, string>>> {
  const answers: Partial<Record<Question, string>> = { ...said };
  for (const name of QUESTION_NAMES) {
    while (answers[name] === undefined) {
      const choice = name === 'sells' ? ` ${presetNames.join(', ')}` : '';
      const text = await ask(`${QUESTIONS[name]}${choice}\n> `);
      const problems = problemsOf(name, text, presetNames);
      if (problems.length === 0) answers[name] = text;
      else for (const problem of problems) tell(problem);
    }
  }
  return answers;
}
