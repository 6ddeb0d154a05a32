//! Cryptography of ours: labels and keys, AEAD, sealing to a public key, digests, signatures, JOSE.
