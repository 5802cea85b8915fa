/* How a cart leaves: handed over, cancelled, or not at all. */
#include "fixture.h"

#include <string.h>

#include "app/cart.h"
#include "base/text.h"
#include "cxml/return_form.h"

static struct session open_session(struct market *market)
{
    struct caller caller = market_caller(market, GLOBEX);
    return market_session(market, &caller);
}

static const struct db_sql ended_sessions = {
    "SELECT COUNT(*) FROM punchout_session WHERE id = $1 AND ended_us <> 0"};
static const struct db_sql stored_lines = {
    "SELECT COUNT(*) FROM approval_request_line WHERE request_id = $1"};
static const struct db_sql events = {
    "SELECT COUNT(*) FROM approval_request_event WHERE request_id = $1 AND state <> 'draft'"};

/* CAT-4, CAT-9, OPS-3 */
static void handed_over(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market);
    struct request draft;
    struct return_form form;
    market_add(market, &session, "Lighthouse Observability");
    market_add(market, &session, "Streamline Log Search");
    assert_int_equal(cart_load(&market->ctx, &session, &draft), OK);
    market_wait(market, TIME_MINUTE_US);
    assert_int_equal(cart_request_approval(&market->ctx, &session, &form), OK);
    assert_string_equal(form.action, "http://127.0.0.1/return");
    struct request request = market_request_now(market, &draft);
    assert_int_equal(request.state, REQUEST_IN_PROCUREMENT);
    assert_int_equal(request.line_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(request.lines[i].id, draft.lines[i].id);
        assert_string_equal(request.lines[i].part_id, draft.lines[i].part_id);
        assert_string_equal(request.lines[i].unspsc, draft.lines[i].unspsc);
        assert_int_equal(request.lines[i].line.type, draft.lines[i].line.type);
        assert_true(request.lines[i].line.quantity_micros == draft.lines[i].line.quantity_micros);
        assert_true(money_equal(request.lines[i].line.unit_price, draft.lines[i].line.unit_price));
        assert_null(request.lines[i].purchase_order_id);
    }
    assert_int_equal(market_number(market, &ended_sessions, session.id), 1);
    assert_int_equal(market_number(market, &events, request.id), 1);
    struct document_list documents = market_documents(market, form.payload_id);
    assert_int_equal(documents.count, 1);
    const struct document *document = &documents.items[0];
    assert_string_equal(document->direction, "out");
    assert_string_equal(document->kind, "PunchOutOrderMessage");
    assert_string_equal(document->request_id, request.id);
    assert_string_equal(document->organization_id, session.organization_id);
    assert_true(document->at_us == MARKET_START_US + TIME_MINUTE_US);
    assert_true((size_t)document->size == form.document.size);
    struct bytes body = market_body(market, document->id);
    assert_memory_equal(body.data, form.document.data, body.size);
}

/* PUN-6: an empty cart is never sent */
static void empty_carts_stay(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market);
    struct return_form form;
    assert_int_equal(cart_request_approval(&market->ctx, &session, &form), BAD_INPUT);
    market_add(market, &session, "Lighthouse Observability");
    assert_int_equal(cart_remove(&market->ctx, &session, 1), OK);
    assert_int_equal(cart_request_approval(&market->ctx, &session, &form), BAD_INPUT);
    assert_int_equal(market_number(market, &ended_sessions, session.id), 0);
    assert_int_equal(market_documents(market, NULL).count, 0);
}

/* PUN-6: what has ended stays so, whichever tab asks */
static void only_once(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market);
    struct request draft;
    struct return_form form;
    struct ctx *ctx = &market->ctx;
    market_add(market, &session, "Lighthouse Observability");
    assert_int_equal(cart_load(ctx, &session, &draft), OK);
    assert_int_equal(cart_request_approval(ctx, &session, &form), OK);
    assert_int_not_equal(cart_request_approval(ctx, &session, &form), OK);
    assert_int_equal(cart_cancel(ctx, &session, &form), CONFLICT);
    assert_int_equal(market_request_now(market, &draft).state, REQUEST_IN_PROCUREMENT);
    assert_int_equal(market_number(market, &stored_lines, draft.id), 1);
    assert_int_equal(market_documents(market, NULL).count, 1);
}

/* PUN-6: every use of a session that is known to have ended */
static void ended_sessions_take_nothing(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market);
    const struct product *product = market_product(market, "Postcard Mail Tester");
    struct selection selection;
    struct request request;
    struct return_form form;
    const char *id;
    struct ctx *ctx = &market->ctx;
    selection_preset(&product->offers[0], &selection);
    session.ended = true;
    assert_int_equal(cart_add(ctx, &session, product->id, product->offers[0].id, &selection),
                     CONFLICT);
    assert_int_equal(cart_load(ctx, &session, &request), CONFLICT);
    assert_int_equal(cart_remove(ctx, &session, 1), CONFLICT);
    assert_int_equal(cart_request_approval(ctx, &session, &form), CONFLICT);
    assert_int_equal(cart_cancel(ctx, &session, &form), CONFLICT);
    assert_int_equal(cart_subscribe(ctx, &session, product->id, product->offers[0].id, &id),
                     CONFLICT);
}

/* What the other window does while the document is being written. */
static void (*other_window)(struct ctx *ctx, const struct session *session);

static enum status write_while_changed(struct ctx *ctx, const struct session *session,
                                       const struct request *request, struct return_form *out)
{
    other_window(ctx, session);
    return cxml_return_form(ctx, session, request, out);
}

static void add_product(struct ctx *ctx, const struct session *session, const char *part_id)
{
    const struct product *product = catalogue_part(ctx->app->catalogue, part_id);
    struct selection selection;
    selection_preset(&product->offers[0], &selection);
    assert_int_equal(cart_add(ctx, session, product->id, product->offers[0].id, &selection), OK);
}

static void adds(struct ctx *ctx, const struct session *session)
{
    add_product(ctx, session, "FWN-BULWARK-FIREWALL-01");
}

static void removes(struct ctx *ctx, const struct session *session)
{
    assert_int_equal(cart_remove(ctx, session, 2), OK);
}

static void exchanges(struct ctx *ctx, const struct session *session)
{
    removes(ctx, session);
    adds(ctx, session);
}

static void takes_more(struct ctx *ctx, const struct session *session)
{
    const struct product *product =
        catalogue_part(ctx->app->catalogue, "HBA-LIGHTHOUSE-OBSERVABILITY-01");
    struct selection selection;
    removes(ctx, session);
    selection_preset(&product->offers[0], &selection);
    selection.quantities[0] = 21;
    assert_int_equal(cart_add(ctx, session, product->id, product->offers[0].id, &selection), OK);
}

/* CAT-4: what is handed over is what the document says */
static void changed_in_another_window(void **state)
{
    static void (*const changes[])(struct ctx *, const struct session *) = {adds, removes,
                                                                            exchanges, takes_more};
    struct market *market = market_open(*state);
    market->app.write_return = write_while_changed;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct session session = open_session(market);
        struct return_form form;
        struct request draft;
        market_add(market, &session, "Bulwark Firewall");
        market_add(market, &session, "Lighthouse Observability");
        other_window = changes[i];
        assert_int_equal(cart_request_approval(&market->ctx, &session, &form), CONFLICT);
        assert_true(holds(market->ctx.fault.message, "another window"));
        assert_int_equal(cart_load(&market->ctx, &session, &draft), OK);
        assert_int_equal(draft.state, REQUEST_DRAFT);
        assert_int_equal(market_number(market, &ended_sessions, session.id), 0);
        assert_int_equal(market_number(market, &stored_lines, draft.id), 0);
        assert_int_equal(market_documents(market, form.payload_id).count, 0);
    }
}

static void cancels(struct ctx *ctx, const struct session *session)
{
    struct return_form form;
    ((struct app *)ctx->app)->write_return = cxml_return_form;
    assert_int_equal(cart_cancel(ctx, session, &form), OK);
}

/* PUN-6: of two that end it at once one goes on */
static void ended_in_another_window(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market);
    struct return_form form;
    market_add(market, &session, "Lighthouse Observability");
    market->app.write_return = write_while_changed;
    other_window = cancels;
    assert_int_equal(cart_request_approval(&market->ctx, &session, &form), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "ended"));
    assert_int_equal(market_documents(market, NULL).count, 1);
}

static enum status cannot_write(struct ctx *ctx, const struct session *session,
                                const struct request *request, struct return_form *out)
{
    (void)session;
    (void)request;
    (void)out;
    return fault_set(&ctx->fault, TOO_LARGE, "too large");
}

static void nothing_happens_without_a_document(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market);
    struct return_form form;
    struct request draft;
    market_add(market, &session, "Lighthouse Observability");
    market->app.write_return = cannot_write;
    assert_int_equal(cart_request_approval(&market->ctx, &session, &form), TOO_LARGE);
    assert_int_equal(cart_cancel(&market->ctx, &session, &form), TOO_LARGE);
    assert_int_equal(cart_load(&market->ctx, &session, &draft), OK);
    assert_int_equal(draft.item_count, 1);
    assert_int_equal(market_number(market, &ended_sessions, session.id), 0);
}

/* PUN-6, CAT-9: with a draft, which is cancelled, and without */
static void cancelled(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market);
    struct return_form form;
    struct request draft;
    market_add(market, &session, "Lighthouse Observability");
    assert_int_equal(cart_load(&market->ctx, &session, &draft), OK);
    assert_int_equal(cart_cancel(&market->ctx, &session, &form), OK);
    struct request request = market_request_now(market, &draft);
    assert_int_equal(request.state, REQUEST_CANCELLED);
    assert_int_equal(request.line_count, 0);
    assert_int_equal(market_number(market, &ended_sessions, session.id), 1);
    struct document_list documents = market_documents(market, form.payload_id);
    assert_int_equal(documents.count, 1);
    assert_int_equal(documents.items[0].status_code, 204);
    session = open_session(market);
    assert_int_equal(cart_cancel(&market->ctx, &session, &form), OK);
    assert_int_equal(market_number(market, &ended_sessions, session.id), 1);
}

/* CON-7 */
static void test_orders_are_counted(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, INITECH);
    struct request request =
        market_request(market, &caller, (const char *const[]){"Keystone ERP", NULL});
    struct session session = market_session(market, &caller);
    int64_t count = -1;
    int64_t since_us = -1;
    assert_int_equal(session_test_orders(&market->ctx, &session, &count, &since_us), OK);
    assert_int_equal(count, 0);
    assert_true(since_us == 0);
    market_wait(market, TIME_DAY_US);
    struct order order = market_order(market, "PO-1", request.lines, request.line_count);
    market_place(market, &caller, &order);
    market_wait(market, TIME_DAY_US);
    order = market_order(market, "PO-2", request.lines, request.line_count);
    market_place(market, &caller, &order); /* needs attention: ordered before */
    assert_int_equal(session_test_orders(&market->ctx, &session, &count, &since_us), OK);
    assert_int_equal(count, 1);
    assert_true(since_us == MARKET_START_US + TIME_DAY_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(handed_over),
        unit_case(empty_carts_stay),
        unit_case(only_once),
        unit_case(ended_sessions_take_nothing),
        unit_case(changed_in_another_window),
        unit_case(ended_in_another_window),
        unit_case(nothing_happens_without_a_document),
        unit_case(cancelled),
        unit_case(test_orders_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
