#include "buyer_unit.h"

#include "buyer/url.h"

static void people_belong_to_connections(void **state)
{
    struct settings *settings = unit_settings(*state, "http://127.0.0.1:8080/");
    const struct user *amelia = settings_user(settings, "amelia.ortiz");
    assert_non_null(amelia);
    assert_string_equal(amelia->full, "Amelia Ortiz");
    assert_string_equal(amelia->connection->name, "EMEA Coupa");
    assert_string_equal(amelia->connection->setup_url, "http://127.0.0.1:8080/setup");
    assert_string_equal(amelia->connection->sender.identity, "GLOBEX1");
    assert_false(amelia->approver);
    assert_true(amelia->colleague->approver);
    assert_ptr_equal(amelia->colleague->colleague, amelia);
    assert_string_equal(settings->users[2].connection->sender.identity, "sysadmin@ariba.com");
    assert_null(settings_user(settings, NULL));
    assert_null(settings_user(settings, "nobody"));
}

static enum status read(struct arena *arena, const char *json, const char *supplier)
{
    struct settings settings;
    struct fault fault = {0};
    enum status st = settings_read(arena, bytes_of(json), supplier, &settings, &fault);
    assert_true(st == OK || fault.message[0] != '\0');
    return st;
}

static void suppliers_must_keep_secrets_safe(void **state)
{
    assert_int_equal(read(*state, unit_connections, "https://shop.example"), OK);
    assert_int_equal(read(*state, unit_connections, "http://localhost:8080"), OK);
    assert_int_equal(read(*state, unit_connections, "http://[::1]:8080"), OK);
    assert_int_equal(read(*state, unit_connections, "http://shop.example"), BAD_INPUT);
    assert_int_equal(read(*state, unit_connections, "http://127.0.0.1@evil.example"), BAD_INPUT);
    assert_int_equal(read(*state, unit_connections, "http://127.evil.example"), BAD_INPUT);
    assert_int_equal(read(*state, unit_connections, "https://shop.example/?a=b"), BAD_INPUT);
    assert_int_equal(read(*state, unit_connections, "javascript:alert(1)"), BAD_INPUT);
}

static void incomplete_files_are_refused(void **state)
{
    const char *supplier = "http://127.0.0.1:1";
    assert_int_equal(read(*state, "{}", supplier), BAD_INPUT);
    assert_int_equal(read(*state, "[", supplier), BAD_INPUT);
    assert_int_equal(read(*state, "{\"connections\":[{\"system\":\"sap\"}]}", supplier), BAD_INPUT);
    assert_int_equal(read(*state, "{\"connections\":[{\"system\":\"coupa\"}]}", supplier),
                     BAD_INPUT);
    assert_int_equal(read(*state,
                          "{\"connections\":[{\"system\":\"coupa\",\"from\":{\"domain\":\"a\","
                          "\"identity\":\"b\"},\"to\":{\"domain\":\"a\",\"identity\":\"c\"},"
                          "\"setup_path\":\".evil.example\",\"order_path\":\"/\"}]}",
                          supplier),
                     BAD_INPUT);
}

static void hosts_and_origins(void **state)
{
    assert_string_equal(url_origin(*state, "https://a.example:8443/x?y#z"),
                        "https://a.example:8443");
    assert_null(url_origin(*state, "https://a.example;script-src *"));
    assert_null(url_origin(*state, "data:text/html,x"));
    assert_null(url_origin(*state, NULL));
    assert_true(url_is_host("localhost:8081"));
    assert_false(url_is_host("a/b"));
    assert_false(url_is_host(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(people_belong_to_connections), unit_case(suppliers_must_keep_secrets_safe),
        unit_case(incomplete_files_are_refused), unit_case(hosts_and_origins)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
