/** The agreement that decides now: who signed it, whether everybody is scored by it, and the two emergency switches. */
import {
  Alert,
  Button,
  ButtonRow,
  DescriptionList,
  DescriptionListItem,
  Flex,
  Heading,
  ProgressBar,
  Text,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useAnswer } from '../shared/asking.ts';
import type { DraftAnswer, SettingsAnswer } from '../shared/pages-contract.ts';
import { Sentences, Signatures } from '../shared/sentences.tsx';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import { sharedWords } from '../shared/words.ts';
import { Confirmed, useDecision } from './decision.tsx';
import { settingsWords } from './words.ts';

export interface PartProps {
  readonly settings: SettingsAnswer;
  /** Something may have changed. */
  readonly changed: () => void;
}

export function InForce({ settings, changed }: PartProps): ReactElement {
  const speech = useSpeech();
  const words = settingsWords(speech.language);
  const { inForce } = settings;
  const [reads, setReads] = useState(false);
  if (inForce === null) return <Text testId="none">{words.noneInForce}</Text>;
  return (
    <Flex direction="column" gap="medium">
      <Heading>{inForce.label}</Heading>
      {inForce.appliedAt === null ? null : <Text>{words.inForceSince(speech.moment(inForce.appliedAt))}</Text>}
      <Rescore settings={settings} />
      <Signatures signatures={inForce.signatures} />
      <DescriptionList direction="column">
        <DescriptionListItem label={words.hash}>
          <Text variant="microcopy">{inForce.hash}</Text>
        </DescriptionListItem>
      </DescriptionList>
      <Switches settings={settings} changed={changed} />
      {reads ? (
        <InSentences key={inForce.hash} hash={inForce.hash} />
      ) : (
        <ButtonRow>
          <Button variant="transparent" onClick={() => setReads(true)} testId="read">
            {words.read}
          </Button>
        </ButtonRow>
      )}
    </Flex>
  );
}

function Rescore({ settings: { rescore } }: Pick<PartProps, 'settings'>): ReactElement | null {
  const speech = useSpeech();
  const words = settingsWords(speech.language);
  if (rescore === null) return null;
  const total = Math.max(rescore.total, rescore.toScore);
  return (
    <ProgressBar
      title={words.rescoring}
      value={total - rescore.toScore}
      maxValue={Math.max(1, total)}
      valueDescription={words.toScore(speech.number(rescore.toScore))}
      testId="rescore"
    />
  );
}

/** Destructive ones ask first, and stand beside no primary one. */
function Switches({ settings: { paused, you, before, inForce }, changed }: PartProps): ReactElement | null {
  const words = settingsWords(useSpeech().language);
  const { doing, decide } = useDecision(changed);
  const mayRollBack = you.may.rollback && before !== null && inForce !== null;
  if (!you.may.pause && !mayRollBack) return null;
  return (
    <ButtonRow>
      {you.may.pause && !paused ? (
        <Confirmed
          id="pause"
          label={words.pause}
          sure={words.pauseSure}
          variant="destructive"
          request={{ method: 'POST', path: '/settings/pause', body: { paused: true } }}
          done={changed}
        />
      ) : null}
      {you.may.pause && paused ? (
        <Button
          variant="secondary"
          disabled={doing !== null}
          onClick={() => void decide('resume', { method: 'POST', path: '/settings/pause', body: { paused: false } })}
          testId="resume"
        >
          {words.resume}
        </Button>
      ) : null}
      {mayRollBack ? (
        <Confirmed
          id="rollback"
          label={words.rollback}
          sure={words.rollbackSure}
          variant="destructive"
          request={{
            method: 'POST',
            path: `/settings/agreements/${inForce.hash}/rollback`,
            body: { inForce: inForce.hash },
          }}
          done={changed}
        />
      ) : null}
    </ButtonRow>
  );
}

function InSentences({ hash }: { readonly hash: string }): ReactElement {
  const read = useAnswer<DraftAnswer>(`/settings/agreements/${hash}`);
  return <Answer of={read}>{({ blocks }) => <Sentences blocks={blocks} />}</Answer>;
}

/** What everybody has to know before they read on. */
export function Notices({ settings }: Pick<PartProps, 'settings'>): ReactElement {
  const { language } = useSpeech();
  const words = sharedWords(language);
  const mayNothing = !Object.values(settings.you.may).includes(true);
  return (
    <>
      {settings.paused ? (
        <Alert title={words.pausedTitle} variant="warning" testId="paused">
          {words.paused}
        </Alert>
      ) : null}
      {settings.liveSince === null ? (
        <Alert title={words.notLiveTitle} variant="info" testId="not-live">
          {words.notLive}
        </Alert>
      ) : null}
      {mayNothing ? <Text testId="may-not">{settingsWords(language).mayNot}</Text> : null}
    </>
  );
}
