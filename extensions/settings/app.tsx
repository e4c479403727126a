/** The settings page: what is in force, drafts to sign, six questions to begin with, what was decided, and how Baton is connected. */
import { Flex, Tab, Tabs } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useAnswer } from '../shared/asking.ts';
import type { SettingsAnswer } from '../shared/pages-contract.ts';
import { useSpeech } from '../shared/speech.ts';
import { Answer } from '../shared/states.tsx';
import { Surrounded } from '../shared/surrounded.tsx';
import type { Surroundings } from '../shared/surrounded.tsx';
import { Connection } from './connection.tsx';
import { Drafts } from './drafts.tsx';
import { FirstRun } from './first-run.tsx';
import { History } from './history.tsx';
import { InForce, Notices } from './in-force.tsx';
import { settingsWords } from './words.ts';

/** Faster while something is under way that somebody waits for. */
const EVERY_MS = 30_000;
const WHILE_RESCORING_MS = 3_000;

export function SettingsApp(surroundings: Surroundings): ReactElement {
  return (
    <Surrounded {...surroundings}>
      <Settings />
    </Surrounded>
  );
}

type Part = 'inForce' | 'drafts' | 'firstRun' | 'history' | 'connection';

function Settings(): ReactElement {
  const words = settingsWords(useSpeech().language);
  const settings = useAnswer<SettingsAnswer>('/settings/agreements', {
    everyMs: ({ rescore }) => (rescore === null ? EVERY_MS : WHILE_RESCORING_MS),
  });
  const [part, setPart] = useState<Part>('inForce');
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Answer of={settings}>
      {(answer) => {
        const props = { settings: answer, changed: settings.again };
        const parts: readonly (readonly [Part, ReactElement])[] = [
          ['inForce', <InForce key="inForce" {...props} />],
          ['drafts', <Drafts key="drafts" {...props} open={open} setOpen={setOpen} />],
          ...(answer.you.may.upload
            ? [
                [
                  'firstRun',
                  <FirstRun
                    key="firstRun"
                    {...props}
                    open={(hash) => {
                      setOpen(hash);
                      setPart('drafts');
                    }}
                  />,
                ] as const,
                ['history', <History key="history" {...props} />] as const,
                ['connection', <Connection key="connection" />] as const,
              ]
            : []),
        ];
        return (
          <Flex direction="column" gap="medium">
            <Notices settings={answer} />
            <Tabs
              selected={part}
              onSelectedChange={(id: string | number) =>
                setPart(parts.find(([known]) => known === id)?.[0] ?? 'inForce')
              }
              testId="tabs"
            >
              {parts.map(([id, element]) => (
                <Tab key={id} tabId={id} title={words.tabs[id]}>
                  {id === part ? element : null}
                </Tab>
              ))}
            </Tabs>
          </Flex>
        );
      }}
    </Answer>
  );
}
