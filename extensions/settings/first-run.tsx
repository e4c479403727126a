/** Six questions, and a draft of an agreement that works. */
import {
  Alert,
  ButtonRow,
  Flex,
  Form,
  Input,
  LoadingButton,
  Select,
  Text,
  useExtensionActions,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useDoing } from '../shared/asking.ts';
import type { QuestionName, UploadAnswer } from '../shared/pages-contract.ts';
import { useSpeech } from '../shared/speech.ts';
import { sharedWords } from '../shared/words.ts';
import type { PartProps } from './in-force.tsx';
import { Problems } from './problems.tsx';
import { settingsWords } from './words.ts';

/** What the question says beyond its label; null where it is asked in another language. */
const hintIn = (question: string, label: string): string | null =>
  question.startsWith(label) ? question.slice(label.length).trim() : null;

type Answers = Readonly<Record<QuestionName, string>>;
const NOTHING: Answers = { sells: '', people: '', target: '', hours: '', promise: '', signers: '' };

/** What each answer may look like; the same examples as `baton init`. */
const EXAMPLES: Readonly<Record<QuestionName, string>> = {
  sells: '',
  people: 'DE AT CH: anna@you.example, ben@you.example; others: carla@you.example',
  target: 'COMPUTER_SOFTWARE, INTERNET; 50-1000',
  hours: 'Europe/Berlin; monday-friday; 09:00-18:00',
  promise: '75; 5m 1h 24h',
  signers: 'maria@you.example, sam@you.example',
};

/** @param open shows the draft that was made. */
export function FirstRun({
  settings: { firstRun, you },
  changed,
  open,
}: PartProps & { readonly open: (hash: string) => void }): ReactElement {
  const { language } = useSpeech();
  const words = settingsWords(language);
  const { addAlert } = useExtensionActions<'settings'>();
  const { doing, act } = useDoing();
  const [answers, setAnswers] = useState<Answers>({ ...NOTHING, sells: firstRun.presets[0] ?? '' });
  const [result, setResult] = useState<UploadAnswer | null>(null);
  const say = (name: QuestionName, value: string): void => setAnswers((before) => ({ ...before, [name]: value }));
  const problemOf = (name: QuestionName): string | undefined =>
    result?.kind === 'answers'
      ? result.problems
          .filter(({ question }) => question === name)
          .map(({ problem }) => problem)
          .join('; ') || undefined
      : undefined;

  const make = async (): Promise<void> => {
    const did = await act('make', { method: 'POST', path: '/settings/agreements', body: { answers } });
    if (did.kind !== 'done') {
      addAlert({ type: 'danger', message: did.kind === 'refused' ? did.because : sharedWords(language).silentTitle });
      return;
    }
    const answer = did.body as UploadAnswer;
    setResult(answer);
    if (answer.kind === 'stored') {
      changed();
      open(answer.hash);
    }
  };

  return (
    <Form onSubmit={() => void make()} preventDefault>
      <Flex direction="column" gap="small">
        {firstRun.needed ? <Alert title={words.firstRunNeeded} variant="info" testId="first-run-needed" /> : null}
        <Text>{words.firstRun}</Text>
        {firstRun.questions.map(({ name, question }) => {
          const problem = problemOf(name);
          const common = {
            label: words.questions[name],
            name,
            value: answers[name],
            required: true,
            error: problem !== undefined,
            validationMessage: problem ?? '',
            testId: `answer-${name}`,
          };
          return name === 'sells' ? (
            <Select
              key={name}
              {...common}
              options={firstRun.presets.map((preset) => ({ value: preset, label: preset }))}
              onChange={(value) => say(name, String(value))}
            />
          ) : (
            <Input
              key={name}
              {...common}
              description={hintIn(question, words.questions[name]) ?? EXAMPLES[name]}
              placeholder={EXAMPLES[name]}
              onInput={(value) => say(name, value)}
            />
          );
        })}
        <ButtonRow>
          <LoadingButton
            type="submit"
            variant="primary"
            loading={doing !== null}
            disabled={!you.may.upload}
            testId="make"
          >
            {words.make}
          </LoadingButton>
        </ButtonRow>
        {result?.kind === 'problems' ? <Problems problems={result.problems} are="problems" /> : null}
      </Flex>
    </Form>
  );
}
