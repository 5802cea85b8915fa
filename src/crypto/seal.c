#include "crypto/seal.h"

#include <sodium.h>

#include "base/arena.h"
#include "crypto/hash.h"

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
};
_Static_assert(NONCE + TAG == SEAL_OVERHEAD, "SEAL_OVERHEAD");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == HASH_SIZE, "key size");

/* A key for one label and one purpose, so that no key serves two algorithms. */
static void derive(const struct seal_key *key, const char *purpose, const char *label,
                   unsigned char out[HASH_SIZE])
{
    struct hash hash;
    hash_start(&hash, key->bytes);
    hash_add(&hash, bytes_of(purpose));
    hash_add(&hash, bytes_of(label));
    hash_finish(&hash, out);
}

static struct bytes seal_with(struct arena *arena, const struct seal_key *key, const char *label,
                              struct bytes plaintext, const unsigned char nonce[NONCE])
{
    unsigned char secret[HASH_SIZE];
    unsigned char *out = arena_alloc(arena, SEAL_OVERHEAD + plaintext.size);
    unsigned long long size = 0;
    derive(key, "encrypt", label, secret);
    for (size_t i = 0; i < NONCE; i++)
        out[i] = nonce[i];
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, &size, plaintext.data, plaintext.size,
                                               NULL, 0, NULL, nonce, secret);
    sodium_memzero(secret, sizeof secret);
    return (struct bytes){out, NONCE + (size_t)size};
}

struct bytes seal(struct arena *arena, const struct seal_key *key, const char *label,
                  struct bytes plaintext)
{
    unsigned char nonce[NONCE];
    randombytes_buf(nonce, sizeof nonce);
    return seal_with(arena, key, label, plaintext, nonce);
}

struct bytes seal_same(struct arena *arena, const struct seal_key *key, const char *label,
                       struct bytes plaintext)
{
    unsigned char secret[HASH_SIZE];
    unsigned char nonce[HASH_SIZE];
    _Static_assert((int)NONCE <= (int)HASH_SIZE, "the nonce is the front of the hash");
    derive(key, "nonce", label, secret);
    hash_keyed(secret, plaintext, nonce);
    sodium_memzero(secret, sizeof secret);
    return seal_with(arena, key, label, plaintext, nonce);
}

enum status unseal(struct arena *arena, const struct seal_key *key, const char *label,
                   struct bytes sealed, struct bytes *out)
{
    unsigned char secret[HASH_SIZE];
    unsigned long long size = 0;
    if (sealed.size < SEAL_OVERHEAD)
        return BAD_INPUT;
    unsigned char *plain = arena_alloc(arena, sealed.size - SEAL_OVERHEAD + 1);
    derive(key, "encrypt", label, secret);
    int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain, &size, NULL, sealed.data + NONCE, sealed.size - NONCE, NULL, 0, sealed.data, secret);
    sodium_memzero(secret, sizeof secret);
    if (failed != 0)
        return BAD_INPUT;
    *out = (struct bytes){plain, (size_t)size};
    return OK;
}

void seal_key_release(struct seal_key *key)
{
    sodium_memzero(key, sizeof *key);
}
