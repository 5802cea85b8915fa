#include "fixture.h"

#include <string.h>

#include "base/text.h"
#include "oci/return_form.h"

static const char *value_of(const struct return_form *form, const char *name)
{
    const char *found = NULL;
    for (size_t i = 0; i < form->fields.count; i++) {
        if (text_equal(form->fields.items[i].name, name)) {
            assert_null(found);
            found = form->fields.items[i].value;
        }
    }
    return found;
}

static void assert_field(const struct return_form *form, const char *name, const char *value)
{
    const char *found = value_of(form, name);
    if (value == NULL)
        assert_null(found);
    else
        assert_string_equal(text_or_empty(found), value);
}

static struct request_line line_of(const char *description, int64_t quantity_micros,
                                   struct money price)
{
    return (struct request_line){
        .id = "0190a0b0-0000-7000-8000-000000000000-12-2",
        .number = 1,
        .part_id = "LGT-1",
        .line = {LINE_MATERIAL, description, quantity_micros, price, price, false},
        .unspsc = "43232701",
    };
}

static enum status answer(struct market *market, const struct request_line *lines, size_t count,
                          struct return_form *out)
{
    struct connection connection = {.unit_of_measure = "EA", .mode = MODE_PRODUCTION};
    struct oci_call call = {.hook_url = "https://sap.example/",
                            .vendor = "12345678901",
                            .way_back = {"_top", "ADDI", "CTLG", ""}};
    return oci_answer_form(&market->ctx, &connection, &call, lines, count, out);
}

/* PUN-9: the fields of a request, numbered from 1 */
static void cart(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct session session = market_session(market, &caller);
    struct request request;
    struct return_form form = {0};
    market_add(market, &session, "Lighthouse Observability");
    market_add(market, &session, "Streamline Log Search");
    assert_int_equal(cart_load(&market->ctx, &session, &request), OK);
    session.buyer_cookie = "~TARGET=frame1&http_content_charset=utf-8";
    assert_int_equal(oci_return_form(&market->ctx, &session, &request, &form), OK);
    assert_string_equal(form.action, session.return_url);
    assert_string_equal(form.target, "frame1");
    assert_string_equal(form.charset, "utf-8");
    assert_string_equal(form.kind, "OCI cart");
    assert_field(&form, "~OkCode", "ADDI");
    assert_field(&form, "~TARGET", "frame1");
    assert_field(&form, "~CALLER", "CTLG");
    assert_field(&form, "NEW_ITEM-QUANTITY[1]", "1.000");
    assert_field(&form, "NEW_ITEM-PRICE[1]", "2400.00");
    assert_field(&form, "NEW_ITEM-CURRENCY[1]", "USD");
    assert_field(&form, "NEW_ITEM-SERVICE[1]", "X");
    assert_field(&form, "NEW_ITEM-VENDORMAT[1]", request.lines[0].part_id);
    assert_field(&form, "NEW_ITEM-EXT_PRODUCT_ID[1]", request.lines[0].part_id);
    assert_field(&form, "NEW_ITEM-CUST_FIELD5[1]", request.lines[0].id);
    assert_field(&form, "NEW_ITEM-LONGTEXT_1:132[]", request.lines[0].line.description);
    assert_field(&form, "NEW_ITEM-QUANTITY[2]", "10000.000");
    assert_field(&form, "NEW_ITEM-PRICE[2]", "0.01");
    assert_field(&form, "NEW_ITEM-SERVICE[2]", NULL);
    assert_field(&form, "NEW_ITEM-UNIT[2]", "EA");
    assert_field(&form, "NEW_ITEM-PRICEUNIT[2]", "1");
    assert_field(&form, "NEW_ITEM-LEADTIME[2]", "0");
    assert_field(&form, "NEW_ITEM-MATGROUP[2]", "43232701");
    assert_field(&form, "NEW_ITEM-VENDOR[2]", NULL);
    assert_field(&form, "NEW_ITEM-DESCRIPTION[3]", NULL);
    assert_field(&form, "NEW_ITEM-DESCRIPTION[0]", NULL);
}

/* PUN-9, CON-6 */
static void without_a_cart(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, INITECH);
    struct session session = market_session(market, &caller);
    struct return_form form = {0};
    session.buyer_cookie = "";
    assert_int_equal(oci_return_form(&market->ctx, &session, NULL, &form), OK);
    assert_int_equal(form.fields.count, 3);
    assert_string_equal(form.target, "_top");
    assert_null(form.charset);
    struct request request;
    market_add(market, &session, "Lighthouse Observability");
    assert_int_equal(cart_load(&market->ctx, &session, &request), OK);
    assert_int_equal(oci_return_form(&market->ctx, &session, &request, &form), OK);
    assert_true(text_starts(value_of(&form, "NEW_ITEM-LONGTEXT_1:132[]"), "TEST: "));
}

/* PUN-9: characters are counted, not bytes */
static void lengths(void **state)
{
    struct market *market = market_open(*state);
    struct return_form form = {0};
    static const char long_text[] = "ÄÖÜäöüßéèê日本語日本語日本語ÄÖÜäöüßéèêÄÖÜäöüßéèê0123456789";
    struct request_line line = line_of(long_text, QUANTITY_ONE, money_of(10, "USD"));
    line.part_id = "P23456789-123456789-123456789-123456789-1";
    line.line.unit_price = money_of(1500000, "USD");
    assert_int_equal(answer(market, &line, 1, &form), OK);
    assert_field(&form, "NEW_ITEM-DESCRIPTION[1]",
                 "ÄÖÜäöüßéèê日本語日本語日本語ÄÖÜäöüßéèêÄÖÜäöüßéèê0");
    assert_field(&form, "NEW_ITEM-LONGTEXT_1:132[]", long_text);
    assert_field(&form, "NEW_ITEM-VENDORMAT[1]", "P23456789-123456789-123456789-123456789-");
    assert_field(&form, "NEW_ITEM-CUST_FIELD5[1]", line.id);
    assert_field(&form, "NEW_ITEM-VENDOR[1]", "1234567890");
}

/* PUN-9: 11.3 and 11.4 */
static void numbers(void **state)
{
    struct market *market = market_open(*state);
    static const struct {
        int64_t quantity, price;
        const char *quantity_text, *price_text; /* NULL: they don't fit */
    } cases[] = {
        {QUANTITY_ONE, 12500, "1.000", "0.0125"},
        {1500000, 100000, "1.500", "0.10"},
        {INT64_C(99999999999) * QUANTITY_ONE, 0, "99999999999.000", "0.00"},
        {INT64_C(100000000000) * QUANTITY_ONE, 0, NULL, NULL},
        {QUANTITY_ONE, INT64_C(100000000000) * QUANTITY_ONE, NULL, NULL},
        {1000100, 0, NULL, NULL},
        {QUANTITY_ONE, 12345, NULL, NULL},
        {QUANTITY_ONE, -1, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct return_form form = {0};
        struct request_line line =
            line_of("Software", cases[i].quantity, money_of(cases[i].price, "EUR"));
        bool fits = cases[i].price_text != NULL;
        assert_int_equal(answer(market, &line, 1, &form), fits ? OK : TOO_LARGE);
        if (!fits)
            continue;
        assert_field(&form, "NEW_ITEM-QUANTITY[1]", cases[i].quantity_text);
        assert_field(&form, "NEW_ITEM-PRICE[1]", cases[i].price_text);
        assert_field(&form, "NEW_ITEM-CURRENCY[1]", "EUR");
    }
}

/* PUN-9: what the log keeps is what the browser sends */
static void document(void **state)
{
    struct market *market = market_open(*state);
    struct return_form form = {0};
    struct request_line line = line_of("A & B", QUANTITY_ONE, money_of(0, "USD"));
    assert_int_equal(answer(market, &line, 1, &form), OK);
    char *text = arena_text_n(*state, (const char *)form.document.data, form.document.size);
    assert_true(holds(text, "NEW_ITEM-DESCRIPTION%5B1%5D=A%20%26%20B&"));
    assert_string_equal(form.content_type, "application/x-www-form-urlencoded");
    assert_string_equal(form.action, "https://sap.example/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(cart),    unit_case(without_a_cart), unit_case(lengths),
        unit_case(numbers), unit_case(document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
