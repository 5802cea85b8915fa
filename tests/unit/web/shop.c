#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "app/cart.h"
#include "app/setup.h"
#include "base/arena.h"
#include "base/embedded.h"
#include "base/text.h"
#include "crypto/random.h"
#include "db/migrate.h"
#include "domain/catalogue_json.h"
#include "store/connection.h"
#include "store/organization.h"
#include "web/routes.h"

extern const struct embedded_files shop_files;
extern const struct embedded_files shop_migrations;

enum { RETURN_HTML_LIMIT = 4096 };

static int64_t now_us(const struct clock *clock)
{
    return clock->fixed_us;
}

/* A document with everything in it that HTML must escape. */
static enum status write_return(struct ctx *ctx, const struct session *session,
                                const struct request *request, struct return_form *out)
{
    struct buf text;
    buf_init(&text, ctx->arena, RETURN_HTML_LIMIT);
    buf_printf(&text, "<Message to=\"a&amp;b\">%s</Message>",
               request != NULL ? request->lines[0].line.description : "204");
    struct return_field *field = arena_make(ctx->arena, struct return_field);
    *field = (struct return_field){"cXML-urlencoded", buf_string(&text)};
    *out = (struct return_form){.action = session->return_url,
                                .fields = {field, 1},
                                .kind = "PunchOutOrderMessage",
                                .content_type = "text/xml",
                                .document = buf_bytes(&text),
                                .payload_id = ctx_new_id(ctx)};
    return OK;
}

static struct reply *refuse(struct http_request *request, void *state, int status,
                            const char *reason)
{
    return web_refuse(request, state, status, reason);
}

static void need(enum status status, const struct fault *fault)
{
    if (status != OK)
        panic("shop: %s: %s", status_name(status), fault->message);
}

static enum status store_buyer(struct db_tx *tx, void *state)
{
    struct shop *shop = state;
    const struct connection *connection = &shop->connection;
    struct organization organization = {
        .id = connection->organization_id,
        .name = connection->organization_name,
        .management_account_id = connection->account_id,
        .free_preapproved = connection->free_preapproved,
        .byol_preapproved = connection->byol_preapproved,
    };
    struct account account = {connection->organization_id,
                              connection->account_id,
                              "Globex",
                              "it@globex.example",
                              "ACTIVE",
                              0};
    static const unsigned char nothing[SECRET_HASH_SIZE];
    struct connection_row row = {
        .connection = *connection,
        .secret_hash = {nothing, sizeof nothing},
        .secret_sealed = {nothing, sizeof nothing},
    };
    enum status st = organization_store_insert(tx, &organization);
    if (st == OK)
        st = account_store_insert(tx, &account);
    return st == OK ? connection_store_insert(tx, shop->arena, &row) : st;
}

static struct connection make_connection(const struct shop_options *options)
{
    return (struct connection){
        .organization_id = "o-globex0001",
        .organization_name = "Globex",
        .id = "con-1",
        .account_id = "111122223333",
        .name = "EMEA Coupa",
        .system = SYSTEM_COUPA,
        .mode = options->test_mode ? MODE_TEST : MODE_PRODUCTION,
        .status = CONNECTION_ENABLED,
        .buyer = {"DUNS", "123456789"},
        .supplier = {"DUNS", "987654321"},
        .sender = {"DUNS", "123456789"},
        .dtd_version = "1.2.014",
        .classification_table = "",
        .unit_of_measure = "EA",
        .return_hosts = "acme.coupahost.example *.sso.example",
        .frame_ancestors = options->frame_ancestors != NULL ? options->frame_ancestors
                                                            : "https://acme.coupahost.example",
        .free_preapproved = options->preapproved,
        .byol_preapproved = options->preapproved,
    };
}

static void close_db(void *db)
{
    db_close(db);
}

static void free_setups(void *setups)
{
    recent_setups_free(setups);
}

static void open_database(struct shop *shop)
{
    struct fault fault = {.message = ""};
    struct db_options options = {.path = ":memory:", .mode = DB_OFFLINE};
    need(db_open(&options, &shop->app.db, &fault), &fault);
    arena_defer(shop->arena, close_db, shop->app.db);
    need(db_migrate_files(shop->app.db, &shop_migrations, shop->app.clock.fixed_us, &fault),
         &fault);
    need(db_write(shop->app.db, store_buyer, shop, &fault), &fault);
}

struct shop *shop_open(struct arena *arena, const struct shop_options *options)
{
    static const struct shop_options usual;
    struct fault fault = {.message = ""};
    struct shop *shop = arena_make(arena, struct shop);
    int64_t start_us;
    need(crypto_start(), &fault);
    time_parse("2026-11-22T21:30:00Z", &start_us);
    shop->arena = arena;
    shop->connection = make_connection(options != NULL ? options : &usual);
    const struct embedded_file *catalogue = embedded_find(&shop_files, "catalogue.json");
    need(catalogue_read(arena, (struct bytes){catalogue->data, catalogue->size}, &shop->catalogue,
                        &fault),
         &fault);
    shop->app = (struct app){
        .clock = {now_us, start_us},
        .entropy = crypto_entropy(),
        .catalogue = &shop->catalogue,
        .public_url = "https://market.example",
        .recent_setups = recent_setups_new(),
        .write_return = write_return,
    };
    arena_defer(arena, free_setups, shop->app.recent_setups);
    open_database(shop);
    shop->options = (struct http_server_options){.state = &shop->app, .refuse = refuse};
    shop->options.routes = web_routes(&shop->options.route_count);
    return shop;
}

void shop_wait(struct shop *shop, int64_t duration_us)
{
    shop->app.clock.fixed_us += duration_us;
}

const char *shop_start_page(struct shop *shop, const char *part)
{
    static int number;
    struct ctx ctx = {.app = &shop->app, .arena = shop->arena};
    struct caller caller = {shop->connection, shop->connection.mode == MODE_TEST};
    const char *url = NULL;
    struct setup setup = {
        .payload_id = arena_printf(shop->arena, "%d@globex.example", ++number),
        .operation = "create",
        .buyer_cookie = "cookie",
        .return_url = "https://acme.coupahost.example/punchout/checkout?id=7",
        .requester_name = "Ines Müller",
        .requester_email = "ines@globex.example",
        .language = "en",
        .selected_part = text_or_empty(part),
    };
    setup.hash = bytes_of(setup.payload_id);
    need(setup_start(&ctx, &caller, &setup, &url), &ctx.fault);
    return url + strlen(shop->app.public_url);
}

const char *shop_enter(struct shop *shop)
{
    struct http_answer answer = shop_get(shop, shop_start_page(shop, NULL));
    if (answer.status != 303)
        panic("shop: the StartPage answered %d", answer.status);
    return http_answer_header(&answer, "Location");
}

struct http_answer shop_get(struct shop *shop, const char *target)
{
    struct http_loopback_request request = {.target = target};
    return http_loopback(shop->arena, &shop->options, &request);
}

struct http_answer shop_see(struct shop *shop, const char *session, const char *rest)
{
    return shop_get(shop, arena_printf(shop->arena, "%s%s", session, rest));
}

struct http_answer shop_post(struct shop *shop, const char *session, const char *rest,
                             const char *form)
{
    struct http_loopback_request request = {
        .method = "POST",
        .target = arena_printf(shop->arena, "%s%s", session, rest),
        .content_type = "application/x-www-form-urlencoded",
        .body = bytes_of(form),
    };
    return http_loopback(shop->arena, &shop->options, &request);
}

const struct product *shop_product(const struct shop *shop, enum pricing pricing)
{
    for (size_t i = 0; i < shop->catalogue.product_count; i++) {
        if (shop->catalogue.products[i].offers[0].pricing == pricing)
            return &shop->catalogue.products[i];
    }
    panic("shop: no product is priced as %s", pricing_name(pricing));
}

const char *shop_item_form(struct shop *shop, const struct product *product, const char *more)
{
    return arena_printf(shop->arena, "product=%s&offer=%s%s", product->id, product->offers[0].id,
                        more);
}

bool answer_has(const struct http_answer *answer, const char *text)
{
    return strstr((const char *)answer->body.data, text) != NULL;
}
