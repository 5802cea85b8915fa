#include "store_unit.h"

static enum status insert_again(struct db_tx *tx, void *state)
{
    (void)state;
    struct organization again = {"o-globex", "Another", "333333333333", false,
                                 false,      false,     false,          7};
    return organization_store_insert(tx, &again);
}

/* ACC-1 */
static void an_id_is_one_organizations(void **state)
{
    assert_int_equal(store_try(*state, insert_again), CONFLICT);
}

static enum status insert_account(struct db_tx *tx, void *state)
{
    (void)state;
    struct account account = {"o-globex",          "111111111111", "Globex",
                              "it@globex.example", "ACTIVE",       7};
    return account_store_insert(tx, &account);
}

static enum status insert_same_account_elsewhere(struct db_tx *tx, void *state)
{
    (void)state;
    struct account account = {"o-initech",          "111111111111", "Initech",
                              "it@initech.example", "ACTIVE",       7};
    return account_store_insert(tx, &account);
}

static enum status insert_account_of_nobody(struct db_tx *tx, void *state)
{
    (void)state;
    struct account account = {"o-nobody", "333333333333", "Nobody", "", "ACTIVE", 7};
    return account_store_insert(tx, &account);
}

/* ACC-2: an account is one organization's, and never nobody's. */
static void an_account_is_one_organizations(void **state)
{
    store_write(*state, insert_account);
    assert_int_equal(store_try(*state, insert_account), CONFLICT);
    assert_int_equal(store_try(*state, insert_same_account_elsewhere), CONFLICT);
    assert_int_equal(store_try(*state, insert_account_of_nobody), CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(an_id_is_one_organizations),
        store_case(an_account_is_one_organizations),
    };
    return cmocka_run_group_tests_name("store/organization", tests, NULL, NULL);
}
