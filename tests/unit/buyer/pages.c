/* BUY-1: the pages, against a supplier of a few lines that answers on a socket. */
#include "buyer_unit.h"

#include "base/log.h"
#include "buyer/routes.h"
#include "http/loopback.h"
#include "net/http_client.h"

/* What the supplier says to orders, and what it was sent last. */
struct supplier {
    struct http_server *server;
    int order_status;
    char last[65536];
};

static struct reply *answer_setup(struct http_request *request, void *state)
{
    struct supplier *supplier = state;
    strncpy(supplier->last, (const char *)request->body.data, sizeof(supplier->last) - 1);
    return reply_text(request, 200, "text/xml",
                      "<cXML payloadID=\"1\" timestamp=\"x\"><Response><Status code=\"200\" "
                      "text=\"OK\"/><PunchOutSetupResponse><StartPage><URL>"
                      "https://elsewhere.example/s?a=1&amp;b=2</URL></StartPage>"
                      "</PunchOutSetupResponse></Response></cXML>");
}

static struct reply *answer_order(struct http_request *request, void *state)
{
    struct supplier *supplier = state;
    strncpy(supplier->last, (const char *)request->body.data, sizeof(supplier->last) - 1);
    return reply_text(request, supplier->order_status, "text/xml",
                      "<cXML payloadID=\"1\" timestamp=\"x\"><Response><Status code=\"200\" "
                      "text=\"OK\"/></Response></cXML>");
}

static const struct http_route supplier_routes[] = {
    {.method = "POST", .path = "/setup", .handle = answer_setup, .body_limit = 1 << 16},
    {.method = "POST", .path = "/orders", .handle = answer_order, .body_limit = 1 << 16}};

static void stop_server(void *server)
{
    http_server_stop(server);
}

static struct supplier *start_supplier(struct arena *arena)
{
    struct supplier *supplier = arena_make(arena, struct supplier);
    struct http_server_options options = {.address = "127.0.0.1",
                                          .routes = supplier_routes,
                                          .route_count = 2,
                                          .state = supplier,
                                          .io_threads = 1,
                                          .workers = 1,
                                          .queue_limit = 8,
                                          .request_deadline_us = 5 * TIME_SECOND_US,
                                          .idle_us = TIME_SECOND_US,
                                          .stop_us = TIME_SECOND_US,
                                          .connection_limit = 8};
    struct fault fault = {0};
    supplier->order_status = 200;
    assert_int_equal(http_server_start(&options, &supplier->server, &fault), OK);
    arena_defer(arena, stop_server, supplier->server);
    return supplier;
}

struct scene {
    struct arena *arena;
    struct supplier *supplier;
    struct log log;
    struct buyer buyer;
};

static struct scene *make(struct arena *arena)
{
    struct scene *scene = arena_make(arena, struct scene);
    scene->arena = arena;
    scene->supplier = start_supplier(arena);
    scene->log = (struct log){.fd = 2, .level = LOG_ERROR, .clock = clock_fixed(UNIT_NOW_US)};
    scene->buyer.log = &scene->log;
    scene->buyer.desk = unit_desk(arena, arena_printf(arena, "http://127.0.0.1:%u",
                                                      http_server_port(scene->supplier->server)));
    return scene;
}

static struct http_answer call(struct scene *scene, const char *method, const char *target,
                               const char *form, const char *site)
{
    struct http_field headers[] = {{"Host", "localhost:8081"}, {"Sec-Fetch-Site", site}};
    struct http_server_options options = {.routes = routes,
                                          .route_count = routes_count,
                                          .state = &scene->buyer,
                                          .refuse = page_refuse};
    struct http_loopback_request request = {
        .method = method,
        .target = target,
        .headers = headers,
        .header_count = 2,
        .content_type = form != NULL ? "application/x-www-form-urlencoded" : NULL,
        .body = bytes_of(form != NULL ? form : "")};
    return http_loopback(scene->arena, &options, &request);
}

static struct http_answer get(struct scene *scene, const char *target)
{
    return call(scene, "GET", target, NULL, "none");
}

static struct http_answer post(struct scene *scene, const char *target, const char *form)
{
    return call(scene, "POST", target, form, "same-origin");
}

static void assert_has(struct scene *scene, struct http_answer answer, const char *text)
{
    const char *body = arena_text_n(scene->arena, (const char *)answer.body.data, answer.body.size);
    if (strstr(body, text) == NULL)
        fail_msg("\"%s\" is not in: %s", text, body);
}

static void assert_lacks(struct scene *scene, struct http_answer answer, const char *text)
{
    assert_null(
        strstr(arena_text_n(scene->arena, (const char *)answer.body.data, answer.body.size), text));
}

static struct http_answer return_cart(struct scene *scene, const char *target, const char *cookie,
                                      const char *status, const char *items)
{
    struct buf form;
    buf_init(&form, scene->arena, 1 << 20);
    buf_text(&form, "cxml-URLencoded=");
    buf_url(&form, unit_cart_document(scene->arena, cookie, status, items));
    return call(scene, "POST", target, buf_string(&form), "cross-site");
}

/* Punches out and gives the BuyerCookie that the supplier was sent. */
static const char *punch_out(struct scene *scene)
{
    struct http_answer answer = post(scene, "/punchout", "as=amelia.ortiz&target=frame");
    assert_int_equal(answer.status, 303);
    const struct xml_node *setup =
        xml_find(unit_parse(scene->arena, scene->supplier->last), "Request/PunchOutSetupRequest");
    assert_true(text_starts(xml_text(xml_find(setup, "BrowserFormPost/URL")),
                            "http://localhost:8081/checkout?id="));
    return xml_text(xml_child(setup, "BuyerCookie"));
}

static void home_and_static_files(void **state)
{
    struct scene *scene = make(*state);
    assert_has(scene, get(scene, "/"), "Amelia Ortiz, requester");
    assert_has(scene, get(scene, "/?as=amelia.ortiz"), "No requisitions yet.");
    assert_has(scene, get(scene, "/?as=victor.hale"), "Nothing to approve.");
    struct http_answer css = get(scene, "/static/buyer.css");
    assert_int_equal(css.status, 200);
    assert_true(text_starts(css.content_type, "text/css"));
    assert_int_equal(get(scene, "/static/none.css").status, 404);
    assert_int_equal(get(scene, "/requisitions/7?as=amelia.ortiz").status, 404);
    assert_int_equal(get(scene, "/documents/x").status, 404);
    assert_int_equal(get(scene, "/punchouts/0").status, 404);
}

static void catalogue_is_framed(void **state)
{
    struct scene *scene = make(*state);
    punch_out(scene);
    struct http_answer page = get(scene, "/punchouts/1?as=amelia.ortiz");
    assert_has(scene, page, "src=\"https://elsewhere.example/s?a=1&amp;b=2\"");
    const char *policy = http_answer_header(&page, "Content-Security-Policy");
    assert_non_null(strstr(policy, "https://elsewhere.example"));
    assert_null(strstr(policy, "unsafe"));
    struct http_answer document = get(scene, "/documents/1?as=amelia.ortiz");
    assert_has(scene, document, "&lt;SharedSecret&gt;********");
    assert_lacks(scene, document, "not-a-real-secret");
}

static void only_a_requester_punches_out_from_here(void **state)
{
    struct scene *scene = make(*state);
    assert_int_equal(post(scene, "/punchout", "as=victor.hale").status, 403);
    assert_int_equal(post(scene, "/punchout", "as=nobody").status, 403);
    assert_int_equal(call(scene, "POST", "/punchout", "as=amelia.ortiz", "cross-site").status, 403);
}

static void cart_to_order(void **state)
{
    struct scene *scene = make(*state);
    const char *cookie = punch_out(scene);
    struct http_answer back = return_cart(scene, "/checkout?id=1", cookie, "", UNIT_ITEMS);
    assert_int_equal(back.status, 200);
    assert_has(scene, back, "href=\"/requisitions/1?as=amelia.ortiz\" target=\"_top\"");
    back = return_cart(scene, "/checkout?id=1", cookie, "", UNIT_ITEMS);
    assert_has(scene, back, "/requisitions/1?");
    assert_has(scene, get(scene, "/requisitions/1?as=amelia.ortiz"), "Submit for approval");
    assert_int_equal(post(scene, "/requisitions/1/submit", "as=amelia.ortiz").status, 303);
    assert_has(scene, get(scene, "/?as=victor.hale"), "Pending approval");
    scene->supplier->order_status = 500;
    assert_int_equal(post(scene, "/requisitions/1/approve", "as=victor.hale").status, 303);
    const char *first = arena_text(scene->arena, scene->supplier->last);
    assert_int_equal(post(scene, "/requisitions/1/approve", "as=victor.hale").status, 409);
    struct http_answer page = get(scene, "/requisitions/1?as=victor.hale");
    assert_has(scene, page, "Ordered, transmission failed");
    assert_has(scene, page, ">Resend</button>");
    assert_has(scene, page, "PO-1001");
    scene->supplier->order_status = 200;
    scene->supplier->last[0] = '\0';
    assert_int_equal(post(scene, "/requisitions/1/send", "as=victor.hale").status, 303);
    assert_string_equal(scene->supplier->last, first);
    page = get(scene, "/requisitions/1?as=victor.hale");
    assert_has(scene, page, ">Send again</button>");
    assert_has(scene, page, "12,400.00");
    assert_lacks(scene, page, "transmission failed");
}

/* What the supplier says about the order of requisition 1. */
static struct http_answer confirm(struct scene *scene, const char *secret, const char *order_id,
                                  const char *payload_id)
{
    const char *document = arena_printf(
        scene->arena,
        "<cXML payloadID=\"1\" timestamp=\"x\"><Header><Sender><Credential domain=\"DUNS\">"
        "<Identity>079928354</Identity><SharedSecret>%s</SharedSecret></Credential></Sender>"
        "</Header><Request><ConfirmationRequest><ConfirmationHeader type=\"accept\" "
        "noticeDate=\"x\"/><OrderReference orderID=\"%s\"><DocumentReference payloadID=\"%s\"/>"
        "</OrderReference></ConfirmationRequest></Request></cXML>",
        secret, order_id, payload_id);
    return call(scene, "POST", "/cxml", document, "cross-site");
}

/* ORD-7: confirmations are taken for orders that are known, and shown with the requisition. */
static void confirmations_are_taken(void **state)
{
    struct scene *scene = make(*state);
    const char *cookie = punch_out(scene);
    return_cart(scene, "/checkout?id=1", cookie, "", UNIT_ITEMS);
    post(scene, "/requisitions/1/submit", "as=amelia.ortiz");
    post(scene, "/requisitions/1/approve", "as=victor.hale");
    const char *payload_id =
        xml_attribute(unit_parse(scene->arena, scene->supplier->last), "payloadID");
    assert_has(scene, confirm(scene, "not-a-real-secret", "PO-1001", "other"), "code=\"417\"");
    assert_has(scene, confirm(scene, "not-a-real-secret", "PO-7", payload_id), "code=\"417\"");
    assert_has(scene, confirm(scene, "guess", "PO-1001", payload_id), "code=\"401\"");
    assert_has(scene, call(scene, "POST", "/cxml", "<cXML>", "none"), "code=\"406\"");
    assert_has(
        scene,
        call(scene, "POST", "/cxml", "<cXML><Request><ProfileRequest/></Request></cXML>", "none"),
        "code=\"450\"");
    assert_has(scene, call(scene, "POST", "/cxml", "<cXML/>", "none"), "code=\"450\"");
    assert_lacks(scene, get(scene, "/requisitions/1?as=victor.hale"), "ConfirmationRequest");
    assert_has(scene, confirm(scene, "not-a-real-secret", "PO-1001", payload_id), "code=\"200\"");
    struct http_answer page = get(scene, "/requisitions/1?as=victor.hale");
    assert_has(scene, page, "ConfirmationRequest");
    assert_has(scene, page, "The supplier says: accept");
    struct http_answer document = get(scene, "/documents/4?as=victor.hale");
    assert_has(scene, document, "&lt;SharedSecret&gt;********");
    assert_lacks(scene, document, "not-a-real-secret");
}

/* BIL-4: so are invoices; what a test's comments say is there to be read. */
static void invoices_are_taken(void **state)
{
    struct scene *scene = make(*state);
    const char *cookie = punch_out(scene);
    return_cart(scene, "/checkout?id=1", cookie, "", UNIT_ITEMS);
    post(scene, "/requisitions/1/submit", "as=amelia.ortiz");
    post(scene, "/requisitions/1/approve", "as=victor.hale");
    const char *document = arena_printf(
        scene->arena,
        "<cXML payloadID=\"1\" timestamp=\"x\"><Header><Sender><Credential domain=\"DUNS\">"
        "<Identity>079928354</Identity><SharedSecret>not-a-real-secret</SharedSecret></Credential>"
        "</Sender></Header><Request><InvoiceDetailRequest><InvoiceDetailRequestHeader "
        "invoiceID=\"I-1\"><Comments>Code 12345678</Comments></InvoiceDetailRequestHeader>"
        "<InvoiceDetailOrder><InvoiceDetailOrderInfo><OrderReference orderID=\"PO-1001\">"
        "<DocumentReference payloadID=\"%s\"/></OrderReference></InvoiceDetailOrderInfo>"
        "</InvoiceDetailOrder><InvoiceDetailSummary><NetAmount><Money currency=\"USD\">12.00"
        "</Money></NetAmount></InvoiceDetailSummary></InvoiceDetailRequest></Request></cXML>",
        xml_attribute(unit_parse(scene->arena, scene->supplier->last), "payloadID"));
    assert_has(scene, call(scene, "POST", "/cxml", document, "cross-site"), "code=\"200\"");
    assert_has(scene, get(scene, "/requisitions/1?as=victor.hale"),
               "Invoice I-1 of 12.00 USD. Code 12345678");
}

static void carts_that_are_not_ours(void **state)
{
    struct scene *scene = make(*state);
    const char *cookie = punch_out(scene);
    punch_out(scene);
    struct http_answer answer = return_cart(scene, "/checkout?id=1", "guess", "", UNIT_ITEMS);
    assert_int_equal(answer.status, 403);
    assert_has(scene, answer, "Token expired");
    assert_int_equal(return_cart(scene, "/checkout?id=2", cookie, "", UNIT_ITEMS).status, 403);
    assert_int_equal(return_cart(scene, "/checkout", cookie, "", UNIT_ITEMS).status, 403);
    assert_int_equal(return_cart(scene, "/checkout?id=1", "", "", UNIT_ITEMS).status, 403);
    assert_has(scene, post(scene, "/checkout?id=1", "a=b"), "failed to return a cart");
    assert_int_equal(get(scene, "/requisitions/1?as=amelia.ortiz").status, 404);
}

static void coming_back_without_a_cart(void **state)
{
    struct scene *scene = make(*state);
    const char *cookie = punch_out(scene);
    assert_has(scene,
               return_cart(scene, "/checkout?id=1", cookie,
                           "<Status code=\"204\" text=\"No Content\"/>", ""),
               "You came back without a cart");
    assert_has(scene, return_cart(scene, "/checkout?id=1", cookie, "", ""),
               "You came back without a cart");
    assert_has(scene, get(scene, "/?as=amelia.ortiz&notice=no-cart"), "Nothing was added");
    assert_int_equal(get(scene, "/requisitions/1").status, 404);
}

static void a_supplier_that_is_away(void **state)
{
    struct scene *scene = make(*state);
    scene->buyer.desk = unit_desk(*state, "http://127.0.0.1:1");
    assert_int_equal(post(scene, "/punchout", "as=amelia.ortiz&target=tab").status, 303);
    struct http_answer page = get(scene, "/punchouts/1?as=amelia.ortiz");
    assert_has(scene, page, "Punch out failed");
    assert_has(scene, page, "Setup request failed: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_case(home_and_static_files),
                                       unit_case(catalogue_is_framed),
                                       unit_case(only_a_requester_punches_out_from_here),
                                       unit_case(cart_to_order),
                                       unit_case(confirmations_are_taken),
                                       unit_case(invoices_are_taken),
                                       unit_case(carts_that_are_not_ours),
                                       unit_case(coming_back_without_a_cart),
                                       unit_case(a_supplier_that_is_away)};
    xml_library_start();
    net_start();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    xml_library_stop();
    return failed;
}
