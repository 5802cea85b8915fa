/* BUY-1: what came back, in Coupa's words (INTEROP C11). */
#include "buyer_unit.h"

#include "buyer/answer.h"
#include "net/http_client.h"

static struct answer read_setup(struct arena *arena, int http, const char *body)
{
    struct net_reply reply = {.status = http, .content_type = "text/xml", .body = bytes_of(body)};
    struct fault fault = {0};
    return answer_read_setup(arena, OK, &reply, &fault);
}

#define RESPONSE(status, rest)                                                                     \
    "<cXML payloadID=\"1\" timestamp=\"x\"><Response>" status rest "</Response></cXML>"
#define START_PAGE(url)                                                                            \
    "<PunchOutSetupResponse><StartPage><URL>" url "</URL></StartPage></PunchOutSetupResponse>"

static void a_start_page(void **state)
{
    struct answer answer = read_setup(*state, 200,
                                      RESPONSE("<Status code=\"200\" text=\"OK\"/>",
                                               START_PAGE(" https://shop.example/?a=1&amp;b=2 ")));
    assert_int_equal(answer.outcome, ANSWER_OK);
    assert_string_equal(answer.start_url, "https://shop.example/?a=1&b=2");
    assert_null(answer.problem);
}

static void refusals_in_coupas_words(void **state)
{
    struct answer answer = read_setup(
        *state, 200,
        RESPONSE("<Status code=\"401\" text=\"Unauthorized\">wrong secret</Status>", ""));
    assert_int_equal(answer.outcome, ANSWER_REFUSED);
    assert_string_equal(answer.problem, "Setup request failed: 401 Unauthorized: wrong secret");
    answer = read_setup(*state, 200, "<html>hello</html>");
    assert_int_equal(answer.outcome, ANSWER_FAILED);
    assert_string_equal(answer.problem,
                        "No status element in setup response (incorrect URL / file format)");
    answer = read_setup(*state, 503, "busy");
    assert_int_equal(answer.outcome, ANSWER_FAILED);
    assert_string_equal(answer.problem,
                        "Setup request failed: 503 (HTTP status, no cXML in the answer)");
}

static void start_pages_that_no_browser_may_open(void **state)
{
    struct answer answer = read_setup(
        *state, 200,
        RESPONSE("<Status code=\"200\" text=\"OK\"/>", START_PAGE("javascript:alert(1)")));
    assert_int_equal(answer.outcome, ANSWER_REFUSED);
    answer = read_setup(*state, 200, RESPONSE("<Status code=\"200\" text=\"OK\"/>", ""));
    assert_int_equal(answer.outcome, ANSWER_REFUSED);
}

static void no_connection(void **state)
{
    struct net_reply reply = {0};
    struct fault fault = {"no such host"};
    struct answer answer = answer_read_setup(*state, UNAVAILABLE, &reply, &fault);
    assert_int_equal(answer.outcome, ANSWER_FAILED);
    assert_string_equal(answer.problem, "Setup request failed: no such host");
    answer = answer_read(*state, UNCERTAIN, &reply, &fault);
    assert_int_equal(answer.outcome, ANSWER_FAILED);
    assert_string_equal(answer.problem, "no such host");
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_case(a_start_page), unit_case(refusals_in_coupas_words),
                                       unit_case(start_pages_that_no_browser_may_open),
                                       unit_case(no_connection)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
