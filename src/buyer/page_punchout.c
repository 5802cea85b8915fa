/* Punching out: the setup request, then the supplier's catalogue in a frame. */
#include "base/arena.h"
#include "base/text.h"
#include "buyer/routes.h"
#include "buyer/setup.h"
#include "buyer/transport.h"
#include "buyer/url.h"
#include "buyer_templates.h"

/* Where the supplier's page sends the browser: this program under the name by which the browser
 * knows it, so that frame and answer are of one origin. */
static const char *return_url(const struct http_request *request, uint64_t id)
{
    return arena_printf(request->arena, "http://%s/checkout?id=%llu", http_header(request, "Host"),
                        (unsigned long long)id);
}

static struct answer punch_out(struct http_request *request, const struct buyer *buyer,
                               const struct user *user, uint64_t *id)
{
    struct arena *arena = request->arena;
    struct desk *desk = buyer->desk;
    desk_lock(desk);
    struct punchout *punchout = desk_add_punchout(desk, user);
    *id = punchout->id;
    struct setup setup = {
        .envelope = envelope_new(arena, user->connection, desk_now_us(desk), desk_entropy(desk)),
        .user = user,
        .buyer_cookie = arena_text(arena, punchout->buyer_cookie),
        .return_url = return_url(request, *id)};
    desk_unlock(desk);
    struct transport transport = {.title = "PunchOutSetupRequest",
                                  .url = user->connection->setup_url,
                                  .document = setup_write(arena, &setup),
                                  .payload_id = setup.envelope.payload_id,
                                  .setup = true,
                                  .punchout = *id};
    struct answer answer = transport_send(arena, desk, buyer->log, &transport);
    desk_lock(desk);
    /* So many others may have begun in the meantime that this one was dropped. */
    if ((punchout = desk_punchout(desk, *id)) != NULL) {
        if (answer.outcome == ANSWER_OK)
            punchout->start_url = arena_text(punchout->arena, answer.start_url);
        punchout->problem = arena_text(punchout->arena, answer.problem);
    }
    desk_unlock(desk);
    return answer;
}

struct reply *page_punchout_start(struct http_request *request, void *state)
{
    const struct buyer *buyer = state;
    const struct user *user = page_user(request, buyer);
    if (!page_is_own(request) || user == NULL || user->approver)
        return page_message(request, buyer, user, 403, "That can't be done",
                            "Only a requester punches out, from the home page.");
    if (!url_is_host(http_header(request, "Host")))
        return page_refuse(request, state, 400, "The browser does not say which host it means.");
    uint64_t id;
    struct answer answer = punch_out(request, buyer, user, &id);
    bool tab = text_equal(text_or_empty(http_form(request, "target")), "tab");
    const char *origin = url_origin(request->arena, answer.start_url);
    /* A browser follows a form's redirect only to where the page's policy lets forms go. */
    if (tab && answer.outcome == ANSWER_OK &&
        text_equal(origin, desk_settings(buyer->desk)->origin) && url_is_visible(answer.start_url))
        return reply_redirect(request, 303, answer.start_url);
    const char *path = arena_printf(request->arena, "/punchouts/%llu", (unsigned long long)id);
    return reply_redirect(request, 303, page_link(request->arena, path, user));
}

static struct reply *show_failure(struct http_request *request, const struct buyer *buyer,
                                  const struct punchout *punchout, struct buf *out)
{
    struct failed_view view = {
        .page = page_of(request->arena, "Punch out failed", punchout->user),
        .problem =
            punchout->problem != NULL ? punchout->problem : "The supplier has not answered yet.",
        .exchanges = page_exchanges(request->arena, buyer->desk, punchout->id, 0)};
    buyer_template_failed(out, &view);
    return page_reply(request, buyer, 200, out, NULL);
}

static struct reply *show_catalogue(struct http_request *request, const struct buyer *buyer,
                                    const struct punchout *punchout, struct buf *out)
{
    struct catalogue_view view = {
        .page = page_of(request->arena, "Software Marketplace", punchout->user),
        .id = punchout->id,
        .start_url = punchout->start_url};
    view.page.full = true;
    buyer_template_catalogue(out, &view);
    return page_reply(request, buyer, 200, out, url_origin(request->arena, punchout->start_url));
}

struct reply *page_punchout(struct http_request *request, void *state)
{
    const struct buyer *buyer = state;
    struct buf out;
    buf_init(&out, request->arena, PAGE_LIMIT);
    desk_lock(buyer->desk);
    const struct punchout *punchout = desk_punchout(buyer->desk, page_id(request));
    struct reply *reply = NULL;
    if (punchout != NULL)
        reply = punchout->start_url != NULL ? show_catalogue(request, buyer, punchout, &out)
                                            : show_failure(request, buyer, punchout, &out);
    desk_unlock(buyer->desk);
    return reply != NULL ? reply
                         : page_message(request, buyer, page_user(request, buyer), 404, "Not here",
                                        "There is no such punchout, or it was long ago.");
}
