#include "people.h"

#include "app/operator.h"
#include "store/organization.h"

struct books {
    struct people *people;
    const char *const *ids;
    size_t count;
};

static enum status read_books(struct db_tx *tx, void *state)
{
    struct books *books = state;
    return account_store_books(tx, books->people->ctx->arena, books->people->research, &books->ids,
                               &books->count);
}

/* ACC-2: an account joins, leaves and moves; its orders stay in the books where they were made. */
static void accounts_move(void **state)
{
    struct people people = people_open(*state);
    struct books books = {.people = &people};
    struct account_view view;
    struct fault fault;
    people_refused(&people, account_move(people.ctx, people.research, people.globex_organization),
                   CONFLICT, "there already");
    people_refused(&people, account_move(people.ctx, people.globex, NULL), CONFLICT,
                   "management account");
    people_refused(&people, account_move(people.ctx, people.research, "o-nothing123"), NOT_FOUND,
                   "no organization");
    market_wait(people.market, 1);
    assert_int_equal(account_move(people.ctx, people.research, NULL), OK);
    assert_int_equal(account_find(people.ctx, people.research, &view), OK);
    assert_true(view.standalone);
    people_refused(&people, account_move(people.ctx, people.research, NULL), CONFLICT, "already");
    market_wait(people.market, 1);
    assert_int_equal(account_move(people.ctx, people.research, people.initech_organization), OK);
    market_wait(people.market, 1);
    assert_int_equal(account_move(people.ctx, people.research, NULL), OK);
    assert_int_equal(db_read(people.market->app.db, read_books, &books, &fault), OK);
    assert_int_equal(books.count, 3); /* Globex, Initech, and its own once */
    assert_string_equal(books.ids[1], people.initech_organization);
    assert_string_equal(books.ids[2], people.globex_organization);
}

/* ACC-1: ids are twelve digits, emails one account's alone. */
static void accounts_are_created(void **state)
{
    struct people people = people_open(*state);
    struct account_view view;
    const char *id;
    const char *link;
    const char *organization;
    const struct account_create create = {"Acme", " it@acme.example ", NULL};
    assert_int_equal(account_create(people.ctx, &create, &id, &link), OK);
    assert_int_equal(strspn(id, "0123456789"), 12);
    assert_int_equal(account_find(people.ctx, id, &view), OK);
    assert_true(view.standalone);
    assert_false(view.signed_up);
    people_join(&people, link);
    const struct account_create same = {"Acme 2", "IT@ACME.example", NULL};
    people_refused(&people, account_create(people.ctx, &same, &id, &link), CONFLICT, "its own");
    const struct account_create nobody = {"", "x@y.example", NULL};
    assert_int_equal(account_create(people.ctx, &nobody, &id, &link), BAD_INPUT);
    assert_int_equal(
        organization_create_around(people.ctx, "Acme Group", view.account.id, &organization), OK);
    assert_int_equal(account_find(people.ctx, view.account.id, &view), OK);
    assert_true(view.management);
    people_refused(&people,
                   organization_create_around(people.ctx, "Again", view.account.id, &organization),
                   CONFLICT, "already");
    const struct account_create member = {"Acme Labs", "labs@acme.example", organization};
    assert_int_equal(account_create(people.ctx, &member, &id, &link), OK);
}

/* CON-9 by way of ACC-2: what stood alone brings no connections of its own along. */
static void what_it_connected_alone_is_disabled(void **state)
{
    struct people people = people_open(*state);
    static const struct db_sql alone = {"UPDATE organization SET standalone = 1 WHERE id = $1"};
    static const struct db_sql off = {
        "SELECT COUNT(*) FROM connection WHERE organization_id = $1 AND status = 'disabled'"};
    static const struct db_sql lone = {
        "DELETE FROM account WHERE organization_id = $1 AND id NOT IN "
        "(SELECT management_account_id FROM organization)"};
    market_sql(people.market, &lone, people.initech_organization);
    market_sql(people.market, &alone, people.initech_organization);
    assert_int_equal(account_move(people.ctx, people.initech, people.globex_organization), OK);
    assert_int_equal(market_number(people.market, &off, people.initech_organization), 1);
}

/* ACC-10: the first signs up by a link; the last stays. */
static void operators(void **state)
{
    struct people people = people_open(*state);
    struct operator_list list;
    static const struct list_query all = {.limit = 10};
    const char *first;
    const char *link;
    struct account_view view;
    assert_int_equal(operator_first_link(people.ctx, &link), OK);
    market_wait(people.market, 1);
    assert_int_equal(operator_first_link(people.ctx, &first), OK);
    people_as(&people, REALM_OPERATOR, people_join(&people, first));
    people_refused(&people, operator_suspend(people.ctx, "ada@market.example"), CONFLICT,
                   "This is you");
    assert_int_equal(account_find(people.ctx, people.globex, &view), OK);
    struct user user;
    people_refused(&people, user_find(people.ctx, NULL, "amelia", &user), DENIED, "for buyers");
    assert_int_equal(operator_create(people.ctx, "Bob", "bob@market.example", &link), OK);
    people_refused(&people, operator_create(people.ctx, "B", "BOB@market.example", &link), CONFLICT,
                   "email");
    people_system(&people);
    people_refused(&people, operator_delete(people.ctx, "ada@market.example"), CONFLICT, "last");
    assert_int_equal(operator_first_link(people.ctx, &link), OK);
    assert_null(link);
    assert_int_equal(operator_list(people.ctx, &all, &list), OK);
    assert_int_equal(list.total, 2);
    assert_int_equal(operator_suspend(people.ctx, "bob@market.example"), OK);
    people_as(&people, REALM_BUYER, people_root(&people, people.globex));
    people_refused(&people, operator_list(people.ctx, &all, &list), DENIED, "for the operators");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(accounts_move),
        unit_case(accounts_are_created),
        unit_case(what_it_connected_alone_is_disabled),
        unit_case(operators),
    };
    return cmocka_run_group_tests_name("app/account", tests, NULL, NULL);
}
