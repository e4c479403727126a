/** What `baton doctor` finds: everything Baton depends on, each finding with its fix. */
import {
  Flex,
  LoadingSpinner,
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
import { useAnswer } from '../shared/asking.ts';
import type { HealthAnswer } from '../shared/pages-contract.ts';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import { settingsWords } from './words.ts';

const WHILE_WORKING_MS = 2_000;
const TONES = { well: 'success', warning: 'warning', problem: 'danger' } as const;

export function Connection(): ReactElement {
  const speech = useSpeech();
  const words = settingsWords(speech.language);
  const health = useAnswer<HealthAnswer>('/settings/health', {
    everyMs: ({ kind }) => (kind === 'health' ? null : WHILE_WORKING_MS),
  });
  return (
    <Answer of={health}>
      {(answer) => {
        switch (answer.kind) {
          case 'working':
            return <LoadingSpinner label={words.looking} showLabel testId="looking" />;
          case 'failed':
            return <Text testId="look-failed">{words.lookFailed}</Text>;
          case 'health':
            return (
              <Flex direction="column" gap="small">
                <Table bordered testId="findings">
                  <TableHead>
                    <TableRow>
                      <TableHeader>{words.columns.state}</TableHeader>
                      <TableHeader>{words.columns.what}</TableHeader>
                      <TableHeader>{words.columns.found}</TableHeader>
                    </TableRow>
                  </TableHead>
                  <TableBody>
                    {answer.findings.map((finding, index) => (
                      <TableRow key={index}>
                        <TableCell>
                          <StatusTag variant={TONES[finding.is]}>{words.findings[finding.is]}</StatusTag>
                        </TableCell>
                        <TableCell>{finding.what}</TableCell>
                        <TableCell>
                          <Text>{finding.found}</Text>
                          {finding.fix === null ? null : <Text format={{ fontWeight: 'bold' }}>→ {finding.fix}</Text>}
                        </TableCell>
                      </TableRow>
                    ))}
                  </TableBody>
                </Table>
                <Text variant="microcopy">{words.lookedAt(speech.moment(answer.at))}</Text>
              </Flex>
            );
        }
      }}
    </Answer>
  );
}
