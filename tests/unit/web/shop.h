#ifndef TESTS_UNIT_WEB_SHOP_H
#define TESTS_UNIT_WEB_SHOP_H
/* A marketplace in memory with the demo catalogue and one buyer, whose pages a test asks for. */
#include "app/ctx.h"
#include "app/session.h"
#include "http/loopback.h"

struct shop {
    struct arena *arena;
    struct app app;
    struct catalogue catalogue;
    struct connection connection; /* as it was stored */
    struct http_server_options options;
};

/* What of the buyer a test wants otherwise than usual. */
struct shop_options {
    bool test_mode;
    bool preapproved;
    const char *frame_ancestors; /* NULL: https://acme.coupahost.example */
};

struct shop *shop_open(struct arena *arena, const struct shop_options *options);

/* Where the time stands: 22 November 2026, 21:30 UTC; shop_wait moves it on. */
void shop_wait(struct shop *shop, int64_t duration_us);

/* A StartPage's path, for a requester who comes from the buyer's system. `part`: a selected item.
 */
const char *shop_start_page(struct shop *shop, const char *part);

/* Opens a session and gives what its pages begin with: "/p/TOKEN/". */
const char *shop_enter(struct shop *shop);

struct http_answer shop_get(struct shop *shop, const char *target);
/* `rest` follows the session's address. */
struct http_answer shop_see(struct shop *shop, const char *session, const char *rest);
struct http_answer shop_post(struct shop *shop, const char *session, const char *rest,
                             const char *form);

/* The first product of the catalogue with this pricing. */
const struct product *shop_product(const struct shop *shop, enum pricing pricing);

/* The form that adds the product as it stands on its page, with `more` at the end. */
const char *shop_item_form(struct shop *shop, const struct product *product, const char *more);

bool answer_has(const struct http_answer *answer, const char *text);

#endif
