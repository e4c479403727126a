/** Who is to be called next, and whether the rep is there for more. */
import {
  Alert,
  ButtonRow,
  EmptyState,
  Flex,
  Link,
  LoadingButton,
  Select,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Tag,
  Text,
  useExtensionActions,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useAnswer, useDoing } from '../shared/asking.ts';
import type { QueueAnswer } from '../shared/pages-contract.ts';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import { sharedWords } from '../shared/words.ts';
import { availabilityView, rowView, UNTILS, untilAt } from './queue-view.ts';
import type { Until } from './queue-view.ts';
import { pageWords } from './words.ts';

/** A hot lead is promised an answer within minutes. */
export const EVERY_MS = 30_000;

export const useQueue = () => useAnswer<QueueAnswer>('/pages/queue', { everyMs: EVERY_MS });

export function QueuePage(): ReactElement {
  const queue = useQueue();
  return (
    <Answer of={queue}>
      {(answer) => (
        <>
          <Notices answer={answer} />
          {answer.you.isOwner ? <AvailabilityBar answer={answer} again={queue.again} /> : null}
          <Rows answer={answer} />
        </>
      )}
    </Answer>
  );
}

function Notices({ answer: { live, paused } }: { readonly answer: QueueAnswer }): ReactElement {
  const words = sharedWords(useSpeech().language);
  return (
    <>
      {paused ? (
        <Alert title={words.pausedTitle} variant="warning" testId="paused">
          {words.paused}
        </Alert>
      ) : null}
      {live ? null : (
        <Alert title={words.notLiveTitle} variant="info" testId="not-live">
          {words.notLive}
        </Alert>
      )}
    </>
  );
}

function AvailabilityBar({
  answer,
  again,
}: {
  readonly answer: QueueAnswer;
  readonly again: () => void;
}): ReactElement {
  const speech = useSpeech();
  const words = pageWords(speech.language);
  const shared = sharedWords(speech.language);
  const { addAlert } = useExtensionActions<'pages'>();
  const { doing, act } = useDoing();
  const [until, setUntil] = useState<Until>('hours');
  const say = async (body: Readonly<Record<string, unknown>>): Promise<void> => {
    const did = await act('say', { method: 'PUT', path: '/pages/me/availability', body });
    if (did.kind === 'done') addAlert({ type: 'success', message: words.saved });
    else addAlert({ type: 'danger', message: did.kind === 'refused' ? did.because : shared.silentTitle });
    again();
  };
  return (
    <Flex direction="column" gap="extra-small">
      <Text testId="availability">{availabilityView(answer.you, { words, speech })}</Text>
      {answer.you.availability === null ? (
        <Flex direction="row" gap="small" align="end" wrap>
          <Select
            label={words.until}
            name="until"
            value={until}
            options={UNTILS.map((value) => ({ value, label: words.untils[value] }))}
            onChange={(value) => setUntil(UNTILS.find((known) => known === value) ?? 'hours')}
          />
          <LoadingButton
            variant="secondary"
            loading={doing !== null}
            onClick={() => void say({ available: false, until: untilAt(until, answer.now) })}
            testId="go-away"
          >
            {words.goAway}
          </LoadingButton>
        </Flex>
      ) : (
        <ButtonRow>
          <LoadingButton
            variant="secondary"
            loading={doing !== null}
            onClick={() => void say({ available: null })}
            testId="come-back"
          >
            {words.comeBack}
          </LoadingButton>
        </ButtonRow>
      )}
    </Flex>
  );
}

function Rows({ answer }: { readonly answer: QueueAnswer }): ReactElement {
  const speech = useSpeech();
  const words = pageWords(speech.language);
  const { portal } = useExtensionContext<'pages'>();
  if (answer.rows.length === 0) {
    const owns = answer.you.isOwner || answer.you.manages > 0;
    return (
      <EmptyState
        title={owns ? words.queueEmptyTitle : words.noOwnerTitle}
        layout="vertical"
        imageName="task"
        testId="empty"
      >
        <Text>{owns ? words.queueEmpty : words.noOwner}</Text>
      </EmptyState>
    );
  }
  const showsOwner = answer.rows.some((row) => !row.isYours);
  return (
    <>
      <Text variant="microcopy">
        {answer.inAll > answer.rows.length
          ? words.shown(answer.rows.length, answer.inAll)
          : words.queueOf(answer.inAll)}
      </Text>
      <Table bordered testId="queue">
        <TableHead>
          <TableRow>
            <TableHeader>{words.columns.promise}</TableHeader>
            <TableHeader>{words.columns.lead}</TableHeader>
            {showsOwner ? <TableHeader>{words.columns.owner}</TableHeader> : null}
            <TableHeader>{words.columns.why}</TableHeader>
            <TableHeader>{words.columns.next}</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {answer.rows.map((row) => {
            const view = rowView(row, { words, speech });
            return (
              <TableRow key={view.contactId}>
                <TableCell>
                  <StatusTag variant={view.tone}>{view.promise}</StatusTag>
                  <Text variant="microcopy">{view.due}</Text>
                </TableCell>
                <TableCell>
                  <Link href={recordOf(view.contactId, portal.id)}>{view.name}</Link>
                  <Text variant="microcopy">{view.company}</Text>
                  <Flex direction="row" gap="extra-small" wrap>
                    <Tag inline>{view.temperature}</Tag>
                    <Tag inline>{view.state}</Tag>
                  </Flex>
                </TableCell>
                {showsOwner ? <TableCell>{view.owner}</TableCell> : null}
                <TableCell>{view.reasons}</TableCell>
                <TableCell>{view.next}</TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </>
  );
}

/** A contact's record in this portal, on whichever of HubSpot's hosts the page is shown. */
export const recordOf = (contactId: string, portalId: number): string =>
  `/contacts/${portalId}/record/0-1/${contactId}`;
