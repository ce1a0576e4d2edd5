// A certified OpenID provider on loopback, for tests. Whoever `/become` named last is who logs in; nothing is asked.
// node provider.mjs MODULES PORT

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, port] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")).href);

const issuer = `http://localhost:${port}`;
let person = { sub: "alice" };
let app = { redirect: "http://localhost/login/callback", goodbye: "http://localhost/login/goodbye" };

const makeKey = () => ({
  ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }),
  kid: randomUUID(),
  use: "sig",
  alg: "RS256",
});

function makeProvider() {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "rehearsal",
        client_secret: "a secret of forty letters, for tests only",
        redirect_uris: [app.redirect],
        post_logout_redirect_uris: [app.goodbye],
      },
    ],
    claims: { openid: ["sub", "groups"], profile: ["name"], email: ["email", "email_verified"] },
    conformIdTokenClaims: true,
    cookies: { keys: ["a key for tests"] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...person, sub }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [makeKey()] },
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
  });
  return { provider, answer: provider.callback() };
}

async function read(request) {
  let body = "";
  for await (const chunk of request) body += chunk;
  return JSON.parse(body);
}

let current = makeProvider();

createServer(async (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname === "/become") {
    person = await read(request);
    response.end("ok");
  } else if (url.pathname === "/register") {
    app = await read(request);
    current = makeProvider();
    response.end("ok");
  } else if (url.pathname === "/rotate") {
    current = makeProvider();
    response.end("ok");
  } else if (url.pathname.startsWith("/interaction/")) {
    await current.provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  } else {
    current.answer(request, response);
  }
}).listen(Number(port), "localhost", () => console.log("listening"));
