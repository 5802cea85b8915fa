/* CAT-8: what an Extrinsic's values stand for. */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/member_account.h"

static struct settings_problems read(struct arena *arena, const char *extrinsic, const char *table,
                                     struct connection *out)
{
    struct settings_problems problems = {.count = 0};
    struct connection_settings settings = connection_settings_new(SYSTEM_COUPA);
    settings.account_extrinsic = extrinsic;
    settings.account_table = table;
    *out = (struct connection){0};
    member_account_read(arena, &settings, out, &problems);
    return problems;
}

static void a_table(void **state)
{
    struct connection connection;
    struct settings_problems problems =
        read(*state, " CostCenter ",
             "\r\n CC-100 = 1234-5678-9012 \n\nResearch & Co=b = 210987654321\n", &connection);
    assert_int_equal(problems.count, 0);
    assert_string_equal(connection.account_extrinsic, "CostCenter");
    assert_string_equal(connection.account_table,
                        "CC-100=123456789012\nResearch & Co=b=210987654321\n");
    assert_string_equal(member_account_of(*state, &connection, " cc-100\n"), "123456789012");
    assert_string_equal(member_account_of(*state, &connection, "research & co=B"), "210987654321");
    static const char *const others[] = {"CC-1000", "CC-10", "", "123456789012", "100"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(member_account_of(*state, &connection, others[i]));
    /* What is stored reads the same again, and leads through all of it. */
    struct connection again;
    assert_int_equal(read(*state, "CostCenter", connection.account_table, &again).count, 0);
    assert_string_equal(again.account_table, connection.account_table);
    const char *at = again.account_table;
    const char *value;
    const char *account_id;
    assert_true(member_account_next(*state, &at, &value, &account_id));
    assert_string_equal(value, "CC-100");
    assert_true(member_account_next(*state, &at, &value, &account_id));
    assert_string_equal(value, "Research & Co=b");
    assert_string_equal(account_id, "210987654321");
    assert_false(member_account_next(*state, &at, &value, &account_id));
}

static void the_id_itself(void **state)
{
    struct connection connection;
    assert_int_equal(read(*state, "AccountId", " \n", &connection).count, 0);
    assert_string_equal(member_account_of(*state, &connection, "123456789012"), "123456789012");
    assert_string_equal(member_account_of(*state, &connection, " 1234-5678-9012"), "123456789012");
    assert_null(member_account_of(*state, &connection, "12345678901"));
    assert_null(member_account_of(*state, &connection, "1234567890123"));
    assert_null(member_account_of(*state, &connection, "12345678901x"));
    assert_null(member_account_of(*state, &connection, ""));
}

static void what_is_wrong(void **state)
{
    static const struct {
        const char *extrinsic, *table, *field, *words;
    } cases[] = {
        {"CostCenter", "CC-100 123456789012", "account_table", "'CC-100 123456789012' must be"},
        {"CostCenter", "= 123456789012", "account_table", "must be a value"},
        {"CostCenter", "CC-100 = 12345", "account_table", "12 digits"},
        {"CostCenter", "CC=123456789012\ncc = 210987654321", "account_table",
         "'cc' is in the table twice"},
        {"", "CC=123456789012", "account_extrinsic", "Name the Extrinsic"},
        {"Cost<Center", "", "account_extrinsic", "such as"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct connection connection;
        struct settings_problems problems =
            read(*state, cases[i].extrinsic, cases[i].table, &connection);
        assert_int_equal(problems.count, 1);
        assert_string_equal(problems.items[0].field, cases[i].field);
        if (strstr(problems.items[0].message, cases[i].words) == NULL)
            fail_msg("'%s' has no '%s'", problems.items[0].message, cases[i].words);
    }
    struct connection connection;
    assert_int_equal(read(*state, "", "", &connection).count, 0);
}

static void a_long_table(void **state)
{
    struct buf text;
    struct connection connection;
    buf_init(&text, *state, 64 * 1024);
    for (int i = 0; i < 1500; i++)
        buf_printf(&text, "C%d=123456789012\n", i);
    assert_int_equal(read(*state, "C", buf_string(&text), &connection).count, 0);
    assert_non_null(member_account_of(*state, &connection, "c1499"));
    for (int i = 1500; i < 2500; i++)
        buf_printf(&text, "C%d=123456789012\n", i);
    struct settings_problems problems = read(*state, "C", buf_string(&text), &connection);
    assert_int_equal(problems.count, 1);
    assert_non_null(strstr(problems.items[0].message, "too long"));
    assert_string_equal(connection.account_table, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_table),
        unit_case(the_id_itself),
        unit_case(what_is_wrong),
        unit_case(a_long_table),
    };
    return cmocka_run_group_tests_name("domain/member_account", tests, NULL, NULL);
}
