#include "people.h"

#include "app/access.h"
#include "app/access_key.h"
#include "app/policies.h"
#include "app/service_role.h"

static const char admin_arn[] = MANAGED "AdministratorAccess";

/* ACC-3: the last who can administer the account can't be taken away, in any of the ways. */
static void the_last_administrator_stays(void **state)
{
    struct people people = people_open(*state);
    static const char last[] = "leave nobody who can administer";
    static const char allow_all[] = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
                                    "\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";
    static const char deny_some[] =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","
        "\"Resource\":\"*\"},{\"Effect\":\"Deny\",\"Action\":\"iam:*\",\"Resource\":\"*\"}]}";
    const char *own;
    int64_t version;
    const char *globex = people.globex;
    assert_int_equal(user_detach(people.ctx, globex, "ben", MANAGED "AWSMarketplaceRead-only"), OK);
    people_user(&people, globex, "ruth", admin_arn);
    people_refused(&people, user_suspend(people.ctx, globex, "ruth"), CONFLICT, last);
    people_refused(&people, user_delete(people.ctx, globex, "ruth"), CONFLICT, last);
    people_refused(&people, user_detach(people.ctx, globex, "ruth", admin_arn), CONFLICT, last);
    assert_int_equal(policies_create(people.ctx, globex, "All", "", allow_all, &own), OK);
    assert_int_equal(user_attach(people.ctx, globex, "ruth", own), OK);
    assert_int_equal(user_detach(people.ctx, globex, "ruth", admin_arn), OK);
    people_refused(&people, policies_new_version(people.ctx, globex, own, deny_some, &version),
                   CONFLICT, last);
    people_user(&people, globex, "joan", admin_arn);
    assert_int_equal(policies_new_version(people.ctx, globex, own, deny_some, &version), OK);
    people_refused(&people, user_delete(people.ctx, globex, "joan"), CONFLICT, last);
    people_root(&people, globex);
    people_system(&people);
    assert_int_equal(user_delete(people.ctx, globex, "joan"), OK);
}

/* Nobody takes their own way in. */
static void not_oneself(void **state)
{
    struct people people = people_open(*state);
    people_as(&people, REALM_BUYER, people_user(&people, people.globex, "ruth", admin_arn));
    people_refused(&people, user_suspend(people.ctx, NULL, "ruth"), CONFLICT, "This is you");
    people_refused(&people, user_delete(people.ctx, NULL, "ruth"), CONFLICT, "This is you");
}

/* ACC-10, and ids of other accounts answer as if they did not exist. */
static void each_in_its_own_account(void **state)
{
    struct people people = people_open(*state);
    struct user user;
    const char *link;
    people_as(&people, REALM_BUYER, people_root(&people, people.initech));
    people_refused(&people, user_find(people.ctx, NULL, "nemo", &user), NOT_FOUND, "'nemo'");
    people_user(&people, people.globex, "ruth", admin_arn);
    people_as(&people, REALM_BUYER, people_root(&people, people.initech));
    people_refused(&people, user_find(people.ctx, NULL, "ruth", &user), NOT_FOUND,
                   "There is no user 'ruth' in this account");
    people_refused(&people, user_find(people.ctx, people.globex, "ruth", &user), DENIED,
                   "command line");
    struct account_view account;
    people_refused(&people, account_find(people.ctx, people.globex, &account), NOT_FOUND, "");
    people_refused(&people, account_suspend(people.ctx, people.globex), DENIED, "operators");
    people.ctx->who = NULL;
    assert_int_equal(user_find(people.ctx, NULL, "ruth", &user), UNAUTHENTICATED);
    assert_int_equal(user_invite(people.ctx, NULL, "ruth", &link), UNAUTHENTICATED);
    assert_int_equal(account_suspend(people.ctx, people.globex), UNAUTHENTICATED);
}

static void names_are_iams(void **state)
{
    struct people people = people_open(*state);
    const char *link;
    static const char *const bad[] = {"", "a b", "a/b", "zoë", "a<b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct user_create create = {.name = bad[i], .email = "x@y.example"};
        assert_int_equal(user_create(people.ctx, people.globex, &create, &link), BAD_INPUT);
    }
    const struct user_create twice = {.name = "AMELIA", .email = "x@y.example"};
    people_refused(&people, user_create(people.ctx, people.globex, &twice, &link), CONFLICT,
                   "Capital letters make no difference");
    const struct user_create wrong = {.name = "zoe", .email = "x@"};
    people_refused(&people, user_create(people.ctx, people.globex, &wrong, &link), BAD_INPUT,
                   "no email address");
}

/* ACC-6: at most ten, each once, and only what the account can attach. */
static void policies_are_attached(void **state)
{
    struct people people = people_open(*state);
    static const char nothing[] = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\","
                                  "\"Action\":\"x:y\",\"Resource\":\"*\"}]}";
    const char *arn;
    people_refused(&people, user_attach(people.ctx, people.globex, "ben", MANAGED "Nope"),
                   NOT_FOUND, "no policy");
    for (int i = 0; i < POLICY_ATTACHED_MAX - 1; i++) {
        assert_int_equal(policies_create(people.ctx, people.globex, arena_printf(*state, "P%d", i),
                                         "", nothing, &arn),
                         OK);
        assert_int_equal(user_attach(people.ctx, people.globex, "ben", arn), OK);
    }
    people_refused(&people, user_attach(people.ctx, people.globex, "ben", admin_arn), CONFLICT,
                   "at most 10");
    people_refused(&people,
                   user_attach(people.ctx, people.globex, "amelia",
                               MANAGED "AWSMarketplaceManageSubscriptions"),
                   CONFLICT, "already");
    people_refused(&people, user_attach(people.ctx, people.initech, "ben", arn), NOT_FOUND,
                   "no policy");
    people_refused(&people, policies_delete(people.ctx, people.globex, "P1"), CONFLICT, "attached");
}

/* ACC-4 */
static void access_keys(void **state)
{
    struct people people = people_open(*state);
    struct access_key_list keys;
    struct who who;
    const char *ids[2];
    const char *secret;
    const char *again;
    for (int i = 0; i < 2; i++)
        assert_int_equal(access_key_create(people.ctx, people.globex, "amelia", &ids[i], &secret),
                         OK);
    people_refused(&people, access_key_create(people.ctx, people.globex, "amelia", &again, &again),
                   CONFLICT, "at most 2");
    assert_int_equal(strlen(ids[0]), 20);
    assert_int_equal(strlen(secret), 40);
    assert_int_equal(access_key_use(people.ctx, ids[1], "iam", &who, &again), OK);
    assert_string_equal(again, secret);
    assert_string_equal(who.name, "amelia");
    assert_int_equal(who.policy_count, 2);
    assert_int_equal(access_key_list(people.ctx, people.globex, "amelia", &keys), OK);
    const struct access_key *used = &keys.items[text_equal(keys.items[1].id, ids[1])];
    assert_int_equal(used->used_us, MARKET_START_US);
    assert_string_equal(used->used_service, "iam");
    assert_int_equal(access_key_delete(people.ctx, people.globex, "ben", ids[1]), NOT_FOUND);
    assert_int_equal(access_key_set_active(people.ctx, people.globex, "amelia", ids[1], false), OK);
    assert_int_equal(access_key_use(people.ctx, ids[1], "iam", &who, &again), NOT_FOUND);
    assert_int_equal(user_suspend(people.ctx, people.globex, "amelia"), OK);
    people_refused(&people, access_key_use(people.ctx, ids[0], "iam", &who, &again), DENIED,
                   "suspended");
    assert_int_equal(user_delete(people.ctx, people.globex, "amelia"), OK);
    assert_int_equal(access_key_use(people.ctx, ids[0], "iam", &who, &again), NOT_FOUND);
}

/* ACC-8 */
static void service_linked_roles(void **state)
{
    struct people people = people_open(*state);
    static const char service[] = "purchase-orders.marketplace.amazonaws.com";
    struct service_role *roles;
    size_t count;
    assert_int_equal(service_role_create(people.ctx, people.globex, service), OK);
    people_refused(&people, service_role_create(people.ctx, people.globex, service), CONFLICT, "");
    people_refused(&people, service_role_create(people.ctx, people.globex, "ec2.amazonaws.com"),
                   BAD_INPUT, "no service-linked role");
    assert_int_equal(service_role_list(people.ctx, people.globex, &roles, &count), OK);
    assert_string_equal(roles[0].name, "AWSServiceRoleForMarketplacePurchaseOrders");
    assert_non_null(strstr(roles[0].trust, service));
    assert_int_equal(roles[0].created_us, MARKET_START_US);
    assert_int_equal(service_role_list(people.ctx, people.initech, &roles, &count), OK);
    assert_int_equal(roles[0].created_us, 0);
    assert_int_equal(service_role_delete(people.ctx, people.globex, roles[0].name), OK);
    assert_int_equal(service_role_delete(people.ctx, people.globex, roles[0].name), NOT_FOUND);
}

/* ACC-5, ACC-7: policies first, and for procurement configuration the management account alone. */
static void who_may_configure_procurement(void **state)
{
    struct people people = people_open(*state);
    static const char put[] = "aws-marketplace:PutProcurementSystemConfiguration";
    static const char full[] = MANAGED "AWSMarketplaceProcurementSystemAdminFullAccess";
    people_as(&people, REALM_BUYER, people_user(&people, people.globex, "pat", full));
    assert_int_equal(access_configuration(people.ctx, put), OK);
    people_as(&people, REALM_BUYER, people_user(&people, people.globex, "nell", NULL));
    people_refused(&people, access_configuration(people.ctx, put), DENIED, "no policy");
    people_as(&people, REALM_BUYER, people_root(&people, people.research));
    people_refused(&people, access_configuration(people.ctx, put), DENIED, people.globex);
    people_system(&people);
    assert_int_equal(account_move(people.ctx, people.research, NULL), OK);
    people_as(&people, REALM_BUYER, people_root(&people, people.research));
    assert_int_equal(access_configuration(people.ctx, put), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(the_last_administrator_stays), unit_case(not_oneself),
        unit_case(each_in_its_own_account),      unit_case(names_are_iams),
        unit_case(policies_are_attached),        unit_case(access_keys),
        unit_case(service_linked_roles),         unit_case(who_may_configure_procurement),
    };
    return cmocka_run_group_tests_name("app/user", tests, NULL, NULL);
}
