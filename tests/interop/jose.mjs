// Judges our JOSE by npm `jose`, which shares no code with it. One JSON question on standard input, one
// JSON answer on standard output.
import * as jose from "jose";

const question = JSON.parse(await new Response(process.stdin).text());
const bytes = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder().decode(bytes);

const answers = {
  async decrypt({ key, jwe }) {
    const options = {
      keyManagementAlgorithms: ["ECDH-ES+A256KW"],
      contentEncryptionAlgorithms: ["A256GCM"],
    };
    const opened = await jose.compactDecrypt(jwe, await jose.importJWK(key, "ECDH-ES+A256KW"), options);
    return { plaintext: text(opened.plaintext), header: opened.protectedHeader };
  },
  async encrypt({ key, kid, cty, plaintext }) {
    const header = { alg: "ECDH-ES+A256KW", enc: "A256GCM", kid, cty };
    const jwe = await new jose.CompactEncrypt(bytes(plaintext))
      .setProtectedHeader(header)
      .encrypt(await jose.importJWK(key, "ECDH-ES+A256KW"));
    return { jwe };
  },
  async verify({ key, jws }) {
    const opened = await jose.compactVerify(jws, await jose.importJWK(key, "ES256"), { algorithms: ["ES256"] });
    return { payload: text(opened.payload), header: opened.protectedHeader };
  },
  async sign({ key, kid, typ, payload }) {
    const jws = await new jose.CompactSign(bytes(payload))
      .setProtectedHeader({ alg: "ES256", kid, typ })
      .sign(await jose.importJWK(key, "ES256"));
    return { jws };
  },
  async thumbprint({ key }) {
    return { thumbprint: await jose.calculateJwkThumbprint(key, "sha256") };
  },
};

let answer;
try {
  answer = await answers[question.verb](question);
} catch (error) {
  answer = { refused: error.code ?? error.name };
}
process.stdout.write(JSON.stringify(answer));
