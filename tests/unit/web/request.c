#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "shop.h"

static const char *with_item(struct shop *shop, enum pricing pricing, const char *more)
{
    const char *session = shop_enter(shop);
    const struct product *product = shop_product(shop, pricing);
    struct http_answer added =
        shop_post(shop, session, "items", shop_item_form(shop, product, more));
    assert_int_equal(added.status, 303);
    return session;
}

/* CAT-5, CAT-6: the lines as the procurement system gets them */
static void test_review(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session =
        with_item(shop, PRICING_CONTRACT_USAGE, "&budget=500&split=split&then=request");
    struct http_answer answer = shop_see(shop, session, "request");
    assert_int_equal(answer.status, 200);
    assert_true(answer_has(&answer, "50000 × 0.01 USD"));
    assert_true(answer_has(&answer, "<dd>Service</dd>"));
    assert_true(answer_has(&answer, "<dd>Material</dd>"));
    assert_true(answer_has(&answer, "43232701"));
    assert_true(answer_has(&answer, "<dd>EA</dd>"));
    assert_true(answer_has(&answer, "Coupa · Globex"));
    assert_true(answer_has(&answer, "Ines Müller"));
    assert_true(answer_has(&answer, "What happens next"));
}

static void test_remove(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = with_item(shop, PRICING_CONTRACT, "");
    assert_int_equal(shop_post(shop, session, "items/7/remove", "").status, 303);
    assert_int_equal(shop_post(shop, session, "items/x/remove", "").status, 303);
    struct http_answer still = shop_see(shop, session, "request");
    assert_true(answer_has(&still, "Request (1)"));
    struct http_answer removed = shop_post(shop, session, "items/1/remove", "");
    assert_string_equal(http_answer_header(&removed, "Location"),
                        arena_printf(*state, "%srequest", session));
    struct http_answer empty = shop_see(shop, session, "request");
    assert_true(answer_has(&empty, "Nothing in your request yet"));
    assert_int_equal(shop_post(shop, session, "request/approval", "").status, 303);
}

/* An item that is withdrawn meanwhile does not lock the session: it can be removed */
static void test_withdrawn_item(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = with_item(shop, PRICING_CONTRACT, "");
    struct offer *offer = (struct offer *)shop_product(shop, PRICING_CONTRACT)->offers;
    offer->id = "offer-another";
    struct http_answer answer = shop_see(shop, session, "request");
    assert_int_equal(answer.status, 200);
    assert_true(answer_has(&answer, "handed over as it stands"));
    assert_false(answer_has(&answer, "request/approval"));
    assert_int_equal(shop_post(shop, session, "request/approval", "").status, 303);
    assert_int_equal(shop_post(shop, session, "items/1/remove", "").status, 303);
    struct http_answer empty = shop_see(shop, session, "request");
    assert_true(answer_has(&empty, "Nothing in your request yet"));
}

static size_t forms_in(const struct http_answer *answer)
{
    size_t count = 0;
    for (const char *at = (const char *)answer->body.data; (at = strstr(at, "<form")) != NULL; at++)
        count++;
    return count;
}

/* PUN-6 */
static void test_return(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = with_item(shop, PRICING_CONTRACT, "");
    struct http_answer answer = shop_post(shop, session, "request/approval", "");
    const char *policy = http_answer_header(&answer, "Content-Security-Policy");
    assert_int_equal(answer.status, 200);
    assert_int_equal(forms_in(&answer), 1);
    assert_true(answer_has(&answer, "id=\"return-form\" data-autosubmit"));
    assert_true(
        answer_has(&answer, "action=\"https://acme.coupahost.example/punchout/checkout?id=7\""));
    assert_true(answer_has(&answer, "name=\"cXML-urlencoded\" "
                                    "value=\"&lt;Message to=&quot;a&amp;amp;b&quot;&gt;"));
    assert_true(answer_has(&answer, "Continue to Coupa"));
    assert_non_null(strstr(policy, "form-action 'self' https://acme.coupahost.example"));
    assert_non_null(strstr(policy, "https://*.sso.example"));
    assert_false(answer_has(&answer, session));

    struct http_answer over = shop_see(shop, session, "");
    assert_int_equal(over.status, 410);
    assert_true(answer_has(&over, "You have returned to Coupa. Start again from there."));
    assert_non_null(strstr(http_answer_header(&over, "Content-Security-Policy"),
                           "frame-ancestors https://acme.coupahost.example"));
    assert_int_equal(shop_post(shop, session, "request/approval", "").status, 410);
    assert_int_equal(shop_post(shop, session, "items", "").status, 410);
}

/* PUN-6 */
static void test_cancel(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = with_item(shop, PRICING_FREE, "");
    struct http_answer answer = shop_post(shop, session, "cancel", "");
    assert_int_equal(answer.status, 200);
    assert_int_equal(forms_in(&answer), 1);
    assert_true(answer_has(&answer, "&gt;204&lt;/Message&gt;"));
    assert_int_equal(shop_see(shop, session, "request").status, 410);
    assert_int_equal(shop_get(shop, arena_printf(*state, "%scancel", session)).status, 405);
}

/* CON-6, CON-7 */
static void test_return_in_test_mode(void **state)
{
    static const struct shop_options options = {.test_mode = true};
    struct shop *shop = shop_open(*state, &options);
    const char *session = with_item(shop, PRICING_CONTRACT, "");
    struct http_answer review = shop_see(shop, session, "request");
    assert_true(answer_has(&review, "In test mode it is recorded and buys nothing."));
    struct http_answer answer = shop_post(shop, session, "request/approval", "");
    assert_true(answer_has(&answer, "Test mode: this buys nothing."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_review), unit_case(test_remove), unit_case(test_withdrawn_item),
        unit_case(test_return), unit_case(test_cancel), unit_case(test_return_in_test_mode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
