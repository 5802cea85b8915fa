#include "cxml_unit.h"

#include <string.h>

#include "app/setup.h"
#include "base/text.h"

static const char *start_url(const struct received *got)
{
    assert_string_equal(got->code, "200");
    const struct xml_node *url = xml_find(got->response, "PunchOutSetupResponse/StartPage/URL");
    assert_non_null(url);
    return xml_text(url);
}

static struct start_page start_page(struct market *market, const char *body)
{
    struct received got = send_request(market, &(struct sent){0}, body);
    struct start_page page;
    assert_int_equal(start_page_open(&market->ctx, market_token(start_url(&got)), &page), OK);
    return page;
}

/* PUN-3, PUN-4: no white space around the address (INTEROP C7) */
static void answer(void **state)
{
    struct market *market = market_open(*state);
    struct received got = send_request(market, &(struct sent){.target = "/v1/punchout/setup"},
                                       setup_body(market, ""));
    const char *url = start_url(&got);
    assert_true(text_starts(url, "https://market.example/punchout/start/"));
    const char *raw = (const char *)got.http.body.data;
    assert_non_null(strstr(raw, arena_printf(*state, "<URL>%s</URL>", url)));
    assert_null(xml_child(xml_child(got.response, "PunchOutSetupResponse"), "StartPage")->next);
    struct start_page page;
    assert_int_equal(start_page_open(&market->ctx, market_token(url), &page), OK);
    assert_string_equal(page.setup.buyer_cookie, "c-7");
    assert_string_equal(page.setup.return_url, "http://127.0.0.1/return?id=1&x=2");
    assert_string_equal(page.setup.operation, "create");
    assert_string_equal(page.setup.language, "en-US");
    assert_false(page.test);
}

/* CAT-8: the procurement system is believed */
static void requesters(void **state)
{
    struct market *market = market_open(*state);
    static const struct {
        const char *inner, *name, *email;
    } cases[] = {
        {"<Extrinsic name='FirstName'>Ines</Extrinsic><Extrinsic name='LastName'>Müller"
         "</Extrinsic><Extrinsic name='UniqueName'>imueller</Extrinsic><Extrinsic "
         "name='UserEmail'>ines@globex.example</Extrinsic>",
         "Ines Müller", "ines@globex.example"},
        {"<Extrinsic name='USEREMAIL'>a@b.example</Extrinsic><Extrinsic name='uniquename'>a"
         "</Extrinsic>",
         "a", "a@b.example"},
        {"<Contact role='buyer'><Name xml:lang='en'>Somebody</Name><Email>s@b.example</Email>"
         "</Contact><Contact role='endUser'><Name xml:lang='en'>Ann End</Name><Email>ann@b.example"
         "</Email></Contact>",
         "Ann End", "ann@b.example"},
        {"<Contact><Name xml:lang='en'>Only One</Name></Contact>", "Only One", ""},
        {"<Extrinsic name='LastName'>Alone</Extrinsic>", "Alone", ""},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct start_page page = start_page(market, setup_body(market, cases[i].inner));
        assert_string_equal(page.setup.requester_name, cases[i].name);
        assert_string_equal(page.setup.requester_email, cases[i].email);
    }
}

/* PUN-3: of several SelectedItem the last counts (INTEROP C7) */
static void selected_items(void **state)
{
    struct market *market = market_open(*state);
    static const char one[] = "<SelectedItem><ItemID><SupplierPartID>ONE</SupplierPartID></ItemID>"
                              "</SelectedItem>";
    static const char two[] = "<SelectedItem><ItemID><SupplierPartID>TWO</SupplierPartID></ItemID>"
                              "</SelectedItem>";
    assert_string_equal(start_page(market, setup_body(market, "")).setup.selected_part, "");
    assert_string_equal(start_page(market, setup_body(market, one)).setup.selected_part, "ONE");
    const char *both = arena_printf(*state, "%s%s", one, two);
    assert_string_equal(start_page(market, setup_body(market, both)).setup.selected_part, "TWO");
}

/* PUN-3: unknown Extrinsics and any order of elements are no fault (INTEROP C3, C7) */
static void careless_setups(void **state)
{
    struct market *market = market_open(*state);
    struct start_page page = start_page(
        market, "<PunchOutSetupRequest><BrowserFormPost><URL> http://127.0.0.1/return\n</URL>"
                "</BrowserFormPost><Unknown/><SupplierSetup><URL>https://x.example</URL>"
                "</SupplierSetup><Extrinsic name='Odd'>1</Extrinsic><Extrinsic>2</Extrinsic>"
                "<BuyerCookie>\n  &lt;a&gt; &amp; b\n</BuyerCookie></PunchOutSetupRequest>");
    assert_string_equal(page.setup.buyer_cookie, "<a> & b");
    assert_string_equal(page.setup.return_url, "http://127.0.0.1/return");
    page = start_page(market, "<PunchOutSetupRequest operation='CREATE'><BuyerCookie>1"
                              "</BuyerCookie><BrowserFormPost><URL>http://127.0.0.1/</URL>"
                              "</BrowserFormPost></PunchOutSetupRequest>");
    assert_string_equal(page.setup.operation, "create");
}

/* PUN-1, PUN-3: each with the code that its cause has (INTEROP C5) */
static void refusals(void **state)
{
    struct market *market = market_open(*state);
    static const struct {
        const char *body, *code, *word;
    } cases[] = {
        {"<PunchOutSetupRequest operation='edit'/>", "450", "edit"},
        {"<PunchOutSetupRequest operation='source'/>", "450", "source"},
        {"<PunchOutSetupRequest operation='create'/>", "400", "BuyerCookie"},
        {"<PunchOutSetupRequest><BuyerCookie>1</BuyerCookie></PunchOutSetupRequest>", "400",
         "BrowserFormPost"},
        {"<PunchOutSetupRequest><BuyerCookie>1</BuyerCookie><BrowserFormPost><URL>"
         "javascript:alert(1)</URL></BrowserFormPost></PunchOutSetupRequest>",
         "400", "https"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct received got = send_request(market, &(struct sent){0}, cases[i].body);
        assert_string_equal(got.code, cases[i].code);
        assert_int_equal(got.http.status, 200);
        assert_null(xml_child(got.response, "PunchOutSetupResponse"));
        if (!holds(got.message, cases[i].word))
            fail_msg("no '%s' in: %s", cases[i].word, got.message);
    }
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    struct received got = send_request(market, &(struct sent){0}, setup_body(market, ""));
    assert_string_equal(got.code, "403"); /* CON-9 */
}

/* PUN-8 */
static void repeats(void **state)
{
    struct market *market = market_open(*state);
    const struct sent sent = {.payload_id = "111111111"};
    struct received first = send_request(market, &sent, setup_body(market, ""));
    struct received again = send_request(market, &sent, setup_body(market, ""));
    struct received other = send_request(market, &sent, setup_body(market, "<ShipTo/>"));
    assert_string_equal(start_url(&again), start_url(&first));
    assert_string_not_equal(start_url(&other), start_url(&first));
}

/* CON-6 */
static void test_documents(void **state)
{
    struct market *market = market_open(*state);
    struct start_page page;
    struct received got = send_request(
        market, &(struct sent){.attributes = "deploymentMode=\"test\""}, setup_body(market, ""));
    assert_int_equal(start_page_open(&market->ctx, market_token(start_url(&got)), &page), OK);
    assert_true(page.test);
    got = send_request(
        market, &(struct sent){.buyer = INITECH, .attributes = "deploymentMode=\"production\""},
        setup_body(market, ""));
    assert_int_equal(start_page_open(&market->ctx, market_token(start_url(&got)), &page), OK);
    assert_true(page.test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(answer),          unit_case(requesters), unit_case(selected_items),
        unit_case(careless_setups), unit_case(refusals),   unit_case(repeats),
        unit_case(test_documents),
    };
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
