#include "crypto/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <threads.h>

#include "base/arena.h"
#include "base/status.h"

enum { ALIGNMENT = _Alignof(crypto_generichash_state) };

_Static_assert(sizeof(crypto_generichash_state) + ALIGNMENT <= sizeof(struct hash),
               "struct hash is too small");

static crypto_generichash_state *state_of(struct hash *hash)
{
    size_t past = (uintptr_t)hash->state % ALIGNMENT;
    return (crypto_generichash_state *)(void *)(hash->state + (past == 0 ? 0 : ALIGNMENT - past));
}

static EVP_MD *sha256; /* of the process, never given back */
static once_flag sha256_once = ONCE_FLAG_INIT;

static void find_sha256(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (sha256 == NULL)
        panic("there is no SHA-256");
}

void hash_sha256(struct bytes data, unsigned char out[HASH_SIZE])
{
    /* Not libsodium's, which does not use the processor's instructions for it; and looked up once,
     * which for a document costs as much as the digest. */
    call_once(&sha256_once, find_sha256);
    if (EVP_Digest(data.data, data.size, out, NULL, sha256, NULL) != 1)
        panic("SHA-256 failed");
}

void hash_keyed(const unsigned char key[HASH_SIZE], struct bytes data, unsigned char out[HASH_SIZE])
{
    crypto_generichash(out, HASH_SIZE, data.data, data.size, key, HASH_SIZE);
}

void hash_start(struct hash *hash, const unsigned char key[HASH_SIZE])
{
    crypto_generichash_init(state_of(hash), key, key == NULL ? 0 : HASH_SIZE, HASH_SIZE);
}

void hash_add(struct hash *hash, struct bytes part)
{
    unsigned char length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((unsigned long long)part.size >> (56 - 8 * i));
    crypto_generichash_update(state_of(hash), length, sizeof length);
    crypto_generichash_update(state_of(hash), part.data, part.size);
}

void hash_finish(struct hash *hash, unsigned char out[HASH_SIZE])
{
    crypto_generichash_final(state_of(hash), out, HASH_SIZE);
    sodium_memzero(hash, sizeof *hash);
}

static void hmac(const EVP_MD *digest, struct bytes key, struct bytes message, unsigned char *out,
                 unsigned size)
{
    unsigned written = 0;
    /* OpenSSL reads a NULL key as "the key of before". */
    const void *bytes = key.size == 0 ? (const void *)"" : key.data;
    if (key.size > INT32_MAX ||
        HMAC(digest, bytes, (int)key.size, message.data, message.size, out, &written) == NULL ||
        written != size)
        panic("HMAC failed");
}

void hmac_sha1(struct bytes key, struct bytes message, unsigned char out[HMAC_SHA1_SIZE])
{
    hmac(EVP_sha1(), key, message, out, HMAC_SHA1_SIZE);
}

void hmac_sha256(struct bytes key, struct bytes message, unsigned char out[HASH_SIZE])
{
    hmac(EVP_sha256(), key, message, out, HASH_SIZE);
}

bool hash_equal(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}

char *hash_hex(struct arena *arena, const void *data, size_t size)
{
    char *hex = arena_alloc(arena, size * 2 + 1);
    sodium_bin2hex(hex, size * 2 + 1, data, size);
    return hex;
}
