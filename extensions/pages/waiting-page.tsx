/** Who should have been handed off and was not, with the reason; and the number that has to be 0. */
import {
  Alert,
  EmptyState,
  Flex,
  Heading,
  Link,
  List,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import type { InNoStateAnswer, NotHandedOffAnswer } from '../shared/pages-contract.ts';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import { NotYours } from './not-yours.tsx';
import { recordOf, useQueue } from './queue-page.tsx';
import { pageWords } from './words.ts';

export function WaitingPage(): ReactElement {
  const queue = useQueue();
  return (
    <Answer of={queue}>
      {({ notHandedOff, inNoState }) =>
        notHandedOff === null || inNoState === null ? (
          <NotYours />
        ) : (
          <>
            <InNoState inNoState={inNoState} />
            <NotHandedOff answer={notHandedOff} />
          </>
        )
      }
    </Answer>
  );
}

function InNoState({ inNoState: { count, leads } }: { readonly inNoState: InNoStateAnswer }): ReactElement {
  const words = pageWords(useSpeech().language);
  const { portal } = useExtensionContext<'pages'>();
  if (count === 0) return <Text testId="no-state-none">{words.noStateNone}</Text>;
  return (
    <Alert title={words.noStateTitle(count)} variant="danger" testId="no-state">
      <List variant="unordered-styled">
        {leads.map(({ contactId, name, because }) => (
          <Text key={contactId}>
            <Link href={recordOf(contactId, portal.id)}>{name === '' ? words.unnamed : name}</Link>:{' '}
            {because.join(', ')}
          </Text>
        ))}
      </List>
    </Alert>
  );
}

function NotHandedOff({ answer: { held, leads, inAll } }: { readonly answer: NotHandedOffAnswer }): ReactElement {
  const speech = useSpeech();
  const words = pageWords(speech.language);
  const { portal } = useExtensionContext<'pages'>();
  if (inAll === 0) {
    return (
      <EmptyState title={words.nobodyWaitsTitle} layout="vertical" imageName="target" testId="empty">
        <Text>{words.nobodyWaits}</Text>
      </EmptyState>
    );
  }
  return (
    <Flex direction="column" gap="small">
      {held.length === 0 ? null : (
        <>
          <Heading>{words.heldTitle}</Heading>
          <List variant="unordered-styled">
            {held.map(({ because, count }) => (
              <Text key={because}>
                {speech.number(count)}: {because}
              </Text>
            ))}
          </List>
        </>
      )}
      {inAll > leads.length ? <Text variant="microcopy">{words.shown(leads.length, inAll)}</Text> : null}
      <Table bordered testId="waiting">
        <TableHead>
          <TableRow>
            <TableHeader>{words.columns.lead}</TableHeader>
            <TableHeader>{words.columns.state}</TableHeader>
            <TableHeader>{words.columns.why}</TableHeader>
            <TableHeader align="right">{words.columns.score}</TableHeader>
            <TableHeader>{words.columns.since}</TableHeader>
            <TableHeader>{words.columns.next}</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {leads.map((lead) => (
            <TableRow key={lead.contactId}>
              <TableCell>
                <Link href={recordOf(lead.contactId, portal.id)}>{lead.name === '' ? words.unnamed : lead.name}</Link>
                <Text variant="microcopy">{lead.company}</Text>
              </TableCell>
              <TableCell>{words.states[lead.state] ?? lead.state}</TableCell>
              <TableCell>{lead.because}</TableCell>
              <TableCell align="right">{speech.number(lead.score)}</TableCell>
              <TableCell>{speech.moment(lead.since)}</TableCell>
              <TableCell>
                {lead.looksAt === null
                  ? words.onlyNewEnds
                  : words.nextAt(speech.moment(lead.looksAt), words.looksAgain)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Flex>
  );
}
