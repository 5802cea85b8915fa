#include "fixture.h"

#include <string.h>

#include "app/session.h"
#include "app/setup.h"
#include "base/text.h"

static const char *start(struct market *market, enum market_buyer buyer, struct setup setup)
{
    struct caller caller = market_caller(market, buyer);
    const char *url = NULL;
    enum status st = setup_start(&market->ctx, &caller, &setup, &url);
    if (st != OK)
        fail_msg("%s: %s", status_name(st), market->ctx.fault.message);
    return url;
}

static void use(struct market *market, const char *url)
{
    const char *token;
    assert_int_equal(session_begin(&market->ctx, market_token(url), &token), OK);
}

/* PUN-4 */
static void one_address(void **state)
{
    struct market *market = market_open(*state);
    const char *url = start(market, GLOBEX, market_setup(market));
    static const char prefix[] = "https://market.example/punchout/start/";
    assert_true(text_starts(url, prefix));
    const char *token = url + strlen(prefix);
    assert_int_equal(
        strspn(token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"),
        strlen(token));
    assert_string_equal(token, market_token(url));
}

/* PUN-8 */
static void repeats(void **state)
{
    struct market *market = market_open(*state);
    struct setup setup = market_setup(market);
    const char *first = start(market, GLOBEX, setup);
    assert_string_equal(start(market, GLOBEX, setup), first);
    market_wait(market, 7 * TIME_MINUTE_US);
    assert_string_equal(start(market, GLOBEX, setup), first);
    struct setup other = setup;
    other.hash = bytes_of("another body");
    assert_string_not_equal(start(market, GLOBEX, other), first);
    other = setup;
    other.payload_id = "another@globex.example";
    assert_string_not_equal(start(market, GLOBEX, other), first);
    assert_string_not_equal(start(market, SOYLENT, setup), first);
    assert_string_equal(start(market, GLOBEX, setup), first);
}

/* PUN-8: from half of its life on a repeat gets a page with a whole one */
static void repeats_of_old_pages(void **state)
{
    struct market *market = market_open(*state);
    struct setup setup = market_setup(market);
    const char *first = start(market, GLOBEX, setup);
    market_wait(market, SETUP_MINUTES * TIME_MINUTE_US / 2);
    const char *second = start(market, GLOBEX, setup);
    assert_string_not_equal(second, first);
    assert_string_equal(start(market, GLOBEX, setup), second);
    market_wait(market, SETUP_MINUTES * TIME_MINUTE_US / 2);
    use(market, first);
    use(market, second);
}

/* PUN-8: what was used is never answered again, even in the same microsecond */
static void repeats_of_used_pages(void **state)
{
    struct market *market = market_open(*state);
    struct setup setup = market_setup(market);
    const char *first = start(market, GLOBEX, setup);
    use(market, first);
    const char *second = start(market, GLOBEX, setup);
    assert_string_not_equal(second, first);
    assert_string_equal(start(market, GLOBEX, setup), second);
    use(market, second);
    market_wait(market, TIME_MINUTE_US);
    const char *third = start(market, GLOBEX, setup);
    assert_string_not_equal(third, second);
    assert_string_not_equal(third, first);
}

/* CON-9 */
static void not_enabled(void **state)
{
    struct market *market = market_open(*state);
    struct setup setup = market_setup(market);
    const char *url = NULL;
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    struct caller caller = market_caller(market, GLOBEX);
    assert_int_equal(setup_start(&market->ctx, &caller, &setup, &url), DENIED);
    assert_true(holds(market->ctx.fault.message, "Globex Coupa"));
    assert_true(holds(market->ctx.fault.message, "disabled"));
    market_set_status(market, GLOBEX, CONNECTION_WAITING);
    caller = market_caller(market, GLOBEX);
    assert_int_equal(setup_start(&market->ctx, &caller, &setup, &url), DENIED);
    assert_true(holds(market->ctx.fault.message, "operator"));
    market_set_status(market, GLOBEX, CONNECTION_ENABLED);
    start(market, GLOBEX, setup);
}

static const char *repeat(struct arena *arena, char c, size_t count)
{
    char *text = arena_alloc(arena, count + 1);
    memset(text, c, count);
    return text;
}

static void assert_refused(struct market *market, const struct setup *setup, const char *word)
{
    struct caller caller = market_caller(market, GLOBEX);
    const char *url = NULL;
    assert_int_equal(setup_start(&market->ctx, &caller, setup, &url), BAD_INPUT);
    if (!holds(market->ctx.fault.message, word))
        fail_msg("no '%s' in: %s", word, market->ctx.fault.message);
}

/* PUN-3 */
static void bad_operations_and_cookies(void **state)
{
    struct market *market = market_open(*state);
    const struct setup right = market_setup(market);
    static const char *const operations[] = {"edit", "inspect", "source", "", "CREATE IT"};
    struct setup setup = right;
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        setup.operation = operations[i];
        assert_refused(market, &setup, "operation");
    }
    setup = right;
    setup.buyer_cookie = "";
    assert_refused(market, &setup, "BuyerCookie");
    setup.buyer_cookie = repeat(*state, 'c', 4097);
    assert_refused(market, &setup, "BuyerCookie");
    setup.buyer_cookie = repeat(*state, 'c', 4096);
    start(market, GLOBEX, setup);
}

/* PUN-6 */
static void return_addresses(void **state)
{
    struct market *market = market_open(*state);
    struct setup setup = market_setup(market);
    static const char *const bad[] = {
        "",
        "javascript:alert(1)",
        "ftp://acme.coupahost.com/",
        "http://acme.coupahost.com/return",
        "https://evil.example/return",
        "https://coupahost.com.evil.example/",
        "https://user@acme.coupahost.com/",
        "https://acme.coupahost.com\\@evil.example/",
        "https://acme.coupahost.com/a b",
        "https://acme.coupahost.com/\r\nX: y",
        "/relative",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        setup.return_url = bad[i];
        assert_refused(market, &setup, "BrowserFormPost");
    }
    setup.return_url =
        arena_printf(*state, "https://a.coupahost.com/%s", repeat(*state, 'x', 2048));
    assert_refused(market, &setup, "BrowserFormPost");
    setup.return_url = "https://acme.coupahost.com/punchout/checkout?id=42&x=%2F";
    start(market, GLOBEX, setup);
    setup.return_url = "https://acme.coupacloud.com:8443/";
    start(market, GLOBEX, setup);
}

/* PUN-3, PUN-4: all that the session needs is sealed in the token */
static void what_a_token_holds(void **state)
{
    struct market *market = market_open(*state);
    struct setup setup = market_setup(market);
    struct start_page page;
    setup.selected_part = "HBA-LIGHTHOUSE-OBSERVABILITY-01";
    setup.buyer_cookie = "<a&b> \"c\"\n";
    const char *url = start(market, GLOBEX, setup);
    assert_null(strstr(url, "cookie"));
    assert_int_equal(start_page_open(&market->ctx, market_token(url), &page), OK);
    const struct connection *connection = &market->rows[GLOBEX].connection;
    assert_string_equal(page.organization_id, connection->organization_id);
    assert_string_equal(page.connection_id, connection->id);
    assert_true(page.issued_us == MARKET_START_US);
    assert_false(page.test);
    assert_string_equal(page.setup.payload_id, setup.payload_id);
    assert_string_equal(page.setup.operation, "create");
    assert_string_equal(page.setup.buyer_cookie, setup.buyer_cookie);
    assert_string_equal(page.setup.return_url, setup.return_url);
    assert_string_equal(page.setup.requester_name, "Ines Müller");
    assert_string_equal(page.setup.requester_email, "ines@globex.example");
    assert_string_equal(page.setup.language, "en-US");
    assert_string_equal(page.setup.selected_part, setup.selected_part);
    assert_int_equal(page.setup.hash.size, 0);
    url = start(market, INITECH, setup);
    assert_int_equal(start_page_open(&market->ctx, market_token(url), &page), OK);
    assert_true(page.test);
}

/* PUN-4 */
static void tampered_tokens(void **state)
{
    struct market *market = market_open(*state);
    const char *token = market_token(start(market, GLOBEX, market_setup(market)));
    struct start_page page;
    size_t length = strlen(token);
    for (size_t i = 0; i < length; i++) {
        char *changed = arena_text(*state, token);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        assert_int_equal(start_page_open(&market->ctx, changed, &page), BAD_INPUT);
    }
    for (size_t i = 0; i < length; i += 7)
        assert_int_equal(start_page_open(&market->ctx, arena_text_n(*state, token, i), &page),
                         BAD_INPUT);
    assert_int_equal(start_page_open(&market->ctx, "?", &page), BAD_INPUT);
    struct market *elsewhere = market_open(*state);
    elsewhere->app.key.bytes[0] ^= 1;
    assert_int_equal(start_page_open(&elsewhere->ctx, token, &page), BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(one_address),          unit_case(repeats),
        unit_case(repeats_of_old_pages), unit_case(repeats_of_used_pages),
        unit_case(not_enabled),          unit_case(bad_operations_and_cookies),
        unit_case(return_addresses),     unit_case(what_a_token_holds),
        unit_case(tampered_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
