import { hubspot } from '@hubspot/ui-extensions';
import { baseUrlIn } from '../shared/backend.ts';
import { speechOf } from '../shared/speech.ts';
import { PagesApp } from './app.tsx';

hubspot.extend<'pages'>(({ context }) => (
  <PagesApp
    baseUrl={baseUrlIn(context)}
    speech={speechOf({ locale: context.user.locale ?? context.user.language, timezone: context.portal.timezone })}
  />
));
