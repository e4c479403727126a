/** What was decided about agreements and pauses, the refused attempts too. */
import {
  EmptyState,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useSpeech } from '../shared/speech.ts';
import type { PartProps } from './in-force.tsx';
import { settingsWords } from './words.ts';

export function History({ settings: { log } }: Pick<PartProps, 'settings'>): ReactElement {
  const speech = useSpeech();
  const words = settingsWords(speech.language);
  if (log.length === 0) {
    return (
      <EmptyState title={words.tabs.history} layout="vertical" imageName="contentStrategy" flush testId="no-log">
        <Text>{words.noLog}</Text>
      </EmptyState>
    );
  }
  return (
    <Table bordered testId="log">
      <TableHead>
        <TableRow>
          <TableHeader>{words.columns.when}</TableHeader>
          <TableHeader>{words.columns.what}</TableHeader>
          <TableHeader>{words.columns.who}</TableHeader>
          <TableHeader>{words.columns.because}</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {log.map((entry, index) => (
          <TableRow key={`${entry.at} ${index}`}>
            <TableCell>{speech.moment(entry.at)}</TableCell>
            <TableCell>
              <Text>
                {words.actions[entry.action] ?? entry.action} {entry.hash === null ? '' : entry.hash.slice(0, 8)}
              </Text>
              <StatusTag variant={entry.allowed ? 'success' : 'warning'}>
                {entry.allowed ? words.was.done : words.was.refused}
              </StatusTag>
            </TableCell>
            <TableCell>{entry.who}</TableCell>
            <TableCell>{entry.because}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
