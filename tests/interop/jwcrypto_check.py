"""Judges our JOSE by PyPI `jwcrypto`, which shares no code with it.

One JSON question on standard input, one JSON answer on standard output.
"""

import json
import sys

from jwcrypto import jwe, jwk, jws

ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]


def decrypt(question):
    opened = jwe.JWE(algs=ALGORITHMS)
    opened.deserialize(question["jwe"], jwk.JWK(**question["key"]))
    header = json.loads(opened.objects["protected"])
    return {"plaintext": opened.payload.decode(), "header": header}


def encrypt(question):
    header = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], "kid": question["kid"], "cty": question["cty"]}
    sealed = jwe.JWE(question["plaintext"].encode(), json.dumps(header), algs=ALGORITHMS)
    sealed.add_recipient(jwk.JWK(**question["key"]))
    return {"jwe": sealed.serialize(compact=True)}


def verify(question):
    signed = jws.JWS()
    signed.allowed_algs = ["ES256"]
    signed.deserialize(question["jws"], jwk.JWK(**question["key"]))
    return {"payload": signed.payload.decode(), "header": json.loads(signed.objects["protected"])}


def sign(question):
    header = {"alg": "ES256", "kid": question["kid"], "typ": question["typ"]}
    signed = jws.JWS(question["payload"].encode())
    signed.add_signature(jwk.JWK(**question["key"]), None, json.dumps(header), None)
    return {"jws": signed.serialize(compact=True)}


def thumbprint(question):
    return {"thumbprint": jwk.JWK(**question["key"]).thumbprint()}


VERBS = {"decrypt": decrypt, "encrypt": encrypt, "verify": verify, "sign": sign, "thumbprint": thumbprint}


def main():
    question = json.load(sys.stdin)
    try:
        answer = VERBS[question["verb"]](question)
    except Exception as error:  # the question may be made to be refused; its kind is the answer
        answer = {"refused": type(error).__name__}
    json.dump(answer, sys.stdout)


main()
