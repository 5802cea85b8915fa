/* BUY-1: the cart that comes back. */
#include "buyer_unit.h"

#include "buyer/cart.h"

static enum status read_field(struct arena *arena, const char *name, const char *value,
                              struct cart *out, struct fault *fault)
{
    struct http_field fields[] = {{"other", "x"}, {name, value}};
    return cart_read(arena, (struct http_fields){fields, 2}, out, fault);
}

static const char *base64(struct arena *arena, const char *text)
{
    struct buf buf;
    buf_init(&buf, arena, 1 << 20);
    buf_base64(&buf, text, strlen(text));
    return buf_string(&buf);
}

static void urlencoded_ignores_the_declaration(void **state)
{
    struct cart cart;
    struct fault fault = {0};
    const char *document = unit_cart_document(*state, "c1", "", UNIT_ITEMS);
    assert_int_equal(read_field(*state, "CXML-URLENCODED", document, &cart, &fault), OK);
    assert_string_equal(cart.buyer_cookie, "c1");
    assert_int_equal(cart.count, 2);
    assert_string_equal(cart.currency, "USD");
    assert_int_equal(cart.total_micro, INT64_C(12400000000));
    assert_null(cart.warning);
    assert_string_equal(cart.lines[0].description, "Suite \xC3\xA9");
    assert_string_equal(cart.lines[0].auxiliary_id, "aux & 1");
    assert_string_equal(cart.lines[0].class_code, "43232701");
    assert_string_equal(cart.lines[0].line_type, "Service");
    assert_int_equal(cart.lines[1].amount_micro, 400000000);
}

static void base64_honours_it(void **state)
{
    struct cart cart;
    struct fault fault = {0};
    const char *document = unit_cart_document(*state, "c1", "", UNIT_ITEMS);
    assert_int_equal(read_field(*state, "cxml-base64", base64(*state, document), &cart, &fault),
                     OK);
    assert_string_equal(cart.lines[0].description, "Suite \xC3\x83\xC2\xA9");
}

static void a_total_that_differs_is_noticed(void **state)
{
    struct cart cart;
    struct fault fault = {0};
    const char *document =
        unit_cart_document(*state, "c1", "", UNIT_ITEM("1", "p", "5", "USD", ""));
    assert_int_equal(read_field(*state, "cXML-urlencoded", document, &cart, &fault), OK);
    assert_string_equal(cart.warning,
                        "The cart's header says 12,400.00 in total, its lines add up to 5.00.");
}

static void no_content_is_not_an_error(void **state)
{
    struct cart cart;
    struct fault fault = {0};
    const char *document =
        unit_cart_document(*state, "c1", "<Status code=\"204\" text=\"No Content\"/>", "");
    assert_int_equal(read_field(*state, "cXML-urlencoded", document, &cart, &fault), OK);
    assert_int_equal(cart.status, 204);
    assert_int_equal(cart.count, 0);
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *items;
        const char *message;
    } cases[] = {
        {UNIT_ITEM("-1", "p", "1", "USD", ""), "line 1: quantity \"-1\" is not a number"},
        {UNIT_ITEM("1", "", "1", "USD", ""), "line 1 has no SupplierPartID"},
        {UNIT_ITEM("1", "p", "free", "USD", ""), "line 1: unit price \"free\" is not an amount"},
        {UNIT_ITEM("1", "p", "1", "USD", "") UNIT_ITEM("1", "p", "1", "EUR", ""),
         "line 2 is in EUR, the lines before it in USD"},
        {UNIT_ITEM("9000000000000", "p", "9000000", "USD", ""), "line 1: the amount is too large"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct cart cart;
        struct fault fault = {0};
        const char *document = unit_cart_document(*state, "c1", "", cases[i].items);
        assert_int_equal(read_field(*state, "cXML-urlencoded", document, &cart, &fault), BAD_INPUT);
        assert_string_equal(fault.message, cases[i].message);
        assert_string_equal(cart.buyer_cookie, "c1");
    }
}

static void forms_without_a_cart(void **state)
{
    struct cart cart;
    struct fault fault = {0};
    assert_int_equal(read_field(*state, "cart", "x", &cart, &fault), BAD_INPUT);
    assert_int_equal(read_field(*state, "cXML-base64", "%%%", &cart, &fault), BAD_INPUT);
    assert_int_equal(read_field(*state, "cXML-urlencoded", "<cXML>", &cart, &fault), BAD_INPUT);
    assert_int_equal(read_field(*state, "cXML-urlencoded", "<cXML/>", &cart, &fault), BAD_INPUT);
    assert_string_equal(cart.buyer_cookie, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_case(urlencoded_ignores_the_declaration),
                                       unit_case(base64_honours_it),
                                       unit_case(a_total_that_differs_is_noticed),
                                       unit_case(no_content_is_not_an_error),
                                       unit_case(what_is_wrong_is_named),
                                       unit_case(forms_without_a_cart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
