#include "unit.h"

#include "web/csp.h"

/* PUN-5, PUN-6 */
static void test_origin(void **state)
{
    struct arena *a = *state;
    assert_string_equal(csp_origin(a, "https://Acme.CoupaHost.example/punchout?id=7"),
                        "https://acme.coupahost.example");
    assert_string_equal(csp_origin(a, "http://127.0.0.1:8090/back"), "http://127.0.0.1:8090");
    assert_string_equal(csp_origin(a, "HTTPS://[::1]:8443"), "https://[::1]:8443");
    assert_string_equal(csp_origin(a, "https://a.example?x"), "https://a.example");
    assert_null(csp_origin(a, "javascript:alert(1)"));
    assert_null(csp_origin(a, "https://"));
    assert_null(csp_origin(a, "https://a.example; script-src *"));
    assert_null(csp_origin(a, "https://user@a.example/"));
    assert_null(csp_origin(a, ""));
    assert_null(csp_origin(a, NULL));
}

/* PUN-5: frames are for that connection only, and a source can't become a directive */
static void test_frame_ancestors(void **state)
{
    struct arena *a = *state;
    assert_string_equal(csp_frame_ancestors(a, "https://a.example  *.b.example"),
                        "https://a.example *.b.example");
    assert_string_equal(csp_frame_ancestors(a, "'self'"), "'self'");
    assert_string_equal(csp_frame_ancestors(a, ""), "'none'");
    assert_string_equal(csp_frame_ancestors(a, NULL), "'none'");
    assert_string_equal(csp_frame_ancestors(a, "https://a.example;script-src *;\r\n"), "'none'");
    assert_string_equal(csp_frame_ancestors(a, "a.example,b.example"), "'none'");
}

static void test_policy(void **state)
{
    struct arena *a = *state;
    struct csp_targets none = {NULL, NULL};
    struct csp_targets buyer = {"https://buyer.example/cart?x=1", "*.sso.example bad;host"};
    assert_string_equal(csp_policy(a, "", &none),
                        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' "
                        "data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                        "frame-ancestors 'none'");
    assert_string_equal(csp_policy(a, "https://buyer.example", &buyer),
                        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' "
                        "data:; connect-src 'self'; form-action 'self' https://buyer.example "
                        "https://*.sso.example; base-uri 'none'; "
                        "frame-ancestors https://buyer.example");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_origin),
        unit_case(test_frame_ancestors),
        unit_case(test_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
