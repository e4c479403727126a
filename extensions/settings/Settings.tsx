import { hubspot } from '@hubspot/ui-extensions';
import { baseUrlIn } from '../shared/backend.ts';
import { speechOf } from '../shared/speech.ts';
import { SettingsApp } from './app.tsx';

hubspot.extend<'settings'>(({ context }) => (
  <SettingsApp
    baseUrl={baseUrlIn(context)}
    speech={speechOf({ locale: context.user.locale ?? context.user.language, timezone: context.portal.timezone })}
  />
));
