#include "fixture.h"

#include <stdatomic.h>

#include <string.h>

#include "app/billing.h"
#include "app/books.h"
#include "app/delivery.h"
#include "app/secret.h"
#include "app/session.h"
#include "app/setup.h"
#include "base/text.h"
#include "cli/demo.h"
#include "cli/home.h"
#include "crypto/random.h"
#include "cxml/return_form.h"
#include "store/catalogue.h"

static void need(enum status status, const struct fault *fault)
{
    if (status != OK)
        panic("market: %s: %s", status_name(status), fault->message);
}

/* SplitMix64, of a state that threads may share. */
static void fill(const struct entropy *entropy, void *out, size_t size)
{
    _Atomic uint64_t *seed = entropy->state;
    unsigned char *at = out;
    while (size > 0) {
        const uint64_t step = UINT64_C(0x9E3779B97F4A7C15);
        uint64_t z = atomic_fetch_add(seed, step) + step;
        z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
        z ^= z >> 31;
        size_t part = size < sizeof z ? size : sizeof z;
        memcpy(at, &z, part);
        at += part;
        size -= part;
    }
}

static const struct log no_log = {.fd = -1, .level = LOG_ERROR + 1};

static void close_db(void *db)
{
    db_close(db);
}

static void free_setups(void *setups)
{
    recent_setups_free(setups);
}

static enum status load(struct db_tx *tx, void *state)
{
    struct market *market = state;
    struct connection_rows rows;
    enum status st = catalogue_store_load(tx, market->arena, &market->catalogue);
    if (st == OK)
        st = connection_store_list(tx, market->arena, NULL, &rows);
    if (st != OK)
        return st;
    static const char *const names[] = {
        [GLOBEX] = "Globex", [INITECH] = "Initech", [SOYLENT] = "Soylent"};
    for (size_t i = 0; i < rows.count; i++) {
        for (size_t j = 0; j < MARKET_BUYERS; j++) {
            if (text_equal(rows.items[i].connection.organization_name, names[j]))
                market->rows[j] = rows.items[i];
        }
    }
    return OK;
}

static struct market *open_market(struct arena *arena, const struct db_options *options)
{
    struct market *market = arena_make(arena, struct market);
    struct fault fault = {.message = ""};
    struct home home = {0};
    need(crypto_start(), &fault);
    need(db_open(options, &home.db, &fault), &fault);
    arena_defer(arena, close_db, home.db);
    need(home_migrate(&home, MARKET_START_US, &fault), &fault);
    market->arena = arena;
    market->seed = 42;
    market->app = (struct app){
        .db = home.db,
        .clock = clock_fixed(MARKET_START_US),
        .entropy = {fill, &market->seed},
        .key = {.bytes = "thirty-two bytes for all to see"},
        .catalogue = &market->catalogue,
        .public_url = "https://market.example",
        .recent_setups = recent_setups_new(),
        .write_return = cxml_return_form,
        .log = &no_log,
    };
    arena_defer(arena, free_setups, market->app.recent_setups);
    market->ctx = (struct ctx){.app = &market->app, .arena = arena};
    need(demo_load(&market->ctx), &market->ctx.fault);
    need(db_read(home.db, load, market, &fault), &fault);
    for (size_t i = 0; i < MARKET_BUYERS; i++) {
        struct bytes secret;
        need(unseal(arena, &market->app.key, SECRET_LABEL, market->rows[i].secret_sealed, &secret),
             &fault);
        market->secrets[i] = (const char *)secret.data;
    }
    return market;
}

struct market *market_open(struct arena *arena)
{
    return open_market(arena, &(struct db_options){.path = ":memory:", .mode = DB_OFFLINE});
}

struct market *market_serve(struct arena *arena, const char *path)
{
    return open_market(arena, &(struct db_options){.path = path, .mode = DB_SERVE});
}

void market_wait(struct market *market, int64_t duration_us)
{
    market->app.clock.fixed_us += duration_us;
}

struct claim market_claim(const struct market *market, enum market_buyer buyer)
{
    const struct connection *connection = &market->rows[buyer].connection;
    return (struct claim){.from = {&connection->buyer, 1},
                          .to = {&connection->supplier, 1},
                          .sender = {&connection->sender, 1},
                          .shared_secret = market->secrets[buyer]};
}

struct caller market_caller(struct market *market, enum market_buyer buyer)
{
    struct claim claim = market_claim(market, buyer);
    struct caller caller;
    need(connection_authenticate(&market->ctx, &claim, &caller), &market->ctx.fault);
    return caller;
}

struct setup market_setup(struct market *market)
{
    const char *payload_id = ctx_new_id(&market->ctx);
    return (struct setup){
        .payload_id = payload_id,
        .hash = bytes_of(payload_id),
        .operation = "create",
        .buyer_cookie = "cookie-7",
        .return_url = "http://127.0.0.1/return",
        .requester_name = "Ines Müller",
        .requester_email = "ines@globex.example",
        .language = "en-US",
        .selected_part = "",
    };
}

const char *market_token(const char *url)
{
    return strrchr(url, '/') + 1;
}

struct session market_look(struct market *market, const char *token)
{
    struct session session;
    need(session_find(&market->ctx, token, &session), &market->ctx.fault);
    return session;
}

struct session market_session(struct market *market, const struct caller *caller)
{
    struct setup setup = market_setup(market);
    const char *url;
    const char *token;
    need(setup_start(&market->ctx, caller, &setup, &url), &market->ctx.fault);
    need(session_begin(&market->ctx, market_token(url), &token), &market->ctx.fault);
    return market_look(market, token);
}

const struct product *market_product(const struct market *market, const char *title)
{
    for (size_t i = 0; i < market->catalogue.product_count; i++) {
        if (text_equal(market->catalogue.products[i].title, title))
            return &market->catalogue.products[i];
    }
    panic("market: there is no product '%s'", title);
}

void market_add(struct market *market, const struct session *session, const char *title)
{
    const struct product *product = market_product(market, title);
    const struct offer *offer = &product->offers[0];
    struct selection selection;
    selection_preset(offer, &selection);
    if (pricing_has_usage(offer->pricing))
        selection.budget = money_of(100 * QUANTITY_ONE, offer->currency);
    need(cart_add(&market->ctx, session, product->id, offer->id, &selection), &market->ctx.fault);
}

struct request market_request(struct market *market, const struct caller *caller,
                              const char *const *titles)
{
    struct session session = market_session(market, caller);
    struct request draft;
    struct return_form form;
    for (; *titles != NULL; titles++)
        market_add(market, &session, *titles);
    need(cart_load(&market->ctx, &session, &draft), &market->ctx.fault);
    need(cart_request_approval(&market->ctx, &session, &form), &market->ctx.fault);
    return market_request_now(market, &draft);
}

struct order market_order(struct market *market, const char *order_id,
                          const struct request_line *lines, size_t count)
{
    struct order order = {
        .payload_id = ctx_new_id(&market->ctx),
        .order_id = order_id,
        .version = "",
        .order_type = "regular",
        .deployment_mode = "production",
        .details = "[]",
        .lines = arena_array(market->arena, count, sizeof *order.lines),
        .line_count = count,
    };
    for (size_t i = 0; i < count; i++)
        order.lines[i] = (struct order_line){
            .number = (int)i + 1,
            .line_number = arena_printf(market->arena, "%zu", 10 * (i + 1)),
            .quantity_micros = lines[i].line.quantity_micros,
            .part_id = lines[i].part_id,
            .auxiliary_id = lines[i].id,
            .has_price = true,
            .unit_price = lines[i].line.unit_price,
            .description = lines[i].line.description,
            .unit_of_measure = "EA",
            .unspsc = lines[i].unspsc,
            .details = "[]",
        };
    return order;
}

struct order_answer market_place(struct market *market, const struct caller *caller,
                                 struct order *order)
{
    struct order_answer answer;
    struct document document = {.direction = "in",
                                .kind = "OrderRequest",
                                .payload_id = order->payload_id,
                                .request_id = "",
                                .content_type = "text/xml"};
    document_pack(market->arena, bytes_of(order->payload_id), &document);
    need(order_place(&market->ctx, caller, order, &document, &answer), &market->ctx.fault);
    return answer;
}

int64_t market_bill(struct market *market)
{
    int64_t issued;
    struct invoice_drifts drifts;
    need(billing_run(&market->ctx, &issued), &market->ctx.fault);
    need(billing_verify(&market->ctx, &drifts), &market->ctx.fault);
    if (drifts.count > 0)
        fail_msg("%s: %lld, %lld", drifts.items[0].what, (long long)drifts.items[0].expected,
                 (long long)drifts.items[0].found);
    return issued;
}

bool holds(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

const char *market_mail(struct market *market, enum delivery_event event)
{
    struct delivery_list list;
    struct dispatch dispatch = {0};
    assert_int_equal(delivery_due(&market->ctx, " ", 100, &list), OK);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].event != event)
            continue;
        assert_null(dispatch.url);
        assert_null(dispatch.delivery.id);
        assert_int_equal(delivery_begin(&market->ctx, &list.items[i], &dispatch), OK);
    }
    assert_non_null(dispatch.delivery.id);
    assert_null(dispatch.obstacle);
    assert_int_equal(dispatch.recipient_count, 2); /* who requested it, and the account */
    assert_int_equal(delivery_end(&market->ctx, &dispatch, VERDICT_DELIVERED,
                                  &(struct delivery_attempt){.at_us = 1, .message = "sent"}),
                     OK);
    return dispatch.delivery.body;
}

void market_happened(struct market *market, const char *id, const char *words)
{
    struct agreement_book book;
    assert_int_equal(books_agreement(&market->ctx, id, &book), OK);
    for (size_t i = 0; i < book.events.count; i++) {
        if (holds(book.events.items[i].detail, words))
            return;
    }
    fail_msg("nothing of '%s' has happened to %s", words, id);
}
