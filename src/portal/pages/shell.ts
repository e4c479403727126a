/** The one HTML page; its script looks at the address and shows the rest. */
export const SHELL = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Local HubSpot</title>
    <link rel="stylesheet" href="/_browser/host/page.css" />
  </head>
  <body>
    <div id="root"><noscript>These pages need JavaScript.</noscript></div>
    <script src="/_browser/host/page.js"></script>
  </body>
</html>
`;
