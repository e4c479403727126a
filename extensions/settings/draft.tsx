/** One version: what differs, what it would change, who has signed, and what whoever looks may do about it. */
import {
  Accordion,
  Button,
  ButtonRow,
  Flex,
  Heading,
  List,
  LoadingButton,
  Text,
  TextArea,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useAnswer } from '../shared/asking.ts';
import type { DraftAnswer, SettingsAnswer, VersionAnswer } from '../shared/pages-contract.ts';
import { Sentences, Signatures } from '../shared/sentences.tsx';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import { Confirmed, useDecision } from './decision.tsx';
import { Effect } from './effect.tsx';
import { settingsWords } from './words.ts';

interface DraftProps {
  readonly version: VersionAnswer;
  readonly settings: SettingsAnswer;
  readonly changed: () => void;
  readonly back: () => void;
}

export function Draft({ version, settings, changed, back }: DraftProps): ReactElement {
  const words = settingsWords(useSpeech().language);
  const read = useAnswer<DraftAnswer>(`/settings/agreements/${version.hash}`);
  return (
    <Flex direction="column" gap="medium">
      <ButtonRow>
        <Button variant="transparent" onClick={back} testId="back">
          {words.back}
        </Button>
      </ButtonRow>
      <Heading>{version.label}</Heading>
      <Answer of={read}>
        {({ differences, blocks, text }) => (
          <Flex direction="column" gap="medium">
            <Heading>{words.differs}</Heading>
            {differences.length === 0 ? (
              <Text>{words.nothingDiffers}</Text>
            ) : (
              <List variant="unordered-styled" testId="differences">
                {differences.map((difference) => (
                  <Text key={difference}>{difference}</Text>
                ))}
              </List>
            )}
            <Effect hash={version.hash} />
            <Accordion title={words.sentences} size="md">
              <Sentences blocks={blocks} />
            </Accordion>
            <Accordion title={words.fullText} size="md">
              <TextArea name="text" label={words.fullText} value={text} readOnly rows={20} />
            </Accordion>
          </Flex>
        )}
      </Answer>
      <Signatures signatures={version.signatures} />
      <Decisions version={version} settings={settings} changed={changed} />
    </Flex>
  );
}

/** Sign first; once both have, put in force. One primary button at a time. */
function Decisions({ version, settings, changed }: Omit<DraftProps, 'back'>): ReactElement {
  const words = settingsWords(useSpeech().language);
  const { you, inForce, firstRun } = settings;
  const { doing, decide } = useDecision(changed);
  const body = { inForce: inForce?.hash ?? '' };
  const path = `/settings/agreements/${version.hash}`;
  const mine = you.signsFor.find((role) => version.signatures.some((one) => one.role === role && one.signed === null));
  return (
    <Flex direction="column" gap="small">
      {version.notYet === null ? null : <Text testId="not-yet">{words.notYet(version.notYet)}</Text>}
      {firstRun.needed ? <Text testId="on-server">{words.onServer}</Text> : null}
      <ButtonRow>
        {mine === undefined ? null : (
          <LoadingButton
            variant="primary"
            loading={doing !== null}
            onClick={() => void decide('sign', { method: 'POST', path: `${path}/sign`, body })}
            testId="sign"
          >
            {words.sign[mine]}
          </LoadingButton>
        )}
        {mine === undefined && you.may.apply && version.notYet === null ? (
          <Confirmed
            id="apply"
            label={words.apply}
            sure={words.applySure}
            variant="primary"
            request={{ method: 'POST', path: `${path}/apply`, body }}
            done={changed}
          />
        ) : null}
      </ButtonRow>
    </Flex>
  );
}
