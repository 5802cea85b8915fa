/* The way back: the supplier's page posts the cart here, inside the frame or in its own tab. */
#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "buyer/routes.h"
#include "buyer_templates.h"

/* What to show: the page, where it leads, and with which HTTP status. */
struct outcome {
    int status;
    const char *title;
    const char *message;
    const struct user *user; /* NULL: unknown */
    const char *target;
    const char *label;
    bool leave; /* go there at once where scripts run */
};

static struct outcome refused(int status, const char *title, const char *message)
{
    return (struct outcome){.status = status,
                            .title = title,
                            .message = message,
                            .target = "/",
                            .label = "Back to the start"};
}

static struct outcome made(struct arena *arena, const struct user *user, uint64_t requisition)
{
    const char *path = arena_printf(arena, "/requisitions/%llu", (unsigned long long)requisition);
    return (struct outcome){.status = 200,
                            .title = "Your cart has arrived",
                            .message = "It is a draft requisition now.",
                            .user = user,
                            .target = page_link(arena, path, user),
                            .label = "Open the requisition",
                            .leave = true};
}

static struct outcome no_cart(struct arena *arena, const struct user *user)
{
    return (struct outcome){.status = 200,
                            .title = "You came back without a cart",
                            .message = "Nothing was added.",
                            .user = user,
                            .target = arena_printf(arena, "/?as=%s&notice=no-cart", user->id),
                            .label = "Go on",
                            .leave = true};
}

static void remember(struct desk *desk, const struct punchout *punchout, const struct cart *cart,
                     uint64_t requisition, const char *verdict)
{
    struct exchange exchange = {.punchout = punchout->id,
                                .requisition = requisition,
                                .title = "PunchOutOrderMessage",
                                .request = cart->document,
                                .verdict = verdict};
    desk_add_exchange(desk, &exchange);
}

/* A cart of a visit that is known. Posting it twice, by reloading, makes no second requisition. */
static struct outcome take(struct arena *arena, struct desk *desk, struct punchout *punchout,
                           const struct cart *cart, enum status read, const struct fault *fault)
{
    const struct user *user = punchout->user;
    if (punchout->requisition != 0)
        return made(arena, user, punchout->requisition);
    if (read != OK || cart->status >= 300) {
        const char *why = read != OK ? arena_text(arena, fault->message)
                                     : arena_printf(arena, "The supplier said %d %s.", cart->status,
                                                    cart->status_text);
        remember(desk, punchout, cart, 0, why);
        struct outcome outcome = refused(400, "The supplier failed to return a cart", why);
        outcome.user = user;
        outcome.target = page_link(arena, "/", user);
        return outcome;
    }
    if (cart->status == 204 || cart->count == 0) {
        remember(desk, punchout, cart, 0, "No cart");
        return no_cart(arena, user);
    }
    const struct requisition *requisition = desk_add_requisition(desk, punchout, cart);
    remember(desk, punchout, cart, requisition->id,
             cart->warning != NULL ? cart->warning : "Cart taken over");
    return made(arena, user, requisition->id);
}

/* The cookie is what proves that the cart belongs to the visit: there is no other sign-in
 * (INTEROP C2, C12). */
static struct outcome match(struct http_request *request, const struct buyer *buyer,
                            const struct cart *cart, enum status read, const struct fault *fault)
{
    struct arena *arena = request->arena;
    int64_t id;
    if (read != OK && text_empty(cart->buyer_cookie))
        return refused(400, "The supplier failed to return a cart",
                       arena_text(arena, fault->message));
    if (!text_to_int(text_or_empty(http_query(request, "id")), &id) || id < 1)
        id = 0;
    desk_lock(buyer->desk);
    struct punchout *punchout = desk_punchout(buyer->desk, (uint64_t)id);
    struct outcome outcome =
        punchout != NULL && text_equal(punchout->buyer_cookie, cart->buyer_cookie)
            ? take(arena, buyer->desk, punchout, cart, read, fault)
            : refused(403, "Token expired",
                      "The BuyerCookie of this cart belongs to no punchout that is open here. "
                      "Punch out again; a supplier must return the cookie of the same visit.");
    desk_unlock(buyer->desk);
    return outcome;
}

struct reply *page_checkout(struct http_request *request, void *state)
{
    const struct buyer *buyer = state;
    struct cart cart;
    struct fault fault = {0};
    enum status read = cart_read(request->arena, http_form_fields(request), &cart, &fault);
    struct outcome outcome = match(request, buyer, &cart, read, &fault);
    log_write(buyer->log, outcome.status == 200 ? LOG_INFO : LOG_WARNING, "cart returned",
              LOG_FIELDS({"punchout", http_query(request, "id")}, {"outcome", outcome.title}));
    struct checkout_view view = {.page = page_of(request->arena, outcome.title, outcome.user),
                                 .message = outcome.message,
                                 .target = outcome.target,
                                 .label = outcome.label};
    view.page.bare = true;
    view.page.leave = outcome.leave;
    struct buf out;
    buf_init(&out, request->arena, PAGE_LIMIT);
    buyer_template_checkout(&out, &view);
    return page_reply(request, buyer, outcome.status, &out, NULL);
}
