/* BIL-4: what goes to a procurement system as a document, where to, and when not. */
#include "fixture.h"

#include "app/books.h"
#include "app/credit.h"
#include "app/delivery.h"
#include "app/einvoicing.h"
#include "app/service_role.h"
#include "app/webhook.h"
#include "app/who.h"
#include "base/text.h"
#include "cxml/notice.h"

#define FIRST  "https://coupa.globex.example/cxml/invoices"
#define SECOND "https://other.globex.example/cxml/invoices"

static const char *const titles[] = {"Lighthouse Observability", NULL};

struct scene {
    struct market *market;
    struct connection_key key;
};

static void buy(struct scene *scene, const char *order_id)
{
    struct caller caller = market_caller(scene->market, GLOBEX);
    struct request request = market_request(scene->market, &caller, titles);
    struct order order = market_order(scene->market, order_id, request.lines, request.line_count);
    assert_int_equal(market_place(scene->market, &caller, &order).status, OK);
    market_bill(scene->market);
    market_wait(scene->market, TIME_SECOND_US);
}

/* One invoice with a purchase order, which nobody takes as a document. */
static struct scene open_scene(struct arena *arena)
{
    struct scene scene = {.market = market_open(arena)};
    const struct connection *connection = &scene.market->rows[GLOBEX].connection;
    scene.key = (struct connection_key){connection->organization_id, connection->id};
    scene.market->ctx.who = who_system();
    scene.market->app.notices = &cxml_notices;
    assert_int_equal(service_role_create(&scene.market->ctx, connection->account_id,
                                         SERVICE_ROLE_PURCHASE_ORDERS),
                     OK);
    buy(&scene, "PO-1");
    return scene;
}

static void send_test(struct scene *scene, const char *url)
{
    assert_int_equal(einvoicing_send_test(&scene->market->ctx, scene->key, url), OK);
}

static enum status confirm(struct scene *scene)
{
    struct einvoicing_view view;
    struct ctx *ctx = &scene->market->ctx;
    assert_int_equal(einvoicing_find(ctx, scene->key, &view), OK);
    return einvoicing_confirm(ctx, scene->key,
                              einvoicing_code(ctx, view.einvoicing.test_delivery_id));
}

static struct scene open_active(struct arena *arena)
{
    struct scene scene = open_scene(arena);
    send_test(&scene, FIRST);
    assert_int_equal(confirm(&scene), OK);
    return scene;
}

static struct invoice newest(struct scene *scene)
{
    struct invoice_list list;
    assert_int_equal(books_invoices(&scene->market->ctx, NULL, 100, &list), OK);
    return list.items[0];
}

static bool can_be_sent(struct scene *scene, const char *id)
{
    struct invoice_book book;
    assert_int_equal(books_invoice(&scene->market->ctx, id, &book), OK);
    return book.can_be_sent;
}

/* Begins the delivery of the invoice (of a test of it); its id is NULL where there is none. */
static struct dispatch begin(struct scene *scene, const char *invoice_id, enum delivery_event event)
{
    struct dispatch dispatch = {0};
    struct delivery_list list;
    market_wait(scene->market, TIME_HOUR_US);
    assert_int_equal(delivery_due(&scene->market->ctx, " ", 100, &list), OK);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].event == event && text_equal(list.items[i].subject_id, invoice_id))
            assert_int_equal(delivery_begin(&scene->market->ctx, &list.items[i], &dispatch), OK);
    }
    return dispatch;
}

static void end(struct scene *scene, struct dispatch *dispatch, enum delivery_verdict verdict)
{
    assert_int_equal(delivery_end(&scene->market->ctx, dispatch, verdict,
                                  &(struct delivery_attempt){.at_us = 1, .message = "x"}),
                     OK);
}

/* Only tests go to an address that nobody has proved; its code puts it into use. */
static void a_test_moves_nothing(void **state)
{
    struct scene scene = open_active(*state);
    buy(&scene, "PO-2");
    const char *second = newest(&scene).id;
    send_test(&scene, SECOND);
    buy(&scene, "PO-3");
    const char *third = newest(&scene).id;
    assert_string_equal(begin(&scene, second, EVENT_INVOICED).url, FIRST);
    assert_string_equal(begin(&scene, third, EVENT_INVOICED).url, FIRST);
    assert_string_equal(begin(&scene, second, EVENT_INVOICE_TEST).url, SECOND);
    assert_int_equal(confirm(&scene), OK);
    assert_int_equal(confirm(&scene), CONFLICT);
    buy(&scene, "PO-4");
    assert_string_equal(begin(&scene, newest(&scene).id, EVENT_INVOICED).url, SECOND);
}

/* What waits then fails and says why; what is issued then is sent when somebody says so. */
static void suspended_is_not_sent(void **state)
{
    struct scene scene = open_active(*state);
    struct ctx *ctx = &scene.market->ctx;
    buy(&scene, "PO-2");
    const char *waiting = newest(&scene).id;
    assert_int_equal(einvoicing_suspend(ctx, scene.key), OK);
    assert_int_equal(einvoicing_suspend(ctx, scene.key), CONFLICT);
    struct dispatch dispatch = begin(&scene, waiting, EVENT_INVOICED);
    assert_true(holds(dispatch.obstacle, "suspended"));
    assert_int_equal(dispatch.document.size, 0);
    buy(&scene, "PO-3");
    const char *held = newest(&scene).id;
    assert_null(begin(&scene, held, EVENT_INVOICED).delivery.id);
    assert_false(can_be_sent(&scene, held));
    assert_int_equal(einvoicing_send(ctx, held), CONFLICT);
    assert_int_equal(einvoicing_resume(ctx, scene.key), OK);
    assert_int_equal(einvoicing_resume(ctx, scene.key), CONFLICT);
    assert_true(can_be_sent(&scene, held));
    assert_int_equal(einvoicing_send(ctx, held), OK);
    assert_false(can_be_sent(&scene, held));
    assert_int_equal(einvoicing_send(ctx, held), CONFLICT);
    dispatch = begin(&scene, held, EVENT_INVOICED);
    assert_null(dispatch.obstacle);
    assert_true(holds(dispatch.delivery.body, held));
}

/* A memo is nothing to who has not got what it takes back from. */
static void a_memo_follows_its_invoice(void **state)
{
    struct scene scene = open_active(*state);
    struct ctx *ctx = &scene.market->ctx;
    const char *unsent = newest(&scene).id;
    assert_int_equal(credit_give(ctx, unsent, 1, "1", "x"), OK);
    market_bill(scene.market);
    market_wait(scene.market, TIME_SECOND_US);
    const char *unsent_memo = newest(&scene).id;
    assert_null(begin(&scene, unsent_memo, EVENT_INVOICED).delivery.id);
    assert_false(can_be_sent(&scene, unsent_memo));
    buy(&scene, "PO-2");
    const char *invoice = newest(&scene).id;
    assert_int_equal(credit_give(ctx, invoice, 1, "1", "x"), OK);
    market_bill(scene.market);
    const char *memo = newest(&scene).id;
    struct dispatch first = begin(&scene, memo, EVENT_INVOICED);
    assert_true(holds(first.not_yet, "has not arrived yet"));
    assert_string_equal(first.delivery.body, "");
    end(&scene, &first, VERDICT_RETRY);
    struct dispatch original = begin(&scene, invoice, EVENT_INVOICED);
    end(&scene, &original, VERDICT_DELIVERED);
    struct dispatch then = begin(&scene, memo, EVENT_INVOICED);
    assert_null(then.not_yet);
    assert_null(then.obstacle);
    assert_true(holds(then.delivery.body, original.delivery.payload_id));
}

/* API-2: a webhook that is told of the invoice is no e-invoice. */
static void a_webhook_is_another_matter(void **state)
{
    struct scene scene = open_scene(*state);
    struct ctx *ctx = &scene.market->ctx;
    const char *secret;
    assert_int_equal(
        webhook_create(ctx, scene.key.organization_id, "https://hooks.globex.example/", &secret),
        OK);
    send_test(&scene, FIRST);
    assert_int_equal(confirm(&scene), OK);
    assert_int_equal(einvoicing_suspend(ctx, scene.key), OK);
    buy(&scene, "PO-2");
    struct invoice_book book;
    assert_int_equal(books_invoice(ctx, newest(&scene).id, &book), OK);
    assert_null(book.sent.id);
    assert_int_equal(einvoicing_resume(ctx, scene.key), OK);
    assert_true(can_be_sent(&scene, book.invoice.id));
}

static void nor_one_that_was_refused(void **state)
{
    struct scene scene = open_active(*state);
    buy(&scene, "PO-2");
    const char *invoice = newest(&scene).id;
    assert_int_equal(credit_give(&scene.market->ctx, invoice, 1, "1", "x"), OK);
    market_bill(scene.market);
    struct dispatch original = begin(&scene, invoice, EVENT_INVOICED);
    end(&scene, &original, VERDICT_FAILED);
    assert_true(holds(begin(&scene, newest(&scene).id, EVENT_INVOICED).obstacle,
                      "takes back from has not arrived"));
}

/* An address that was mistyped is put right by another test, which the first does not hold up. */
static void a_test_replaces_the_one_before(void **state)
{
    struct scene scene = open_scene(*state);
    struct einvoicing_view view;
    send_test(&scene, FIRST);
    market_wait(scene.market, TIME_SECOND_US);
    send_test(&scene, SECOND);
    assert_int_equal(einvoicing_find(&scene.market->ctx, scene.key, &view), OK);
    struct dispatch dispatch = begin(&scene, newest(&scene).id, EVENT_INVOICE_TEST);
    assert_string_equal(dispatch.url, SECOND);
    assert_string_equal(dispatch.delivery.id, view.einvoicing.test_delivery_id);
}

/* Eight digits are not to be guessed: then even the right ones are late. */
static void wrong_codes_end_the_test(void **state)
{
    struct scene scene = open_scene(*state);
    struct ctx *ctx = &scene.market->ctx;
    send_test(&scene, FIRST);
    for (int i = 1; i <= EINVOICING_TRIES; i++) {
        assert_int_equal(einvoicing_confirm(ctx, scene.key, "1234"), BAD_INPUT);
        assert_true(holds(ctx->fault.message, i < EINVOICING_TRIES ? "You can try" : "Too many"));
    }
    assert_int_equal(confirm(&scene), CONFLICT);
    send_test(&scene, FIRST);
    assert_int_equal(confirm(&scene), OK);
}

/* The receiver of a test knows no document before it: a memo would name one. */
static void a_test_is_an_invoice(void **state)
{
    struct scene scene = open_scene(*state);
    const char *invoice = newest(&scene).id;
    assert_int_equal(credit_give(&scene.market->ctx, invoice, 1, "1", "x"), OK);
    market_bill(scene.market);
    market_wait(scene.market, TIME_SECOND_US);
    assert_string_not_equal(newest(&scene).id, invoice);
    send_test(&scene, FIRST);
    assert_non_null(begin(&scene, invoice, EVENT_INVOICE_TEST).delivery.id);
}

/* The code is for the test alone: the same words elsewhere are left as they are. */
static void the_code_is_for_the_wire_alone(void **state)
{
    struct scene scene = open_scene(*state);
    send_test(&scene, FIRST);
    struct dispatch dispatch = begin(&scene, newest(&scene).id, EVENT_INVOICE_TEST);
    const char *code = einvoicing_code(&scene.market->ctx, dispatch.delivery.id);
    const char *sent =
        arena_text_n(*state, (const char *)dispatch.document.data, dispatch.document.size);
    assert_true(holds(sent, code));
    assert_false(holds(dispatch.delivery.body, code));
    assert_string_equal(cxml_notices.put_secrets(*state, "Code ########", "s", NULL),
                        "Code ########");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_test_moves_nothing),           unit_case(suspended_is_not_sent),
        unit_case(a_memo_follows_its_invoice),     unit_case(nor_one_that_was_refused),
        unit_case(a_webhook_is_another_matter),    unit_case(a_test_replaces_the_one_before),
        unit_case(wrong_codes_end_the_test),       unit_case(a_test_is_an_invoice),
        unit_case(the_code_is_for_the_wire_alone),
    };
    return cmocka_run_group_tests_name("app/einvoicing", tests, NULL, NULL);
}
