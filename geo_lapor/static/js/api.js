// Draws the description of the API on /api/docs/. Nothing is asked of other hosts: no validator, no fonts.
"use strict";

const place = document.getElementById("api");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
  persistAuthorization: false,
  syntaxHighlight: { activated: true },
});
