#include "unit.h"

#include <pthread.h>
#include <string.h>

#include "crypto/password.h"
#include "crypto/random.h"

/* ACC-3: Argon2id, salted: the same password never looks the same. */
static void a_password_is_known_again(void **state)
{
    const char *hash = password_hash(*state, "plum rocket teapot");
    assert_memory_equal(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    assert_true(password_verify(hash, "plum rocket teapot"));
    assert_false(password_verify(hash, "plum rocket teapo"));
    assert_false(password_verify(hash, ""));
    assert_string_not_equal(hash, password_hash(*state, "plum rocket teapot"));
}

static void who_has_none_has_no_right_one(void **state)
{
    (void)state;
    assert_false(password_verify("", "nobody"));
    assert_false(password_verify(NULL, ""));
    assert_false(password_verify("$argon2id$damaged", "x"));
}

static void *verify(void *hash)
{
    return password_verify(hash, "plum rocket teapot") ? hash : NULL;
}

/* More at once than run at once: all are answered. */
static void many_wait_for_their_turn(void **state)
{
    pthread_t threads[10];
    char *hash = password_hash(*state, "plum rocket teapot");
    for (int i = 0; i < 10; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, verify, hash), 0);
    for (int i = 0; i < 10; i++) {
        void *right;
        pthread_join(threads[i], &right);
        assert_ptr_equal(right, hash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_password_is_known_again),
        unit_case(who_has_none_has_no_right_one),
        unit_case(many_wait_for_their_turn),
    };
    if (crypto_start() != OK)
        return 1;
    return cmocka_run_group_tests_name("crypto/password", tests, NULL, NULL);
}
