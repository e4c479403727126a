/** The panel from which somebody plays the lead, the rep and the time. */
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { RecordView } from '../../pages/views.ts';
import { recordUrl } from '../pages/address.ts';
import { control, post } from '../pages/ask.ts';
import { useHere } from '../pages/here.ts';
import { LEAD, LEAPS, openTaskOf, REP } from './doings.ts';
import type { Doing } from './doings.ts';

export function Play({ record }: { readonly record?: RecordView }): ReactNode {
  const { portal, viewer, say } = useHere();
  const [isOpen, setOpen] = useState(sessionStorage.getItem('play') !== 'closed');
  const [busy, setBusy] = useState<string | null>(null);
  const toggle = (): void => {
    sessionStorage.setItem('play', isOpen ? 'closed' : 'open');
    setOpen(!isOpen);
  };
  const run = (text: string, what: () => Promise<void>): void => {
    setBusy(text);
    what()
      .catch((failure: unknown) =>
        say({ type: 'danger', title: text, message: failure instanceof Error ? failure.message : String(failure) }),
      )
      .finally(() => setBusy(null));
  };
  const contact = record?.type === 'contact' ? record : undefined;
  const openTask = contact === undefined ? null : openTaskOf(contact);
  const button = ({ text, control: name, input }: Doing): ReactNode => (
    <button
      key={text}
      type="button"
      className="button play-button size-sm"
      disabled={busy !== null || (text === 'Complete the task' && openTask === null)}
      onClick={() => run(text, () => control(name, input({ contact: contact?.id ?? '', viewer, openTask })))}
    >
      {text}
    </button>
  );
  return (
    <section className="play" aria-label="Play">
      <button type="button" className="play-toggle" aria-expanded={isOpen} onClick={toggle}>
        Play <span className={isOpen ? 'arrow decrease' : 'arrow increase'} aria-hidden="true" />
      </button>
      {isOpen ? (
        <div className="play-groups">
          {contact === undefined ? (
            <NewLead />
          ) : (
            <>
              <Group title={`As ${contact.title}`}>{LEAD.map(button)}</Group>
              <Group title={`As ${viewer.firstName} ${viewer.lastName}`}>{REP.map(button)}</Group>
            </>
          )}
          <Group title="Let time pass">
            {portal.canAdvance
              ? LEAPS.map(([text, ms]) => (
                  <button
                    key={text}
                    type="button"
                    className="button play-button size-sm"
                    disabled={busy !== null}
                    onClick={() => run(text, () => control('advance', { ms }))}
                  >
                    {busy === text ? `${text} …` : text}
                  </button>
                ))
              : 'Here time runs by itself.'}
          </Group>
        </div>
      ) : null}
    </section>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="play-group" role="group" aria-label={title}>
      <span className="play-title" dir="auto">
        {title}
      </span>
      <div className="play-buttons">{children}</div>
    </div>
  );
}

/** Somebody whom HubSpot has never seen. */
function NewLead(): ReactNode {
  const { portal, say } = useHere();
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget)) as Readonly<Record<string, string>>;
    const { email = '', ...fields } = values;
    post<{ readonly result: { readonly id: string } }>('/_portal/submitForm', {
      email,
      form: 'Newsletter sign-up',
      fields,
    }).then(
      ({ result }) => location.assign(recordUrl(portal.portalId, '0-1', result.id)),
      (failure: unknown) =>
        say({ type: 'danger', message: failure instanceof Error ? failure.message : String(failure) }),
    );
  };
  return (
    <form className="play-group" aria-label="A new lead" onSubmit={send}>
      <span className="play-title">A new lead signs up</span>
      <div className="play-buttons">
        <input name="firstname" aria-label="First name" placeholder="First name" required />
        <input name="lastname" aria-label="Last name" placeholder="Last name" required />
        <input name="email" type="email" aria-label="E-mail" placeholder="E-mail" required />
        <input name="jobtitle" aria-label="Job title" placeholder="Job title" />
        <button type="submit" className="button play-button size-sm">
          Sign up
        </button>
      </div>
    </form>
  );
}
