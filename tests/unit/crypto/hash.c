#include "unit.h"

#include <string.h>

#include "crypto/hash.h"

static struct bytes repeat(struct arena *arena, int byte, size_t size)
{
    unsigned char *data = arena_alloc(arena, size);
    memset(data, byte, size);
    return (struct bytes){data, size};
}

static void sha256_gives_the_published_digests(void **state)
{
    unsigned char out[HASH_SIZE];
    /* FIPS 180-4, examples of NIST. */
    hash_sha256(bytes_of("abc"), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash_sha256(bytes_of(""), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void hmac_sha1_gives_rfc_2202(void **state)
{
    unsigned char out[HMAC_SHA1_SIZE];
    hmac_sha1(repeat(*state, 0x0B, 20), bytes_of("Hi There"), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "b617318655057264e28bc0b6fb378c8ef146be00");
    hmac_sha1(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    hmac_sha1(repeat(*state, 0xAA, 80),
              bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

static void hmac_sha256_gives_rfc_4231(void **state)
{
    unsigned char out[HASH_SIZE];
    hmac_sha256(repeat(*state, 0x0B, 20), bytes_of("Hi There"), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    hmac_sha256(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    hmac_sha256(repeat(*state, 0xAA, 131),
                bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void hmac_takes_an_empty_key(void **state)
{
    unsigned char out[HASH_SIZE];
    hmac_sha256((struct bytes){NULL, 0}, bytes_of(""), out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void keyed_hash_gives_the_vector_of_blake2(void **state)
{
    /* BLAKE2b-256, key 00..1f, of the same bytes; computed with Python's hashlib. */
    unsigned char key[HASH_SIZE];
    unsigned char out[HASH_SIZE];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)i;
    hash_keyed(key, (struct bytes){key, sizeof key}, out);
    assert_string_equal(hash_hex(*state, out, sizeof out),
                        "9ea4a7c5f78b4c5b7775841e2a07db514c510b14f5006d27aee5e20f8406bdd8");
}

static void join(const char *a, const char *b, const unsigned char *key, unsigned char *out)
{
    struct hash hash;
    hash_start(&hash, key);
    hash_add(&hash, bytes_of(a));
    hash_add(&hash, bytes_of(b));
    hash_finish(&hash, out);
}

static void parts_do_not_run_into_each_other(void **state)
{
    (void)state;
    static const unsigned char key[HASH_SIZE] = {1};
    unsigned char one[HASH_SIZE];
    unsigned char other[HASH_SIZE];
    join("ab", "c", NULL, one);
    join("a", "bc", NULL, other);
    assert_false(hash_equal(one, other, sizeof one));
    join("ab", "c", NULL, other);
    assert_true(hash_equal(one, other, sizeof one));
    join("ab", "c", key, other);
    assert_false(hash_equal(one, other, sizeof one));
    join("abc", "", NULL, other);
    assert_false(hash_equal(one, other, sizeof one));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(sha256_gives_the_published_digests),
        unit_case(hmac_sha1_gives_rfc_2202),
        unit_case(hmac_sha256_gives_rfc_4231),
        unit_case(hmac_takes_an_empty_key),
        unit_case(keyed_hash_gives_the_vector_of_blake2),
        unit_case(parts_do_not_run_into_each_other),
    };
    return cmocka_run_group_tests_name("crypto/hash", tests, NULL, NULL);
}
