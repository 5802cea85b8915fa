/* Writes one of each document that we send into a directory; valid.sh looks at them. */
#include "cxml_unit.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cxml/return_form.h"

static const char *directory;

static void write_file(void **state, const char *name, struct bytes bytes)
{
    FILE *file = fopen(arena_printf(*state, "%s/%s.xml", directory, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    fclose(file);
}

/* PUN-1, PUN-2, PUN-4 */
static void responses(void **state)
{
    struct market *market = market_open(*state);
    static const struct {
        const char *name, *code, *body, *secret;
    } cases[] = {
        {"profile", "200", "<ProfileRequest/>", NULL},
        {"setup", "200", NULL, NULL},
        {"order", "200",
         "<OrderRequest><OrderRequestHeader orderID='&lt;&amp;1'/><ItemOut "
         "quantity='1'><ItemID><SupplierPartID>&lt;x&gt;</SupplierPartID></ItemID>"
         "</ItemOut></OrderRequest>",
         NULL},
        {"bad", "400", "", NULL},
        {"unknown", "401", "<ProfileRequest/>", "wrong"},
        {"unsupported", "450", "<QuoteRequest/>", NULL},
        {"unreadable", "406", "<a>", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *body = cases[i].body == NULL ? setup_body(market, "") : cases[i].body;
        struct received got = send_request(market, &(struct sent){.secret = cases[i].secret}, body);
        assert_string_equal(got.code, cases[i].code);
        write_file(state, cases[i].name, got.http.body);
    }
}

/* PUN-6, CAT-5 */
static void carts(void **state)
{
    struct market *market = market_open(*state);
    static const char *const titles[] = {"Lighthouse Observability", "Streamline Log Search",
                                         "Keystone ERP"};
    for (enum market_buyer buyer = GLOBEX; buyer < MARKET_BUYERS; buyer++) {
        struct caller caller = market_caller(market, buyer);
        struct session session = market_session(market, &caller);
        struct request request;
        struct return_form form;
        session.buyer_cookie = "<a & \"b\"> ü 山";
        for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
            market_add(market, &session, titles[i]);
        assert_int_equal(cart_load(&market->ctx, &session, &request), OK);
        assert_int_equal(cxml_return_form(&market->ctx, &session, &request, &form), OK);
        write_file(state, arena_printf(*state, "cart-%d", (int)buyer), form.document);
        assert_int_equal(cxml_return_form(&market->ctx, &session, NULL, &form), OK);
        write_file(state, arena_printf(*state, "cancel-%d", (int)buyer), form.document);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        unit_case(responses),
        unit_case(carts),
    };
    if (argc < 2) {
        fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
        return 2;
    }
    directory = argv[1];
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
