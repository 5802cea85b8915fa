#include "unit.h"

#include <string.h>

#include "crypto/random.h"
#include "crypto/seal.h"

static const struct seal_key key = {{7}};

static bool opens(struct arena *arena, const struct seal_key *with, const char *label,
                  struct bytes sealed)
{
    struct bytes plain;
    enum status status = unseal(arena, with, label, sealed, &plain);
    if (status != OK)
        assert_int_equal(status, BAD_INPUT);
    return status == OK;
}

static bool same(struct bytes a, struct bytes b)
{
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static void gives_back_what_was_sealed(void **state)
{
    static const char *const texts[] = {"", "a", "eight characters and a few more"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct bytes plain;
        struct bytes sealed = seal(*state, &key, "test", bytes_of(texts[i]));
        assert_int_equal(sealed.size, strlen(texts[i]) + SEAL_OVERHEAD);
        assert_int_equal(unseal(*state, &key, "test", sealed, &plain), OK);
        assert_int_equal(plain.size, strlen(texts[i]));
        assert_string_equal((const char *)plain.data, texts[i]);
        sealed = seal_same(*state, &key, "test", bytes_of(texts[i]));
        assert_int_equal(unseal(*state, &key, "test", sealed, &plain), OK);
        assert_string_equal((const char *)plain.data, texts[i]);
    }
}

static void seal_differs_and_seal_same_does_not(void **state)
{
    struct bytes text = bytes_of("buyer cookie");
    assert_false(same(seal(*state, &key, "test", text), seal(*state, &key, "test", text)));
    struct bytes first = seal_same(*state, &key, "test", text);
    assert_true(same(first, seal_same(*state, &key, "test", text)));
    assert_false(same(first, seal_same(*state, &key, "other", text)));
    /* Equal nonces for unequal texts would break the cipher. */
    struct bytes near = seal_same(*state, &key, "test", bytes_of("buyer cookif"));
    assert_false(memcmp(first.data, near.data, 24) == 0);
}

static void any_changed_bit_is_noticed(void **state)
{
    struct bytes sealed = seal_same(*state, &key, "test", bytes_of("42"));
    for (size_t bit = 0; bit < sealed.size * 8; bit++) {
        unsigned char *copy = arena_copy(*state, sealed.data, sealed.size);
        copy[bit / 8] = (unsigned char)(copy[bit / 8] ^ (1U << bit % 8));
        assert_false(opens(*state, &key, "test", (struct bytes){copy, sealed.size}));
    }
    for (size_t size = 0; size < sealed.size; size++)
        assert_false(opens(*state, &key, "test", (struct bytes){sealed.data, size}));
    assert_true(opens(*state, &key, "test", sealed));
}

static void labels_and_keys_are_kept_apart(void **state)
{
    const struct seal_key another = {{8}};
    struct bytes sealed = seal(*state, &key, "start page", bytes_of("secret"));
    assert_true(opens(*state, &key, "start page", sealed));
    assert_false(opens(*state, &key, "shared secret", sealed));
    assert_false(opens(*state, &key, "", sealed));
    assert_false(opens(*state, &another, "start page", sealed));
}

static void released_key_is_zero(void **state)
{
    (void)state;
    static const unsigned char zero[32];
    struct seal_key gone = key;
    seal_key_release(&gone);
    assert_memory_equal(gone.bytes, zero, sizeof zero);
}

static void tokens_are_long_and_differ(void **state)
{
    struct entropy entropy = crypto_entropy();
    unsigned char bytes[32] = {0};
    unsigned char zero[32] = {0};
    char *token = random_token(*state, 16);
    assert_int_equal(strlen(token), 22);
    assert_int_equal(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_"),
                     22);
    assert_string_not_equal(token, random_token(*state, 16));
    entropy.fill(&entropy, bytes, sizeof bytes);
    assert_memory_not_equal(bytes, zero, sizeof bytes);
}

static int start(void **state)
{
    (void)state;
    return crypto_start() == OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(gives_back_what_was_sealed), unit_case(seal_differs_and_seal_same_does_not),
        unit_case(any_changed_bit_is_noticed), unit_case(labels_and_keys_are_kept_apart),
        unit_case(released_key_is_zero),       unit_case(tokens_are_long_and_differ),
    };
    return cmocka_run_group_tests_name("crypto/seal", tests, start, NULL);
}
