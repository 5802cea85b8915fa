#include "check/check.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "buyer/answer.h"
#include "buyer/bench_page.h"
#include "buyer/cart.h"
#include "buyer/mask.h"
#include "buyer/order.h"
#include "buyer/settings.h"
#include "buyer/setup.h"
#include "net/http_client.h"
#include "xml/writer.h"

enum { DOCUMENT_LIMIT = 64 * 1024, PRODUCTS_MAX = 24, FORM_LIMIT = 1024, SHOWN_LIMIT = 20000 };

static const int64_t timeout_us = 8 * TIME_SECOND_US;
static const char cxml_type[] = "text/xml; charset=UTF-8";
static const char form_type[] = "application/x-www-form-urlencoded";

struct checking {
    struct arena *arena;
    const struct check_target *target;
    struct connection connection;
    struct user requester, approver;
    struct check_step *step;
    const char *start_url;
    const char *returned; /* the page that takes the cart back */
    struct cart cart;
    bool signs_in; /* CAT-8: what follows is for a person */
};

static bool fail(struct checking *c, const char *meaning)
{
    c->step->verdict = CHECK_FAILED;
    c->step->meaning = meaning;
    return false;
}

static bool pass(struct checking *c, const char *meaning)
{
    c->step->verdict = CHECK_PASSED;
    c->step->meaning = meaning;
    return true;
}

static enum status send(struct checking *c, const char *url, const char *type, const char *body,
                        struct net_reply *out, struct fault *fault)
{
    const struct net_request request = {
        .url = url,
        .content_type = type,
        .body = bytes_of(text_or_empty(body)),
        .connect_timeout_us = timeout_us,
        .total_timeout_us = timeout_us,
        .allow_private_addresses = true, /* it is the marketplace itself */
    };
    enum status st = net_http(c->arena, &request, out, fault);
    c->step->elapsed_us += st == OK ? out->elapsed_us : 0;
    return st;
}

static const char *shown(struct checking *c, const char *document)
{
    return text_cut(c->arena, mask_secrets(c->arena, document), SHOWN_LIMIT);
}

/* Sends a document, and reads the answer as its system would. */
static struct answer post(struct checking *c, const char *path, const char *document, bool setup)
{
    struct net_reply reply = {0};
    struct fault fault = {.message = ""};
    c->step->request = shown(c, document);
    enum status st = send(c, arena_printf(c->arena, "%s%s", c->target->url, path), cxml_type,
                          document, &reply, &fault);
    if (st == OK)
        c->step->response = shown(c, (const char *)reply.body.data);
    return setup ? answer_read_setup(c->arena, st, &reply, &fault)
                 : answer_read(c->arena, st, &reply, &fault);
}

static struct envelope new_envelope(struct checking *c)
{
    struct envelope envelope =
        envelope_new(c->arena, &c->connection, c->target->now_us, &c->target->entropy);
    envelope.test = true;
    return envelope;
}

/* What a system does with an answer that is not as it should be. */
static const char *consequence(struct checking *c, const struct answer *answer)
{
    const char *label = c->target->system_label;
    return arena_printf(c->arena, "%s would show: %s%s It would %s.", label, answer->problem,
                        text_ends(answer->problem, ".") ? "" : ".",
                        answer->outcome == ANSWER_REFUSED ? "not send it again"
                                                          : "send it again later");
}

static bool check_profile(struct checking *c)
{
    struct envelope envelope = new_envelope(c);
    struct xml_writer w;
    struct buf document;
    buf_init(&document, c->arena, DOCUMENT_LIMIT);
    xml_writer_start(&w, &document, false);
    envelope_open(&w, &envelope);
    xml_open(&w, "ProfileRequest");
    xml_close(&w);
    envelope_close(&w);
    struct answer answer = post(c, "/v1/profile", buf_string(&document), false);
    return answer.outcome == ANSWER_OK
               ? pass(c, "The marketplace is reachable, and tells what it supports.")
               : fail(c, consequence(c, &answer));
}

static bool check_setup(struct checking *c)
{
    const struct setup setup = {
        .envelope = new_envelope(c),
        .user = &c->requester,
        .buyer_cookie = "connection-check",
        .return_url = c->target->return_url,
        .extrinsic = c->target->extrinsic,
        .extrinsic_value = c->target->extrinsic_value,
    };
    struct answer answer = post(c, "/v1/punchout/setup", setup_write(c->arena, &setup), true);
    c->start_url = answer.start_url;
    return answer.outcome == ANSWER_OK
               ? pass(c, arena_printf(c->arena,
                                      "%s would open the StartPage in the requester's browser.",
                                      c->target->system_label))
               : fail(c, consequence(c, &answer));
}

/* The session's address, "https://market.example/p/TOKEN/", or NULL. */
static const char *open_session(struct checking *c)
{
    struct net_reply reply = {0};
    struct fault fault = {.message = ""};
    if (send(c, c->start_url, NULL, NULL, &reply, &fault) != OK)
        return NULL;
    const char *location = net_reply_header(&reply, "Location");
    if (reply.status != 303 || location == NULL || !text_starts(location, "/p/"))
        return NULL;
    size_t length = strcspn(location + 3, "/?");
    c->signs_in = text_ends(location, "/sign-in");
    return arena_printf(c->arena, "%s/p/%s/", c->target->url,
                        arena_text_n(c->arena, location + 3, length));
}

/* The page at an address of the session, or NULL. */
static const char *page(struct checking *c, const char *session, const char *rest)
{
    struct net_reply reply = {0};
    struct fault fault = {.message = ""};
    enum status st =
        send(c, arena_printf(c->arena, "%s%s", session, rest), NULL, NULL, &reply, &fault);
    return st == OK && reply.status == 200 ? (const char *)reply.body.data : NULL;
}

/* Whether the way to the identity provider leads there. */
static bool leads_to_provider(struct checking *c, const char *session)
{
    struct net_reply reply = {0};
    struct fault fault = {.message = ""};
    return send(c, arena_printf(c->arena, "%sopenid", session), NULL, NULL, &reply, &fault) == OK &&
           reply.status == 303;
}

static bool check_sign_in(struct checking *c, const char *session)
{
    const char *html = page(c, session, "sign-in");
    if (html == NULL)
        return fail(c, "The page to sign in on does not open.");
    bool provider = strstr(html, "/openid\"") != NULL;
    if (provider && !leads_to_provider(c, session))
        return fail(c, "The identity provider can't be reached, or is not the one that it says: "
                       "punch out and choose Sign in, which says what is wrong.");
    return pass(c, provider
                       ? "The requester is asked to sign in, and the identity provider can be "
                         "reached. What comes after that can't be tried without a person: "
                         "punch out, and sign in."
                       : "The requester is asked to sign in, as the settings say. What comes "
                         "after that can't be tried without a person: punch out, and sign in.");
}

/* The form for the first product of the first page that can be requested; NULL: there is none. */
static const char *choose(struct checking *c, const char *session)
{
    const char *products[PRODUCTS_MAX];
    const char *html = page(c, session, "");
    size_t count = html == NULL ? 0 : bench_page_products(c->arena, html, products, PRODUCTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const char *product, *offer;
        html = page(c, session, arena_printf(c->arena, "products/%s", products[i]));
        if (html != NULL && bench_page_offer(c->arena, html, &product, &offer))
            return arena_printf(c->arena, "product=%s&offer=%s&then=shop", product, offer);
    }
    return NULL;
}

static bool check_catalogue(struct checking *c)
{
    struct net_reply reply = {0};
    struct fault fault = {.message = ""};
    const char *session = open_session(c);
    if (session == NULL)
        return fail(c, "The StartPage did not open: the requester would see an error page.");
    if (c->signs_in)
        return check_sign_in(c, session);
    const char *form = choose(c, session);
    if (form == NULL)
        return fail(c, "The catalogue shows nothing that could be requested: look at the sellers "
                       "of record of this connection.");
    enum status st =
        send(c, arena_printf(c->arena, "%sitems", session), form_type, form, &reply, &fault);
    if (st != OK || reply.status != 303)
        return fail(c, "A product could not be put into the request.");
    st = send(c, arena_printf(c->arena, "%srequest/approval", session), form_type, "", &reply,
              &fault);
    if (st != OK || reply.status != 200)
        return fail(c, "The request could not be handed over.");
    c->returned = (const char *)reply.body.data;
    return pass(c, "The requester sees the catalogue, and can ask for approval.");
}

static bool check_cart(struct checking *c)
{
    struct fault fault = {.message = ""};
    enum status st = bench_page_cart(c->arena, c->returned, &c->cart, &fault);
    c->step->response = c->cart.document == NULL ? NULL : shown(c, c->cart.document);
    if (st != OK || c->cart.count == 0)
        return fail(c, arena_printf(c->arena,
                                    "%s would say that the punchout failed to return a "
                                    "cart. %s",
                                    c->target->system_label, fault.message));
    if (!text_equal(c->cart.buyer_cookie, "connection-check"))
        return fail(c, "The BuyerCookie is not the one that was sent: the cart would be refused.");
    return pass(c, arena_printf(c->arena, "%s would make a requisition of %zu %s out of it.",
                                c->target->system_label, c->cart.count,
                                c->cart.count == 1 ? "line" : "lines"));
}

static bool check_order(struct checking *c)
{
    struct order order = {
        .envelope = new_envelope(c),
        .requisition_id = "R-CHECK",
        .requester = &c->requester,
        .approver = &c->approver,
        .cart = &c->cart,
    };
    order.order_id = arena_printf(c->arena, "CHECK-%.10s", order.envelope.payload_id);
    const char *document = order_write(c->arena, &order);
    if (document == NULL)
        return fail(c, "The order would be larger than anybody takes.");
    struct answer answer = post(c, "/v1/orders", document, false);
    return answer.outcome == ANSWER_OK
               ? pass(c, arena_printf(c->arena,
                                      "%s would mark the order as sent. It is a test: nothing was "
                                      "bought.",
                                      c->target->system_label))
               : fail(c, consequence(c, &answer));
}

static struct checking start(struct arena *arena, const struct check_target *t)
{
    return (struct checking){
        .arena = arena,
        .target = t,
        .connection =
            {
                .name = t->company,
                .company = t->company,
                .domain = "check.example",
                .system = text_equal(t->system, "coupa")   ? PROCUREMENT_COUPA
                          : text_equal(t->system, "ariba") ? PROCUREMENT_ARIBA
                                                           : PROCUREMENT_CXML,
                .test = true,
                .from = {t->from.domain, t->from.identity},
                .to = {t->to.domain, t->to.identity},
                .sender = {t->sender.domain, t->sender.identity},
                .shared_secret = t->secret,
                .setup_url = arena_printf(arena, "%s/v1/punchout/setup", t->url),
                .order_url = arena_printf(arena, "%s/v1/orders", t->url),
            },
    };
}

void check_run(struct arena *arena, const struct check_target *target, struct check_report *out)
{
    static const struct {
        const char *title;
        bool (*run)(struct checking *c);
    } steps[CHECK_STEPS] = {{"Profile", check_profile},
                            {"Punchout setup", check_setup},
                            {"Catalogue and request", check_catalogue},
                            {"Cart", check_cart},
                            {"Purchase order", check_order}};
    struct checking c = start(arena, target);
    const struct user person = {.first = "Connection",
                                .last = "Check",
                                .full = "Connection Check",
                                .id = "connection.check",
                                .email = "connection.check@check.example",
                                .connection = &c.connection};
    c.requester = c.approver = person;
    out->passed = true;
    for (size_t i = 0; i < CHECK_STEPS; i++) {
        c.step = &out->steps[i];
        *c.step = (struct check_step){.title = steps[i].title,
                                      .verdict = CHECK_SKIPPED,
                                      .meaning = "Not tried: the step before it failed."};
        if (c.signs_in)
            c.step->meaning = "Not tried: a person has to sign in first.";
        else
            out->passed = out->passed && steps[i].run(&c);
    }
}
