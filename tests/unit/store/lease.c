#include "store_unit.h"

#include "store/lease.h"

enum { TERM_US = 60 };

static bool take(struct db_tx *tx, const char *holder, int64_t now_us)
{
    struct lease lease = {"work", holder, now_us + TERM_US};
    bool held;
    assert_int_equal(lease_store_take(tx, &lease, now_us, &held), OK);
    return held;
}

static enum status one_holds_it(struct db_tx *tx, void *state)
{
    (void)state;
    assert_true(take(tx, "a", 0));
    assert_false(take(tx, "b", 1));
    assert_true(take(tx, "a", 30)); /* renewed until 90 */
    assert_false(take(tx, "b", 89));
    return OK;
}

static enum status the_dead_are_followed(struct db_tx *tx, void *state)
{
    (void)state;
    assert_true(take(tx, "a", 0));
    assert_true(take(tx, "b", TERM_US));
    assert_false(take(tx, "a", TERM_US + 1));
    return OK;
}

static enum status given_back_is_free(struct db_tx *tx, void *state)
{
    (void)state;
    struct lease a = {"work", "a", 0};
    struct lease b = {"work", "b", 0};
    assert_true(take(tx, "a", 0));
    assert_int_equal(lease_store_release(tx, &b), OK);
    assert_false(take(tx, "b", 1));
    assert_int_equal(lease_store_release(tx, &a), OK);
    assert_true(take(tx, "b", 2));
    return OK;
}

static enum status the_clock_jumps_back(struct db_tx *tx, void *state)
{
    (void)state;
    /* Whoever has it goes on, and is followed after a term of the new time. */
    assert_true(take(tx, "a", 1000));
    assert_true(take(tx, "a", 100));
    assert_false(take(tx, "b", 100 + TERM_US - 1));
    assert_true(take(tx, "b", 100 + TERM_US));
    /* Where it is gone, the old time must come again first. */
    assert_true(take(tx, "b", 2000));
    assert_false(take(tx, "a", 200));
    assert_false(take(tx, "a", 2000 + TERM_US - 1));
    assert_true(take(tx, "a", 2000 + TERM_US));
    return OK;
}

/* OPS-1: work that one node at a time may do. */
static void one_node_at_a_time(void **state)
{
    store_write(*state, one_holds_it);
}

static void a_node_that_dies_is_followed(void **state)
{
    store_write(*state, the_dead_are_followed);
}

static void a_node_that_ends_leaves_it_free(void **state)
{
    store_write(*state, given_back_is_free);
}

static void no_lease_outlives_a_clock_that_jumps_back(void **state)
{
    store_write(*state, the_clock_jumps_back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(one_node_at_a_time),
        store_case(a_node_that_dies_is_followed),
        store_case(a_node_that_ends_leaves_it_free),
        store_case(no_lease_outlives_a_clock_that_jumps_back),
    };
    return cmocka_run_group_tests_name("store/lease", tests, NULL, NULL);
}
