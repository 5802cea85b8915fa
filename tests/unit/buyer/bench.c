#include "unit.h"

#include <string.h>

#include "base/text.h"
#include "buyer/bench_http.h"
#include "buyer/bench_page.h"
#include "buyer/bench_template.h"

static enum bench_progress read_text(const char *text, struct bench_answer *answer)
{
    return bench_http_read(text, strlen(text), answer);
}

static void an_answer_is_complete_with_its_last_byte(void **state)
{
    static const char whole[] =
        "HTTP/1.1 200 OK\r\ncontent-length:  33\r\nConnection: close\r\n\r\n"
        "<Status code=\"409\" text=\"again\"/>";
    char part[sizeof whole];
    struct bench_answer answer;
    (void)state;
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        memcpy(part, whole, size);
        part[size] = '\0';
        assert_int_equal(bench_http_read(part, size, &answer), BENCH_INCOMPLETE);
    }
    assert_int_equal(read_text(whole, &answer), BENCH_COMPLETE);
    assert_int_equal(answer.http, 200);
    assert_int_equal(answer.cxml, 409);
    assert_int_equal(answer.body_size, 33);
    assert_true(answer.closes);
}

static void what_has_no_length_is_unreadable(void **state)
{
    struct bench_answer answer;
    (void)state;
    assert_int_equal(read_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", &answer),
                     BENCH_UNREADABLE);
    assert_int_equal(read_text("SSH-2.0-anything", &answer), BENCH_UNREADABLE);
    assert_int_equal(read_text("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", &answer),
                     BENCH_UNREADABLE);
}

static void a_template_takes_its_values(void **state)
{
    char out[512];
    const char *document = arena_printf(*state, "<a b=\"%s\">%s</a>%s", bench_marks[BENCH_PAYLOAD],
                                        bench_marks[BENCH_ORDER], bench_marks[BENCH_PAYLOAD]);
    struct bench_template *t = bench_template_new(*state, "127.0.0.1:8080", "/v1/orders", document);
    const char *values[BENCH_FIELDS] = {[BENCH_PAYLOAD] = "p-1", [BENCH_ORDER] = "PO-1"};
    size_t size = bench_template_fill(t, values, out, sizeof out - 1);
    out[size] = '\0';
    assert_string_equal(out, "POST /v1/orders HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
                             "Content-Type: text/xml; charset=UTF-8\r\nContent-Length: 22\r\n\r\n"
                             "<a b=\"p-1\">PO-1</a>p-1");
    assert_int_equal(bench_template_fill(t, values, out, size - 1), 0);
}

static void products_are_found_once(void **state)
{
    const char *found[2];
    const char *html = "<a href=\"/p/t/products/a\"><a href=\"/p/t/products/a#price\">"
                       "<a href=\"/p/t/products/b?offer=1\"><a href=\"/p/t/products/c\">";
    assert_int_equal(bench_page_products(*state, html, found, 2), 2);
    assert_string_equal(found[0], "a");
    assert_string_equal(found[1], "b");
}

static void an_offer_is_found_in_the_form(void **state)
{
    const char *product, *offer;
    const char *html = "<form method=\"post\" action=\"/p/t/items\"><input type=\"hidden\" "
                       "name=\"product\" value=\"a\"><input name=\"offer\" value=\"o\">";
    assert_true(bench_page_offer(*state, html, &product, &offer));
    assert_string_equal(product, "a");
    assert_string_equal(offer, "o");
    assert_false(bench_page_offer(*state, "<form action=\"/p/t/subscribe\">", &product, &offer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(an_answer_is_complete_with_its_last_byte),
        unit_case(what_has_no_length_is_unreadable),
        unit_case(a_template_takes_its_values),
        unit_case(products_are_found_once),
        unit_case(an_offer_is_found_in_the_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
