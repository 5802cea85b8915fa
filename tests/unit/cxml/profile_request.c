#include "cxml_unit.h"

#include <string.h>

#include "base/text.h"

static const char *option(const struct xml_node *transaction, const char *name)
{
    const struct xml_node *node = xml_child(transaction, "Option");
    while (node != NULL && !text_equal(xml_attribute(node, "name"), name))
        node = xml_next(node);
    return xml_text(node);
}

/* PUN-2 */
static void what_is_supported(void **state)
{
    struct market *market = market_open(*state);
    market_wait(market, 90 * TIME_MINUTE_US);
    struct received got =
        send_request(market, &(struct sent){.target = "/v1/profile"}, "<ProfileRequest/>");
    static const char *const expected[][2] = {
        {"ProfileRequest", "https://market.example/v1/profile"},
        {"PunchOutSetupRequest", "https://market.example/v1/punchout/setup"},
        {"OrderRequest", "https://market.example/v1/orders"},
    };
    assert_string_equal(got.code, "200");
    const struct xml_node *profile = xml_child(got.response, "ProfileResponse");
    int64_t effective_us;
    assert_true(time_parse(xml_attribute(profile, "effectiveDate"), &effective_us));
    assert_true(effective_us <= ctx_now_us(&market->ctx));
    const struct xml_node *transaction = xml_child(profile, "Transaction");
    for (size_t i = 0; i < 3; i++, transaction = xml_next(transaction)) {
        assert_string_equal(xml_attribute(transaction, "requestName"), expected[i][0]);
        assert_string_equal(xml_text(xml_child(transaction, "URL")), expected[i][1]);
        bool order = text_equal(expected[i][0], "OrderRequest");
        assert_string_equal(option(transaction, "attachments"), order ? "Yes" : "");
        assert_string_equal(option(transaction, "changes"), order ? "Yes" : "");
    }
    assert_null(transaction);
}

/* PUN-2: hubs keep it: what did not change looks unchanged */
static void the_same_all_day(void **state)
{
    struct market *market = market_open(*state);
    const char *dates[2];
    for (int i = 0; i < 2; i++) {
        struct received got = send_request(market, &(struct sent){0}, "<ProfileRequest/>");
        dates[i] = xml_attribute(xml_child(got.response, "ProfileResponse"), "effectiveDate");
        market_wait(market, TIME_HOUR_US);
    }
    assert_string_equal(dates[0], dates[1]);
}

/* PUN-2, CON-9: a disabled connection still learns what there is, a stranger nothing */
static void who_may_ask(void **state)
{
    struct market *market = market_open(*state);
    struct received got =
        send_request(market, &(struct sent){.secret = "wrong"}, "<ProfileRequest/>");
    assert_string_equal(got.code, "401");
    assert_null(xml_child(got.response, "ProfileResponse"));
    got = send_request(market, &(struct sent){.buyer = SOYLENT}, "<ProfileRequest/>");
    assert_string_equal(got.code, "200");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(what_is_supported),
        unit_case(the_same_all_day),
        unit_case(who_may_ask),
    };
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
