/* ORD-7, ORD-8, CON-7: who is told what, and how often it is tried. */
#include "fixture.h"

#include "app/delivery.h"
#include "app/notice.h"
#include "app/who.h"
#include "base/text.h"
#include "cxml/notice.h"

static const char *const titles[] = {"Lighthouse Observability", NULL};
static const struct db_sql confirm = {
    "UPDATE connection SET confirms = 1, status_updates = 1, confirmation_url = "
    "'https://Buyer.example/cxml' WHERE id = $1"};

static struct market *open_market(struct arena *arena)
{
    struct market *market = market_open(arena);
    market->ctx.who = who_system();
    market->app.notices = &cxml_notices;
    return market;
}

static struct delivery_list all(struct market *market)
{
    struct delivery_list list;
    struct delivery_filter filter = {.limit = 100};
    assert_int_equal(delivery_list(&market->ctx, &filter, &list), OK);
    return list;
}

static size_t count(struct market *market, enum delivery_kind kind, enum delivery_event event)
{
    struct delivery_list list = all(market);
    size_t found = 0;
    for (size_t i = 0; i < list.count; i++)
        found += list.items[i].kind == kind && list.items[i].event == event;
    return found;
}

static struct delivery_list due(struct market *market, const char *busy)
{
    struct delivery_list list;
    assert_int_equal(delivery_due(&market->ctx, busy, 100, &list), OK);
    return list;
}

/* Orders what was requested, or a part that nobody knows. */
static struct order buy(struct market *market, enum market_buyer buyer, const char *order_id,
                        bool known)
{
    struct caller caller = market_caller(market, buyer);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, order_id, request.lines, request.line_count);
    if (!known)
        order.lines[0].part_id = "NO-SUCH";
    market_place(market, &caller, &order);
    return order;
}

static struct dispatch begin(struct market *market, enum delivery_kind kind)
{
    struct delivery_list list = due(market, " ");
    struct dispatch dispatch;
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind != kind)
            continue;
        assert_int_equal(delivery_begin(&market->ctx, &list.items[i], &dispatch), OK);
        return dispatch;
    }
    fail_msg("no %s is due", delivery_kind_name(kind));
    return (struct dispatch){0};
}

static void end(struct market *market, struct dispatch *dispatch, enum delivery_verdict verdict)
{
    struct delivery_attempt attempt = {.at_us = market->app.clock.fixed_us, .message = "so"};
    assert_int_equal(delivery_end(&market->ctx, dispatch, verdict, &attempt), OK);
}

/* ORD-7, ORD-8: only what the connection wants, once, whatever is repeated. */
static void what_was_asked_for(void **state)
{
    struct market *market = open_market(*state);
    struct caller caller = market_caller(market, GLOBEX);
    buy(market, GLOBEX, "PO-1", true);
    assert_int_equal(all(market).count, 1);
    assert_int_equal(count(market, DELIVERY_MAIL, EVENT_BOOKED), 1);
    market_sql(market, &confirm, caller.connection.id);
    struct order order = buy(market, GLOBEX, "PO-2", true);
    assert_int_equal(count(market, DELIVERY_CONFIRMATION, EVENT_BOOKED), 1);
    assert_int_equal(count(market, DELIVERY_STATUS_UPDATE, EVENT_BOOKED), 1);
    market_place(market, &caller, &order);
    assert_int_equal(all(market).count, 4);
    buy(market, GLOBEX, "PO-3", false);
    assert_int_equal(count(market, DELIVERY_CONFIRMATION, EVENT_ATTENTION), 1);
    assert_int_equal(count(market, DELIVERY_MAIL, EVENT_ATTENTION), 1);
    assert_int_equal(count(market, DELIVERY_STATUS_UPDATE, EVENT_ATTENTION), 0);
    assert_int_equal(all(market).count, 6);
    buy(market, INITECH, "PO-4", true);
    assert_int_equal(all(market).count, 6);
}

/* ORD-7: the check's orders are nobody's news. */
static void not_of_the_check(void **state)
{
    struct market *market = open_market(*state);
    struct caller caller = market_caller(market, GLOBEX);
    market_sql(market, &confirm, caller.connection.id);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, "CHECK-1", request.lines, request.line_count);
    order.payload_id = "1@x.check.example";
    market_place(market, &caller, &order);
    assert_int_equal(all(market).count, 0);
}

/* ORD-8: requester and account at the start; the procurement admins when something is wrong. */
static void mail_finds_its_people(void **state)
{
    struct market *market = open_market(*state);
    buy(market, GLOBEX, "PO-1", true);
    struct dispatch dispatch = begin(market, DELIVERY_MAIL);
    assert_null(dispatch.obstacle);
    assert_int_equal(dispatch.recipient_count, 2);
    assert_string_equal(dispatch.recipients[0], "ines@globex.example");
    assert_true(holds(dispatch.delivery.body, "Lighthouse Observability has started"));
    assert_true(holds(dispatch.delivery.body, "2,400.00 USD"));
    end(market, &dispatch, VERDICT_DELIVERED);
    buy(market, GLOBEX, "PO-2", false);
    dispatch = begin(market, DELIVERY_MAIL);
    assert_true(dispatch.recipient_count > 0);
    for (size_t i = 0; i < dispatch.recipient_count; i++)
        assert_string_not_equal(dispatch.recipients[i], "ines@globex.example");
    assert_true(holds(dispatch.delivery.body, "PO-2 needs attention"));
    assert_true(holds(dispatch.delivery.body, "NO-SUCH"));
}

/* ORD-7: the secret is in what leaves, and not in what is kept. */
static void the_secret_is_for_the_wire_alone(void **state)
{
    struct market *market = open_market(*state);
    market_sql(market, &confirm, market->rows[GLOBEX].connection.id);
    buy(market, GLOBEX, "PO-1", true);
    struct dispatch dispatch = begin(market, DELIVERY_CONFIRMATION);
    assert_string_equal(dispatch.url, "https://Buyer.example/cxml");
    assert_true(holds((const char *)dispatch.document.data, market->secrets[GLOBEX]));
    assert_false(holds(dispatch.delivery.body, market->secrets[GLOBEX]));
    end(market, &dispatch, VERDICT_FAILED);
    struct delivery delivery;
    struct delivery_attempts attempts;
    assert_int_equal(delivery_find(&market->ctx, dispatch.delivery.id, &delivery, &attempts), OK);
    assert_int_equal(delivery.state, DELIVERY_FAILED);
    assert_string_equal(delivery.body, dispatch.delivery.body);
    assert_int_equal(attempts.count, 1);
}

/* ORD-7: a secret may have what XML means something by; without its place none is put in. */
static void the_secret_is_escaped(void **state)
{
    static const char document[] = "<S><SharedSecret>********</SharedSecret></S>";
    assert_string_equal(cxml_notices.put_secrets(*state, document, "a<b&c>\"d", "1"),
                        "<S><SharedSecret>a&lt;b&amp;c&gt;&quot;d</SharedSecret></S>");
    assert_string_equal(cxml_notices.put_secrets(*state, "<S/>", "a", "1"), "<S/>");
}

/* ORD-7: one attempt at a time; what was lost with its process comes back, with the same payload
 * id; a lane that is busy is left out. */
static void one_at_a_time(void **state)
{
    struct market *market = open_market(*state);
    market_sql(market, &confirm, market->rows[GLOBEX].connection.id);
    buy(market, GLOBEX, "PO-1", true);
    assert_int_equal(due(market, " ").count, 3);
    assert_int_equal(due(market, " mail ").count, 2);
    assert_int_equal(due(market, " mail buyer.example ").count, 0);
    assert_int_equal(due(market, " other.buyer.example.com ").count, 3);
    struct delivery_list list = due(market, " mail ");
    struct dispatch first, second;
    assert_int_equal(delivery_begin(&market->ctx, &list.items[0], &first), OK);
    assert_int_equal(delivery_begin(&market->ctx, &list.items[0], &second), NOT_FOUND);
    assert_int_equal(due(market, " mail ").count, 1);
    market_wait(market, 3 * TIME_MINUTE_US);
    list = due(market, " mail ");
    assert_int_equal(list.count, 2);
    second = begin(market, first.delivery.kind);
    assert_int_equal(second.delivery.attempts, 2);
    assert_string_equal(second.delivery.payload_id, first.delivery.payload_id);
    struct delivery_attempt attempt = {.message = "late"};
    assert_int_equal(delivery_end(&market->ctx, &first, VERDICT_RETRY, &attempt), CONFLICT);
    end(market, &second, VERDICT_DELIVERED);
    assert_int_equal(due(market, " mail ").count, 1);
}

/* ORD-7: it is given up after its last attempt, and then sent again by hand. */
static void given_up_and_sent_again(void **state)
{
    struct market *market = open_market(*state);
    buy(market, GLOBEX, "PO-1", true);
    struct dispatch dispatch;
    int attempts = 0;
    for (; due(market, " ").count > 0; attempts++) {
        dispatch = begin(market, DELIVERY_MAIL);
        end(market, &dispatch, VERDICT_RETRY);
        market_wait(market, 8 * TIME_HOUR_US);
    }
    assert_int_equal(attempts, DELIVERY_ATTEMPTS_MAX);
    assert_int_equal(all(market).items[0].state, DELIVERY_FAILED);
    const char *id = all(market).items[0].id;
    assert_int_equal(delivery_resend(&market->ctx, id, "No subject"), BAD_INPUT);
    assert_int_equal(delivery_resend(&market->ctx, id, "Subject: Once more\n\nYes\n"), OK);
    dispatch = begin(market, DELIVERY_MAIL);
    assert_true(text_starts(dispatch.delivery.body, "Subject: Once more"));
    end(market, &dispatch, VERDICT_DELIVERED);
    assert_int_equal(delivery_resend(&market->ctx, id, NULL), CONFLICT);
    assert_int_equal(delivery_resend(&market->ctx, "none", NULL), NOT_FOUND);
}

static enum status insert_later(struct db_tx *tx, void *state)
{
    return delivery_store_insert(tx, state);
}

/* ORD-7: what comes later about an order does not overtake. */
static void in_their_order(void **state)
{
    struct market *market = open_market(*state);
    market_sql(market, &confirm, market->rows[GLOBEX].connection.id);
    struct order order = buy(market, GLOBEX, "PO-1", false);
    struct delivery later = {
        .organization_id = order.organization_id,
        .id = ctx_new_id(&market->ctx),
        .kind = DELIVERY_CONFIRMATION,
        .event = EVENT_BOOKED,
        .subject_id = order.id,
        .connection_id = order.connection_id,
        .lane = "buyer.example",
    };
    assert_int_equal(db_write(market->app.db, insert_later, &later, &market->ctx.fault), OK);
    struct dispatch dispatch = begin(market, DELIVERY_CONFIRMATION);
    assert_int_equal(dispatch.delivery.event, EVENT_ATTENTION);
    end(market, &dispatch, VERDICT_RETRY);
    assert_int_equal(due(market, " mail ").count, 0);
    market_wait(market, TIME_MINUTE_US);
    dispatch = begin(market, DELIVERY_CONFIRMATION);
    end(market, &dispatch, VERDICT_DELIVERED);
    assert_int_equal(begin(market, DELIVERY_CONFIRMATION).delivery.event, EVENT_BOOKED);
}

static int64_t remind(struct market *market)
{
    int64_t told;
    assert_int_equal(notice_test_mode(&market->ctx, &told), OK);
    return told;
}

/* CON-7: a week after the first order, then once for each week with orders. */
static void test_mode_is_not_forgotten(void **state)
{
    struct market *market = open_market(*state);
    buy(market, GLOBEX, "PO-0", true);
    assert_int_equal(remind(market), 0);
    buy(market, INITECH, "PO-1", true);
    market_wait(market, 7 * TIME_DAY_US - 1);
    assert_int_equal(remind(market), 0);
    market_wait(market, 1);
    assert_int_equal(remind(market), 1);
    assert_int_equal(remind(market), 0);
    assert_int_equal(count(market, DELIVERY_MAIL, EVENT_TEST_MODE), 1);
    market_wait(market, 8 * TIME_DAY_US);
    assert_int_equal(remind(market), 0);
    buy(market, INITECH, "PO-2", true);
    assert_int_equal(remind(market), 1);
    struct dispatch dispatch;
    do {
        dispatch = begin(market, DELIVERY_MAIL);
        end(market, &dispatch, VERDICT_DELIVERED);
    } while (dispatch.delivery.event != EVENT_TEST_MODE);
    assert_null(dispatch.obstacle);
    assert_true(holds(dispatch.delivery.body, "still in test mode"));
    buy(market, INITECH, "PO-3", true);
    market_set_status(market, INITECH, CONNECTION_DISABLED);
    market_wait(market, 30 * TIME_DAY_US);
    assert_int_equal(remind(market), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(what_was_asked_for),         unit_case(not_of_the_check),
        unit_case(mail_finds_its_people),      unit_case(the_secret_is_for_the_wire_alone),
        unit_case(the_secret_is_escaped),      unit_case(one_at_a_time),
        unit_case(given_up_and_sent_again),    unit_case(in_their_order),
        unit_case(test_mode_is_not_forgotten),
    };
    return cmocka_run_group_tests_name("app/notice", tests, NULL, NULL);
}
