/** What a version would change for the contacts known now, worked out by the code that decides about real leads. */
import { Flex, Heading, List, ProgressBar, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useAnswer } from '../shared/asking.ts';
import type { EffectAnswer, EffectDone, MoveAnswer, NamedAnswer } from '../shared/pages-contract.ts';
import type { Speech } from '../shared/speech.ts';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import type { SettingsWords } from './words.ts';
import { settingsWords } from './words.ts';

/** Asked again while it is under way, or to be tried again. */
const EVERY_MS = 2_000;

export function Effect({ hash }: { readonly hash: string }): ReactElement {
  const speech = useSpeech();
  const words = settingsWords(speech.language);
  const effect = useAnswer<EffectAnswer>(`/settings/agreements/${hash}/effect`, {
    everyMs: ({ kind }) => (kind === 'effect' ? null : EVERY_MS),
  });
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.effectTitle}</Heading>
      <Answer of={effect}>
        {(answer) => {
          switch (answer.kind) {
            case 'working':
              return (
                <ProgressBar
                  value={answer.done}
                  maxValue={Math.max(1, answer.total)}
                  valueDescription={words.working(speech.number(answer.done), speech.number(answer.total))}
                  aria-label={words.effectTitle}
                  testId="working"
                />
              );
            case 'failed':
              return <Text testId="effect-failed">{words.effectFailed}</Text>;
            case 'effect':
              return (
                <List variant="unordered-styled" testId="effect">
                  {linesOf(answer, { words, speech }).map((line) => (
                    <Text key={line}>{line}</Text>
                  ))}
                </List>
              );
          }
        }}
      </Answer>
    </Flex>
  );
}

/** The lines that `baton plan` prints, in the language of whoever reads. */
export function linesOf(
  seen: EffectDone,
  { words, speech }: { words: SettingsWords; speech: Speech },
): readonly string[] {
  const { number } = speech;
  const names = (some: readonly NamedAnswer[], all: number): string =>
    some.length === 0
      ? ''
      : ` (${some.map(({ name, contactId }) => (name === '' ? contactId : name)).join(', ')}${all > some.length ? ' …' : ''})`;
  const moves = (list: readonly MoveAnswer[]): readonly string[] =>
    list.map((move) => `${move.name === '' ? move.contactId : move.name}: ${number(move.from)} → ${number(move.to)}`);
  return [
    words.contacts(number(seen.contacts)),
    ...(seen.unread === 0 ? [] : [words.unread(number(seen.unread))]),
    ...(seen.crossings.length === 0 ? [words.nobodyCrosses] : []),
    ...seen.crossings.map(
      ({ from, to, count, some }) =>
        `${words.crossing(words.stages[from], words.stages[to], number(count))}${names(some, count)}`,
    ),
    words.tasks(number(seen.tasks)),
    ...(seen.tasksAnyway === 0 ? [] : [words.tasksAnyway(number(seen.tasksAnyway))]),
    ...seen.loads.map(({ name, open, coming }) => words.load(name, number(open), number(coming))),
    ...seen.newlyHeld.map(({ because, count }) => words.held(because, number(count))),
    words.scores(number(seen.scoreChanged), number(seen.meanChange)),
    ...moves(seen.risen),
    ...moves(seen.fallen),
    ...(seen.notRead.length === 0 ? [] : [words.notRead(seen.notRead.join(', '))]),
    ...(seen.ownersKnown ? [] : [words.ownersUnknown]),
  ];
}
