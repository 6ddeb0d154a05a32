// A real OpenID provider (npm oidc-provider) with the Swedish profile's levels, scopes and claims, for the login tests.
// usage: node op.mjs SETTINGS.json     prints {"issuer": ...} when it listens on loopback, ends with its input
// settings: key, cert (PEM files of its TLS), jwks (the client's public keys), redirect, port (0: a free one), alg (of ID tokens),
//           people {subject: claims}, lax (true: does not enforce the level that the client demands)
import { createServer } from "node:https";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import Provider, { interactionPolicy } from "oidc-provider";

const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const level = (name) => `http://id.elegnamnden.se/loa/1.0/${name}`;
const claim = (name) => `https://id.oidc.se/claim/${name}`;
const scope = (name) => `https://id.oidc.se/scope/${name}`;

// Each start has keys of its own under names of their own: one started again at the same place has changed its keys.
const signingKey = (alg, type, options) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }), kid: randomBytes(8).toString("hex"), alg, use: "sig",
});

const policy = interactionPolicy.base();
if (settings.lax) {
  policy.get("login").checks.remove("essential_acr");
  policy.get("login").checks.remove("essential_acrs");
}

const configuration = {
  clients: [{
    client_id: "medborgarnavet",
    redirect_uris: [settings.redirect],
    response_types: ["code"],
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    id_token_signed_response_alg: settings.alg,
    jwks: JSON.parse(readFileSync(settings.jwks, "utf8")),
  }],
  jwks: { keys: [signingKey("ES256", "ec", { namedCurve: "P-256" }), signingKey("RS256", "rsa", { modulusLength: 2048 })] },
  enabledJWA: { clientAuthSigningAlgValues: ["ES256"], idTokenSigningAlgValues: ["ES256", "RS256"] },
  clientAuthMethods: ["private_key_jwt"],
  acrValues: ["loa2", "loa3", "loa4"].map(level),
  scopes: ["openid"],
  claims: {
    openid: ["sub"], acr: null, auth_time: null, iss: null,
    [scope("naturalPersonNumber")]: [claim("personalIdentityNumber"), claim("coordinationNumber")],
  },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: [randomBytes(16).toString("hex")] },
  ttl: { AuthorizationCode: 60, IdToken: 300, AccessToken: 300, Grant: 600, Session: 600, Interaction: 300 },
  features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
  interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, sub) => settings.people[sub] && { accountId: sub, claims: () => ({ sub, ...settings.people[sub] }) },
  // Consent is given by logging in: the page of a real provider says what is handed out.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope([...oidc.requestParamScopes].join(" "));
    grant.addOIDCClaims([...oidc.requestParamClaims]);
    await grant.save();
    return grant;
  },
};

// What the tester does on the provider's page: a form with `person` and `level`, or `action=cancel`, or `action=too_low`.
async function decide(provider, request, response) {
  let body = "";
  for await (const piece of request) body += piece;
  const form = new URLSearchParams(body);
  const refusals = { cancel: "access_denied", too_low: "unmet_authentication_requirements" };
  const error = refusals[form.get("action")];
  const login = { accountId: form.get("person"), acr: level(form.get("level") ?? "loa3"), remember: false };
  await provider.interactionFinished(request, response, error ? { error } : { login });
}

const server = createServer({ key: readFileSync(settings.key), cert: readFileSync(settings.cert) });
server.listen(settings.port, "127.0.0.1", () => {
  const issuer = `https://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  provider.on("server_error", (_, error) => console.error(error));
  const serve = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/interaction/")) return serve(request, response);
    return decide(provider, request, response).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  console.log(JSON.stringify({ issuer }));
});
process.stdin.resume().on("end", () => process.exit(0));
