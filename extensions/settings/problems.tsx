/** What is wrong with a text, each problem at its place. */
import { Alert, Table, TableBody, TableCell, TableHead, TableHeader, TableRow, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import type { ProblemAnswer } from '../shared/pages-contract.ts';
import { useSpeech } from '../shared/speech.ts';
import { settingsWords } from './words.ts';

export function Problems({
  problems,
  are,
}: {
  readonly problems: readonly ProblemAnswer[];
  readonly are: 'problems' | 'warnings';
}): ReactElement | null {
  const words = settingsWords(useSpeech().language);
  if (problems.length === 0) return null;
  return (
    <>
      <Alert
        title={are === 'problems' ? words.problems(problems.length) : words.warnings(problems.length)}
        variant={are === 'problems' ? 'danger' : 'warning'}
        testId={are}
      />
      <Table bordered density="condensed" testId={`${are}-table`}>
        <TableHead>
          <TableRow>
            <TableHeader>{words.columns.place}</TableHeader>
            <TableHeader>{words.columns.problem}</TableHeader>
            <TableHeader>{words.columns.found}</TableHeader>
            <TableHeader>{words.columns.allowed}</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {problems.map((problem, index) => (
            <TableRow key={index}>
              <TableCell>
                {words.line(problem.line, problem.column)}
                <Text variant="microcopy">{problem.path}</Text>
              </TableCell>
              <TableCell>{problem.message}</TableCell>
              <TableCell>{problem.found ?? '–'}</TableCell>
              <TableCell>
                {[problem.allowed, problem.suggestion].filter((part) => part !== null).join('; ') || '–'}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </>
  );
}
