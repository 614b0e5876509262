// SPDX-License-Identifier: Apache-2.0
//
// An OpenID provider (oidc-provider) with TLS on this computer, and a client that goes through the
// authorization code flow with PKCE as a browser would. `node oidc.mjs KEYSTORE PASSWORD`
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import https from "node:https";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { converse } from "./conversation.mjs";

const [keystore, passphrase] = process.argv.slice(2);
const CLIENTS = ["wallet", "elsewhere"];
const CALLBACK = "https://wallet.example/back";

const jwks = { keys: [] };
for (const alg of ["RS256", "ES256"]) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  jwks.keys.push({ ...(await exportJWK(privateKey)), alg, use: "sig", kid: alg.toLowerCase() });
}

const server = https.createServer({ pfx: readFileSync(keystore), passphrase });
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `https://localhost:${server.address().port}`;

let provider;
const configuration = {
  jwks,
  clients: CLIENTS.map((id, i) => ({
    client_id: id,
    redirect_uris: [CALLBACK],
    response_types: ["code"],
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "none",
    id_token_signed_response_alg: i === 0 ? "ES256" : "RS256",
  })),
  cookies: { keys: [randomBytes(16).toString("hex")] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/who/${interaction.uid}` },
  // Whoever has said who they are agrees to what the client asks for.
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
};
provider = new Provider(issuer, configuration);
const callback = provider.callback();
let user = "";
server.on("request", (request, response) => {
  if (request.url.startsWith("/who/")) {
    provider
      .interactionFinished(request, response, { login: { accountId: user } })
      .catch((e) => response.writeHead(500).end(String(e)));
  } else {
    callback(request, response);
  }
});

const agent = new https.Agent({ rejectUnauthorized: false });

// One request, with the cookies of this visit.
function visit(url, cookies, body) {
  return new Promise((done, failed) => {
    const headers = { cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join("; ") };
    if (body) {
      headers["content-type"] = "application/x-www-form-urlencoded";
    }
    const request = https.request(
      url,
      { agent, headers, method: body ? "POST" : "GET" },
      (answer) => {
        let text = "";
        answer.on("data", (part) => (text += part));
        answer.on("end", () => {
          for (const cookie of answer.headers["set-cookie"] ?? []) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
            cookies.set(name, value);
          }
          done({ status: answer.statusCode, to: answer.headers.location, text });
        });
      },
    );
    request.on("error", failed);
    request.end(body);
  });
}

async function login({ client, subject, nonce }) {
  user = subject;
  const verifier = randomBytes(32).toString("base64url");
  const cookies = new Map();
  const ask = new URLSearchParams({
    client_id: client,
    response_type: "code",
    scope: "openid",
    redirect_uri: CALLBACK,
    nonce,
    state: randomBytes(8).toString("hex"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  let place = new URL(`${issuer}/auth?${ask}`);
  for (let step = 0; place.href.startsWith(issuer); step++) {
    const answer = await visit(place, cookies);
    if (step > 8 || !answer.to) {
      throw new Error(`${answer.status} of ${place}: ${answer.text}`);
    }
    place = new URL(answer.to, place);
  }
  const code = place.searchParams.get("code");
  if (!code) {
    throw new Error(place.href);
  }
  const exchange = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: client,
    redirect_uri: CALLBACK,
    code,
    code_verifier: verifier,
  });
  const answer = await visit(new URL(`${issuer}/token`), cookies, exchange.toString());
  return { token: JSON.parse(answer.text).id_token };
}

await converse({
  about: async () => {
    const keys = await visit(new URL(`${issuer}/jwks`), new Map());
    return { issuer, jwksUrl: `${issuer}/jwks`, jwks: JSON.parse(keys.text) };
  },
  login,
});
